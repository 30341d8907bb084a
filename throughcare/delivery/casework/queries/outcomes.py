"""What changed for the people a service worked with, in counts; and where health services refused.

Those who may not see people get protected counts of all of London, to the end of the month before, without restricted
records: small counts are withheld, and with them as few others as keep them from being worked out, and the rest are
rounded. A lead gets the exact counts of their own provider, less the people whose record is closed to them. Change
before and after is not impact, and says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q

from throughcare import clock
from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.appointments.states import ATTENDED
from throughcare.delivery.casework.models import Answer, Questionnaire
from throughcare.delivery.casework.queries import instruments, settings
from throughcare.delivery.casework.rules.change import Change, Reliable, change_between
from throughcare.delivery.casework.rules.instruments import Definition
from throughcare.delivery.casework.rules.scoring import Score, totals_of
from throughcare.delivery.casework.states import MEASURED
from throughcare.delivery.people.queries.scope import about_open_to, about_unrestricted
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition as service_definition
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ui.words import financial_year

ENDED_WORK = ("completed", "ended_early")
LEAST_CONTACTS = 2
ROUNDING = 5
RESULTS = ("unpaired", *(str(one) for one in Reliable))
RECOVERY = ("reliably_recovered", "recovered_only", "not_recovered")
Cell = tuple[str, ...]
Cells = tuple[tuple[Cell, int], ...]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One year, or all of them, of one instrument in one service. Null where a count is withheld."""

    year: str
    eligible: int | None
    unpaired: int | None
    improved: int | None
    no_change: int | None
    deteriorated: int | None
    cases: int | None
    recovered: int | None
    reliably_recovered: int | None

    @property
    def paired(self) -> int | None:
        """How many have both a first and a last measure."""
        return None if self.eligible is None or self.unpaired is None else self.eligible - self.unpaired

    @property
    def completeness(self) -> int | None:
        """Paired in hundred eligible."""
        return round(100 * self.paired / self.eligible) if self.eligible and self.paired is not None else None


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """One instrument in one service, by financial year, the total last."""

    service: str
    service_name: str
    definition: Definition
    lines: tuple[OutcomeLine, ...]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the page of outcomes shows. ``until`` is the first day whose endings are not counted."""

    tables: tuple[OutcomeTable, ...]
    until: date
    is_protected: bool
    threshold: int


def may_see(viewer: Viewer) -> None:
    """Raises ``NotAllowed`` unless the viewer sees protected counts, or leads a provider."""
    if not viewer.can(Permission.SIGN_OFF_SUPERVISION):
        check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)


def counted_cases(viewer: Viewer) -> Q:
    """Which referrals a viewer's counts are of: all but those of restricted people, or their provider's own.

    Of their own provider's, those of people whose record is closed to the viewer are not counted.
    """
    if viewer.can(Permission.VIEW_DELIVERY_COUNTS):
        return about_unrestricted("service_user__")
    return Q(provider__code__in=viewer.organisation_codes) & about_open_to(viewer, "service_user__")


def last_month_end(viewer: Viewer, at: datetime) -> date:
    """The first day not counted: this month's first where counts are protected, else tomorrow."""
    today = clock.today(at)
    if viewer.can(Permission.VIEW_DELIVERY_COUNTS):
        return today.replace(day=1)
    return date.fromordinal(today.toordinal() + 1)


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that ended after work was done: which service and version, the year, and the person's sex."""

    id: int
    service: str
    instruments: tuple[str, ...]
    year: str
    sex: str


def ended_cases(viewer: Viewer, until: date) -> list[Ended]:
    """Cases in the count: ended, with at least two contacts attended."""
    before = datetime.combine(until, time(), tzinfo=clock.LONDON)
    attended = Count(
        "appointments",
        filter=Q(appointments__state__in=ATTENDED) & ~Q(appointments__purpose=Appointment.Purpose.CONTACT),
    )
    rows = (
        Referral.objects.filter(counted_cases(viewer), outcome__in=ENDED_WORK, closed_at__lt=before)
        .annotate(contacts=attended)
        .filter(contacts__gte=LEAST_CONTACTS)
        .values_list("pk", "service", "definition", "closed_at", "service_user__gender")
    )
    return [
        Ended(pk, service, service_definition(service, version).instruments, financial_year(closed), gender)
        for pk, service, version, closed, gender in rows
    ]


def totals_by_case(cases: Iterable[int]) -> dict[tuple[int, str], list[tuple[str, Score]]]:
    """Scores of each case and instrument in the order they were asked: version and score, those with a total only.

    Answers are read in one pass and added up in bulk; ``change_slowly`` of the tests is the other route.
    """
    rows = list(
        Questionnaire.objects.filter(referral__in=list(cases), state__in=MEASURED)
        .order_by("asked_on", "id")
        .values_list("pk", "referral_id", "instrument", "definition")
    )
    latest: dict[int, dict[int, int | None]] = defaultdict(dict)
    answers = Answer.objects.filter(questionnaire__in=[pk for pk, *_ in rows]).order_by("id")
    for pk, number, value in answers.values_list("questionnaire_id", "number", "value"):
        latest[pk][number] = value
    by_version: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for pk, _, code, version in rows:
        by_version[code, version] += [(pk, number, value) for number, value in latest[pk].items() if value is not None]
    totals = {}
    for (code, version), given in by_version.items():
        totals |= totals_of(instruments.definition(code, version), given)
    found: dict[tuple[int, str], list[tuple[str, Score]]] = defaultdict(list)
    for pk, case, code, version in rows:
        if pk in totals:
            found[case, code].append((version, _score(instruments.definition(code, version), totals[pk])))
    return found


def _score(definition: Definition, total: Any) -> Score:
    level = definition.caseness_from()
    return Score(total, is_case=None if level is None else total >= level)


def changes(cases: list[Ended]) -> dict[tuple[str, str], list[tuple[str, Change | None]]]:
    """For each service and outcome instrument, every eligible case as its year and its change, null where unpaired."""
    scores = totals_by_case(one.id for one in cases)
    found: dict[tuple[str, str], list[tuple[str, Change | None]]] = defaultdict(list)
    for one in cases:
        for code in one.instruments:
            measured = scores.get((one.id, code), [])
            definition = _newest(code, measured)
            if definition.row.is_outcome:
                found[one.service, code].append((one.year, _change(definition, measured)))
    return found


def _newest(code: str, measured: list[tuple[str, Score]]) -> Definition:
    if measured:
        return instruments.definition(code, measured[-1][0])
    return next(one for one in reversed(instruments.every()) if one.code == code)


def _change(definition: Definition, measured: list[tuple[str, Score]]) -> Change | None:
    same = [score for version, score in measured if version == definition.version]
    return change_between(definition, same[0], same[-1]) if len(same) > 1 else None


def outcomes(viewer: Viewer, at: datetime) -> Outcomes:
    """The counts a viewer may have."""
    may_see(viewer)
    until = last_month_end(viewer, at)
    protected = viewer.can(Permission.VIEW_DELIVERY_COUNTS)
    threshold = settings.limit("outcomes_threshold", clock.today(at))
    tables = []
    for (service, code), rows in sorted(changes(ended_cases(viewer, until)).items()):
        results, recovery = _cells(rows)
        shown = protect_cells(results, recovery, threshold) if protected else _exact(results, recovery)
        lines = _lines(sorted({year for year, _ in rows}), *shown)
        tables.append(OutcomeTable(service, service_definition(service).name, _newest(code, []), lines))
    return Outcomes(tuple(tables), until, protected, threshold)


def _cells(rows: list[tuple[str, Change | None]]) -> tuple[Cells, Cells]:
    years = sorted({year for year, _ in rows})
    results: Counter[Cell] = Counter({(year, name): 0 for year in years for name in RESULTS})
    recovery: Counter[Cell] = Counter({(year, name): 0 for year in years for name in RECOVERY})
    for year, change in rows:
        results[year, "unpaired" if change is None else str(change.reliable or Reliable.NO_CHANGE)] += 1
        if change is not None and change.recovered is not None:
            way = "reliably_recovered" if change.reliably_recovered else "recovered_only"
            recovery[year, way if change.recovered else "not_recovered"] += 1
    return tuple(sorted(results.items())), tuple(sorted(recovery.items()))


Shown = Mapping[Cell, int | None]


def _exact(*tables: Cells) -> tuple[Shown, ...]:
    return tuple(with_margins(cells) for cells in tables)


def with_margins(cells: Cells) -> dict[Cell, int | None]:
    """Counts with every margin; an empty part is a total."""
    found: Counter[Cell] = Counter()
    for cell, many in cells:
        for mask in range(2 ** len(cell)):
            found[tuple("" if mask >> place & 1 else part for place, part in enumerate(cell))] += many
    return dict(found)


@lru_cache(maxsize=128)
def protect_cells(results: Cells, recovery: Cells, threshold: int) -> tuple[Shown, ...]:
    """Both tables fit to leave: those at caseness are some of those measured, which is said to the protection."""
    tables = {"results": (("year", "result"), results), "recovery": (("year", "recovery"), recovery)}
    return protected(tables, (("results", "recovery"),), threshold)


def protected(
    tables: Mapping[str, tuple[Cell, Cells]], links: tuple[tuple[str, str], ...], threshold: int
) -> tuple[Shown, ...]:
    """Tables with margins as they may leave, null where withheld. An empty table gives no count.

    Each table is its dimensions and its cells; a link says that the second holds some of the people of the first, and
    dimensions of one name are the same in both.
    """
    import pyarrow as pa

    from desistance.disclosure import protect

    given = {name: one for name, one in tables.items() if sum(many for _, many in one[1])}
    if not given:
        return tuple({} for _ in tables)
    made = {
        name: pa.table(
            {dimension: [cell[place] for cell, _ in cells] for place, dimension in enumerate(dimensions)}
            | {"people": [many for _, many in cells]}
        )
        for name, (dimensions, cells) in given.items()
    }
    by = {name: list(dimensions) for name, (dimensions, _) in given.items()}
    kept = [pair for pair in links if set(pair) <= set(given)]
    release = protect(made, count="people", by=by, threshold=threshold, rounding=ROUNDING, links=kept)
    found = {name: _read(release.tables[name].to_pylist(), by[name]) for name in given}
    return tuple(found.get(name, {}) for name in tables)


def _read(rows: list[dict[str, Any]], by: list[str]) -> dict[Cell, int | None]:
    return {tuple(row[name] or "" for name in by): row["people"] for row in rows}


def _lines(years: list[str], results: Shown, recovery: Shown) -> tuple[OutcomeLine, ...]:
    return tuple(
        OutcomeLine(
            year=year,
            eligible=results.get((year, "")),
            unpaired=results.get((year, "unpaired")),
            improved=results.get((year, "improved")),
            no_change=results.get((year, "no_reliable_change")),
            deteriorated=results.get((year, "deteriorated")),
            cases=recovery.get((year, "")),
            recovered=_sum(recovery.get((year, "reliably_recovered")), recovery.get((year, "recovered_only"))),
            reliably_recovered=recovery.get((year, "reliably_recovered")),
        )
        for year in (*years, "")
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
