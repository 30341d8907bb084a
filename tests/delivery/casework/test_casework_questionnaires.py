"""Questionnaires: every answer kept as given, by whom it may be, and a risk answer that cannot be passed by."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.casework import AT, PROTOCOL, case, filled_in
from tests.support.referrals import cast
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.models import Answer, AnswerCode, Questionnaire, RiskPrompt
from throughcare.delivery.casework.queries import answering, instruments, measures
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.viewers import PUBLIC
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]


def start(row: Any, *chosen: str, mode: str = "read_out", **more: Any) -> list[Questionnaire]:
    given = {"referral_id": row.pk, "chosen": chosen or ("phq9",), "occasion": "first", "mode": mode}
    return actions.start_questionnaires(**{**given, "by": cast().worker, "at": AT, **more})


def handed_out(row: Any, *chosen: str, lasts: str = "hour") -> Any:
    return actions.hand_out(
        referral_id=row.pk,
        chosen=chosen or ("phq9", "gad7"),
        occasion="first",
        mode="own_phone",
        lasts=lasts,
        by=cast().worker,
        at=AT,
    )


def test_answers_are_kept_as_given_and_scored_from_the_definition() -> None:
    row = filled_in(case(), "phq9", 2, q9=0)
    shown = measures.questionnaire(cast().worker, row.pk, at=AT)
    assert (shown.measure.score.total, shown.measure.score.band) == (16, "moderately severe")
    assert shown.answers[0].answer == "More than half the days"
    assert Event.objects.filter(kind="questionnaire.read", subject_id=str(row.pk)).count() == 1
    assert folded_state(history(("questionnaire", row.pk))) == row.state == "finished"
    assert not {"phq9", "16"} & {one.reason_code for one in history(("questionnaire", row.pk))}


def test_a_changed_answer_leaves_the_earlier_one_to_be_seen() -> None:
    (row,) = start(case())
    actions.enter_answers(questionnaire_id=row.pk, given={1: 3}, by=cast().worker, at=AT)
    actions.enter_answers(questionnaire_id=row.pk, given={1: 0}, by=cast().worker, at=AT)
    first = measures.questionnaire(cast().worker, row.pk, at=AT).answers[0]
    assert (first.value, first.earlier) == (0, ("Nearly every day",))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_answer SET value = 1")


def test_what_is_not_answered_has_no_total() -> None:
    row = filled_in(case(), "gad7", 2, q3=None)
    found = measures.questionnaire(cast().worker, row.pk, at=AT).measure
    assert (found.score.total, found.score.missing, found.answered) == (None, (3,), 6)


def test_a_course_shows_change_from_the_first_to_the_last_with_a_total() -> None:
    row = case()
    for value, days, occasion in ((2, 0, "first"), (1, 20, "review"), (0, 40, "last")):
        filled_in(row, "phq9", value, occasion=occasion, at=AT + timedelta(days=days), q9=0)
        filled_in(row, "gad7", value, occasion=occasion, at=AT + timedelta(days=days))
    found = measures.measures(cast().worker, row.pk)
    changes = {one.definition.code: one.change for one in found.courses}
    assert changes["phq9"] is not None
    assert (changes["phq9"].better_by, changes["phq9"].recovered) == (16, True)
    assert found.joint is not None
    assert found.joint.reliably_recovered is True


def test_a_voided_questionnaire_counts_nowhere_and_its_risk_prompt_stays() -> None:
    row = filled_in(case(), "phq9", 1)
    actions.void_questionnaire(questionnaire_id=row.pk, reason="wrong_person", by=cast().worker, at=AT)
    assert measures.measures(cast().worker, row.referral_id).courses == ()
    assert RiskPrompt.objects.get(questionnaire=row).state == "unanswered"


def test_a_double_click_on_finish_finishes_once() -> None:
    (row,) = start(case(), "gad7")
    version = row.version
    given = {number: 1 for number in range(1, 8)}
    call = {"questionnaire_id": row.pk, "given": given, "finish": True, "version": version}
    actions.enter_answers(**call, by=cast().worker, at=AT)
    with pytest.raises(Conflict):
        actions.enter_answers(**call, by=cast().worker, at=AT)
    assert Answer.objects.filter(questionnaire=row).count() == 7


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"chosen": ()}, "at least one"),
        ({"chosen": ("pcl5",)}, "of this service"),
        ({"chosen": ("phq9", "phq9")}, "each once"),
        ({"asked_on": AT.date() + timedelta(days=1)}, "future"),
        ({"asked_on": AT.date() - timedelta(days=91)}, "last 90 days"),
        ({"occasion": "whenever"}, "occasion"),
    ],
)
def test_what_cannot_be_asked_is_refused(more: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        start(case(), **more)


def test_nothing_is_asked_of_somebody_who_died_or_in_a_case_that_is_over() -> None:
    from tests.support.referrals import service_user

    dead = service_user(given_name="Late")
    row = case(person=dead)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_serviceuser SET died_on = '2026-06-05' WHERE id = %s", [dead.pk])
    with pytest.raises(WrongState, match="has died"):
        start(row)
    over = case()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_referral SET state = 'withdrawn' WHERE id = %s", [over.pk])
    with pytest.raises(WrongState, match="not open"):
        start(over)


def test_others_neither_ask_nor_read() -> None:
    row = filled_in(case())
    people = cast()
    for them in (people.referrer, people.administrator, people.second_worker, people.manager, PUBLIC):
        with pytest.raises((NotAllowed, NotFound)):
            start(row.referral, by=them)
        with pytest.raises(NotFound):
            measures.questionnaire(them, row.pk, at=AT)
        assert measures.measures(them, row.referral_id).courses == ()
    assert measures.questionnaire(people.lead, row.pk, at=AT).measure.score.total == 9


def test_a_code_is_used_once_answers_land_in_the_case_and_it_closes() -> None:
    row = case()
    made = handed_out(row)
    assert AnswerCode.objects.get(pk=made.id).digest != made.code
    opened = actions.open_code(typed=f" {made.code[:3]}-{made.code[3:].lower()} ", by=PUBLIC, at=AT)
    with pytest.raises(NotFound, match="does not work"):
        actions.open_code(typed=made.code, by=PUBLIC, at=AT)
    page = answering.answering(opened.pk, at=AT)
    assert len(page.questions) == 16
    for one in page.questions:
        actions.give_answer(
            code_id=opened.pk,
            questionnaire_id=one.questionnaire_id,
            number=one.question.number,
            value=0,
            by=PUBLIC,
            at=AT,
        )
    actions.finish_answering(code_id=opened.pk, by=PUBLIC, at=AT)
    assert [one.score.total for one in (c.measures[0] for c in measures.measures(cast().worker, row.pk).courses)] == [
        0,
        0,
    ]
    assert set(Answer.objects.values_list("by", flat=True)) == {None}
    with pytest.raises(NotFound, match="closed"):
        answering.answering(opened.pk, at=AT)


@pytest.mark.parametrize("typed", ["", "nonsense", "'; DROP TABLE casework_answer; --", "🙂" * 500, "A" * 50_000])
def test_a_wrong_code_says_what_a_used_one_says(typed: str) -> None:
    with pytest.raises(NotFound, match="does not work"):
        actions.open_code(typed=typed, by=PUBLIC, at=AT)


def test_a_code_runs_out_opened_or_not() -> None:
    row = case()
    unopened, opened = handed_out(row), handed_out(row)
    actions.open_code(typed=opened.code, by=PUBLIC, at=AT)
    first = answering.answering(opened.id, at=AT).questions[0]
    give = {"code_id": opened.id, "questionnaire_id": first.questionnaire_id, "number": 1, "value": 2}
    actions.give_answer(**give, by=PUBLIC, at=AT)
    late = AT + timedelta(minutes=61)
    with pytest.raises(NotFound, match="does not work"):
        actions.open_code(typed=unopened.code, by=PUBLIC, at=late)
    with pytest.raises(NotFound, match="closed"):
        actions.give_answer(**give, by=PUBLIC, at=late)
    assert actions.close_codes_that_ended(by=PUBLIC, at=late) == 2
    assert actions.close_codes_that_ended(by=PUBLIC, at=late) == 0
    states = list(Questionnaire.objects.filter(code=opened.id).order_by("id").values_list("state", flat=True))
    assert states == ["left", "declined"]


def test_a_code_answers_only_its_own_questionnaires() -> None:
    row = case()
    mine, other = handed_out(row, "phq9"), handed_out(row, "gad7")
    actions.open_code(typed=mine.code, by=PUBLIC, at=AT)
    with pytest.raises(NotFound, match="no such question"):
        actions.give_answer(
            code_id=mine.id, questionnaire_id=other.questionnaires[0], number=1, value=1, by=PUBLIC, at=AT
        )


def test_a_code_that_was_taken_back_opens_nothing() -> None:
    made = handed_out(case())
    actions.take_back_code(code_id=made.id, by=cast().worker, at=AT)
    with pytest.raises(NotFound):
        actions.open_code(typed=made.code, by=PUBLIC, at=AT)


def test_an_instrument_without_words_is_answered_from_paper_only() -> None:
    with pytest.raises(Invalid, match="no words"):
        handed_out(case(), "core10")
    row = filled_in(case(), "core10", 1)
    assert measures.questionnaire(cast().worker, row.pk, at=AT).answers[0].question == "Question 1"


def words(instrument: str = "core10", count: int = 10, **changed: str) -> bytes:
    head = {"instrument": f'"{instrument}"', "version": '"1"', "language": '"en"', "attribution": '"a"'}
    head |= {
        "licence": '"l"',
        "source": '"s"',
        "answers": "[" + ",".join(f'{{value={n},text="{n}"}}' for n in range(5)) + "]",
    }
    lines = [f"{name} = {value}" for name, value in (head | changed).items()]
    lines += [f'[[question]]\nnumber = {number}\ntext = "Licensed {number}"' for number in range(1, count + 1)]
    return "\n".join(lines).encode()


def load(content: bytes, *, by: Any = None, instrument: str = "core10", terms: str = "Licence 12") -> Any:
    return actions.load_wording(instrument=instrument, content=content, terms=terms, by=by or cast().lead, at=AT)


def test_an_area_loads_its_own_licensed_words_and_only_its_own_cases_use_them() -> None:
    row = case()
    load(words())
    made = handed_out(row, "core10")
    actions.open_code(typed=made.code, by=PUBLIC, at=AT)
    assert answering.answering(made.id, at=AT).questions[4].question.text == "Licensed 5"
    definition = instruments.definition("core10", "1")
    elsewhere = cast("neurodiversity").lead
    assert instruments.instruments(elsewhere, AT.date())[2].loaded == ()
    assert instruments.wording_for(definition, row.provider.code)[0] is not None
    load(words(version='"1"'))
    (loaded,) = instruments.instrument(cast().lead, "core10", AT.date()).loaded
    actions.withdraw_wording(wording_id=loaded.id, by=cast().lead, at=AT)
    assert instruments.wording_for(definition, row.provider.code) == (None, None)
    assert answering.answering(made.id, at=AT).questions[4].question.text == "Licensed 5"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00PK", "not text"),
        (b"%PDF-1.7 nonsense", "not TOML"),
        (b"x" * 200_001, "larger than"),
        (b"", "is missing"),
        (words(count=9), "9 questions"),
        (words("phq9"), "is for phq9"),
        (words(version='"2"'), "version 2"),
        (words(answers='[{value=0,text="No"}]'), "takes the values"),
        (words(colour='"red"'), "no 'colour'"),
        (words(answers='"none"'), "not a list"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_what_to_mend(content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        load(content)


def test_only_who_keeps_instruments_loads_words_and_under_a_named_licence() -> None:
    with pytest.raises(NotAllowed):
        load(words(), by=cast().worker)
    with pytest.raises(Invalid, match="which licence"):
        load(words(), terms=" ")


def test_the_shipped_words_are_only_those_that_may_be_given_away() -> None:
    instruments.check_reference()
    shipped = {path.stem for path in (ROOT / "reference" / "wording").glob("*.toml")}
    assert shipped == {"phq9", "gad7", "audit", "audit_c", "dudit", "pcl5"}


@pytest.mark.parametrize("value", [1, 2, 3])
def test_a_risk_answer_raises_its_prompt_at_once_and_stays_when_the_answer_is_taken_back(value: int) -> None:
    made = handed_out(case(), "phq9")
    actions.open_code(typed=made.code, by=PUBLIC, at=AT)
    give = {"code_id": made.id, "questionnaire_id": made.questionnaires[0], "number": 9}
    assert actions.give_answer(**give, value=value, by=PUBLIC, at=AT) is True
    prompt = RiskPrompt.objects.get()
    assert (prompt.items, prompt.state, prompt.due_on) == ("9", "unanswered", AT.date())
    actions.give_answer(**give, value=0, by=PUBLIC, at=AT)
    actions.stop_answering(code_id=made.id, by=PUBLIC, at=AT)
    assert RiskPrompt.objects.count() == 1
    assert answered_in_full(prompt)


def answered_in_full(prompt: RiskPrompt) -> bool:
    """Every question of the protocol must be answered; then it is put away for good."""
    call = {"prompt_id": prompt.pk, "by": cast().worker, "at": AT}
    for name in ("asked", "said", "safety_plan", "told", "out_of_hours", "outcome"):
        with pytest.raises(Invalid):
            actions.work_through(given={**PROTOCOL, name: ""}, **call)
    actions.save_protocol(given={"asked": "half"}, **call)
    done = actions.work_through(given=PROTOCOL, **call)
    with pytest.raises(WrongState):
        actions.save_protocol(given={"asked": "later"}, **call)
    with pytest.raises(DatabaseError, match="settled"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_riskprompt SET said = 'nothing'")
    return bool(done.state == "worked_through" and folded_state(history(("risk_prompt", done.pk))) == done.state)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"told": ["nobody"]}, "why nobody"),
        ({"told": ["nobody", "gp"]}, "not both"),
        ({"told": ["the neighbours"]}, "from the list"),
        ({"outcome": "emergency"}, "tick who"),
        ({"outcome": "not_reached", "told": ["gp"]}, "service lead at least"),
    ],
)
def test_a_protocol_that_contradicts_itself_is_refused(changed: dict[str, object], says: str) -> None:
    filled_in(case())
    with pytest.raises(Invalid, match=says):
        actions.work_through(
            prompt_id=RiskPrompt.objects.get().pk, given={**PROTOCOL, **changed}, by=cast().worker, at=AT
        )


def test_a_risk_answer_not_worked_through_the_same_day_is_escalated_once() -> None:
    filled_in(case())
    prompt = RiskPrompt.objects.get()
    assert actions.escalate_overdue(by=PUBLIC, at=AT) == 0
    assert actions.escalate_overdue(by=PUBLIC, at=AT + timedelta(days=1)) == 1
    assert actions.escalate_overdue(by=PUBLIC, at=AT + timedelta(days=2)) == 0
    prompt.refresh_from_db()
    assert prompt.state == folded_state(history(("risk_prompt", prompt.pk))) == "escalated"
    actions.work_through(prompt_id=prompt.pk, given=PROTOCOL, by=cast().lead, at=AT + timedelta(days=2))


def test_no_risk_answer_no_prompt() -> None:
    filled_in(case(), "phq9", 3, q9=0)
    filled_in(case(), "gad7", 3)
    assert not RiskPrompt.objects.exists()
