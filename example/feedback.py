"""Feedback of the demo: the shipped questions, a survey of people with answers, one of practitioners, a council."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from throughcare import clock
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.reference.quarters import last_quarters
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.actions import answering
from throughcare.voice.feedback.models import Pool, SurveyVersion

PEOPLE = (
    "treated",
    "plan_known",
    "heard",
    "helps",
    "missed",
    "wait",
    "good",
    "change",
    "age",
    "sex",
    "race",
    "neurodiversity",
    "mental_health",
)
ANSWERED = 24
HEARD = 60
# What people of the survey that is closed said of themselves, each as often as it stands here.
WHO: dict[str, Sequence[str]] = {
    "sex": ("male", "male", "male", "female"),
    "race": ("black", "black", "white", "white", "asian", "mixed"),
    "mental_health": ("yes", "yes", "no", "not_sure"),
    "neurodiversity": ("yes", "no", "no", "not_sure"),
}
GOOD = (
    "My worker listens to me.",
    "They helped me find a room.",
    "Someone rings when I am low.",
    "The group on Tuesdays.",
    "I can text instead of call.",
    "They do not judge.",
)
CHANGE = (
    "I wait too long for help with my mind.",
    "Tell me what is in my plan.",
    "Fewer changes of worker.",
    "Meet me near home, the bus costs too much.",
    "Start on time.",
    "Do not send me to three places for one thing.",
)


def load_feedback(viewers: dict[str, Viewer], now: datetime) -> None:
    """Everything of feedback in the demo, the same each time."""
    lead, worker = viewers["engagement.lead"], viewers["engagement.worker"]
    at = now - timedelta(days=30)
    actions.take_shipped_questions(by=worker, at=at)
    people = _opened("How IOM works for you", "people", PEOPLE, ("en", "ro", "ar"), lead, worker, at)
    made = actions.make_batch(
        version_id=people.pk, kind="cards", size=40, area="hackney", place="Reception, Example Road", by=worker, at=at
    )
    _answers(people, made.codes[:ANSWERED], at)
    _closed(lead, worker, now)
    tools = ("practitioner_tools", "practitioner_change")
    practitioners = _opened("What would help you help", "practitioners", tools, ("en",), lead, worker, at)
    actions.make_batch(version_id=practitioners.pk, kind="door", size=60, by=worker, at=at)
    named = _opened("May we ask you more?", "people", ("heard", "change"), ("en",), lead, worker, at, mode="named")
    actions.enter_text_message(
        version_id=named.pk,
        number="07700 900123",
        words="Can the group start later? I work mornings.",
        by=worker,
        at=at,
    )
    _council(worker, now)


def _closed(lead: Viewer, worker: Viewer, now: datetime) -> None:
    """A survey of the last whole quarter, closed in it, so that its report tells whom it reached."""
    quarter = last_quarters(clock.today(now), 1)[0]
    at = datetime.combine(quarter.from_day + timedelta(days=20), time(10), tzinfo=UTC)
    row = _opened("Who we hear from", "people", ("treated", *WHO), ("en", "ro", "ar"), lead, worker, at)
    made = actions.make_batch(version_id=row.pk, kind="cards", size=2 * HEARD, area="hackney", by=worker, at=at)
    draw = random.Random(1514)  # noqa: S311 - made-up answers
    for code in made.codes[:HEARD]:
        sitting = answering.begin(typed=code, language=draw.choice(("en", "en", "ro")), way="tablet", at=at)
        for question, answers in (("treated", "3445"), *WHO.items()):
            sitting = answering.keep(sitting, question=question, answer=[draw.choice(answers)])
        answering.send(sitting.ticket, at=at)
    row.refresh_from_db()
    actions.close_version(version_id=row.pk, version=row.version, by=worker, at=at + timedelta(days=14))


def _opened(
    title: str,
    audience: str,
    questions: Sequence[str],
    languages: Sequence[str],
    lead: Viewer,
    worker: Viewer,
    at: datetime,
    *,
    mode: str = "anonymous",
) -> SurveyVersion:
    row = actions.start_survey(title=title, audience=audience, mode=mode, by=worker, at=at)
    row = actions.change_draft(
        version_id=row.pk, version=row.version, questions=questions, languages=languages, by=worker, at=at
    )
    row = actions.submit(version_id=row.pk, version=row.version, by=worker, at=at)
    row = actions.approve(version_id=row.pk, version=row.version, by=lead, at=at)
    opened: SurveyVersion = actions.open_version(version_id=row.pk, version=row.version, by=worker, at=at)
    return opened


def _answers(version: SurveyVersion, codes: Sequence[str], at: datetime) -> None:
    draw = random.Random(1291)  # noqa: S311 - made-up answers
    for place, code in enumerate(codes):
        sitting = answering.begin(typed=code, language="en", way="phone", at=at + timedelta(days=place // 4))
        said: dict[str, Any] = {
            "treated": [draw.choice("23445")],
            "plan_known": [draw.choice(("yes", "no", "no"))],
            "heard": [draw.choice("12334")],
            "helps": draw.sample(("home", "job", "mind", "people"), 2),
            "missed": str(draw.randrange(5)),
            "wait": [draw.choice(("month", "longer", "longer", "still"))],
            "good": draw.choice(GOOD),
            "change": draw.choice(CHANGE),
            "age": [draw.choice(("25-34", "25-34", "35-49"))],
            "sex": [draw.choice(("male", "male", "female"))],
            "race": [draw.choice(("black", "black", "white", "white", "asian", "mixed"))],
            "neurodiversity": [draw.choice(("yes", "no", "no", "not_sure"))],
            "mental_health": [draw.choice(("yes", "yes", "no", "not_sure"))],
        }
        for question, answer in said.items():
            sitting = answering.keep(sitting, question=question, answer=answer)
        answering.send(sitting.ticket, at=at + timedelta(days=place // 4))
    for pool in Pool.objects.filter(survey_version=version):
        actions.write_if_due(pool.pk, at=at + timedelta(days=7))


def _council(worker: Viewer, now: datetime) -> None:
    at = now - timedelta(days=10)
    row = actions.plan_activity(
        kind="council",
        title="East London council",
        day=at.date(),
        area="hackney",
        place="Community hall, Example Street",
        guide="What works? What does not? What should change first?",
        consent_version="group-2026-01",
        by=worker,
        at=at,
    )
    call = {"activity_id": row.pk, "by": worker, "at": at}
    actions.set_agenda(items="Waiting for help with mental health\nWhere we meet", **call)
    row = actions.send_invitations(version=row.version, invited=14, **call)
    actions.hold(version=row.version, came=9, consented=8, consent_version="group-2026-01", **call)
    actions.add_statements(
        words="1: I waited three months and nobody told me why.\n2: Tell us how long it takes.\n3: Meet near home.",
        **call,
    )
    proposal = actions.put_to_council(words="Tell each person within a week how long they will wait.", **call)
    actions.count_votes(proposal_id=proposal.pk, version=1, votes_for=7, votes_against=0, abstained=2, by=worker, at=at)
