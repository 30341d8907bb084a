"""Casework of the demo: measures, a risk answer to work through, assessments, a plan and referrals on."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.models import PlanOutcome
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.viewers import Viewer

WORKED_ON = ("assessed", "nhs_step_up", "plan_draft", "plan_approved", "in_delivery")
SECTIONS = {
    "presenting": "Wakes at four and cannot switch off. Drinks to sleep.",
    "background": "Known from the referral. Seen by a crisis team two years ago.",
    "formulation": "Always on guard since an assault. Drinking keeps sleep poor, and poor sleep keeps tempers short.",
    "strengths": "Keeps appointments. Close to a sister. Good with his hands.",
    "risk": "No plans to harm themselves or others. Argues when tired.",
    "recommendation": "Sessions on sleep and strong feelings, and the drug and alcohol service beside them.",
    "shared_summary": "Came, took part, and agreed what to work on. Evening appointments do not suit.",
    "share_agreed": "agreed",
}


def load_casework(viewers: dict[str, Viewer], now: datetime) -> None:
    """Casework on the open mental-health cases, by the workers who hold them, through the actions people use."""
    by_person = {one.person_id: one for one in viewers.values()}
    rows = Referral.objects.filter(service="mental_health", state__in=WORKED_ON, worker__isnull=False).order_by("id")
    levels = cycle((2, 1, 3))
    for place, row in enumerate(rows):
        worker = by_person.get(row.worker_id)
        if worker is None:
            continue
        _measured(row, next(levels), worker, at=min(row.since, now - timedelta(days=30)))
        _assessed(row, worker, at=row.since)
        if row.state == "plan_draft":
            _plan(row, worker, at=now - timedelta(days=2))
        if row.state in ("nhs_step_up", "in_delivery") and place % 2 == 0:
            _referred_on(row, worker, now)
        if row.state == "in_delivery":
            _measured(row, 1, worker, occasion="review", at=now - timedelta(hours=2), risk=int(place % 2))
    first = rows.first()
    if first is not None and first.worker_id in by_person:
        actions.ask_supervision(referral_id=first.pk, by=by_person[first.worker_id], at=now)


def _measured(row: Referral, level: int, by: Viewer, *, at: datetime, occasion: str = "first", risk: int = 0) -> None:
    """PHQ-9 and GAD-7, with the risk question answered as told."""
    made = actions.start_questionnaires(
        referral_id=row.pk, chosen=["phq9", "gad7"], occasion=occasion, mode="read_out", by=by, at=at
    )
    for one, count in zip(made, (9, 7), strict=True):
        given: dict[int, int | None] = {number: level for number in range(1, count + 1)}
        if one.instrument == "phq9":
            given[9] = risk
        actions.enter_answers(questionnaire_id=one.pk, given=given, finish=True, by=by, at=at)


def _assessed(row: Referral, by: Viewer, *, at: datetime) -> None:
    made = actions.start_assessment(referral_id=row.pk, by=by, at=at)
    actions.add_need(
        assessment_id=made.pk,
        code="coping",
        linked_to_offending="yes",
        linked_to_serious_harm="not_known",
        by=by,
        at=at,
    )
    actions.complete_assessment(assessment_id=made.pk, given=SECTIONS, by=by, at=at)


def _plan(row: Referral, by: Viewer, *, at: datetime) -> None:
    plan = actions.start_plan(referral_id=row.pk, by=by, at=at)
    outcome = PlanOutcome.objects.get(revision__plan=plan)
    words = "Sleeps six hours most nights"
    actions.write_outcome(
        plan_id=plan.pk, outcome_id=outcome.pk, need=outcome.need, goal="copes_better", words=words, by=by, at=at
    )
    given = {
        "contacts": 8,
        "their_words": "I want to sleep.",
        "agreed": "in_person",
        "agreed_on": clock.today(at),
        "how": ["one_to_one"],
        "how_often": "weekly",
    }
    actions.submit_plan(plan_id=plan.pk, given=given, by=by, at=at)


def _referred_on(row: Referral, by: Viewer, now: datetime) -> None:
    """A letter to a community team: sent, received, and not answered yet."""
    at = now - timedelta(days=20)
    made = actions.start_onward(referral_id=row.pk, route="cmht", addressee="Example community team", by=by, at=at)
    given = {
        "asks": "Please assess for trauma-focused therapy.",
        "consent": "agreed",
        "shares": ["presenting", "recommendation", "measures"],
        "sent_on": clock.today(at),
        "sent_how": "email",
        "chase_on": clock.today(at) + timedelta(days=14),
    }
    actions.send_onward(onward_id=made.pk, given=given, by=by, at=at)
    actions.onward_acknowledged(onward_id=made.pk, by=by, at=at + timedelta(days=5))
