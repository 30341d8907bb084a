"""Calls for help in named answers, for trained people alone; opening one is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models import Disclosure
from throughcare.voice.feedback.rules.answers import own_words

KINDS = {
    "self_harm": "Harm to themselves",
    "harm_to_others": "Harm to others",
    "child": "A child",
    "abuse": "Abuse",
}


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call for help in the list: no name, no words."""

    id: int
    kind: str
    state: str
    due: date
    since: datetime


@dataclass(frozen=True, slots=True)
class CallPage:
    """A call for help with how to reach who gave it."""

    row: CallRow
    version: int
    name: str
    reach: str
    words: tuple[str, ...]
    answered_by: str
    done: str


def calls(viewer: Viewer) -> list[CallRow]:
    """Calls for help, the soonest due first, answered ones last."""
    rows = visible_to(viewer, Disclosure).order_by("due", "id")
    return sorted((_row(one) for one in rows), key=lambda one: one.state != states.Disclosure.WAITING)


def _row(one: Disclosure) -> CallRow:
    return CallRow(one.pk, KINDS.get(one.kind, one.kind), one.state, one.due, one.since)


def call(viewer: Viewer, disclosure_id: int, *, at: datetime) -> CallPage:
    """One call for help; that it was read is recorded."""
    one: Disclosure = get_visible(viewer, Disclosure, pk=disclosure_id)
    read_of(("disclosure", one.pk), by=viewer, at=at)
    answer = one.answer
    texts = tuple(text for given in answer.answers.values() if (text := own_words(given)))
    by = one.answered_by.name if one.answered_by else ""
    return CallPage(_row(one), one.version, answer.name, answer.reach, texts, by, one.words)
