"""Appending to the record, and reading it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol

from django.db import connection, transaction

from throughcare.foundation.record import keys
from throughcare.foundation.record.bulk import insert_rows
from throughcare.foundation.record.guard import note_event
from throughcare.foundation.record.models import Event

SEPARATOR = "\x1f"
SITTING = timedelta(minutes=30)
COLUMNS = ("kind", "subject_type", "subject_id", "actor", "agency", "at", "reason_code", "state", "mark")
KIND = re.compile(r"[a-z_]+\.[a-z0-9_]+")
CODE = re.compile(r"[a-z0-9_.-]*")


class Actor(Protocol):
    """Whoever acts: a number and an organisation's code, never a name."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def organisation_code(self) -> str: ...


def content(event: Event) -> str:
    """The text of an event that its mark and its seal protect."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (event.kind, event.subject_type, event.subject_id, event.actor, event.agency, at, event.reason_code)
    return SEPARATOR.join(str(part) for part in (*parts, event.state))


def _new(
    kind: str, *, subject: tuple[str, object], by: Actor | None, at: datetime, reason_code: str = "", state: str = ""
) -> Event:
    if not KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is no event kind: write subject.past_tense in lower case.")
    if not (CODE.fullmatch(reason_code) and CODE.fullmatch(state)):
        raise ValueError("An event carries codes only; words of explanation live in the domain row.")
    event = Event(
        kind=kind,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        actor=by.person_id if by else None,
        agency=by.organisation_code if by else "",
        at=at,
        reason_code=reason_code,
        state=state,
    )
    event.mark = keys.mark(content(event))
    return event


def event(
    kind: str, *, subject: tuple[str, object], by: Actor | None, at: datetime, reason_code: str = "", state: str = ""
) -> None:
    """Appends one event: ``kind`` is ``subject.past_tense``, ``subject`` its type and id, ``by`` null for the system.

    ``state`` is the subject's state from now on, where the event changed it. Raises ``ValueError`` for anything that
    is not a code, since the record holds no words.
    """
    _new(kind, subject=subject, by=by, at=at, reason_code=reason_code, state=state).save(force_insert=True)
    note_event()


def event_of_sitting(kind: str, *, subject: tuple[str, object], by: Actor | None, at: datetime) -> None:
    """Records that somebody writes on something, once a sitting, however often what they type is saved.

    It says nothing again while the newest event of the subject, reads apart, says the same of the same person and is
    less than half an hour old. What was typed is in the row; the record holds who wrote, and when they began.
    """
    since = Event.objects.filter(subject_type=subject[0], subject_id=str(subject[1]), at__gt=at - SITTING)
    last = since.exclude(kind__endswith=".read").order_by("-id").first()
    new = _new(kind, subject=subject, by=by, at=at)
    same = last is not None and (last.kind, last.actor, last.agency) == (new.kind, new.actor, new.agency)
    if not same:
        new.save(force_insert=True)
    note_event()


def events(kind: str, *, subject_type: str, subject_ids: Iterable[object], by: Actor | None, at: datetime) -> None:
    """Appends the same event for many subjects, by plain rows: what takes time in bulk is building objects."""
    first = None
    rows = []
    for subject_id in subject_ids:
        if first is None:
            first = _new(kind, subject=(subject_type, subject_id), by=by, at=at)
            head, tail = _around_subject(first)
        mark = keys.mark(f"{head}{subject_id}{tail}")
        rows.append((kind, subject_type, str(subject_id), first.actor, first.agency, _stored(at), "", "", mark))
    if rows:
        insert_rows(Event, COLUMNS, rows)
        note_event()


def _around_subject(event: Event) -> tuple[str, str]:
    """An event's content before and after its subject's id, which alone differs in a batch."""
    parts = content(event).split(SEPARATOR)
    return SEPARATOR.join(parts[:2]) + SEPARATOR, SEPARATOR + SEPARATOR.join(parts[3:])


def _stored(at: datetime) -> object:
    """A moment as this database keeps it."""
    return connection.ops.adapt_datetimefield_value(at)


def read_of(subject: tuple[str, object], *, by: Actor, at: datetime, reason_code: str = "") -> None:
    """Records that someone looked at a sensitive record. Written at once, even from a page that changes nothing.

    Within a transaction it is part of that: a look that could not be recorded shows nothing.
    """
    with transaction.atomic(savepoint=False):
        event(f"{subject[0]}.read", subject=subject, by=by, at=at, reason_code=reason_code)


def history(subject: tuple[str, object]) -> list[Event]:
    """All events of one subject, oldest first."""
    return list(Event.objects.filter(subject_type=subject[0], subject_id=str(subject[1])).order_by("id"))


def folded_state(history: Iterable[Event]) -> str:
    """The state that the events add up to: the last one that any of them set."""
    state = ""
    for one in history:
        state = one.state or state
    return state


def folded_states(subject_type: str) -> Mapping[str, str]:
    """The folded state of every subject of a type, in one pass."""
    found: dict[str, str] = {}
    rows = Event.objects.filter(subject_type=subject_type).exclude(state="").order_by("id")
    for subject_id, state in rows.values_list("subject_id", "state").iterator(chunk_size=5000):
        found[subject_id] = state
    return found
