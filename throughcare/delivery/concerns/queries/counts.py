"""How many concerns there were, in time or late, with which outcome: counts that protect people, whoever looks.

Everything leaves by the one door of disclosure control, as one table and rounded, so that no figure can be worked out
from others. Each concern counts as it stood when the period ended, by its events: what is closed, opened again or
withdrawn later changes nothing. Where somebody's record is restricted later a count may change by one, which the
rounding hides but for the rare step over the middle between two fives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.concerns import states
from throughcare.delivery.concerns.models import Concern
from throughcare.delivery.concerns.rules import clocks
from throughcare.delivery.concerns.rules.handling import KIND_WORDS, OUTCOMES
from throughcare.delivery.people.queries.scope import about_unrestricted
from throughcare.errors import NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.models import Event

THRESHOLD = 10
ROUNDING = 5
TIMINGS = {"in_time": "Closed in time", "late": "Late", "open": "Open, in time"}
TIMING = {True: "in_time", False: "late", None: "open"}
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
    found = list(rows.filter(raised_at__gte=first, raised_at__lt=last))
    stood = _as_they_stood([one.pk for one in found], last)
    counted: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        state, at, code = stood.get(one.pk, ("", one.raised_at, ""))
        is_closed = state == states.Concern.CLOSED
        if state != states.Concern.WITHDRAWN:
            timing = clocks.in_time(at if is_closed else None, one.close_by, now=last)
            counted[one.kind, TIMING[timing], code if is_closed else NOT_YET] += 1
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


def _as_they_stood(numbers: Collection[int], end: datetime) -> dict[int, tuple[str, datetime, str]]:
    """The state of each concern when a period ended, since when, and with which code, by the record's events."""
    subjects = [str(number) for number in numbers]
    rows = Event.objects.filter(subject_type="concern", subject_id__in=subjects, at__lt=end).exclude(state="")
    told = rows.order_by("id").values_list("subject_id", "state", "at", "reason_code")
    return {int(number): (state, at, code) for number, state, at, code in told}


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
    rules = {"threshold": THRESHOLD, "rounding": ROUNDING}
    found = protect({"concerns": table}, count="concerns", by=list(names), **rules).tables["concerns"]
    return {tuple(row[name] or "" for name in names): row["concerns"] for row in found.to_pylist()}


def _line(kind: str, label: str, cells: dict[tuple[str, str, str], int | None]) -> CountLine:
    return CountLine(
        kind,
        label,
        cells.get((kind, "", "")),
        tuple((words, cells.get((kind, code, ""))) for code, words in TIMINGS.items()),
        tuple((words, cells.get((kind, "", code))) for code, words in OUTCOMES.items()),
    )
