"""Who pays for a service, so that every underspend has an owner. Pence are conserved exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from throughcare.errors import Invalid
from throughcare.foundation.reference.years import FinancialYear


class Method(StrEnum):
    """How a cost is shared: in proportion to funding, one funder first, or a fixed sum of one."""

    PRO_RATA = "pro_rata"
    FUNDER_FIRST = "funder_first"
    FIXED_SUM = "fixed_sum"


@dataclass(frozen=True, slots=True)
class Rule:
    """A split rule. ``first`` is the code of the funder that pays first or pays ``fixed_pence``."""

    method: Method = Method.PRO_RATA
    first: str = ""
    fixed_pence: int = 0


PRO_RATA = Rule()


@dataclass(frozen=True, slots=True)
class Dated:
    """A split rule over ``[from_date, until)``; null where it has no bound."""

    rule: Rule
    from_date: date | None = None
    until: date | None = None

    @property
    def always(self) -> bool:
        """Whether no other rule ever held."""
        return self.from_date is None and self.until is None


def dated(rules: Sequence[tuple[date, Rule]]) -> tuple[Dated, ...]:
    """Rules over the times in which they hold, before the first of them pro rata.

    ``rules`` are the first day and the rule, in the order in which they were recorded: of two that start on one day
    the later one counts, and each holds until the next one starts.
    """
    if not rules:
        return (Dated(PRO_RATA),)
    by_day = sorted(dict(rules).items())
    starts = [None, *(day for day, _ in by_day)]
    ends = [*(day for day, _ in by_day), None]
    held = [PRO_RATA, *(rule for _, rule in by_day)]
    return tuple(Dated(*one) for one in zip(held, starts, ends, strict=True))


def in_force(rules: Sequence[Dated], day: date) -> Dated:
    """The rule that holds on a day."""
    return next(one for one in reversed(rules) if one.from_date is None or one.from_date <= day)


@dataclass(frozen=True, slots=True)
class Share:
    """What of a year's cost falls on the days ``[from_date, until)`` on which a rule holds, and who bears it. Pence."""

    rule: Rule
    from_date: date
    until: date
    pence: int
    borne: Mapping[str, int]

    @property
    def days(self) -> int:
        """How many days of the year these are."""
        return (self.until - self.from_date).days


def over_year(rules: Sequence[Dated], year: str) -> tuple[tuple[Rule, date, date], ...]:
    """The rules that hold in a financial year, each with its days ``[from, until)`` in it."""
    whole = FinancialYear.parse(year)
    found: list[tuple[Rule, date, date]] = []
    for one in rules:
        first, until = max(one.from_date or whole.from_, whole.from_), min(one.until or whole.until, whole.until)
        if first >= until:
            continue
        if found and found[-1][0] == one.rule:
            first = found.pop()[1]
        found.append((one.rule, first, until))
    return tuple(found)


def check_rule(rule: Rule, *, funders: frozenset[str]) -> None:
    """Raises ``Invalid`` where a rule names nobody, or someone who does not fund the programme."""
    if rule.method == Method.PRO_RATA:
        return
    if rule.first not in funders:
        raise Invalid({"first": "Choose one of the programme's funders."})
    if rule.method == Method.FIXED_SUM and rule.fixed_pence < 0:
        raise Invalid({"fixed_pence": "A fixed sum cannot be negative."})


def largest_remainder(pence: int, weights: Mapping[str, int]) -> dict[str, int]:
    """``pence`` shared in proportion to ``weights`` (none negative), to the penny.

    Each share is rounded towards zero and the pence left over go to the largest remainders, ties to the name that
    sorts first (Hamilton's method). Shares sum to ``pence``. Raises ``ValueError`` where no weight is above zero.
    """
    total = sum(weights.values())
    if total <= 0 or min(weights.values()) < 0:
        raise ValueError("At least one weight must be above zero and none below it.")
    sign = -1 if pence < 0 else 1
    size = abs(pence)
    shares = {name: size * weight // total for name, weight in weights.items()}
    remainders = sorted(weights, key=lambda name: (-(size * weights[name] % total), name))
    for name in remainders[: size - sum(shares.values())]:
        shares[name] += 1
    return {name: sign * share for name, share in shares.items()}


def split(pence: int, rule: Rule, funding: Mapping[str, int], *, lead: str) -> dict[str, int]:
    """Who bears ``pence`` of cost in a year, by funder's code; the shares sum to ``pence``.

    ``funding`` is what each funder has in the year. Where nobody has any, the ``lead`` bears it. What the funder that
    comes first cannot bear goes to the others pro rata, and what nobody can bear to the lead.
    """
    have = {name: sum_ for name, sum_ in funding.items() if sum_ > 0}
    if not have:
        return {lead: pence}
    if rule.method == Method.PRO_RATA or rule.first not in have:
        return largest_remainder(pence, have)
    limit = have[rule.first] if rule.method == Method.FUNDER_FIRST else rule.fixed_pence
    first = min(pence, limit, have[rule.first])
    others = {name: sum_ for name, sum_ in have.items() if name != rule.first} or {lead: 1}
    shares = largest_remainder(pence - first, others)
    shares[rule.first] = shares.get(rule.first, 0) + first
    return shares


def attribute(
    pence: int, rule: Rule, funding: Mapping[str, int], already: Mapping[str, int], *, lead: str
) -> dict[str, int]:
    """Whose money the next ``pence`` of a service's cost is, given what was attributed ``already`` in its year.

    The sum so far plus this one is split anew, so that rounding never drifts and a later change of funding is made
    good; a share may therefore be negative. The shares sum to ``pence``; shares of nothing are left out.
    """
    target = split(sum(already.values()) + pence, rule, funding, lead=lead)
    names = sorted(set(target) | set(already))
    shares = {name: target.get(name, 0) - already.get(name, 0) for name in names}
    return {name: share for name, share in shares.items() if share}


def rest_of(rule: Rule, elsewhere: int, *, here: int = 0) -> Rule:
    """A rule of a fixed sum, less what its funder paid ``elsewhere`` of such sums in the year; any other as it is.

    It falls no lower than what was paid of it already, so that nothing is taken back.
    """
    if rule.method != Method.FIXED_SUM:
        return rule
    return replace(rule, fixed_pence=max(rule.fixed_pence - elsewhere, here, 0))


def by_days(
    pence: int, rules: Sequence[Dated], year: str, funding: Mapping[str, int], *, lead: str
) -> tuple[Share, ...]:
    """A year's cost of a service as if it came evenly over the year: what falls on the days of each rule.

    Each share is borne by its own rule out of what those before it leave, and a funder pays one fixed sum a year, as
    when costs are posted. The shares sum to ``pence``.
    """
    held = over_year(rules, year)
    costs = largest_remainder(pence, {f"{at:03}": (until - first).days for at, (_, first, until) in enumerate(held)})
    left, fixed, found = dict(funding), dict[str, int](), []
    for (rule, first, until), cost in zip(held, costs.values(), strict=True):
        borne_here = split(cost, rest_of(rule, fixed.get(rule.first, 0)), left, lead=lead)
        for name, share in borne_here.items():
            left[name] = left.get(name, 0) - share
        if rule.method == Method.FIXED_SUM:
            fixed[rule.first] = fixed.get(rule.first, 0) + borne_here.get(rule.first, 0)
        found.append(Share(rule, first, until, cost, borne_here))
    return tuple(found)


def summed(shares: Sequence[Share]) -> dict[str, int]:
    """Who bears some shares taken together, in pence."""
    total: dict[str, int] = {}
    for one in shares:
        for name, pence in one.borne.items():
            total[name] = total.get(name, 0) + pence
    return total


def left_over(funding: Mapping[str, int], used: Mapping[str, int]) -> dict[str, int]:
    """Whose money is left over: what each had less what each bore. Sums to the whole surplus; nothings left out."""
    names = sorted(set(funding) | set(used))
    left = {name: funding.get(name, 0) - used.get(name, 0) for name in names}
    return {name: sum_ for name, sum_ in left.items() if sum_}
