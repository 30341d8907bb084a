"""Locked periods, and the names of funders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.commissioning.funding.models import FunderName, PeriodLock
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class LockRow:
    """A lock on a month or year of an organisation's books."""

    id: int
    organisation: str
    period: str
    locked_at: datetime
    released_at: datetime | None
    release_reason: str


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name under which papers speak of a funder."""

    id: int
    name: str
    organisation: str
    programme: str
    from_date: date
    until: date | None


def locks(viewer: Viewer) -> list[LockRow]:
    """Locks of the viewer's organisations, the latest first."""
    rows = visible_to(viewer, PeriodLock).select_related("organisation")
    return [
        LockRow(row.pk, row.organisation.name, row.period, row.locked_at, row.released_at, row.release_reason)
        for row in rows
    ]


def names(viewer: Viewer) -> list[NameRow]:
    """Names of funders, by name."""
    rows = visible_to(viewer, FunderName).select_related("organisation", "programme")
    return [
        NameRow(
            row.pk,
            row.name,
            row.organisation.name,
            row.programme.name if row.programme else "",
            row.from_date,
            row.until,
        )
        for row in rows
    ]
