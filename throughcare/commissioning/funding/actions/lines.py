"""What an action must know of a line and its year, read under the programme's lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.models import (
    Authority,
    Balance,
    CarryForwardDraw,
    Commitment,
    Leg,
    Programme,
    ProgrammeDecision,
    Service,
    SplitRule,
)
from throughcare.commissioning.funding.rules.balancing import Movement, after, mending_movements
from throughcare.commissioning.funding.rules.posting import MEANS, AccountKey, Basis, Kind, Source
from throughcare.commissioning.funding.rules.programmes import years_between
from throughcare.commissioning.funding.rules.spending import LineFacts
from throughcare.commissioning.funding.rules.splitting import PRO_RATA, Dated, Method, Rule, dated, in_force
from throughcare.commissioning.funding.rules.standing import Cell, Offer, offer_of, year_sums
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.ports.known_again import Recommended, counts_against
from throughcare.foundation.ui.words import day as day_in_words

USING = (Basis.COMMITMENT, Basis.ACCRUAL)
COMMITTING = (Source.COMMITMENT, Source.PAYMENT, Source.ACCRUAL, Source.REVERSAL)


def service_of(programme: Programme, code: str, *, field: str = "service") -> Service:
    """A service of a programme, or a sentence beside the field."""
    found: Service | None = Service.objects.filter(programme=programme, code=code).first()
    if found is None:
        raise Invalid({field: "Choose one of the programme's services."})
    return found


def split_rules(programme: Programme) -> dict[str, tuple[Dated, ...]]:
    """The split rules of each service that has any, by its code, each over the time in which it holds."""
    rows = SplitRule.objects.filter(programme=programme).order_by("id")
    found: dict[str, list[tuple[date, Rule]]] = defaultdict(list)
    for code, from_date, method, first, fixed in rows.values_list(
        "service__code", "from_date", "method", "first__code", "fixed_pence"
    ):
        found[code].append((from_date, Rule(Method(method), first or "", fixed or 0)))
    return {code: dated(rules) for code, rules in found.items()}


def _since(service: Service, year: str, held: Dated) -> dict[Basis, dict[str, int]] | None:
    """What was posted to a line while a rule held, by basis and funder; null where no other rule ever did.

    What is released from a commitment when its cost comes follows the commitment, and so is left out. What was taken
    back counts as what it takes back: on that day and for that cause.
    """
    if held.always:
        return None
    within = Q(account__programme_id=service.programme_id, account__service=service.code, account__year=year)
    if held.from_date is not None:
        within &= Q(of_day__gte=held.from_date)
    if held.until is not None:
        within &= Q(of_day__lt=held.until)
    rows = (
        Leg.objects.annotate(
            of_day=Coalesce("transaction__reverses__day", "transaction__day"),
            cause=Coalesce("transaction__reverses__source", "transaction__source"),
        )
        .filter(within, account__kind=Kind.EXPENDITURE, transaction__posted=True)
        .exclude(basis=Basis.BUDGET)
        .exclude(basis=Basis.COMMITMENT, cause__in=(Source.ACCRUAL, Source.PAYMENT))
        .values("basis", "account__funder__code")
        .annotate(found=Sum("pence"))
        .values_list("basis", "account__funder__code", "found")
    )
    found: dict[Basis, dict[str, int]] = defaultdict(dict)
    for basis, funder, pence in rows:
        found[Basis(basis)][funder or ""] = pence
    return dict(found)


def _fixed_paid(service: Service, year: str, held: Dated, rules: Iterable[Dated]) -> dict[Basis, int]:
    """What the funder of a fixed sum bore in a year under its other fixed sums, by basis; nothing under another way."""
    found: dict[Basis, int] = defaultdict(int)
    payer = held.rule.first
    if held.rule.method != Method.FIXED_SUM:
        return found
    for one in rules:
        if one != held and (one.rule.method, one.rule.first) == (Method.FIXED_SUM, payer):
            for basis, borne in (_since(service, year, one) or {}).items():
                found[basis] += borne.get(payer, 0)
    return found


def line_facts(programme: Programme, service: Service, year: str, day: date) -> LineFacts:
    """A line and its year as the ledger has them now, with the split rule that holds on a day."""
    ways = split_rules(programme).get(service.code, (Dated(PRO_RATA),))
    held = in_force(ways, day)
    rows = Balance.objects.filter(
        account__programme=programme,
        account__year=year,
        account__kind__in=(Kind.EXPENDITURE, *MEANS),
    ).values_list("account__kind", "account__funder__code", "account__service", "basis", "pence")
    budget = used = year_used = 0
    funding: dict[str, int] = defaultdict(int)
    others: dict[str, int] = defaultdict(int)
    spread: dict[Basis, dict[str, int]] = defaultdict(dict)
    for kind, funder, code, basis, pence in rows:
        if kind != Kind.EXPENDITURE:
            funding[funder or programme.lead.code] -= pence if basis == Basis.BUDGET else 0
        elif code == service.code and basis == Basis.BUDGET:
            budget += pence
        elif code == service.code:
            spread[Basis(basis)][funder or ""] = pence
            used += pence if basis in USING else 0
        if kind == Kind.EXPENDITURE and basis in USING:
            year_used += pence
            if code != service.code:
                others[funder or ""] += pence
    return LineFacts(
        service=service.code,
        label=service.label,
        year=year,
        budget=budget,
        used=used,
        funded=sum(funding.values()),
        year_used=year_used,
        lead=programme.lead.code,
        rule=held.rule,
        funding={funder: pence - others[funder] for funder, pence in funding.items()},
        spread=spread,
        since=_since(service, year, held),
        fixed_paid=_fixed_paid(service, year, held, ways),
    )


def _sum_of(commitment: Commitment, basis: Basis, kind: Kind) -> int:
    rows = Leg.objects.filter(
        transaction__source__in=COMMITTING,
        transaction__source_id=commitment.pk,
        transaction__posted=True,
        basis=basis,
        account__kind=kind,
    )
    return int(rows.aggregate(found=Sum("pence"))["found"] or 0)


def outstanding(commitment: Commitment) -> int:
    """What is signed for under a commitment and neither incurred nor paid, in pence."""
    return _sum_of(commitment, Basis.COMMITMENT, Kind.EXPENDITURE)


def accrued(commitment: Commitment) -> int:
    """What was incurred under a commitment and is not paid, in pence."""
    return -_sum_of(commitment, Basis.ACCRUAL, Kind.CREDITOR)


def versions_of(decision: ProgrammeDecision) -> list[ProgrammeDecision]:
    """A decision and the versions of it that it replaced, the latest first."""
    found: list[ProgrammeDecision] = []
    one: ProgrammeDecision | None = decision
    while one is not None:
        found.append(one)
        one = ProgrammeDecision.objects.filter(replaced_by=one).first()
    return found


def check_in_force(decision: ProgrammeDecision) -> None:
    """Raises ``NotAllowed`` where a decision was amended or superseded; it says by what and since when."""
    if decision.ended_on is None:
        return
    since, later = day_in_words(decision.ended_on), decision.replaced_by
    how = f"amended by {later.reference}" if later else "superseded"
    raise NotAllowed(
        f"{decision.reference} was {how} on {since}, so nothing more can be committed, accepted or moved under it. "
        "What was committed before stands.",
        remedy=f"Use a recommendation of {later.reference if later else 'the decision that replaced it'}.",
    )


def same_recommendation(authority: Authority) -> Q:
    """A recommendation in all versions of its decision: what an earlier version used is used."""
    versions = [one.pk for one in reversed(versions_of(authority.decision))]
    rows = Authority.objects.filter(decision__in=versions, purpose=authority.purpose)
    told: list[dict[int, Recommended]] = [{} for _ in versions]
    for pk, decision, number, text in rows.order_by("number").values_list("pk", "decision_id", "number", "text"):
        told[versions.index(decision)][pk] = Recommended(number, text)
    standing = [list(each.values()) for each in told]
    now = Recommended(authority.number, authority.text)
    return Q(
        authority__in=[
            pk
            for at, each in enumerate(told)
            for pk, one in each.items()
            if (pk == authority.pk if at == len(told) - 1 else now in counts_against(one, standing[at:]))
        ]
    )


def used_under(authority: Authority) -> int:
    """What is committed, incurred or paid under a recommendation, in pence."""
    numbers = Commitment.objects.filter(same_recommendation(authority)).values("pk")
    rows = Leg.objects.filter(
        transaction__source__in=COMMITTING,
        transaction__source_id__in=numbers,
        transaction__posted=True,
        basis__in=USING,
        account__kind=Kind.EXPENDITURE,
    )
    return int(rows.aggregate(found=Sum("pence"))["found"] or 0)


def reserve_by_year(programme: Programme, funder_id: int) -> Mapping[str, int]:
    """A funder's budget legs on the reserve by year, in pence: put in above nothing, drawn below it."""
    rows = Balance.objects.filter(
        account__programme=programme, account__kind=Kind.RESERVE, account__funder_id=funder_id, basis=Basis.BUDGET
    ).values_list("account__year", "pence")
    return dict(rows)


def funding_of(programme: Programme, funder_id: int, year: str) -> int:
    """What a funder has in a year by budget, reserve movements included, in pence."""
    rows = Balance.objects.filter(
        account__programme=programme,
        account__kind__in=MEANS,
        account__funder_id=funder_id,
        account__year=year,
        basis=Basis.BUDGET,
    )
    return -int(rows.aggregate(found=Sum("pence"))["found"] or 0)


def all_cells(programme: Programme) -> tuple[Cell, ...]:
    """Every balance of a programme."""
    rows = Balance.objects.filter(account__programme=programme).values_list(
        "account__kind", "account__year", "account__funder__code", "account__service", "basis", "pence"
    )
    return tuple(
        Cell(AccountKey(Kind(kind), year, funder or "", service), Basis(basis), pence)
        for kind, year, funder, service, basis, pence in rows
    )


def mending_offer(programme: Programme, from_year: str, to_year: str) -> Offer | None:
    """The movement between two years that would mend them now, requests that wait counted as made; null if none."""
    cells = all_cells(programme)
    sums = year_sums(cells, years_between(programme.from_year, programme.to_year))
    waiting = CarryForwardDraw.objects.filter(
        carry_forward__programme=programme, carry_forward__state=states.CarryForward.REQUESTED
    ).values_list("carry_forward__from_year", "year", "planned_pence")
    moves = mending_movements(after(sums, [Movement(*row) for row in waiting]))
    found = next((one for one in moves if (one.from_year, one.to_year) == (from_year, to_year)), None)
    if found is None:
        return None
    return offer_of(found, cells, split_rules(programme), lead=programme.lead.code)
