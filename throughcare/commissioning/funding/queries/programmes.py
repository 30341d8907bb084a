"""Programmes: the list, and one programme across its decisions, by year, funder and service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, Sum, When
from django.urls import reverse

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.actions.lines import split_rules
from throughcare.commissioning.funding.models import (
    Authority,
    CarryForward,
    CarryForwardDraw,
    Contribution,
    Forecast,
    Leg,
    Programme,
    ProgrammeDecision,
    ProgrammeFunder,
    Service,
    Transaction,
)
from throughcare.commissioning.funding.queries import balances
from throughcare.commissioning.funding.queries.entries import opens
from throughcare.commissioning.funding.rules import balancing, standing, statements
from throughcare.commissioning.funding.rules.balancing import YearSum
from throughcare.commissioning.funding.rules.posting import Basis, Kind, Source
from throughcare.commissioning.funding.rules.programmes import versions_by_decision, years_between
from throughcare.commissioning.funding.rules.splitting import Dated
from throughcare.commissioning.funding.rules.standing import Cell, Offer, Use
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.publishing import published_decisions

PENDING = (states.CarryForward.REQUESTED,)
CARRIED = (
    states.CarryForward.APPROVED,
    states.CarryForward.IN_RESERVE,
    states.CarryForward.PART_DRAWN,
    states.CarryForward.EXHAUSTED,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A code and what it is called."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme in the list."""

    code: str
    name: str
    lead: str
    years: tuple[str, ...]
    envelope: int | None
    funded: int
    planned: int
    unbalanced: tuple[YearSum, ...]

    @property
    def opens(self) -> Callable[..., str]:
        """What gives the address of the entries behind a figure."""
        return opens(self.code)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that bears on a programme: what it takes of the envelope, and what its recommendations allow.

    ``taken`` is what it takes by year where its table says. ``href`` is where the public reads it, empty until it is
    published.
    """

    decision_id: int
    reference: str
    title: str
    signed: date
    envelope: int
    has_lines: bool
    allows: tuple[tuple[int, str, int | None], ...]
    taken: dict[str, int]
    href: str


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """Money carried between two years, planned or asked for; ``to_year`` is empty for what lapsed in the reserve."""

    carry_forward_id: int
    from_year: str
    to_year: str
    pence: int
    funder: str
    pending: bool


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """All that the page of a programme shows: ``cells`` are the balances behind it, ``sums`` its years.

    Each figure leads to what it is made of, at addresses that are looked up once for the hundred of them.
    """

    id: int
    code: str
    name: str
    lead: Named
    version: int
    years: tuple[str, ...]
    envelope: int | None
    decisions: tuple[DecisionRow, ...]
    funders: tuple[Named, ...]
    services: tuple[Named, ...]
    rules: dict[str, tuple[Dated, ...]]
    cells: tuple[Cell, ...]
    sums: tuple[YearSum, ...]
    uses: tuple[Use, ...]
    forecasts: dict[tuple[str, str], int]
    offers: tuple[Offer, ...]
    short: tuple[YearSum, ...]
    carried: tuple[CarriedRow, ...]
    held: tuple[int, ...]
    doubles: tuple[tuple[str, str, str, int], ...]
    entries_address: str
    sharing_address: str
    forecasts_address: str
    envelope_address: str

    @property
    def envelope_used(self) -> int:
        """What the decisions take of the lead's envelope."""
        return sum(one.envelope for one in self.decisions)

    @property
    def envelope_left(self) -> int | None:
        """What is left of it, null while the envelope is not known."""
        return None if self.envelope is None else self.envelope - self.envelope_used

    def name_of(self, code: str) -> str:
        """What a funder or a service is called."""
        for one in (*self.funders, *self.services):
            if one.code == code:
                return one.name
        return code.replace("-", " ").replace("_", " ") or "Not yet split between funders"


def programmes(viewer: Viewer) -> list[ProgrammeRow]:
    """The programmes that a viewer may see, by name, each with its years that do not balance."""
    rows = []
    for one in visible_to(viewer, Programme).select_related("lead").order_by("name", "id"):
        years = years_between(one.from_year, one.to_year)
        sums = standing.year_sums(balances.kept(one), years)
        rows.append(
            ProgrammeRow(
                one.code,
                one.name,
                one.lead.name,
                years,
                one.envelope_pence,
                sum(year.funded for year in sums),
                sum(year.planned for year in sums),
                tuple(year for year in sums if not year.balances),
            )
        )
    return rows


def programme(viewer: Viewer, code: str) -> ProgrammePage:
    """One programme across its decisions; ``NotFound`` where there is none that the viewer may see."""
    found: Programme = get_visible(viewer, Programme, related=("lead",), code=code)
    # What belongs to a programme is seen by whoever sees the programme, so it is asked for directly from here on.
    years = years_between(found.from_year, found.to_year)
    cells = balances.kept(found)
    rules = split_rules(found)
    carried = _carried(found)
    sums = standing.year_sums(cells, years)
    pending = [balancing.Movement(one.from_year, one.to_year, one.pence) for one in carried if one.pending]
    lead = Named(found.lead.code, found.lead.name)
    return ProgrammePage(
        id=found.pk,
        code=found.code,
        name=found.name,
        lead=lead,
        version=found.version,
        years=years,
        envelope=found.envelope_pence,
        decisions=_decisions(found),
        funders=_funders(found),
        services=_services(found),
        rules=rules,
        cells=cells,
        sums=sums,
        uses=standing.uses(cells, years),
        forecasts=_forecasts(found),
        offers=tuple(
            standing.offer_of(move, cells, rules, lead=lead.code)
            for move in balancing.mending_movements(balancing.after(sums, pending))
        ),
        short=balancing.not_mendable(balancing.after(sums, pending)),
        carried=carried,
        held=standing.reserve_held(cells, years),
        doubles=_doubles(found),
        entries_address=reverse("entries", args=[found.code]),
        sharing_address=reverse("sharing", args=[found.code]),
        forecasts_address=reverse("forecasts", args=[found.code]),
        envelope_address=reverse("envelope_use", args=[found.code]),
    )


def _decisions(found: Programme) -> tuple[DecisionRow, ...]:
    rows = ProgrammeDecision.objects.filter(programme=found, replaced_by__isnull=True)
    columns = ("decision_id", "reference", "title", "signed", "envelope_pence", "has_lines")
    allowed = ("authorities__number", "authorities__purpose", "authorities__pence")
    told: dict[tuple[Any, ...], list[tuple[int, str, int | None]]] = {}
    for *row, number, purpose, pence in rows.order_by("signed", "id", "authorities__number").values_list(
        *columns, *allowed
    ):
        allows = told.setdefault(tuple(row), [])
        if number is not None:
            allows.append((number, purpose, pence))
    published = published_decisions([decision_id for decision_id, *_ in told])
    taken = _taken(found)
    return tuple(
        DecisionRow(*row, tuple(allows), taken.get(row[0], {}), published.get(row[0], ""))
        for row, allows in told.items()
    )


def _taken(found: Programme) -> dict[int, dict[str, int]]:
    """What each decision in effect, with the versions it replaced, puts of the lead's money in each year, in pence."""
    versions = list(
        ProgrammeDecision.objects.filter(programme=found)
        .order_by("id")
        .values_list("pk", "decision_id", "replaced_by__decision_id")
    )
    standing_for = versions_by_decision({decision_id: later for _, decision_id, later in versions})
    # Asked in steps, by what each was posted for, so that no plan reads all transactions of a programme nor their legs.
    opened = Transaction.objects.filter(source=Source.DECISION, source_id__in=[pk for pk, *_ in versions], posted=True)
    legs = Leg.objects.filter(
        transaction__in=list(opened.values_list("pk", flat=True)),
        account__kind=Kind.FUNDING,
        account__funder=found.lead_id,
    )
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for decision_id, year, pence in legs.values_list("transaction__decision_id", "account__year", "pence"):
        sums[standing_for[decision_id]][year] -= pence
    return sums


def _funders(found: Programme) -> tuple[Named, ...]:
    rows = ProgrammeFunder.objects.filter(programme=found).order_by("id")
    return tuple(Named(code, name) for code, name in rows.values_list("organisation__code", "organisation__name"))


def _services(found: Programme) -> tuple[Named, ...]:
    rows = Service.objects.filter(programme=found).order_by("id")
    return tuple(Named(code, label) for code, label in rows.values_list("code", "label"))


def _forecasts(found: Programme) -> dict[tuple[str, str], int]:
    rows = Forecast.objects.filter(programme=found).order_by("at", "id")
    return {(code, year): pence for code, year, pence in rows.values_list("service__code", "year", "pence")}


def _carried(found: Programme) -> tuple[CarriedRow, ...]:
    lapsed = Q(carry_forward__state=states.CarryForward.LAPSED)
    rows = CarryForwardDraw.objects.filter(
        Q(carry_forward__state__in=(*PENDING, *CARRIED)) | lapsed & Q(drawn_pence__gt=0),
        carry_forward__programme=found,
    ).order_by("carry_forward__from_year", "year", "id")
    told = rows.values_list(
        "carry_forward_id",
        "carry_forward__from_year",
        "year",
        Case(When(lapsed, then="drawn_pence"), default="planned_pence"),
        "carry_forward__funder__name",
        "carry_forward__state",
    )
    return (*(CarriedRow(*row, state in PENDING) for *row, state in told), *_given_up(found))


def _given_up(found: Programme) -> Iterator[CarriedRow]:
    """What lapsed in the reserve, by the year that it left."""
    lapsed = CarryForward.objects.filter(programme=found, state=states.CarryForward.LAPSED)
    rows = lapsed.order_by("from_year", "pk").values_list("pk", "from_year", "funder__name")
    if not rows:
        return
    legs = Leg.objects.filter(
        transaction__source=Source.CARRY_FORWARD,
        transaction__source_id__in=[pk for pk, *_ in rows],
        transaction__posted=True,
        account__kind=Kind.OPENING,
        basis=Basis.ACCRUAL,
        pence__gt=0,
    )
    sums = dict(
        legs.values("transaction__source_id")
        .annotate(found=Sum("pence"))
        .values_list("transaction__source_id", "found")
    )
    for pk, from_year, funder in rows:
        if pk in sums:
            yield CarriedRow(pk, from_year, "", sums[pk], funder, pending=False)


def _doubles(found: Programme) -> tuple[tuple[str, str, str, int], ...]:
    """Money that two decisions both count: the funder's code and name, the year, and pence."""
    rows = (
        Contribution.objects.filter(programme=found, carried_from__isnull=True)
        .exclude(state=states.Contribution.WITHDRAWN)
        .exclude(decision_reference="")
        .values_list("payer__code", "payer__name", "year", "pence", "decision_reference")
    )
    names = {code: name for code, name, *_ in rows}
    twice = statements.double_counts((code, *rest) for code, _, *rest in rows)
    return tuple((code, names[code], year, pence) for code, year, pence in twice)


def spending_authorities(viewer: Viewer, programme_id: int, purpose: str, *, chosen: str = "") -> list[tuple[int, str]]:
    """Recommendations of decisions in effect with a purpose: number in the database, and words for a choice.

    One that was ``chosen`` on a form stays a choice when its decision has ended since, so that the refusal can say so.
    """
    stands = Q(decision__ended_on__isnull=True)
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        stands |= Q(pk=int(chosen))
    rows = visible_to(viewer, Authority).filter(stands, decision__programme_id=programme_id, purpose=purpose)
    found = rows.select_related("decision").order_by("decision__signed", "decision_id", "number")
    return [(one.pk, f"{one.decision.reference}, recommendation {one.number}: {one.text[:120]}") for one in found]


def basis_of(text: str) -> Basis:
    """The basis that an address names; the plan where it names none that exists."""
    return Basis(text) if text in set(Basis) else Basis.BUDGET
