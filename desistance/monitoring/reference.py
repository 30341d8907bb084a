"""The same rules of special cause one point at a time, in plain Python: slow, obvious, the fast code must equal it.

With fractions for values nothing is rounded, so that a point on a line is on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from desistance.monitoring.inputs import chart_rules

Value = Fraction | float
CLOSE = Fraction(2, 3)


def limits(values: Sequence[Value], *, screen: bool = True) -> tuple[Value, Value, Value]:
    """Mean, lower and upper limit of one group."""
    held = chart_rules("xmr_rules.toml")["limits"]
    numbers = {name: Fraction(str(held[name])) for name in ("factor", "screen_factor")}
    mean = sum(values) / len(values)
    ranges: list[Any] = [abs(after - before) for before, after in zip(values, values[1:], strict=False)]
    spread: Any = sum(ranges) / len(ranges)
    if screen and spread > 0:
        kept = [one for one in ranges if one < numbers["screen_factor"] * spread]
        spread = sum(kept) / len(kept)
    return mean, mean - numbers["factor"] * spread, mean + numbers["factor"] * spread


def signals(values: Sequence[Value], *, screen: bool = True) -> list[str | None]:
    """The first rule that each point of one group fits, or None."""
    mean, low, high = limits(values, screen=screen)
    near_low, near_high = mean - CLOSE * (mean - low), mean + CLOSE * (high - mean)
    close = [low <= v <= high and not near_low <= v <= near_high for v in values]
    found: list[str | None] = []
    for i, value in enumerate(values):
        if not low <= value <= high:
            found.append("outside")
        elif any(_monotone(values[j : j + 7]) for j in range(max(0, i - 6), i + 1)):
            found.append("trend")
        elif close[i] and any(_two(values[j : j + 3], close[j : j + 3], mean) for j in range(max(0, i - 2), i + 1)):
            found.append("two_in_three")
        elif any(_one_side(values[j : j + 7], mean, 7) for j in range(max(0, i - 6), i + 1)):
            found.append("shift")
        else:
            found.append(None)
    return found


def _monotone(run: Sequence[Value]) -> bool:
    steps = [after - before for before, after in zip(run, run[1:], strict=False)]
    return len(run) == 7 and (all(step > 0 for step in steps) or all(step < 0 for step in steps))


def _one_side(run: Sequence[Value], mean: Value, length: int) -> bool:
    return len(run) == length and (all(v > mean for v in run) or all(v < mean for v in run))


def _two(run: Sequence[Value], close: Sequence[bool], mean: Value) -> bool:
    return _one_side(run, mean, 3) and sum(close) >= 2
