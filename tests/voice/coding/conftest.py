"""An engagement provider with a lead and two coders, a codebook, and comments as feedback writes them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.support.world import AT, organisation, viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

PROVIDER = {"at": "engagement_body", "kind": "provider"}
DAY = date(2026, 5, 4)


def _key() -> uuid.UUID:
    """A random key that is not one of those by which one comment in a hundred wants two coders."""
    return uuid.UUID(int=uuid.uuid4().int // 100 * 100 + 1)


@action
def write_comments(*, organisation_id: int, texts: list[str], more: dict[str, Any], by: Any, at: Any) -> list[Any]:
    """Comments as collecting leaves them: of an activity, with a random key."""
    from throughcare.voice.feedback.models import Activity, Comment

    agreed = more.pop("consented", None)
    activity = Activity(
        organisation_id=organisation_id, kind="group", title="A group", day=DAY, came=agreed, consented=agreed, since=at
    )
    activity.save()
    facts = {"source": "group", "audience": "people", "day": DAY, **more}
    made = []
    for text in texts:
        row = Comment(organisation_id=organisation_id, activity=activity, text=text, id=_key(), **facts)
        row.save()
        made.append(row)
    event("comments.written", subject=("activity", activity.pk), by=by, at=at)
    return made


@dataclass
class Room:
    """What the tests start from."""

    organisation: Any
    lead: Any
    second_lead: Any
    coder: Any
    second_coder: Any
    third_coder: Any
    commissioner: Any
    stranger: Any
    book: Any

    def say(self, *texts: str, **more: Any) -> list[Any]:
        """Comments, taken in; gives their readings in the order of the texts."""
        from throughcare.voice.coding import actions
        from throughcare.voice.coding.models import Reading

        rows = write_comments(organisation_id=self.organisation.pk, texts=list(texts), more=more, by=self.lead, at=AT)
        actions.take_in(by=self.lead, at=AT, most=100_000)
        found = {one.comment_id: one for one in Reading.objects.filter(comment__in=rows)}
        return [found[one.pk] for one in rows]

    def double(self, *texts: str, **more: Any) -> list[Any]:
        """The same, each wanting two coders."""
        from throughcare.voice.coding import actions

        actions.set_second_every(codebook_id=self.book.pk, every=1, by=self.lead, at=AT)
        found = self.say(*texts, **more)
        actions.set_second_every(codebook_id=self.book.pk, every=100, by=self.lead, at=AT)
        return found


THEMES = {
    "Waiting": "How long people wait to be seen or for an answer.",
    "Staff": "How workers treat people: respect, listening, rudeness.",
    "Housing": "Somewhere to live: hostels, councils, evictions.",
    "Getting there": "Travel, cost of travel, and where appointments are held.",
}


@pytest.fixture
def room(db: None) -> Room:
    """A codebook of four themes and no comments; one comment in a hundred wants two coders."""
    from throughcare.voice.coding import actions

    where = organisation(PROVIDER["at"], PROVIDER["kind"])
    lead = viewer("engagement_lead", **PROVIDER)
    book = actions.open_codebook(name="People on IOM", audience="people", by=lead, at=AT)
    actions.set_second_every(codebook_id=book.pk, every=100, by=lead, at=AT)
    for name, definition in THEMES.items():
        actions.add_theme(codebook_id=book.pk, name=name, definition=definition, by=lead, at=AT)
    book.refresh_from_db()
    return Room(
        where,
        lead,
        viewer("engagement_lead", name="second.lead", **PROVIDER),
        viewer("engagement_worker", **PROVIDER),
        viewer("engagement_worker", name="second.worker", **PROVIDER),
        viewer("peer_researcher", **PROVIDER),
        viewer("commissioner"),
        viewer("engagement_lead", name="stranger", at="other_body", kind="provider"),
        book,
    )
