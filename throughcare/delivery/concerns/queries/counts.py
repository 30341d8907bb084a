"""How many concerns there were, in time or late, with which outcome: counts that protect people, whoever looks.

Everything leaves by the one door of disclosure control, as one table, so that no figure can be worked out from others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.concerns.models import Concern
from throughcare.delivery.concerns.rules import clocks
from throughcare.delivery.concerns.rules.handling import KIND_WORDS, OUTCOMES
from throughcare.delivery.people.queries.scope import about_unrestricted
from throughcare.errors import NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer

THRESHOLD = 10
TIMINGS = {"in_time": "Closed in time", "late": "Late", "open": "Open, in time"}
NOT_YET = "none_yet"
Cells = tuple[tuple[tuple[str, str, str], int], ...]


@dataclass(frozen=True, slots=True)
class CountLine:
    """One kind of concern, or all: how many, of which in time and with which outcome; null where that is withheld."""

    kind: str
    label: str
    raised: int | None
    timings: tuple[tuple[str, int | None], ...]
    outcomes: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the half year that ended last, over ``[from_, until)``."""

    from_: date
    until: date
    whose: str
    lines: tuple[CountLine, ...]


def last_half_year(today: date) -> tuple[date, date]:
    """The half of a financial year that ended last, as ``[from, until)``.

    Periods that overlap would tell by their difference what each withholds; halves do not overlap.
    """
    until = max(day for day in _halves(today.year) if day <= today)
    return max(day for day in _halves(until.year) if day < until), until


def _halves(year: int) -> tuple[date, ...]:
    return date(year - 1, 10, 1), date(year, 4, 1), date(year, 10, 1)


def counts(viewer: Viewer, *, now: datetime) -> Counts:
    """The protected counts that a viewer may have: of all organisations, or of those whose concerns they handle."""
    from_, until = last_half_year(clock.today(now))
    rows, whose = _rows(viewer)
    first, last = clocks.midnight_after(from_ - timedelta(days=1)), clocks.midnight_after(until - timedelta(days=1))
    counted: Counter[tuple[str, str, str]] = Counter()
    for one in rows.filter(raised_at__gte=first, raised_at__lt=last).exclude(state="withdrawn"):
        counted[one.kind, _timing(one, last), one.outcome or NOT_YET] += 1
    cells = _protected(tuple(sorted(counted.items())))
    kinds = {"": "All", **{kind.value: words for kind, words in KIND_WORDS.items()}}
    return Counts(from_, until, whose, tuple(_line(kind, label, cells) for kind, label in kinds.items()))


def _rows(viewer: Viewer) -> tuple[Any, str]:
    if viewer.can(Permission.VIEW_DELIVERY_COUNTS):
        open_ones = Concern.objects.filter(Q(service_user__isnull=True) | about_unrestricted("service_user__"))
        return open_ones, "every organisation"
    if not viewer.can(Permission.HANDLE_CONCERN):
        raise NotAllowed("Your role does not show counts of concerns.", remedy="Ask those who handle concerns.")
    own = visible_to(viewer, Concern).filter(organisation__code__in=viewer.organisation_codes)
    return own, viewer.organisation_name


def _timing(one: Concern, end: datetime) -> str:
    """How the closing stood at the end of the period, so that the figure does not change afterwards."""
    closed = one.closed_at if one.closed_at is not None and one.closed_at < end else None
    found = clocks.in_time(closed, one.close_by, now=end)
    return {True: "in_time", False: "late", None: "open"}[found]


@lru_cache(maxsize=64)
def _protected(cells: Cells) -> dict[tuple[str, str, str], int | None]:
    """Counts that may be shown, by kind, timing and outcome (empty for all of them); null where withheld."""
    import pyarrow as pa

    from desistance.disclosure import protect

    if not cells:
        return {}
    names = ("kind", "timing", "outcome")
    columns: dict[str, list[Any]] = {name: [cell[place] for cell, _ in cells] for place, name in enumerate(names)}
    table = pa.table({**columns, "concerns": [many for _, many in cells]})
    found = protect({"concerns": table}, count="concerns", by=list(names), threshold=THRESHOLD).tables["concerns"]
    return {tuple(row[name] or "" for name in names): row["concerns"] for row in found.to_pylist()}


def _line(kind: str, label: str, cells: dict[tuple[str, str, str], int | None]) -> CountLine:
    return CountLine(
        kind,
        label,
        cells.get((kind, "", "")),
        tuple((words, cells.get((kind, code, ""))) for code, words in TIMINGS.items()),
        tuple((words, cells.get((kind, "", code))) for code, words in OUTCOMES.items()),
    )
