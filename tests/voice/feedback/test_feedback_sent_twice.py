"""Forms of those who run feedback are acted on once, however often they are sent; no digest of what was said stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.feedback.people import AT, opened, trained_client, worker
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.models import (
    Activity,
    Comment,
    CouncilProposal,
    NamedAnswer,
    Receipt,
    Survey,
)

pytestmark = pytest.mark.django_db
DAY = {"day-day": 3, "day-month": 6, "day-year": 2026}


@pytest.fixture
def client(settings: Any) -> Any:
    settings.DEMO = True
    return trained_client("engagement_worker")


@pytest.fixture
def council(client: Any) -> Activity:
    """A council that was held."""
    plan = {"kind": "council", "title": "June", "audience": "people", "key": "plan", **DAY}
    twice(client, "/voice/activities/plan", plan)
    row = Activity.objects.get()
    call = {"activity_id": row.pk, "by": worker(), "at": AT}
    actions.send_invitations(version=1, invited=9, **call)
    actions.hold(version=2, came=6, consented=6, consent_version="council-2026-01", **call)
    return row


def twice(client: Any, address: str, given: dict[str, Any]) -> None:
    """Sends a form, and once more as by a second press."""
    for _ in range(2):
        assert client.post(address, given).status_code == 302


def test_what_was_said_and_put_to_a_council_is_written_down_once(client, council):
    here = f"/voice/activities/{council.pk}/write"
    twice(client, f"{here}/statements", {"words": "1: Too long.\n2: Nobody rings.", "language": "en", "key": "said"})
    twice(client, f"{here}/proposal", {"words": "See people within a week.", "key": "put"})
    assert (Comment.objects.count(), CouncilProposal.objects.count()) == (2, 1)
    twice(client, f"{here}/proposal", {"words": "See people within a week.", "key": "put again"})
    assert CouncilProposal.objects.count() == 2, "another form, if of the same words"


def test_a_survey_is_started_once(client):
    twice(client, "/voice/surveys/start", {"title": "Spring", "audience": "people", "mode": "named", "key": "start"})
    assert Survey.objects.count() == 1


@pytest.mark.parametrize("words", ["The group is too early", "STOP"])
def test_a_text_message_is_taken_in_once_and_its_receipt_says_nothing_of_it(client, words):
    row = opened(["told"], mode="named")
    actions.enter_text_message(version_id=row.pk, number="07700 900123", words="Hello", by=worker(), at=AT)
    message = {"survey": row.pk, "number": "07700 900123", "language": "en", "words": words}
    twice(client, "/voice/text-message", {**message, "key": "one"})
    assert NamedAnswer.objects.count() == (1 if words == "STOP" else 2)
    twice(client, "/voice/text-message", {**message, "words": "Other words", "key": "two"})
    one, two = Receipt.objects.order_by("pk")
    assert one.fingerprint == two.fingerprint
