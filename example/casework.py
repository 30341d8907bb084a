"""Casework of the demo: measures, assessments, plans, closure reports, a risk answer to work through, referrals on."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.models import Assessment, ClosureReport, Plan, PlanOutcome
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
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


ENDING = {
    "progress": "Sleeps through most nights. Came to eight of ten appointments and knows what sets the anger off.",
    "further_work": "None from us. The drug and alcohol service goes on.",
    "their_words": "I know what to do now when it starts.",
}
# How a case went, by the level of every answer at its first and its last measure: most better, some not, one worse.
COURSES = ((2, 1), (3, 1), (2, 2), (2, 0), (1, 2))


class Casebook:
    """One case's casework, written by its worker as the case goes on, through the actions that people use."""

    def __init__(self, row: Referral, worker: Viewer, referrer: Viewer, random: Random) -> None:
        self.row, self.worker, self.referrer = row, worker, referrer
        self.first, self.last = random.choice(COURSES)

    def before(self, event: str, at: datetime) -> bool:
        """Does the work that an event of the case stands for; whether that brought it about."""
        if self.row.service != "mental_health":
            return False
        writes = {
            "assessment_completed": self.assess,
            "plan_submitted": self.plan,
            "plan_approved": self.approve,
            "sessions_completed": self.finish,
            "closure_report_submitted": self.report,
            "closure_accepted": self.accept,
        }.get(event)
        if writes is not None:
            writes(at)
        return writes is not None

    def assess(self, at: datetime) -> None:
        """The first measures and the assessment."""
        _measured(self.row, self.first, self.worker, at=at)
        _assessed(self.row, self.worker, at=at)

    def plan(self, at: datetime) -> None:
        """A plan with one outcome, sent for approval."""
        _plan(self.row, self.worker, at=at)

    def approve(self, at: datetime) -> None:
        """The referrer approves the plan."""
        actions.approve_plan(plan_id=Plan.objects.get(referral=self.row).pk, by=self.referrer, at=at)

    def finish(self, at: datetime) -> None:
        """The work is done, or both agreed that it was enough."""
        words = "We went through the plan together and agreed that it is enough."
        actions.finish_work(
            referral_id=self.row.pk,
            work="agreed_enough",
            work_words=words,
            reason=self._reason("sessions_completed"),
            by=self.worker,
            at=at,
        )

    def _reason(self, event: str) -> str:
        """The first reason of the event's list; empty where it has none."""
        row = Referral.objects.get(pk=self.row.pk)
        reasons = definition(row.service, row.definition).reasons_for(event, row.state)
        return reasons[0].code if reasons else ""

    def report(self, at: datetime) -> None:
        """The last measures and the closure report."""
        if Referral.objects.get(pk=self.row.pk).outcome == "completed":
            _measured(self.row, self.last, self.worker, occasion="last", at=at)
        made = actions.start_report(referral_id=self.row.pk, by=self.worker, at=at)
        reached = PlanOutcome.objects.filter(revision__plan__referral=self.row)
        given = {f"result_{one.pk}": "achieved" if self.last < self.first else "partly" for one in reached}
        said = {} if made.work else {"work": "not_done"}
        actions.submit_report(report_id=made.pk, given=ENDING | given | said, by=self.worker, at=at)

    def accept(self, at: datetime) -> None:
        """The referrer reads and accepts the report."""
        actions.accept_report(report_id=ClosureReport.objects.get(referral=self.row).pk, by=self.referrer, at=at)


def load_casework(viewers: dict[str, Viewer], now: datetime) -> None:
    """What waits on the open mental-health cases: a plan, a letter, a review's measures and supervision asked for."""
    by_person = {one.person_id: one for one in viewers.values()}
    rows = Referral.objects.filter(service="mental_health", state__in=WORKED_ON, worker__isnull=False).order_by("id")
    for place, row in enumerate(rows):
        worker = by_person.get(row.worker_id)
        if worker is None:
            continue
        if not Assessment.objects.filter(referral=row).exists():
            _measured(row, 2, worker, at=min(row.since, now - timedelta(days=30)))
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
