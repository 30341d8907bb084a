"""Calls for help in named answers, and comments passed on because somebody is in danger, for trained people alone;
opening one is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from throughcare.foundation.access.areas import area_name
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of
from throughcare.foundation.ui.words import day
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models import Disclosure
from throughcare.voice.feedback.rules.answers import words_of

KINDS = {
    "self_harm": "Harm to themselves",
    "harm_to_others": "Harm to others",
    "child": "A child",
    "abuse": "Abuse",
    "danger": "Somebody in danger, read by a coder",
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
    """A call for help with how to reach who gave it; ``is_nameless`` where nobody knows who did. ``about`` is what is
    known of a comment that was passed on."""

    row: CallRow
    version: int
    name: str
    reach: str
    words: tuple[str, ...]
    answered_by: str
    done: str
    is_nameless: bool
    about: str


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
    by = one.answered_by.name if one.answered_by else ""
    if one.answer is None:
        said = one.comment
        facts = (
            said.get_source_display(),
            area_name(said.area) if said.area else "",
            f"written down on {day(said.day)}",
        )
        words = (said.text,) if said.text else ()
        return CallPage(
            _row(one), one.version, "", "", words, by, one.words, True, ", ".join(fact for fact in facts if fact)
        )
    answer = one.answer
    texts = tuple(words_of(answer.survey_version.content, answer.answers).values())
    return CallPage(_row(one), one.version, answer.name, answer.reach, texts, by, one.words, False, "")


def was_passed_on(comment_id: UUID) -> bool:
    """Whether a comment was passed on because somebody is in danger. For those who read the comment: the call itself is
    for others."""
    of_answer = Q(answer__links__comment=comment_id, kind="danger")
    return Disclosure.objects.filter(Q(comment=comment_id) | of_answer).exists()
