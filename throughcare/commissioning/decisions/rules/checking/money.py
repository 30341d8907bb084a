"""Amounts as the paper shows them: units, decimal strings, and what rounding can and cannot cause."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ..paper import Table

MILLION = 100_000_000
THOUSAND = 100_000
POUND = 100
_UNIT_NAMES = {MILLION: "GBP million", THOUSAND: "GBP thousand", POUND: "GBP"}

Gap = Literal["none", "rounding", "real"]


@dataclass(frozen=True, slots=True)
class Scale:
    """The printed unit (in pence) and how many decimals show it."""

    unit_pence: int
    decimals: int

    @property
    def name(self) -> str:
        """The unit in words."""
        return _UNIT_NAMES[self.unit_pence]

    def show(self, pence: int | float) -> str:
        """``pence`` as a decimal string in this unit, never minus zero."""
        text = f"{Decimal(pence) / self.unit_pence:.{self.decimals}f}"
        return text[1:] if text.startswith("-") and not text.strip("-0.") else text

    def spoken(self, pence: int | float) -> str:
        """``pence`` as a sentence writes it, such as ``£0.95m``."""
        sign = "-" if pence < 0 and self.show(pence).startswith("-") else ""
        body = self.show(abs(pence))
        if self.unit_pence == POUND:
            return f"{sign}£{Decimal(body):,}"
        return f"{sign}£{body}{'m' if self.unit_pence == MILLION else 'k'}"

    def figures(self, **pence: int | float) -> dict[str, str]:
        """Named amounts as decimal strings, with the unit beside them."""
        return {**{name: self.show(value) for name, value in pence.items()}, "unit": self.name}


def decimals_for(unit_pence: int, step_pence: int) -> int:
    """How many decimals of the unit show a step exactly, to four at most."""
    ratio, decimals = Decimal(step_pence) / unit_pence, 0
    while ratio % 1 and decimals < 4:
        ratio, decimals = ratio * 10, decimals + 1
    return decimals


def table_scale(table: Table) -> Scale:
    """The unit and precision in which the table is printed."""
    unit = table.unit_pence if table.unit_pence in _UNIT_NAMES else POUND
    return Scale(unit, decimals_for(unit, max(1, table.precision_pence)))


def prose_scale(*steps_pence: int) -> Scale:
    """The unit for amounts in prose: millions where every figure is stated to 0.001 million or coarser."""
    finest = min((step for step in steps_pence if step > 0), default=POUND)
    unit = MILLION if finest >= THOUSAND else POUND
    return Scale(unit, max(2, decimals_for(unit, finest)) if unit == MILLION else decimals_for(unit, finest))


def gap(difference: int | float, *, addends: int, step: int) -> Gap:
    """Whether rounding of ``addends`` stated figures and of their stated sum can cause ``difference``.

    Each stated figure may be off by half a step: the bound is ``addends`` x half a step + half a step.
    """
    if difference == 0:
        return "none"
    return "rounding" if abs(difference) <= (addends + 1) * step / 2 else "real"


def stated_gap(a: int, step_a: int, b: int, step_b: int) -> Gap:
    """How two statements of one amount differ, each stated to its own step.

    A figure stated more coarsely is no difference when the finer one rounds to it.
    """
    coarse, fine, step = (a, b, step_a) if step_a >= step_b else (b, a, step_b)
    if abs(coarse - fine) * 2 <= step and (coarse % step == 0 or a == b):
        return "none"
    return "rounding" if abs(a - b) * 2 <= step_a + step_b else "real"
