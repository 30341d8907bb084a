"""What a cohort needs, and the trend of violent index offences, as PCD 1291 (paras 1.2 and 1.5) speaks of them.

Every figure leaves by the one door of disclosure control, whoever looks: counts below ten are withheld, and with them
as few others as keep anybody from working them out. Those who may not see people get London as a whole, without
restricted records, as it was at the end of the month before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from throughcare.delivery.people.models import LedgerEntry, Need, Offence, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.facts import records_of
from throughcare.delivery.people.queries.ledger import entries, plain
from throughcare.delivery.people.rules import ledger
from throughcare.delivery.people.rules.needs import (
    MENTAL_HEALTH,
    SUBSTANCE_MISUSE,
    YES,
    NeedFact,
    domains_of,
    latest,
    level,
)
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can

THRESHOLD = 10
LEVELS = ("unknown", "absent", "neither", "offending_only", "harm_only", "both")
FIRST_YEAR = 2013
Cells = tuple[tuple[tuple[str, ...], int], ...]


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need across the cohort: how many have it, and of how many it is linked; null where that is withheld."""

    code: str
    label: str
    pathway: str
    present: int | None
    offending: int | None
    harm: int | None
    unknown: int | None


@dataclass(frozen=True, slots=True)
class YearLine:
    """People whose index offence was in a year: how many, and of how many it was violent; null where withheld."""

    year: int
    people: int | None
    violent: int | None

    @property
    def share(self) -> int | None:
        """Violent index offences in hundred, rounded; null where it cannot be told."""
        if not self.people or self.violent is None:
            return None
        return round(100 * self.violent / self.people)


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of a day. ``total`` is null where the cohort is too small for anything to be told of it."""

    on: date
    is_all_of_london: bool
    total: int | None
    needs: tuple[NeedLine, ...]
    mental_health: int | None
    dual: int | None
    years: tuple[YearLine, ...]


def summary(viewer: Viewer, *, today: date) -> Summary:
    """The protected summary that a viewer may have."""
    if viewer.can(Permission.VIEW_COHORT):
        on, lines = today, entries(viewer)
    else:
        check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)
        on = today.replace(day=1) - timedelta(days=1)
        open_ones = ServiceUser.objects.filter(is_restricted=False, merged_into__isnull=True)
        whose = records_of(list(open_ones.values_list("pk", flat=True)))
        lines = plain(LedgerEntry.objects.filter(service_user__in=list(whose)))
    people = set(ledger.cohort_on(lines, on))
    standing = records_of(people)
    levels, dual = _counts(people, standing, on)
    cells = _protected(tuple(sorted(levels.items())), tuple(sorted(dual.items())))
    total = len(people) if len(people) >= THRESHOLD else None
    has_mental, has_both = cells["dual"].get(("yes", "")), cells["dual"].get(("yes", "yes"))
    return Summary(
        on=on,
        is_all_of_london=not viewer.can(Permission.VIEW_COHORT),
        total=total,
        needs=tuple(_line(code, cells[code], total) for code in levels),
        mental_health=has_mental if total else None,
        dual=has_both if total else None,
        years=_years(people, standing, on),
    )


def _counts(people: set[int], standing: Mapping[int, int], on: date) -> tuple[dict[str, Cells], dict[Any, int]]:
    """For each need how many people are at each level, and for mental health and substance misuse together."""
    kinds = vocabulary.need_kinds(on)
    domains = {kind.id: kind.domain for kind in kinds}
    now = latest(_facts(standing, on), on)
    levels = {}
    for kind in kinds:
        counted = Counter(level(now.get((person, kind.id))) for person in people)
        levels[kind.id] = tuple(((name,), counted.get(name, 0)) for name in LEVELS)
    present: dict[int, list[str]] = {}
    for (person, code), fact in now.items():
        if fact.present == YES:
            present.setdefault(person, []).append(code)
    dual: Counter[tuple[str, str]] = Counter()
    for person in people:
        found = domains_of(present.get(person, ()), domains)
        dual["yes" if MENTAL_HEALTH in found else "no", "yes" if SUBSTANCE_MISUSE in found else "no"] += 1
    return levels, {(a, b): dual.get((a, b), 0) for a in ("yes", "no") for b in ("yes", "no")}


def _facts(standing: Mapping[int, int], on: date) -> list[NeedFact]:
    columns = ("id", "service_user_id", "code", "present", "linked_to_offending", "linked_to_serious_harm")
    rows = Need.objects.filter(service_user__in=list(standing), assessed_on__lte=on).values_list(
        *columns, "assessed_on"
    )
    return [NeedFact(number, standing[owner], *rest) for number, owner, *rest in rows]


@lru_cache(maxsize=64)
def _protected(levels: tuple[tuple[str, Cells], ...], dual: Cells) -> dict[str, dict[tuple[str, ...], int | None]]:
    """Counts that may be shown, by table and cell; null where withheld. Asked again for the same counts, told again."""
    import pyarrow as pa

    from desistance.disclosure import protect

    tables: dict[str, Any] = {}
    by: dict[str, list[str]] = {}
    for code, cells in levels:
        rows = [(name, many) for (name,), many in cells] + [(None, sum(many for _, many in cells))]
        tables[code] = pa.table({"level": [row[0] for row in rows], "people": [row[1] for row in rows]})
        by[code] = ["level"]
    pairs = {cell: many for cell, many in dual}
    whole = [
        (a, b, sum(many for (x, y), many in pairs.items() if a in (None, x) and b in (None, y)))
        for a in ("yes", "no", None)
        for b in ("yes", "no", None)
    ]
    tables["dual"] = pa.table({name: [row[place] for row in whole] for place, name in enumerate(("a", "b", "people"))})
    by["dual"] = ["a", "b"]
    found = protect(tables, count="people", by=by, threshold=THRESHOLD).tables
    shown: dict[str, dict[tuple[str, ...], int | None]] = {}
    for name, table in found.items():
        shown[name] = {tuple(row[one] or "" for one in by[name]): row["people"] for row in table.to_pylist()}
    return shown


def _line(code: str, cells: Mapping[tuple[str, ...], int | None], total: int | None) -> NeedLine:
    kind = vocabulary.needs_by_code()[code]

    def added(*names: str) -> int | None:
        parts = [cells.get((name,)) for name in names]
        return sum(part for part in parts if part is not None) if None not in parts and total else None

    return NeedLine(
        code,
        kind.label,
        vocabulary.pathway_labels()[kind.pathway],
        _present(cells, total),
        added("offending_only", "both"),
        added("harm_only", "both"),
        added("unknown"),
    )


def _present(cells: Mapping[tuple[str, ...], int | None], total: int | None) -> int | None:
    """Those who have a need: the whole less those who have it not and those of whom it is not known."""
    without = [cells.get(("unknown",)), cells.get(("absent",))]
    if total is None or None in without:
        return None
    return total - sum(one for one in without if one is not None)


def _years(people: set[int], standing: Mapping[int, int], on: date) -> tuple[YearLine, ...]:
    """By the year of each person's index offence: how many people, and how many of those offences were violent."""
    rows = Offence.objects.filter(
        service_user__in=list(standing),
        is_index=True,
        withdrawn=False,
        committed_on__lte=on,
        committed_on__year__gte=FIRST_YEAR,
    )
    last: dict[int, tuple[date, bool]] = {}
    for owner, committed_on, is_violent in rows.values_list("service_user_id", "committed_on", "is_violent"):
        person = standing[owner]
        if person not in last or last[person][0] < committed_on:
            last[person] = (committed_on, is_violent)
    counted: Counter[tuple[int, bool]] = Counter((day.year, violent) for day, violent in last.values())
    if not counted:
        return ()
    years = range(min(year for year, _ in counted), max(year for year, _ in counted) + 1)
    cells = tuple(((str(year), word), counted[year, word == "yes"]) for year in years for word in ("yes", "no"))
    shown = _protected_years(cells)
    return tuple(YearLine(year, shown.get((str(year), "")), shown.get((str(year), "yes"))) for year in years)


@lru_cache(maxsize=64)
def _protected_years(cells: Cells) -> dict[tuple[str, ...], int | None]:
    import pyarrow as pa

    from desistance.disclosure import protect

    years = sorted({year for (year, _), _ in cells})
    rows = [
        (year, word, sum(many for (a, b), many in cells if year in (None, a) and word in (None, b)))
        for year in (*years, None)
        for word in ("yes", "no", None)
    ]
    names = ("year", "violent", "people")
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})
    found = protect({"years": table}, count="people", by=["year", "violent"], threshold=THRESHOLD).tables["years"]
    return {(row["year"] or "", row["violent"] or ""): row["people"] for row in found.to_pylist()}
