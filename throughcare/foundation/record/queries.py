"""Reads of the record for auditors: what happened, who looked, and whether it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record import sealing
from throughcare.foundation.record.models import Event

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class EventShown:
    """One event, with the name of who acted."""

    id: int
    kind: str
    subject: str
    by: str
    agency: str
    at: datetime
    reason_code: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of events, and how much is sealed."""

    events: tuple[EventShown, ...]
    found: int
    number: int
    pages: int
    total: int
    unsealed: int
    sealed_at: datetime | None


def page(viewer: Viewer, *, kind: str = "", subject: str = "", reads_only: bool = False, number: int = 1) -> RecordPage:
    """Events, newest first; ``reads_only`` shows who looked at sensitive records."""
    check_can(viewer, Permission.VIEW_RECORD)
    found = Event.objects.order_by("-id")
    if kind:
        found = found.filter(kind=kind)
    if reads_only:
        found = found.filter(kind__endswith=".read")
    if subject:
        subject_type, _, subject_id = subject.partition(" ")
        found = found.filter(subject_type=subject_type)
        if subject_id:
            found = found.filter(subject_id=subject_id)
    pages = Paginator(found, PER_PAGE)
    shown = pages.get_page(number)
    names = _names({event.actor for event in shown if event.actor is not None})
    return RecordPage(
        events=tuple(_shown(event, names) for event in shown),
        found=pages.count,
        number=shown.number,
        pages=pages.num_pages,
        total=Event.objects.count(),
        unsealed=sealing.unsealed_count(),
        sealed_at=sealing.last_sealed_at(),
    )


def _names(people: set[int]) -> dict[int, str]:
    person: Any = apps.get_model("organisations", "Person")
    return dict(person.objects.filter(pk__in=people).values_list("pk", "name"))


def _shown(event: Event, names: dict[int, str]) -> EventShown:
    by = "The system" if event.actor is None else names.get(event.actor, f"person {event.actor}")
    subject = f"{event.subject_type} {event.subject_id}"
    return EventShown(event.pk, event.kind, subject, by, event.agency, event.at, event.reason_code)


def kinds(viewer: Viewer) -> list[str]:
    """The kinds of event that occur, for the filter."""
    check_can(viewer, Permission.VIEW_RECORD)
    return sorted(set(Event.objects.values_list("kind", flat=True).distinct()))
