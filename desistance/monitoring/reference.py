"""The same rules of special cause one point at a time, in plain Python: slow, obvious, the fast code must equal it."""

from __future__ import annotations

from collections.abc import Sequence

from desistance.monitoring.inputs import chart_rules


def limits(values: Sequence[float], *, screen: bool = True) -> tuple[float, float, float]:
    """Mean, lower and upper limit of one group."""
    numbers = chart_rules("xmr_rules.toml")["limits"]
    mean = sum(values) / len(values)
    ranges = [abs(after - before) for before, after in zip(values, values[1:], strict=False)]
    spread = sum(ranges) / len(ranges)
    if screen and spread > 0:
        kept = [one for one in ranges if one < numbers["screen_factor"] * spread]
        spread = sum(kept) / len(kept)
    return mean, mean - numbers["factor"] * spread, mean + numbers["factor"] * spread


def signals(values: Sequence[float], *, screen: bool = True) -> list[str | None]:
    """The first rule that each point of one group fits, or None."""
    mean, low, high = limits(values, screen=screen)
    near = chart_rules("xmr_rules.toml")["limits"]["near_factor"] / chart_rules("xmr_rules.toml")["limits"]["factor"]
    near_low, near_high = mean - near * (mean - low), mean + near * (high - mean)
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


def _monotone(run: Sequence[float]) -> bool:
    steps = [after - before for before, after in zip(run, run[1:], strict=False)]
    return len(run) == 7 and (all(step > 0 for step in steps) or all(step < 0 for step in steps))


def _one_side(run: Sequence[float], mean: float, length: int) -> bool:
    return len(run) == length and (all(v > mean for v in run) or all(v < mean for v in run))


def _two(run: Sequence[float], close: Sequence[bool], mean: float) -> bool:
    return _one_side(run, mean, 3) and sum(close) >= 2
