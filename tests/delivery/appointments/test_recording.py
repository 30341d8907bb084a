"""Recording a session: told at once, noted for clinical eyes alone, amended without losing what was said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support import appointments as make
from tests.support.appointments import NOW, SOON
from throughcare.delivery.appointments import actions, models
from throughcare.delivery.appointments.queries import appointments, notes, telling
from throughcare.delivery.appointments.rules.telling import Flag
from throughcare.delivery.referrals.actions import advance
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
AFTER = SOON + timedelta(hours=1)


def test_the_first_session_attended_begins_the_work() -> None:
    row = make.case()
    made = make.booked(row)
    make.attended(made)
    row.refresh_from_db()
    made.refresh_from_db()
    assert row.state == "in_delivery"
    assert made.state == folded_state(history(("appointment", made.pk))) == "attended_on_time"


@pytest.mark.parametrize("who", ["lead", "second_worker"])
def test_a_colleague_who_held_it_records_it_and_the_case_moves_all_the_same(who: str) -> None:
    row, cast = make.case(), make.people()
    colleague = getattr(cast, who)
    made = make.booked(row, worker_id=colleague.person_id)
    make.attended(made, by=colleague)
    row.refresh_from_db()
    assert row.state == "in_delivery"


def test_a_missed_session_does_not_begin_the_work() -> None:
    row = make.case()
    make.attended(make.booked(row), code="did_not_attend")
    row.refresh_from_db()
    assert row.state == "plan_approved"


def test_the_referrer_is_told_at_once_and_reads_nothing_clinical() -> None:
    row, cast = make.case(), make.people()
    made = make.booked(row)
    record = make.record(
        "attended_late",
        minutes_late=15,
        why="Bus",
        note="Spoke of nightmares",
        activities=("formulation",),
        told="Keen to come again.",
    )
    actions.record_session(appointment_id=made.pk, record=record, by=cast.worker, at=AFTER)
    told = appointments.history(cast.referrer, made.pk)[0].told
    assert told == (
        "Attended late, 15 minutes late: 10 June 2026 at 14:00, planned for 1 hour. Bus. Keen to come again."
    )
    assert [one.what for one in telling.changed(cast.referrer, NOW)] == ["Attended late: appointment of 10 June 2026"]
    part = repr(telling.case_part(cast.referrer, row.pk, AFTER))
    assert "Keen to come again" in part
    assert "nightmares" not in part
    assert "formulation" not in part
    assert notes.of_appointment(cast.referrer, made.pk, AFTER) == []


@pytest.mark.parametrize(("who", "reads"), [("worker", True), ("lead", True), ("administrator", False)])
def test_notes_are_for_clinical_staff_on_the_case(who: str, reads: bool) -> None:
    row, cast = make.case(), make.people()
    made = make.booked(row)
    actions.record_session(appointment_id=made.pk, record=make.record(note="Clinical"), by=cast.worker, at=AFTER)
    viewer = getattr(cast, who)
    assert bool(notes.of_appointment(viewer, made.pk, AFTER)) is reads
    assert visible_to(viewer, models.ClinicalNote).exists() is reads
    if reads:
        assert Event.objects.filter(kind="appointment.read", reason_code="clinical").count() == 1
        assert notes.of_case(viewer, row.pk, AFTER).notes[0].words == "Clinical"
    else:
        with pytest.raises((NotFound, NotAllowed)):
            notes.of_case(viewer, row.pk, AFTER)


def test_a_colleague_breaks_the_glass_with_a_reason_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    row, cast = make.case(), make.people()
    made = make.booked(row)
    actions.record_session(appointment_id=made.pk, record=make.record(note="Clinical"), by=cast.worker, at=AFTER)
    other = cast.second_worker
    with pytest.raises(NotAllowed, match="closed to you"):
        notes.of_case(other, row.pk, AFTER)
    with pytest.raises(Invalid, match="Say why"):
        actions.open_clinical_notes(referral_id=row.pk, reason="because", by=other, at=AFTER)
    for stranger in (cast.referrer, cast.administrator):
        with pytest.raises(NotAllowed):
            actions.open_clinical_notes(referral_id=row.pk, reason="I would like to read", by=stranger, at=AFTER)
    actions.open_clinical_notes(
        referral_id=row.pk, reason="They are here in distress and the worker is away", by=other, at=AFTER
    )
    monkeypatch.setattr("throughcare.clock.now", lambda: AFTER + timedelta(minutes=5))
    assert notes.of_case(other, row.pk, AFTER + timedelta(minutes=5)).through_glass
    monkeypatch.setattr("throughcare.clock.now", lambda: AFTER + timedelta(minutes=61))
    with pytest.raises(NotAllowed, match="closed to you"):
        notes.of_case(other, row.pk, AFTER + timedelta(minutes=61))
    assert Event.objects.filter(kind="clinical_notes.read", reason_code="break_glass").count() == 1


def test_flags_are_separate_and_reach_only_those_they_name() -> None:
    row, cast = make.case(), make.people()
    made = make.booked(row)
    record = make.record(
        flags=(
            Flag("behaviour", frozenset({"desk"}), "Shouted at the desk"),
            Flag("concern", frozenset({"referrer", "lead"}), "Worried about where they sleep tonight"),
        )
    )
    actions.record_session(appointment_id=made.pk, record=record, by=cast.worker, at=AFTER)

    def seen(viewer: object) -> set[str]:
        return {one.kind for one in appointments.flags(viewer, made.pk)}

    assert seen(cast.referrer) == {"concern"}
    assert seen(cast.administrator) == {"behaviour"}
    assert seen(cast.lead) == {"behaviour", "concern"}
    owed = [one.what for one in telling.owed(cast.referrer, AFTER)]
    assert owed == [f"Read the concern that was raised, {row.reference}"]
    flag = models.SessionFlag.objects.get(kind="concern")
    for _ in range(2):
        actions.say_read(flag_id=flag.pk, by=cast.referrer, at=AFTER)
    assert list(telling.owed(cast.referrer, AFTER)) == []
    assert [one.what for one in telling.owed(cast.lead, AFTER)] == owed
    with pytest.raises(NotAllowed, match="not addressed to you"):
        actions.say_read(flag_id=flag.pk, by=cast.worker, at=AFTER)
    assert Event.objects.filter(kind="session_flag.seen").count() == 1


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (make.record("attended_late"), "minutes_late"),
        (make.record("attended_late", minutes_late=500, why="x"), "minutes_late"),
        (make.record("attended_short"), "why"),
        (make.record("acceptable_absence"), "reason"),
        (make.record("acceptable_absence", reason="whim"), "reason"),
        (make.record("logistics"), "why"),
        (make.record("vanished"), "code"),
        (make.record(told="x" * 2001), "told"),
        (make.record(note="x" * 50_001), "note"),
        (make.record(flags=(Flag("concern", frozenset(), "words"),)), "concern_told"),
        (make.record(flags=(Flag("behaviour", frozenset({"lead"}), ""),)), "behaviour_words"),
    ],
)
def test_what_lacks_is_said_beside_its_field_and_nothing_is_written(record: object, field: str) -> None:
    made = make.booked(make.case())
    with pytest.raises(Invalid) as caught:
        actions.record_session(appointment_id=made.pk, record=record, by=make.people().worker, at=AFTER)
    assert field in caught.value.fields
    made.refresh_from_db()
    assert (made.state, made.statuses.count()) == ("booked", 1)


def test_nobody_attends_before_the_time_but_custody_may_be_known() -> None:
    made, worker = make.booked(make.case()), make.people().worker
    for code in ("attended_on_time", "did_not_attend"):
        with pytest.raises(Invalid, match="not come yet"):
            make.attended(made, at=NOW, code=code)
    assert make.attended(made, at=NOW, code="in_custody", by=worker).state == "in_custody"


def test_a_session_of_somebody_who_died_of_a_closed_or_paused_case() -> None:
    cast = make.people()
    row = make.case("in_delivery")
    before, later = make.booked(row), make.booked(row, SOON + timedelta(days=7))
    make.dies(row, (SOON + timedelta(days=2)).date())
    with pytest.raises(WrongState, match="This person died on 12 June 2026"):
        make.attended(later)
    assert make.attended(before, at=later.starts_at).state == "attended_on_time"
    other = make.case("in_delivery")
    made = make.booked(other, SOON + timedelta(hours=2))
    advance(
        referral_id=other.pk,
        event="case_paused",
        reason="custody",
        review_on=(NOW + timedelta(days=20)).date(),
        by=cast.worker,
        at=NOW + timedelta(hours=1),
    )
    with pytest.raises(WrongState, match="paused since"):
        make.attended(made)
    assert make.attended(made, code="in_custody").state == "in_custody"


def test_a_double_click_records_once_and_a_second_tab_is_told() -> None:
    made, worker = make.booked(make.case()), make.people().worker
    call = {"appointment_id": made.pk, "record": make.record(note="One"), "version": 1, "by": worker, "at": AFTER}
    for _ in range(2):
        actions.record_session(**call, key="form-1")
    assert made.statuses.count() == 2
    with pytest.raises(Conflict):
        actions.record_session(**call, key="form-2")
    assert models.ClinicalNote.objects.count() == 1


def test_an_amendment_keeps_what_was_recorded() -> None:
    row, worker = make.case(), make.people().worker
    made = make.booked(row)
    actions.record_session(appointment_id=made.pk, record=make.record(note="First"), by=worker, at=AFTER)
    call = {"appointment_id": made.pk, "by": worker, "at": AFTER}
    with pytest.raises(Invalid, match="Say why the record is amended"):
        actions.amend_session(**call, record=make.record(note="Second"), because=" ")
    actions.amend_session(**call, record=make.record(note="Second"), because="Wrong note", key="a")
    actions.amend_session(**call, record=make.record(note="Second"), because="Wrong note", key="a")
    actions.amend_session(
        **call, record=make.record("attended_late", minutes_late=5, why="Train"), because="Was late", version=3
    )
    made.refresh_from_db()
    assert (made.state, made.version) == ("attended_late", 4)
    assert [one.words for one in models.ClinicalNote.objects.order_by("pk")] == ["First", "Second"]
    assert [one.amended_because for one in made.statuses.all()] == ["", "", "Wrong note", "Was late"]
    assert folded_state(history(("appointment", made.pk))) == "attended_late"


def test_the_next_appointment_is_booked_with_the_record_or_nothing_is() -> None:
    row, worker = make.case(), make.people().worker
    made = make.booked(row)
    wrong = make.record(following=make.terms(SOON + timedelta(days=400)))
    with pytest.raises(Invalid) as caught:
        actions.record_session(appointment_id=made.pk, record=wrong, by=worker, at=AFTER)
    assert "next_starts" in caught.value.fields
    made.refresh_from_db()
    assert made.state == "booked"
    right = make.record(following=make.terms(SOON + timedelta(days=7)))
    actions.record_session(appointment_id=made.pk, record=right, key="k", by=worker, at=AFTER)
    assert models.Appointment.objects.get(key="k:next").starts_at == SOON + timedelta(days=7)


def test_a_contact_that_was_never_booked_carries_its_record() -> None:
    row, worker = make.case("allocated"), make.people().worker
    when = NOW - timedelta(days=2)
    call = {
        "referral_id": row.pk,
        "terms": make.terms(when, purpose="contact"),
        "record": make.record("did_not_attend", note="Knocked, no answer"),
        "key": "c",
        "by": worker,
        "at": NOW,
    }
    made = actions.log_contact(**call)
    assert actions.log_contact(**call).pk == made.pk
    assert (made.state, made.statuses.count()) == ("did_not_attend", 2)
    with pytest.raises(Invalid, match="not come yet"):
        actions.log_contact(**call | {"terms": make.terms(SOON, purpose="contact"), "key": "d"})
    with pytest.raises(Invalid, match="before the referral"):
        actions.log_contact(**call | {"terms": make.terms(NOW - timedelta(days=90), purpose="contact"), "key": "e"})


def test_drafts_are_kept_for_their_author_and_go_with_the_record() -> None:
    row, cast = make.case(), make.people()
    made = make.booked(row)
    call = {"referral_id": row.pk, "appointment_id": made.pk, "by": cast.worker, "at": NOW}
    draft = actions.save_draft(**call, content={"note": ["half a thought"]}, version=0)
    draft = actions.save_draft(**call, content={"note": ["a whole thought"]}, version=draft.version)
    with pytest.raises(Conflict, match="another window"):
        actions.save_draft(**call, content={"note": ["other"]}, version=1)
    assert draft.content == {"note": ["a whole thought"]}
    for other in (cast.lead, cast.administrator, cast.referrer):
        assert not visible_to(other, models.SessionDraft).exists()
    make.attended(made)
    assert not models.SessionDraft.objects.exists()


def test_an_administrator_records_no_session() -> None:
    made = make.booked(make.case())
    with pytest.raises(NotAllowed):
        make.attended(made, by=make.people().administrator)
