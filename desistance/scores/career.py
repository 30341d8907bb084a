"""The shape that ARP, VRP, SVRP and the 2015 family share: age, offence, sanctions, violence and offence-free time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desistance.scores.person import AGE_LIMIT, MONTHS_LIMIT
from desistance.scores.scored import Floats

MOST_SANCTIONS = 999
VIOLENCE_YEARS = 30
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Violence:
    """Coefficients of the violent history; pairs are (men, women)."""

    never: tuple[float, float]
    once: float
    each: float
    rate: float


@dataclass(frozen=True)
class Coefficients:
    """Coefficients of one predictor in one form; pairs are (men, women), polynomials start with the constant."""

    intercepts: tuple[float | None, float]
    age: tuple[Sequence[float], Sequence[float]]
    first_sanction: float
    second_sanction: tuple[float, float]
    each_sanction: float
    years_to_second: tuple[float, float]
    copas: tuple[float, float]
    copas_squared: tuple[float, float]
    copas_years: int
    months: Sequence[float]
    offence: Mapping[str, float]
    violence: Violence | None = None


@dataclass(frozen=True)
class Careers:
    """The rows: `women` is 0 or 1, `years` from first sanction to conviction, `group` a place among the offences."""

    women: Ints
    age: Ints
    sanctions: Ints
    years: Ints
    months: Ints
    group: Ints
    violent: Ints | None = None


class Tables:
    """Coefficients as look-up tables; `groups` orders the offence groups."""

    def __init__(self, of: Coefficients, groups: Sequence[str]) -> None:
        self.of = of
        counts = np.arange(MOST_SANCTIONS + 1)
        self.age = np.array([[polynomial(of.age[sex], age) for age in range(AGE_LIMIT)] for sex in (0, 1)])
        self.months = np.array([polynomial(of.months, month) for month in range(MONTHS_LIMIT + 1)])
        self.offence = np.array([of.offence[group] for group in groups])
        self.counted = np.array([of.each_sanction * counts for _ in (0, 1)])
        self.counted[:, 1] += of.first_sanction
        self.counted[:, 2] += of.second_sanction
        self.second_years = np.array(of.years_to_second)
        self.copas, self.copas_squared = np.array(of.copas), np.array(of.copas_squared)
        self.squares = bool(self.copas_squared.any())
        self.log_count = np.array([0.0, *(math.log(n) for n in range(1, MOST_SANCTIONS + 1))])
        self.log_years = _logs(of.copas_years)
        if of.violence is not None:
            v = of.violence
            self.violent = np.array([v.each * counts + v.rate * self.log_count for _ in (0, 1)])
            self.violent[:, 0] = v.never
            self.violent[:, 1] += v.once
            self.violent_years = v.rate * _logs(VIOLENCE_YEARS)

    def sum(self, rows: Careers) -> Floats:
        """The linear predictor of each row, without intercept and dynamic items."""
        wide = MOST_SANCTIONS + 1
        total = self.age.take(rows.women * AGE_LIMIT + rows.age)
        total += self.offence.take(rows.group)
        total += self.counted.take(rows.women * wide + rows.sanctions)
        total += self.months.take(rows.months)
        self._second_sanction(total, rows)
        self._copas(total, rows)
        if self.of.violence is not None and rows.violent is not None:
            total += self.violent.take(rows.women * wide + rows.violent)
            total -= np.where(rows.violent > 0, self.violent_years.take(rows.years), 0.0)
        return total

    def _second_sanction(self, total: Floats, rows: Careers) -> None:
        places = np.flatnonzero(rows.sanctions == 2)
        total[places] += self.second_years.take(rows.women[places]) * rows.years[places]

    def _copas(self, total: Floats, rows: Careers) -> None:
        rate = self.log_count.take(rows.sanctions) - self.log_years.take(rows.years)
        term = self.copas.take(rows.women) * rate
        if self.squares:
            term += self.copas_squared.take(rows.women) * rate * rate
        total += np.where(rows.sanctions >= 3, term, 0.0)


def polynomial(coefficients: Sequence[float], x: float) -> float:
    """The sum of coefficient k times x to the power k."""
    return float(sum(value * x**power for power, value in enumerate(coefficients)))


def _logs(boost: int) -> Floats:
    return np.array([math.log(boost + years) for years in range(AGE_LIMIT)])
