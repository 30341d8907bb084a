"""Costs and savings: what offences avoided are worth, when a service breaks even, and how sure that is.

Unit costs and discount rates are dated facts in desistance/data/costs. Whatever a result rests on that was not seen in
its source, or that was left at a default, is named in `unverified` and printed with it.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.dates import as_day
from desistance.errors import InputError

TOTAL = "economic_and_social"
NORMAL_95 = 1.959963984540054
Avoided = float | tuple[float, float, float]


@dataclass(frozen=True)
class UnitCost:
    """What one offence costs, in pounds of its price base."""

    offence_group: str
    cost_kind: str
    amount: float
    price_base: str
    certainty: str
    source: str
    note: str = ""

    @property
    def verified(self) -> bool:
        """Whether the figure was seen in its source."""
        return self.certainty == "verified"

    def __str__(self) -> str:
        mark = "" if self.verified else ", UNVERIFIED"
        return f"{self.offence_group}: £{self.amount:,.0f} ({self.price_base} prices{mark})"


@dataclass(frozen=True)
class BreakEven:
    """How many offences must be avoided for their cost to equal that of the service; `whole` is the next whole one."""

    offences: float
    whole: int
    cost: float
    unit: UnitCost
    unverified: tuple[str, ...]

    def __str__(self) -> str:
        told = f"£{self.cost:,.0f} is the cost of {self.offences:,.1f} offences of {self.unit}"
        return _marked(f"{told}: {self.whole:,} must be avoided", self.unverified)


@dataclass(frozen=True)
class Appraisal:
    """A service's costs beside the savings from offences avoided, discounted, in pounds.

    `savings`, `net` and `ratio` are (estimate, low, high), the ends being the 2.5 and 97.5 percent points over seeded
    draws; `probability_of_saving` is the share of draws in which savings exceed costs. `lines` has a row a group, each
    with what it rests on that is unverified.
    """

    cost: float
    savings: tuple[float, float, float]
    net: tuple[float, float, float]
    ratio: tuple[float, float, float]
    probability_of_saving: float
    lines: pa.Table
    unverified: tuple[str, ...]

    def __str__(self) -> str:
        saved, low, high = self.savings
        told = f"savings of £{saved:,.0f} (95% £{low:,.0f} to £{high:,.0f}) for £{self.cost:,.0f}"
        ratio = f"£{self.ratio[0]:.2f} (£{self.ratio[1]:.2f} to £{self.ratio[2]:.2f}) for each £1"
        return _marked(f"{told}; {ratio}; more saved than spent in {self.probability_of_saving:.0%}", self.unverified)


class Discounted(float):
    """A factor or a sum of pounds that rests on discount rates; `unverified` says what of them is not settled."""

    unverified: tuple[str, ...]

    def __new__(cls, value: float, unverified: Sequence[str] = ()) -> Discounted:
        made = super().__new__(cls, value)
        made.unverified = tuple(unverified)
        return made

    def __str__(self) -> str:
        return _marked(f"{float(self):,.6g}", self.unverified)


def unit_costs() -> pa.Table:
    """Every unit cost with its price base, source and certainty."""
    return pa.Table.from_pylist([{**vars(one)} for one in _unit_costs()])


def reoffending_costs() -> pa.Table:
    """The published totals of the cost of reoffending, with price base, source and certainty."""
    rows: list[dict[str, Any]] = [{**row} for row in _facts("reoffending_costs.csv")]
    return pa.Table.from_pylist([{**row, "amount_gbp": int(row["amount_gbp"])} for row in rows])


def unit_cost(offence_group: str, *, kind: str = TOTAL) -> UnitCost:
    """The unit cost of a group; `kind` is economic_and_social (the whole), police or criminal_justice_system."""
    for one in _unit_costs():
        if (one.offence_group, one.cost_kind) == (offence_group, kind):
            return one
    known = ", ".join(one.offence_group for one in _unit_costs() if one.cost_kind == kind) or "none of that kind"
    raise InputError(
        f"no unit cost is held for {offence_group!r} ({kind})", argument="offence_group", remedy=f"Use one of {known}."
    )


def discount_factor(year: int, *, rate: str = "stpr", as_at: dt.date | str | None = None) -> Discounted:
    """What a pound `year` years from now is worth today: the product of 1/(1 + rate) over the years (Green Book).

    A number whose `unverified` says which of the rates was not seen in its source, or is under review on `as_at`.
    """
    factor = 1.0
    for one in range(1, _year(year) + 1):
        factor /= 1 + float(_rate(rate, one)["rate_pct"]) / 100
    return Discounted(factor, _rates_unsure(rate, year, as_at))


def present_value(flows: Sequence[float], *, rate: str = "stpr", as_at: dt.date | str | None = None) -> Discounted:
    """The worth today of yearly amounts, the first undiscounted; a number with its `unverified`."""
    amounts = [_amount(one, "flows", least=-math.inf) for one in flows]
    total = sum(one * float(discount_factor(year, rate=rate)) for year, one in enumerate(amounts))
    return Discounted(total, _rates_unsure(rate, max(len(amounts) - 1, 0), as_at))


def discount_rates() -> pa.Table:
    """Every discount rate with its years, source and certainty, and the day from which it is under review."""
    rows: list[dict[str, Any]] = [{**row} for row in _facts("discount_rates.csv")]
    kinds = {"from_year": int, "until_year": int, "rate_pct": float}
    return pa.Table.from_pylist([{name: kinds.get(name, str)(one) for name, one in row.items()} for row in rows])


def break_even(
    cost: float,
    offence_group: str | UnitCost,
    *,
    deflator: Mapping[str, float] | None = None,
    price_base: str | None = None,
) -> BreakEven:
    """How many offences of a group must be avoided to pay for `cost`. `deflator` maps a price base to a price index."""
    spent = _amount(cost, "cost")
    unit = _unit(offence_group)
    factor, notes = _inflated(unit, price_base, deflator)
    offences = spent / (unit.amount * factor)
    whole = math.ceil(round(offences, 9))
    return BreakEven(offences, whole, spent, unit, tuple([*_unsure(unit), *notes]))


def appraise(
    cost: float | Sequence[float],
    avoided: Mapping[str | UnitCost, Avoided],
    *,
    year_of_savings: int = 0,
    rate: str = "stpr",
    multipliers: Mapping[str, float] | None = None,
    deflator: Mapping[str, float] | None = None,
    price_base: str | None = None,
    as_at: dt.date | str | None = None,
    draws: int = 10_000,
    seed: int = 0,
) -> Appraisal:
    """Set costs (in one sum, or by year) beside the offences `avoided` by group: a number, or (estimate, low, high).

    A 95% interval is read as that of a normal distribution, groups as independent. `multipliers` turn recorded offences
    into actual ones (1 unless given); `deflator` maps price bases to a price index, to bring unit costs to
    `price_base`. Nothing is claimed for causes other than those in `avoided`. Raises InputError for unusable input.
    """
    spent, years = _spending(cost, rate)
    _check_draws(avoided, draws)
    factor = float(discount_factor(year_of_savings, rate=rate))
    pick = np.random.default_rng(seed)
    rates = _rates_unsure(rate, max(years, year_of_savings), as_at)
    lines, total, notes = [], np.zeros(draws), list(rates)
    for group, given in avoided.items():
        unit = _unit(group)
        price, said = _inflated(unit, price_base, deflator)
        times, told = _multiplier(unit.offence_group, multipliers)
        each = unit.amount * price * times * factor
        middle, spread = _interval(given, unit.offence_group)
        total += (middle + spread * pick.standard_normal(draws)) * each
        unsure = [*_unsure(unit), *said, *told]
        lines.append(_line(unit, given, middle, times, each) | {"unverified": "; ".join([*rates, *unsure])})
        notes += unsure
    return _appraised(spent, lines, total, notes)


def _spending(cost: float | Sequence[float], rate: str) -> tuple[float, int]:
    """What the service costs in today's pounds, and the last year in which it does."""
    flows = [cost] if isinstance(cost, int | float) else list(cost)
    spent = float(present_value([_amount(one, "cost") for one in flows], rate=rate))
    if spent == 0:
        raise InputError("is nothing", argument="cost", remedy="Give what the service costs.")
    return spent, len(flows) - 1


def _check_draws(avoided: Mapping[str | UnitCost, Avoided], draws: int) -> None:
    if not avoided:
        raise InputError("is empty", argument="avoided", remedy="Give offences avoided by group.")
    if draws < 100:
        raise InputError(f"{draws} draws are too few", argument="draws", remedy="Give 100 or more.")


def _appraised(spent: float, lines: list[dict[str, Any]], total: Any, notes: list[str]) -> Appraisal:
    saved = float(sum(line["savings"] for line in lines))
    low, high = (float(one) for one in np.quantile(total, [0.025, 0.975]))
    return Appraisal(
        cost=spent,
        savings=(saved, low, high),
        net=(saved - spent, low - spent, high - spent),
        ratio=(saved / spent, low / spent, high / spent),
        probability_of_saving=float((total > spent).mean()),
        lines=pa.Table.from_pylist(lines),
        unverified=tuple(dict.fromkeys(notes)),
    )


def _line(unit: UnitCost, given: Avoided, middle: float, times: float, each: float) -> dict[str, Any]:
    low, high = (given[1], given[2]) if isinstance(given, tuple) else (middle, middle)
    held = {"offence_group": unit.offence_group, "avoided": float(middle), "avoided_low": float(low)}
    held |= {"avoided_high": float(high), "multiplier": times, "worth_each": each, "savings": middle * each}
    return {**held, "price_base": unit.price_base, "certainty": unit.certainty, "source": unit.source}


def _interval(given: Avoided, group: str) -> tuple[float, float]:
    parts = given if isinstance(given, tuple) else (given, given, given)
    fits = len(parts) == 3 and all(isinstance(one, int | float) and math.isfinite(one) for one in parts)
    if not fits or not parts[1] <= parts[0] <= parts[2]:
        remedy = "Give a number, or (estimate, low, high) in that order."
        raise InputError(f"{given!r} for {group!r} cannot be", argument="avoided", remedy=remedy)
    return parts[0], (parts[2] - parts[1]) / (2 * NORMAL_95)


def _multiplier(group: str, multipliers: Mapping[str, float] | None) -> tuple[float, list[str]]:
    if multipliers is None or group not in multipliers:
        return 1.0, ["recorded offences are taken as all there were (multiplier 1), since no multiplier was given"]
    return _amount(multipliers[group], "multipliers"), [
        f"the multiplier of {multipliers[group]:g} for {group} is yours"
    ]


def _inflated(unit: UnitCost, price_base: str | None, deflator: Mapping[str, float] | None) -> tuple[float, list[str]]:
    if price_base is None or price_base == unit.price_base:
        same = price_base == unit.price_base
        return 1.0, [] if same else [f"unit costs stay in {unit.price_base} prices, and costs are taken as given"]
    if deflator is None:
        remedy = "Give `deflator`, a price index by year such as {'2015/16': 80.1, '2023/24': 100}."
        raise InputError(
            f"{unit.price_base} prices cannot be made {price_base} ones", argument="deflator", remedy=remedy
        )
    missing = [one for one in (unit.price_base, price_base) if one not in deflator]
    if missing:
        raise InputError(f"has no {missing[0]}", argument="deflator", remedy="Give the price index of that year.")
    start, end = (_amount(deflator[one], "deflator", least=1e-9) for one in (unit.price_base, price_base))
    return end / start, [f"the price index from {unit.price_base} to {price_base} is yours"]


def _unsure(unit: UnitCost) -> list[str]:
    if unit.verified:
        return []
    return [f"the unit cost of {unit.offence_group} (£{unit.amount:,.0f}) {unit.note or 'was not seen in its source'}"]


def _rates_unsure(rate: str, years: int, as_at: dt.date | str | None) -> list[str]:
    found = []
    rows = {row["from_year"]: row for row in (_rate(rate, year) for year in range(_year(years) + 1))}
    for row in rows.values():
        if row["certainty"] != "verified":
            found.append(f"the discount rate of {row['rate_pct']}% from year {row['from_year']}: {row['note']}")
    first = rows["0"]
    if (
        years
        and first["review_from"]
        and (as_at is None or as_day(as_at, argument="as_at") >= dt.date.fromisoformat(first["review_from"]))
    ):
        found.append(f"the {rate} discount rate has been under review since {first['review_from']}")
    return found


def _unit(given: str | UnitCost) -> UnitCost:
    return given if isinstance(given, UnitCost) else unit_cost(given)


def _amount(value: float, argument: str, *, least: float = 0.0) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < least:
        remedy = "Give pounds as a number." if least < 0 else "Give a number of 0 or more."
        raise InputError(f"{value!r} is no amount", argument=argument, remedy=remedy)
    return float(value)


def _year(year: int) -> int:
    if isinstance(year, bool) or not isinstance(year, int) or year < 0:
        raise InputError(f"{year!r} is no year from now", argument="year", remedy="Give 0, 1, 2 ...")
    return year


def _rate(name: str, year: int) -> dict[str, str]:
    rows = [row for row in _facts("discount_rates.csv") if row["rate_name"] == name]
    if not rows:
        known = ", ".join(dict.fromkeys(row["rate_name"] for row in _facts("discount_rates.csv")))
        raise InputError(f"no discount rate is called {name!r}", argument="rate", remedy=f"Use one of {known}.")
    for row in rows:
        if int(row["from_year"]) <= year < int(row["until_year"]):
            return row
    remedy = f"The {name} rates end before year {rows[-1]['until_year']}."
    raise InputError(f"no {name} discount rate is held for year {year}", argument="rate", remedy=remedy)


@cache
def _facts(name: str) -> list[dict[str, str]]:
    place = resources.files("desistance") / "data" / "costs" / name
    return list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))


@cache
def _unit_costs() -> tuple[UnitCost, ...]:
    names = ("offence_group", "cost_kind", "price_base", "certainty", "source", "note")
    rows = _facts("unit_costs.csv")
    return tuple(UnitCost(amount=float(row["amount_gbp"]), **{name: row[name] for name in names}) for row in rows)


def _marked(told: str, unverified: tuple[str, ...]) -> str:
    return told + ("\nUnverified: " + "; ".join(unverified) if unverified else "")
