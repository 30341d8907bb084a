"""Referrals of the demo: to three services, in many states, over two years, made through the actions people use."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from example.appointments import Diary
from example.casework import Casebook
from example.people import CREWS, EAST
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.rules.advising import Advice
from throughcare.delivery.services.queries import definition
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer

SEED = 1514
OTHERS_EVERY = 3  # each third referral comes from another command unit, one after another
TEAMS = {
    "mental_health": ("service.lead", "service.administrator", ("service.practitioner", "second.service.practitioner")),
    "neurodiversity": ("neurodiversity.lead", "neurodiversity.lead", ("neurodiversity.coach",)),
    "mentoring": ("mentoring.lead", "mentoring.lead", ("mentoring.coordinator",)),
}
ANSWERS: dict[str, dict[str, Any]] = {
    "mental_health": {"presenting": ["depression_anxiety", "concern"], "gp": "registered", "uses_iom_service": "yes"},
    "neurodiversity": {"signs": ["attention", "memory"], "agrees": "yes", "uses_iom_service": "yes"},
    "mentoring": {"wants_mentor": "yes", "uses_iom_service": "yes"},
}
NEEDS = {"mental_health": "coping", "neurodiversity": "attention", "mentoring": "isolation"}
REASONS = (
    "Sleeps badly since release and says that everything is too much. Missed two appointments.",
    "Lost his temper at the office and was sorry afterwards. Wants to understand why.",
    "Says that nobody listens. Has stopped seeing friends and stays in.",
    "Forgets what was agreed and cannot follow letters. It was like that at school.",
)
ASSESSED = "appointment_booked assessment_completed"
PLANNED = f"{ASSESSED} intervention_agreed plan_submitted plan_approved first_session_held"
SCREENED = "screening_explained consent_given appointment_booked screen_completed profile_completed adjustments_shared"
# Service, how many days ago it was sent, and its steps after that; "-" leaves it where it stands.
STORIES: tuple[tuple[str, int, str], ...] = (
    ("mental_health", 700, f"in {PLANNED} sessions_completed closure_report_submitted closure_accepted"),
    ("mental_health", 640, f"in {ASSESSED} assessment_only_closed"),
    ("mental_health", 600, "in consultation_requested consultation_completed"),
    ("mental_health", 540, f"in {PLANNED} ended_early closure_report_submitted closure_accepted"),
    ("mental_health", 480, "declined"),
    ("mental_health", 430, f"in {PLANNED} sessions_completed closure_report_submitted closure_accepted"),
    ("neurodiversity", 400, f"in {SCREENED} coaching_started coaching_completed closure_report_submitted"),
    ("mental_health", 360, "in referral_withdrawn"),
    (
        "mentoring",
        330,
        "in goals_agreed mentor_matched first_meeting_held mentoring_completed closure_report_submitted",
    ),
    ("mental_health", 300, f"in {PLANNED} sessions_completed closure_report_submitted closure_accepted"),
    ("neurodiversity", 260, f"in {SCREENED} closed_after_profile"),
    ("mental_health", 200, f"in {PLANNED} stepped_up_to_nhs"),
    ("mentoring", 170, "in goals_agreed mentor_matched first_meeting_held match_ended rematch_started"),
    ("mental_health", 120, f"in {PLANNED} case_paused"),
    ("mental_health", 90, f"in {PLANNED} sessions_completed closure_report_submitted"),
    ("mental_health", 75, f"in {PLANNED}"),
    ("neurodiversity", 70, f"in {SCREENED} coaching_started"),
    ("mentoring", 60, "in goals_agreed mentor_matched first_meeting_held"),
    ("mental_health", 50, f"in {ASSESSED} intervention_agreed"),
    ("mental_health", 40, f"in {ASSESSED}"),
    ("mental_health", 30, "in appointment_booked"),
    ("mental_health", 24, "in"),
    ("neurodiversity", 22, "in screening_explained"),
    ("mental_health", 20, "in"),
    ("mental_health", 18, "accepted"),
    ("mental_health", 14, "accepted"),
    ("mentoring", 12, "accepted"),
    ("mental_health", 9, "accepted"),
    ("mental_health", 6, "asked"),
    ("mental_health", 4, "declined"),
    ("mental_health", 3, "acknowledged"),
    ("neurodiversity", 2, "sent"),
    ("mental_health", 1, "sent"),
    ("mental_health", 1, "draft"),
)
# Enough that ended with two measures for their outcomes to be told of.
ENDED = tuple(
    ("mental_health", ago, f"in {PLANNED} sessions_completed closure_report_submitted closure_accepted")
    for ago in range(680, 200, -40)
)
REFERRER_STEPS = frozenset({"closure_accepted", "plan_approved", "referral_withdrawn"})
# The everyday work of the other command units: enough in each quarter for a commissioner's counts to tell something.
SHORT = tuple(("mental_health", ago, f"in {ASSESSED} assessment_only_closed") for ago in range(690, 60, -18))
TOPICS = ("approach", "risk", "substance_use", "routes", "presentation")


@transaction.atomic
def load_referrals(viewers: dict[str, Viewer], now: datetime) -> None:
    """Makes the referrals, some advice and some attempts to reach people. Nothing where nobody can be referred."""
    others = [viewers[crew.practitioner] for area, crew in sorted(CREWS.items()) if area != EAST]
    random = Random(SEED)  # noqa: S311 - the demo is the same every time  # nosec B311
    people = {
        who.person_id: list(visible_to(who, ServiceUser).filter(died_on__isnull=True).order_by("pk"))
        for who in (viewers["practitioner"], *others)
    }
    central = STORIES + ENDED
    for number, (service, ago, story) in enumerate(central + SHORT):
        is_central = number < len(central) and number % OTHERS_EVERY
        referrer = viewers["practitioner"] if is_central else others[number % len(others)]
        if not people[referrer.person_id]:
            continue
        person = people[referrer.person_id].pop(0)
        _refer(viewers, referrer, person, service, now - timedelta(days=ago), story, now, random)
    _advise(viewers, now)


def _refer(
    viewers: dict[str, Viewer],
    referrer: Viewer,
    person: ServiceUser,
    service: str,
    at: datetime,
    story: str,
    now: datetime,
    random: Random,
) -> None:
    row = actions.start_draft(service=service, service_user_id=person.pk, by=referrer, at=at)
    actions.answer_crisis(referral_id=row.pk, is_crisis=False, by=referrer, at=at)
    given = {
        "needs": [NEEDS[service]],
        "linked_to_offending": random.choice(["yes", "yes", "no", "not_known"]),
        "linked_to_harm": random.choice(["yes", "no", "no", "not_known"]),
        "reason": random.choice(REASONS),
        "despite": "Discussed at the panel, which asked for it.",
        "place": "community",
        "contact": "Text first, then call after eleven.",
        "answers": _answers(service, row.definition),
    }
    actions.save_draft(referral_id=row.pk, given=given, by=referrer, at=at)
    if story == "draft":
        return
    actions.send(referral_id=row.pk, by=referrer, at=at)
    _go_on(viewers, referrer, row, service, at, story, now, random)


def _answers(service: str, version: str) -> dict[str, Any]:
    asked = {one.id for one in definition(service, version).questions}
    return {key: value for key, value in ANSWERS[service].items() if key in asked}


def _go_on(
    viewers: dict[str, Viewer],
    referrer: Viewer,
    row: Referral,
    service: str,
    at: datetime,
    story: str,
    now: datetime,
    random: Random,
) -> None:
    lead_name, admin_name, worker_names = TEAMS[service]
    lead, worker = viewers[lead_name], viewers[random.choice(worker_names)]
    first, *events = story.split()
    if first == "sent":
        return
    step = _Steps(row, at, now, random)
    step.take("referral_acknowledged", viewers[admin_name])
    if first == "asked":
        step.take("information_requested", lead, reason="need", words="What has been tried so far?")
    elif first == "declined":
        words = {"reason": "already_supported", "words": "Already with the community team, who have room."}
        actions.decline(
            referral_id=row.pk, alternative="Stay with the community team.", by=lead, at=step.next(), **words
        )
    elif first in ("in", "accepted"):
        tiers = definition(service, row.definition).tiers
        actions.accept(referral_id=row.pk, tier=random.choice(tiers).id, by=lead, at=step.next())
    if first == "in":
        actions.allocate(referral_id=row.pk, worker_id=worker.person_id or 0, by=lead, at=step.next())
        if random.random() < 0.4:
            actions.record_outreach(
                referral_id=row.pk, on=step.day(now), mode="call", outcome="no_answer", by=worker, at=now
            )
        diary, book = Diary(row, worker, now, random), Casebook(row, worker, referrer, random)
        for event in events:
            done, step.at = diary.before(event, step.next())
            if not done and not book.before(event, step.next()):
                step.take(event, referrer if event in REFERRER_STEPS else worker)
        if Referral.objects.get(pk=row.pk).state in ("in_delivery", "coaching", "active"):
            diary.sessions(step.at)


def _advise_on(row: Referral, worker: Viewer, *, at: datetime) -> None:
    words = "Begin with what went well, and keep to one thing at a time."
    actions.log_consultation(
        service=row.service,
        advice=Advice(("approach",), 30, words, "advice"),
        asker_id=row.referrer_id,
        asker_organisation=row.referrer_organisation.code,
        referral_id=row.pk,
        by=worker,
        at=at,
    )


class _Steps:
    """Takes steps one after another, some days apart, never later than the demo's own day."""

    def __init__(self, row: Referral, at: datetime, now: datetime, random: Random) -> None:
        self.row, self.at, self.now, self.random = row, at, now, random

    def next(self) -> datetime:
        """A few days on."""
        later = self.at + timedelta(days=self.random.choice([1, 2, 3, 5, 8]), hours=self.random.choice([0, 1, 2]))
        self.at = min(later, self.now - timedelta(minutes=30))
        return self.at

    def day(self, now: datetime) -> Any:
        """A day within the last month on which somebody tried."""
        return (now - timedelta(days=self.random.choice([1, 4, 9, 20]))).date()

    def take(self, event: str, by: Viewer, *, reason: str = "", words: str = "") -> None:
        """One step with the first reason of its list, where it needs one."""
        at = self.next()
        if event == "consultation_completed":
            _advise_on(self.row, by, at=at)
        row = Referral.objects.get(pk=self.row.pk)
        found = definition(row.service, row.definition)
        reasons = found.reasons_for(event, row.state)
        asks = found.happening(event).asks
        actions.advance(
            referral_id=row.pk,
            event=event,
            reason=reason or (reasons[0].code if reasons else ""),
            words=words or ("Agreed with the person." if "words" in asks else ""),
            review_on=(at + timedelta(days=28)).date() if "review_on" in asks else None,
            by=by,
            at=at,
        )


def _advise(viewers: dict[str, Viewer], now: datetime) -> None:
    worker, asker = viewers["service.practitioner"], viewers["practitioner"]
    routine = ((ago, 15 + ago % 4 * 5, (TOPICS[ago % len(TOPICS)],), 3 + ago % 3) for ago in range(700, 160, -11))
    for ago, minutes, topics, rating in (
        *routine,
        (150, 25, ("approach",), 5),
        (80, 40, ("risk", "substance_use"), 4),
        (20, 15, ("routes",), None),
        (6, 20, ("presentation",), None),
    ):
        at = now - timedelta(days=ago)
        row = actions.log_consultation(
            service="mental_health",
            advice=Advice(
                topics, minutes, "Short meetings at the same time each week; say what happens next.", "advice"
            ),
            asker_id=asker.person_id,
            asker_organisation="london_probation",
            by=worker,
            at=at,
        )
        if rating:
            actions.rate_consultation(consultation_id=row.pk, rating=rating, by=asker, at=at + timedelta(days=2))
    actions.ask_consultation(
        service="mental_health",
        borough="hackney",
        question="He will not come to the office since a fight there. How do I keep contact?",
        by=asker,
        at=now - timedelta(days=1),
    )
