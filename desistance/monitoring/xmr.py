"""XmR charts (individuals and moving range) by the rules that the NHS uses in Making Data Count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.lib.stride_tricks import sliding_window_view

from desistance.errors import InputError
from desistance.monitoring.inputs import BoolArray, FloatArray, chart_rules, chosen, days, numbers

RULES = "xmr_rules.toml"
SIGNALS = ("outside", "trend", "two_in_three", "shift")
NIL = 1e-12
Direction = Literal["up", "down"]


@dataclass(frozen=True)
class XmR:
    """A process behaviour chart.

    `centre`, `lower` and `upper` are the mean and limits at the last point; `points` has a row a value: `row` (position
    in the input), `date`, `value`, `group`, `centre`, `lower`, `upper`, `near_lower`, `near_upper`, `moving_range`,
    `signals` (the first rule that the point fits: outside, trend, two_in_three, shift; null for common cause) and
    `meaning` (improvement, concern, high, low; null for common cause). `assurance` says whether the process will meet
    the `target`: pass, fail or hit_and_miss. `trial` is true where the last group has fewer than 12 points.
    """

    centre: float
    lower: float
    upper: float
    points: pa.Table
    improvement: str | None
    target: float | None
    assurance: str | None
    trial: bool
    screened: bool

    def __str__(self) -> str:
        flagged = self.points.num_rows - self.points["signals"].null_count
        told = [f"mean {self.centre:.6g}, limits {self.lower:.6g} to {self.upper:.6g}"]
        told.append(f"{flagged} of {self.points.num_rows} points are special cause")
        if self.assurance:
            words = {
                "pass": "will be met",
                "fail": "will not be met without change",
                "hit_and_miss": "will be met at times and missed at times",
            }
            told.append(f"the target of {self.target:.6g} {words[self.assurance]}")
        if self.trial:
            told.append(f"trial limits: fewer than {chart_rules(RULES)['limits']['trial_below']} points")
        return "; ".join(told)


def xmr(
    values: Any,
    *,
    dates: Any = None,
    improvement: Direction | None = None,
    target: float | None = None,
    rebase: Sequence[int | dt.date | str] = (),
    fixed: int | None = None,
    screen: bool = True,
) -> XmR:
    """Draw up the chart of a series; raises InputError for unusable input.

    `dates` (one a value, none twice) puts the values in order; `improvement` is the direction that is better; `rebase`
    lists the positions (from 0, in date order) or dates at which limits start anew; `fixed` computes each group's
    limits from its first points only; `screen=False` keeps all moving ranges, as the NHS spreadsheet does. Source and
    numbers: desistance/data/monitoring/xmr_rules.toml. All inequalities are strict.
    """
    held = numbers(values, argument="values")
    when = days(dates, argument="dates", rows=len(held)) if dates is not None else None
    chosen(improvement, (None, "up", "down"), argument="improvement")
    order = np.argsort(np.array(when, dtype="datetime64[D]"), kind="stable") if when else np.arange(len(held))
    series = held[order]
    ordered = [when[row] for row in order] if when else None
    starts = _starts(rebase, ordered, len(series), fixed)
    columns = _columns(series, starts, fixed, screen)
    signals, rising = _signals(series, columns, starts)
    points = _table(order, ordered, series, columns, signals, _meanings(series, columns, signals, rising, improvement))
    last = {name: float(columns[name][-1]) for name in ("centre", "lower", "upper")}
    assurance = _assurance(target, improvement, last["lower"], last["upper"])
    trial = len(series) - starts[-1] < chart_rules(RULES)["limits"]["trial_below"]
    return XmR(
        **last, points=points, improvement=improvement, target=target, assurance=assurance, trial=trial, screened=screen
    )


def _starts(rebase: Sequence[Any], ordered: list[dt.date] | None, count: int, fixed: int | None) -> list[int]:
    found = {0, *(_position(one, ordered, count) for one in rebase)}
    starts = sorted(found)
    ends = [*starts[1:], count]
    short = [start for start, end in zip(starts, ends, strict=True) if end - start < 2]
    if short:
        remedy = "A moving range needs two points; give more values or rebase elsewhere."
        raise InputError("a group has fewer than two points", argument="values", rows=short, remedy=remedy)
    if fixed is not None and (not isinstance(fixed, int | np.integer) or fixed < 2):
        raise InputError(f"{fixed} points fix no limits", argument="fixed", remedy="Give 2 or more.")
    return starts


def _position(given: Any, ordered: list[dt.date] | None, count: int) -> int:
    from desistance.dates import as_day

    if isinstance(given, int):
        if not 0 < given < count:
            raise InputError(f"no value is at {given}", argument="rebase", remedy=f"Give 1 to {count - 1}.")
        return given
    if ordered is None:
        raise InputError("is a date and the values have none", argument="rebase", remedy="Give `dates` or positions.")
    day = as_day(given, argument="rebase")
    place = next((i for i, one in enumerate(ordered) if one >= day), None)
    if not place:
        raise InputError(f"{day} leaves nothing on one side", argument="rebase", remedy="Give a day within the series.")
    return place


def _columns(series: FloatArray, starts: list[int], fixed: int | None, screen: bool) -> dict[str, FloatArray]:
    limits = chart_rules(RULES)["limits"]
    columns = {name: np.empty(len(series)) for name in ("centre", "lower", "upper", "near_lower", "near_upper")}
    columns["moving_range"] = np.full(len(series), np.nan)
    columns["group"] = np.zeros(len(series))
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(series)], strict=True)):
        part = slice(start, end)
        ranges = np.abs(np.diff(series[part]))
        columns["moving_range"][start + 1 : end] = ranges
        basis = series[part][:fixed]
        mean, spread = float(basis.mean()), _mean_range(ranges[: len(basis) - 1], screen, limits["screen_factor"])
        columns["group"][part] = number
        columns["centre"][part] = mean
        for prefix, factor in (("", limits["factor"]), ("near_", limits["near_factor"])):
            columns[f"{prefix}lower"][part] = mean - factor * spread
            columns[f"{prefix}upper"][part] = mean + factor * spread
    return columns


def _mean_range(ranges: FloatArray, screen: bool, factor: float) -> float:
    """The mean moving range; with screening, once more without the great ones. A constant series has none to drop."""
    mean = float(ranges.mean())
    return float(ranges[ranges < factor * mean].mean()) if screen and mean > 0 else mean


def _signals(
    series: FloatArray, columns: dict[str, FloatArray], starts: list[int]
) -> tuple[list[str | None], FloatArray]:
    runs = chart_rules(RULES)["runs"]
    side = _beyond(series, columns["centre"]) * 1.0 - _beyond(-series, -columns["centre"])
    outside = _beyond(series, columns["upper"]) | _beyond(-series, -columns["lower"])
    close = ~outside & (_beyond(series, columns["near_upper"]) | _beyond(-series, -columns["near_lower"]))
    found = {name: np.zeros(len(series), dtype=bool) for name in SIGNALS}
    found["outside"] = outside
    rising = np.zeros(len(series))
    for start, end in zip(starts, [*starts[1:], len(series)], strict=True):
        part = slice(start, end)
        steps = np.sign(np.diff(series[part]))
        for direction in (1.0, -1.0):
            trend = _runs(steps == direction, runs["trend"] - 1, reach=1)
            found["trend"][part] |= trend
            rising[part] = np.where(trend & (rising[part] == 0), direction, rising[part])
            on_side = side[part] == direction
            found["shift"][part] |= _runs(on_side, runs["shift"])
            found["two_in_three"][part] |= _pairs(on_side, close[part], runs["window"], runs["close_in_window"])
    named = [next((name for name in SIGNALS if found[name][i]), None) for i in range(len(series))]
    return named, rising


def _beyond(values: FloatArray, line: FloatArray) -> BoolArray:
    """Which values lie above a line by more than rounding in its reckoning can put them."""
    return np.asarray(values - line > NIL * np.abs(values).max())


def _runs(fits: BoolArray, length: int, reach: int = 0) -> BoolArray:
    """The points (one more than the steps with `reach` 1) that lie in a run of `length` or more."""
    marked = np.zeros(len(fits) + reach, dtype=bool)
    if len(fits) >= length:
        for start in np.flatnonzero(sliding_window_view(fits, length).all(axis=1)):
            marked[start : start + length + reach] = True
    return marked


def _pairs(on_side: BoolArray, close: BoolArray, window: int, least: int) -> BoolArray:
    marked = np.zeros(len(close), dtype=bool)
    if len(close) >= window:
        sides = sliding_window_view(on_side, window).all(axis=1)
        closes = sliding_window_view(close, window).sum(axis=1) >= least
        for start in np.flatnonzero(sides & closes):
            marked[start : start + window] = True
    return marked & close


def _meanings(
    series: FloatArray,
    columns: dict[str, FloatArray],
    signals: list[str | None],
    rising: FloatArray,
    improvement: str | None,
) -> list[str | None]:
    words = {None: ("high", "low"), "up": ("improvement", "concern"), "down": ("concern", "improvement")}[improvement]
    up = np.where([name == "trend" for name in signals], rising > 0, series > columns["centre"])
    return [None if name is None else words[0] if high else words[1] for name, high in zip(signals, up, strict=True)]


def _assurance(target: float | None, improvement: str | None, lower: float, upper: float) -> str | None:
    if target is None:
        return None
    if not np.isfinite(target):
        raise InputError("is no number", argument="target", remedy="Give the target in the units of the values.")
    if improvement is None:
        return None
    room = NIL * max(abs(lower), abs(upper))
    if lower - room <= target <= upper + room:
        return "hit_and_miss"
    return "pass" if (target < lower) == (improvement == "up") else "fail"


def _table(
    order: Any,
    ordered: list[dt.date] | None,
    series: FloatArray,
    columns: dict[str, FloatArray],
    signals: list[str | None],
    meanings: list[str | None],
) -> pa.Table:
    numeric = ("centre", "lower", "upper", "near_lower", "near_upper")
    return pa.table(
        {
            "row": pa.array(np.asarray(order, dtype=np.int64)),
            "date": pa.array(ordered if ordered else [None] * len(series), pa.date32()),
            "value": pa.array(series),
            "group": pa.array(columns["group"].astype(np.int64)),
            **{name: pa.array(columns[name]) for name in numeric},
            "moving_range": pa.array(columns["moving_range"], from_pandas=True),
            "signals": pa.array(signals, pa.string()),
            "meaning": pa.array(meanings, pa.string()),
        }
    )
