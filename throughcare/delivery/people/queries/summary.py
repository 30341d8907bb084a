"""What a cohort needs, and the trend of violent index offences, as PCD 1291 (paras 1.2 and 1.5) speaks of them.

Every figure is protected, whoever looks: counts below ten are withheld, and with them others from which they could be
worked out. Needs go by ``rules/telling.py``, cross tables by the evidence library's door. Those who may not see people
get London as a whole, without restricted records, as it was at the end of the month before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from throughcare.delivery.people.models import LedgerEntry, Need, Offence, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.ledger import entries, plain
from throughcare.delivery.people.queries.scope import records_of
from throughcare.delivery.people.rules import ledger
from throughcare.delivery.people.rules.needs import (
    MENTAL_HEALTH,
    SUBSTANCE_MISUSE,
    YES,
    NeedFact,
    counted,
    domains_of,
    latest,
)
from throughcare.delivery.people.rules.telling import NeedCounts, Told, told
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can

THRESHOLD = 10
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
    counts, dual = _counts(people, standing, on)
    cells = _protected("mental_health", "substance_misuse", dual)
    total = len(people) if len(people) >= THRESHOLD else None
    return Summary(
        on=on,
        is_all_of_london=not viewer.can(Permission.VIEW_COHORT),
        total=total,
        needs=tuple(_line(code, told(one, THRESHOLD)) for code, one in counts.items()),
        mental_health=cells.get(("yes", "")) if total else None,
        dual=cells.get(("yes", "yes")) if total else None,
        years=_years(people, standing, on),
    )


def _counts(people: set[int], standing: Mapping[int, int], on: date) -> tuple[dict[str, NeedCounts], Cells]:
    """Where people are with each need, and how many have a mental-health need, substance misuse, both or neither."""
    kinds = vocabulary.need_kinds(on)
    domains = {kind.id: kind.domain for kind in kinds}
    by_code: dict[str, list[NeedFact]] = {kind.id: [] for kind in kinds}
    present: dict[int, list[str]] = {}
    for (person, code), fact in latest(_facts(standing, on), on).items():
        if code in by_code:
            by_code[code].append(fact)
        if fact.present == YES:
            present.setdefault(person, []).append(code)
    counts = {code: counted(found, len(people)) for code, found in by_code.items()}
    dual: Counter[tuple[str, ...]] = Counter()
    for person in people:
        found = domains_of(present.get(person, ()), domains)
        dual["yes" if MENTAL_HEALTH in found else "no", "yes" if SUBSTANCE_MISUSE in found else "no"] += 1
    return counts, tuple(((a, b), dual[a, b]) for a in ("yes", "no") for b in ("yes", "no"))


def _facts(standing: Mapping[int, int], on: date) -> list[NeedFact]:
    columns = ("id", "service_user_id", "code", "present", "linked_to_offending", "linked_to_serious_harm")
    rows = Need.objects.filter(service_user__in=list(standing), assessed_on__lte=on).values_list(
        *columns, "assessed_on"
    )
    return [NeedFact(number, standing[owner], *rest) for number, owner, *rest in rows]


@lru_cache(maxsize=64)
def _protected(first: str, second: str, cells: Cells) -> dict[tuple[str, ...], int | None]:
    """The cells of a table of two dimensions that may be shown, with its margins under ``""``; null where withheld.

    Asked again for the same counts it tells the same.
    """
    import pyarrow as pa

    from desistance.disclosure import protect

    ones, others = (sorted({cell[place] for cell, _ in cells}) for place in (0, 1))
    rows = [
        (one, other, sum(many for (a, b), many in cells if one in (None, a) and other in (None, b)))
        for one in (*ones, None)
        for other in (*others, None)
    ]
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate((first, second, "people"))})
    found = protect({"table": table}, count="people", by=[first, second], threshold=THRESHOLD).tables["table"]
    return {(row[first] or "", row[second] or ""): row["people"] for row in found.to_pylist()}


def _line(code: str, figures: Told) -> NeedLine:
    kind = vocabulary.needs_by_code()[code]
    return NeedLine(
        code,
        kind.label,
        vocabulary.pathway_labels()[kind.pathway],
        figures.there,
        figures.offending,
        figures.harm,
        figures.unknown,
    )


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
    tally: Counter[tuple[int, bool]] = Counter((day.year, violent) for day, violent in last.values())
    if not tally:
        return ()
    years = range(min(year for year, _ in tally), max(year for year, _ in tally) + 1)
    cells = tuple(((str(year), word), tally[year, word == "yes"]) for year in years for word in ("yes", "no"))
    shown = _protected("year", "violent", cells)
    return tuple(YearLine(year, shown.get((str(year), "")), shown.get((str(year), "yes"))) for year in years)
