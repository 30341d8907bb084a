"""Saving as somebody types is recorded once a sitting, and never hides who else wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.casework import AT as CASE_AT
from tests.support.casework import planned
from tests.support.referrals import cast
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.models import PlanRevision
from throughcare.delivery.casework.queries.plans import authors_of
from throughcare.foundation.record.events import event, event_of_sitting
from throughcare.foundation.record.models import Event
from throughcare.foundation.record.sealing import seal, verify

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
SUBJECT = ("paper", 1)


class Somebody:
    organisation_code = "mopac"

    def __init__(self, number: int) -> None:
        self.person_id = number


def writes(who: int, minutes: float, subject: tuple[str, object] = SUBJECT) -> None:
    event_of_sitting("paper.saved", subject=subject, by=Somebody(who), at=AT + timedelta(minutes=minutes))


def told() -> list[tuple[int | None, float]]:
    rows = Event.objects.filter(kind="paper.saved").order_by("id")
    return [(one.actor, (one.at - AT).total_seconds() / 60) for one in rows]


def test_a_sitting_is_one_event_and_a_long_one_is_told_again_each_half_hour() -> None:
    for minutes in (0, 1, 5, 29.9, 30, 31, 59, 60.5):
        writes(1, minutes)
    assert told() == [(1, 0), (1, 30), (1, 60.5)]


def test_whoever_writes_in_between_is_told_and_so_is_the_first_again() -> None:
    for who, minutes in ((1, 0), (2, 1), (2, 2), (1, 3)):
        writes(who, minutes)
    assert told() == [(1, 0), (2, 1), (1, 3)]


def test_a_step_ends_a_sitting_and_a_reading_does_not() -> None:
    writes(1, 0)
    event("paper.read", subject=SUBJECT, by=Somebody(1), at=AT + timedelta(minutes=1))
    writes(1, 2)
    assert told() == [(1, 0)]
    event("paper.sent", subject=SUBJECT, by=Somebody(1), at=AT + timedelta(minutes=3))
    writes(1, 4)
    writes(1, 5, ("paper", 2))
    assert told() == [(1, 0), (1, 4), (1, 5)]


def test_the_record_stands_and_a_plan_still_knows_everybody_who_wrote_on_it() -> None:
    plan: Any = planned("draft")
    people = cast()
    before = Event.objects.filter(kind="plan.written_on").count()
    for by in (people.worker, people.worker, people.lead, people.lead, people.worker):
        actions.save_plan(plan_id=plan.pk, given={"their_words": f"More by {by.name}"}, by=by, at=CASE_AT)
    rows = Event.objects.filter(kind="plan.written_on").order_by("id")[before:]
    assert [one.actor for one in rows][-2:] == [people.lead.person_id, people.worker.person_id]
    assert len(rows) <= 3
    assert {people.worker.person_id, people.lead.person_id} <= set(authors_of(plan, PlanRevision.objects.get()))
    seal(at=CASE_AT)
    assert not verify().problems
