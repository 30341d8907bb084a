"""Work of the demo that takes more than one: cover, an offer elsewhere, a joint plan, a visit alone, a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from throughcare import clock
from throughcare.delivery.appointments import actions as appointments
from throughcare.delivery.casework import actions as casework
from throughcare.delivery.referrals import actions as referrals
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.viewers import Viewer


def load_shared_work(viewers: Mapping[str, Viewer], now: datetime) -> None:
    """All of it, made through the actions that people use."""
    worker, colleague = viewers["service.practitioner"], viewers["second.service.practitioner"]
    lead, mentor = viewers["service.lead"], viewers["mentoring.coordinator"]
    _joined(worker, mentor, now)
    _coached(viewers["neurodiversity.coach"], now)
    _offered(lead, now)
    first = clock.today(now) + timedelta(days=6)
    referrals.arrange_cover(
        absent_id=colleague.person_id or 0,
        covering_id=worker.person_id or 0,
        from_date=first,
        until=first + timedelta(days=7),
        reason="leave",
        by=lead,
        at=now,
    )
    out, due = now - timedelta(hours=3), now - timedelta(hours=2)
    where = "1 Example Court, E8 1XX"
    visit = appointments.start_visit(
        where=where, expected_end=due, buddy_id=colleague.person_id or 0, by=worker, at=out
    )
    appointments.come_back(visit_id=visit.pk, by=worker, at=due - timedelta(minutes=10))


def _joined(worker: Viewer, mentor: Viewer, now: datetime) -> None:
    """A joint plan with a goal that the worker leads on, not agreed yet, and a code for a questionnaire."""
    mine = Referral.objects.filter(service="mental_health", worker_id=worker.person_id, state="in_delivery")
    case = mine.order_by("pk").first()
    if case is not None:
        review, partners = clock.today(now) + timedelta(days=40), [mentor.person_id or 0]
        plan = casework.open_joint_plan(referral_id=case.pk, others=partners, review_on=review, by=worker, at=now)
        leads = plan.parties.get(organisation=case.provider).pk
        goal = "Sleep through, so that mornings with the mentor are kept."
        casework.add_goal(joint_plan_id=plan.pk, words=goal, leads=leads, by=worker, at=now)
        given = {"chosen": ["phq9"], "occasion": "review", "mode": "own_phone", "lasts": "two_days"}
        casework.hand_out(referral_id=case.pk, **given, by=worker, at=now)


def _coached(coach: Viewer, now: datetime) -> None:
    """Coaching goals, agreed and written down."""
    case = Referral.objects.filter(service="neurodiversity", worker_id=coach.person_id, state="coaching").first()
    if case is not None:
        form = casework.start_form(referral_id=case.pk, code="coaching_plan", by=coach, at=now)
        given = {"goals": "Open letters on the day they come.", "steps": "One folder, one phone call a week."}
        casework.complete_form(form_id=form.pk, given=given, by=coach, at=now)


def _offered(lead: Viewer, now: datetime) -> None:
    """A case that would do better elsewhere, offered and not answered yet."""
    case = Referral.objects.filter(service="mental_health", state="waiting").order_by("pk").first()
    if case is not None:
        referrals.offer_transfer(
            referral_id=case.pk,
            to_provider="neurodiversity_example",
            to_service="neurodiversity",
            reason="moved_service",
            words="The assessment at school points to attention more than to mood.",
            by=lead,
            at=now,
        )
