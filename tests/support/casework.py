"""Cases for tests of casework, brought on through the same actions that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.support.referrals import SENT, cast, referral
from throughcare.delivery.referrals.actions import advance

AT = SENT + timedelta(days=10)
PROTOCOL: dict[str, object] = {
    "asked": "Whether they have plans, means and a time in mind.",
    "said": "Thoughts last week, no plan, has a sister they can ring.",
    "safety_plan": "Ring the sister, then 116 123; keep tablets with the sister.",
    "told": ["lead", "gp"],
    "told_words": "",
    "out_of_hours": "Crisis line, number written on their card.",
    "outcome": "safety_plan",
}


def case(state: str = "assessment_booked", **options: Any) -> Any:
    """A mental-health case at ``allocated``, ``assessment_booked`` or ``assessed``, with the worker of ``cast``."""
    row = referral("allocated", **options)
    worker = cast(options.get("service", "mental_health")).worker
    for event, reached in (("appointment_booked", "assessment_booked"), ("assessment_completed", "assessed")):
        if row.state == state:
            break
        row = advance(referral_id=row.pk, event=event, by=worker, at=SENT + timedelta(days=2))
        assert row.state == reached
    return row


def filled_in(
    row: Any, instrument: str = "phq9", value: int = 1, *, occasion: str = "first", at: datetime = AT, **changed: Any
) -> Any:
    """A finished questionnaire of a case with one value everywhere, but for what is changed as ``q9=1``."""
    from throughcare.delivery.casework import actions
    from throughcare.delivery.casework.queries import instruments

    worker = cast(row.service).worker
    (made,) = actions.start_questionnaires(
        referral_id=row.pk, chosen=[instrument], occasion=occasion, mode="read_out", by=worker, at=at
    )
    items = instruments.definition(made.instrument, made.definition).items
    given: Mapping[int, int | None] = {one.number: value for one in items} | {
        int(name[1:]): answer for name, answer in changed.items()
    }
    return actions.enter_answers(questionnaire_id=made.pk, given=given, finish=True, by=worker, at=at)


LETTER: dict[str, Any] = {
    "asks": "Please assess for trauma-focused therapy.",
    "consent": "agreed",
    "shares": ["presenting", "recommendation", "measures"],
    "sent_on": AT.date(),
    "sent_how": "email",
    "chase_on": AT.date() + timedelta(days=14),
}
ASSESSED: dict[str, str] = {
    "presenting": "Wakes at four, cannot switch off, drinks to sleep.",
    "background": "Known to the crisis team in 2024.",
    "formulation": "Hypervigilance since an assault; drinking keeps sleep poor.",
    "strengths": "Keeps appointments, close to a sister.",
    "risk": "No current plans. Carries a knife when anxious.",
    "recommendation": "Sessions on sleep and anxiety; referral to drug and alcohol service.",
    "shared_summary": "Sam came and took part. We suggest eight sessions on coping.",
    "share_agreed": "agreed",
}
PLANNED: dict[str, object] = {
    "contacts": 6,
    "their_words": "I want to sleep and stop carrying.",
    "agreed": "in_person",
    "agreed_on": AT.date(),
    "how": ["one_to_one"],
    "how_often": "weekly",
}


def assessed(row: Any = None, *, at: datetime = AT, **changed: str) -> Any:
    """A completed assessment with one need."""
    from throughcare.delivery.casework import actions

    row = row or case()
    by = cast(row.service).worker
    made = actions.start_assessment(referral_id=row.pk, by=by, at=at)
    actions.add_need(
        assessment_id=made.pk,
        code=_first_need(row),
        linked_to_offending="yes",
        linked_to_serious_harm="not_known",
        by=by,
        at=at,
    )
    return actions.complete_assessment(assessment_id=made.pk, given={**ASSESSED, **changed}, by=by, at=at)


def _first_need(row: Any) -> str:
    from throughcare.delivery.services.queries import definition

    return definition(row.service, row.definition).needs[0].code


def planned(state: str = "submitted", *, at: datetime = AT) -> Any:
    """A plan at ``draft``, ``submitted`` or ``approved``, of an assessed case."""
    from throughcare.delivery.casework import actions
    from throughcare.delivery.casework.models import PlanOutcome

    people = cast()
    found = assessed(at=at)
    advance(referral_id=found.referral_id, event="intervention_agreed", by=people.worker, at=at)
    plan = actions.start_plan(referral_id=found.referral_id, by=people.worker, at=at)
    one = PlanOutcome.objects.get(revision__plan=plan)
    actions.write_outcome(
        plan_id=plan.pk,
        outcome_id=one.pk,
        need=one.need,
        goal="copes_better",
        words="Sleeps six hours",
        by=people.worker,
        at=at,
    )
    if state == "draft":
        return actions.save_plan(plan_id=plan.pk, given=PLANNED, by=people.worker, at=at)
    plan = actions.submit_plan(plan_id=plan.pk, given=PLANNED, by=people.worker, at=at)
    return plan if state == "submitted" else actions.approve_plan(plan_id=plan.pk, by=people.referrer, at=at)


def in_delivery(*, held: int = 0, at: datetime = AT) -> Any:
    """A case in delivery under an approved plan, with sessions that were attended."""
    plan = planned("approved", at=at)
    row = advance(referral_id=plan.referral_id, event="first_session_held", by=cast().worker, at=at)
    attend(row, held, at=at)
    return row


def attend(row: Any, times: int, *, at: datetime = AT) -> None:
    """Sessions attended, written past the actions of another app."""
    from throughcare.delivery.appointments.models import Appointment
    from throughcare.foundation.record.events import event
    from throughcare.foundation.record.guard import action

    worker = cast(row.service).worker

    @action
    def write(*, by: Any, at: datetime) -> None:
        for place in range(times):
            one = Appointment(
                referral=row,
                purpose="session",
                worker_id=worker.person_id,
                state="attended_on_time",
                since=at,
                starts_at=at + timedelta(days=place),
                minutes=50,
                manner="phone",
                made_by_id=worker.person_id,
                made_at=at,
            )
            one.save()
            event("appointment.attended_on_time", subject=("appointment", one.pk), by=by, at=at, state=one.state)

    if times:
        write(by=worker, at=at)
