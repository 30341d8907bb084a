"""Closure and supervision: completed means that the work was done or agreed to be enough."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.casework import AT, attend, in_delivery
from tests.support.referrals import cast
from tests.support.world import viewer
from throughcare.delivery.casework import actions, models
from throughcare.delivery.casework.rules.closing import is_sampled
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.errors import Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db
REPORT = {"progress": "Sleeps better.", "further_work": "None now.", "their_words": "It helped."}


def planned_reason(row: Any) -> str:
    return definition(row.service, row.definition).reasons_for("sessions_completed", "in_delivery")[0].code


def finish(row: Any, work: str = "done", words: str = "", **more: Any) -> Any:
    return actions.finish_work(
        referral_id=row.pk,
        work=work,
        work_words=words,
        reason=planned_reason(row),
        by=more.get("by", cast().worker),
        at=AT,
    )


def report_of(row: Any, **given: Any) -> Any:
    made = actions.start_report(referral_id=row.pk, by=cast().worker, at=AT)
    results = {f"result_{one.pk}": "achieved" for one in models.PlanOutcome.objects.all()}
    return actions.submit_report(report_id=made.pk, given={**REPORT, **results, **given}, by=cast().worker, at=AT)


def test_a_case_ends_with_its_report_accepted_by_the_referrer() -> None:
    row = in_delivery(held=6)
    finish(row)
    report = report_of(row)
    assert Referral.objects.get(pk=row.pk).state == "closure_submitted"
    done = actions.accept_report(report_id=report.pk, by=cast().referrer, at=AT)
    ended = Referral.objects.get(pk=row.pk)
    assert (ended.state, ended.outcome) == ("closed", "completed")
    assert folded_state(history(("closure_report", done.pk))) == done.state == "accepted"
    assert models.Plan.objects.get(referral=row).state == "ended"
    assert models.PlanOutcome.objects.get().result == "achieved"
    with pytest.raises(WrongState):
        actions.accept_report(report_id=report.pk, by=cast().lead, at=AT)


def test_sessions_on_record_alone_are_no_completion() -> None:
    row = in_delivery(held=5)
    with pytest.raises(Invalid, match="5 of 6 planned contacts"):
        finish(row)
    with pytest.raises(Invalid, match="how the person and you agreed"):
        finish(row, "agreed_enough")
    with pytest.raises(Invalid, match="Completed means"):
        finish(row, "not_done")
    assert Referral.objects.get(pk=row.pk).state == "in_delivery"
    finish(row, "agreed_enough", "Sam feels ready, and so do I")
    assert Referral.objects.get(pk=row.pk).outcome == "completed"


def test_a_report_cannot_take_completion_back_nor_claim_it_for_an_early_end() -> None:
    row = in_delivery(held=6)
    finish(row)
    with pytest.raises(Invalid, match="Completed means"):
        report_of(row, work="not_done")
    early = in_delivery()
    reasons = definition(early.service, early.definition).reasons_for("ended_early", "in_delivery")
    advance(referral_id=early.pk, event="ended_early", reason=reasons[0].code, by=cast().worker, at=AT)
    report = report_of(early, work="not_done")
    assert report.state == "submitted"
    assert Referral.objects.get(pk=early.pk).outcome != "completed"


@pytest.mark.parametrize(
    ("changed", "field"), [({"progress": " "}, "progress"), ({"further_work": ""}, "further_work")]
)
def test_a_report_that_lacks_something_is_not_sent(changed: dict[str, str], field: str) -> None:
    row = in_delivery(held=6)
    finish(row)
    with pytest.raises(Invalid) as error:
        report_of(row, **changed)
    assert field in error.value.fields


def test_every_outcome_of_the_plan_gets_a_result() -> None:
    row = in_delivery(held=6)
    finish(row)
    made = actions.start_report(referral_id=row.pk, by=cast().worker, at=AT)
    with pytest.raises(Invalid, match="how far"):
        actions.submit_report(report_id=made.pk, given=REPORT, by=cast().worker, at=AT)


def test_a_report_is_not_due_while_work_goes_on() -> None:
    with pytest.raises(WrongState, match="No closure report is due"):
        actions.start_report(referral_id=in_delivery().pk, by=cast().worker, at=AT)


def test_the_referrer_reads_the_report_only_once_it_was_sent_and_others_never() -> None:
    row = in_delivery(held=6)
    finish(row)
    assert not visible_to(cast().referrer, models.ClosureReport).exists()
    report = report_of(row)
    assert visible_to(cast().referrer, models.ClosureReport).count() == 1
    for them in (cast().administrator, cast().second_worker):
        assert not visible_to(them, models.ClosureReport).exists()
        with pytest.raises((NotAllowed, NotFound)):
            actions.accept_report(report_id=report.pk, by=them, at=AT)
    with pytest.raises((NotAllowed, NotFound)):
        actions.accept_report(report_id=report.pk, by=cast().worker, at=AT)


def test_about_the_stated_share_is_drawn_and_the_same_case_always_alike() -> None:
    names = [f"MH-{number:06d}" for number in range(4000)]
    drawn = [one for one in names if is_sampled(one, 25)]
    assert 0.22 < len(drawn) / len(names) < 0.28
    assert drawn == [one for one in names if is_sampled(one, 25)]
    assert all(is_sampled(one, 100) for one in names)
    assert not any(is_sampled(one, 0) for one in names)


def test_supervision_has_notes_apart_and_nobody_signs_off_their_own() -> None:
    people = cast()
    row = in_delivery()
    review = actions.ask_supervision(referral_id=row.pk, by=people.worker, at=AT)
    assert review.due_on > AT.date()
    with pytest.raises(NotAllowed):
        actions.sign_off(supervision_id=review.pk, by=people.worker, at=AT)
    actions.raise_points(supervision_id=review.pk, words="Where is the safety plan?", by=people.lead, at=AT)
    with pytest.raises(WrongState):
        actions.sign_off(supervision_id=review.pk, by=people.lead, at=AT)
    actions.answer_points(supervision_id=review.pk, words="Added.", by=people.worker, at=AT)
    done = actions.sign_off(supervision_id=review.pk, by=people.lead, at=AT)
    assert folded_state(history(("supervision", done.pk))) == done.state == "signed_off"
    for them in (people.referrer, people.administrator, people.second_worker):
        assert not visible_to(them, models.SupervisionNote).exists()
    assert visible_to(people.worker, models.SupervisionNote).count() == 2
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_supervisionnote")


def test_a_lead_who_works_a_case_has_another_lead_sign_it_off() -> None:
    row = in_delivery()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_referral SET worker_id = %s", [cast().lead.person_id])
    review = actions.ask_supervision(referral_id=row.pk, by=cast().lead, at=AT)
    with pytest.raises(NotAllowed, match="another lead"):
        actions.sign_off(supervision_id=review.pk, by=cast().lead, at=AT)
    second = viewer("service_lead", name="other.lead", at="mental_health_example", kind="provider")
    assert actions.sign_off(supervision_id=review.pk, by=second, at=AT).state == "signed_off"


def test_a_sampled_case_is_reviewed_and_an_unsampled_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    from throughcare.delivery.casework.queries import settings

    found = settings.limit
    for percent, expected in ((0, 0), (100, 1)):
        monkeypatch.setattr(
            settings,
            "limit",
            lambda name, on, percent=percent: percent if name.endswith("percent") else found(name, on),
        )
        row = in_delivery(held=6)
        finish(row)
        results = {f"result_{one.pk}": "partly" for one in models.PlanOutcome.objects.all()}
        report = report_of(row, **results)
        actions.accept_report(report_id=report.pk, by=cast().referrer, at=AT + timedelta(hours=1))
        assert models.Supervision.objects.filter(referral=row, why="sample").count() == expected


def test_sessions_beyond_the_plan_are_done_too() -> None:
    row = in_delivery(held=6)
    attend(row, 2, at=AT + timedelta(days=20))
    assert finish(row).state == "closure_due"


def test_a_report_that_nobody_read_is_settled_with_its_case_and_the_daily_round_does_all_it_says() -> None:
    from io import StringIO

    from django.core.management import call_command

    from throughcare.delivery.referrals.actions import SYSTEM

    row = in_delivery(held=6)
    finish(row)
    report = report_of(row)
    advance(referral_id=row.pk, event="closure_accepted", by=SYSTEM, at=AT)
    out = StringIO()
    call_command("keep_casework", stdout=out)
    assert "1 closure report taken as accepted" in out.getvalue()
    report.refresh_from_db()
    assert report.state == folded_state(history(("closure_report", report.pk))) == "accepted"
    call_command("keep_casework", stdout=StringIO())
