"""A measure evaluated in two ways that share no code: by columns, and case by case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from desistance.dates import add_months
from desistance.monitoring.inputs import BoolArray, IntArray

if TYPE_CHECKING:
    from desistance.monitoring.measures import Measure, Period

Outcome = tuple[str, int | None]
NEVER = np.iinfo(np.int64).max // 4
HOUR, DAY = 3_600, 86_400
ONE_DAY = dt.timedelta(days=1)


def by_case(measure: Measure, events: pa.Table, period: Period) -> dict[Any, Outcome]:
    """Each case's outcome, one case and one day (or event) after another: slow and obvious."""
    histories: dict[Any, list[tuple[Any, str]]] = {}
    for row in events.to_pylist():
        if _day(row["at"]) <= period.as_at:
            histories.setdefault(row["case_id"], []).append((row["at"], row["event"]))
    found = {}
    for case, history in histories.items():
        history.sort(key=lambda one: one[0])
        began = next((day for day, event in history if event == measure.start), None)
        if began is not None and period.start <= _day(began) < period.end:
            found[case] = _outcome(measure, history, began, period)
    return found


def _day(at: Any) -> dt.date:
    return at.date() if isinstance(at, dt.datetime) else at


def _outcome(measure: Measure, history: list[tuple[Any, str]], began: Any, period: Period) -> Outcome:
    stopped = next((at for at, event in history if event in measure.stop and at >= began), None)
    for at, event in history:
        before = stopped is None or at < stopped
        if event in measure.exclude or (event in measure.exclude_before_stop and before):
            return "excluded", None
    elapsed = None
    if measure.clock is not None:
        elapsed = WALKS[measure.clock](measure, history, began, stopped, period)
    if measure.counts == "open":
        return ("ended" if stopped else "open"), elapsed
    if measure.limit is None or elapsed is None:
        return ("met" if stopped else "missed"), elapsed
    if elapsed > measure.limit:
        return "missed", elapsed
    return ("met" if stopped else "pending"), elapsed


def _walk_days(measure: Measure, history: list[tuple[Any, str]], began: Any, stopped: Any, period: Period) -> int:
    elapsed, day = 0, began
    while day < (stopped or period.as_at):
        day += ONE_DAY
        paused = any(_paused(pause, history, day) for pause in measure.pauses)
        rest = measure.clock == "working_days" and (day.weekday() >= 5 or day in period.holidays)
        elapsed += not (paused or rest)
    return elapsed


def _walk_months(measure: Measure, history: list[tuple[Any, str]], began: Any, stopped: Any, period: Period) -> int:
    """How many calendar months had begun by the end: month ends clamp."""
    months = 0
    while add_months(began, months) < (stopped or period.as_at):
        months += 1
    return months


def _walk_hours(measure: Measure, history: list[tuple[Any, str]], began: Any, stopped: Any, period: Period) -> int:
    """Hours begun, from one event to the next; a case that is open runs to the end of the last day known."""
    end = stopped or dt.datetime.combine(period.as_at + ONE_DAY, dt.time())
    turns = sorted({began, end, *(at for at, _ in history if began < at < end)})
    running = dt.timedelta()
    for start, stop in zip(turns, turns[1:], strict=False):
        if not any(_paused(pause, history, start) for pause in measure.pauses):
            running += stop - start
    return -int(-running.total_seconds() // HOUR)


WALKS: dict[str, Callable[..., int]] = {
    "working_days": _walk_days,
    "calendar_days": _walk_days,
    "calendar_months": _walk_months,
    "hours": _walk_hours,
}


def _paused(pause: str, history: list[tuple[Any, str]], when: Any) -> bool:
    """Whether the last thing said of the pause by this day or moment is that it started."""
    state = False
    for at, event in history:
        if at <= when and event in (f"{pause}_started", f"{pause}_ended"):
            state = event.endswith("_started")
    return state


def by_columns(measure: Measure, events: pa.Table, period: Period) -> dict[Any, Outcome]:
    """The same by columns of all cases at once, in days or seconds since 1970."""
    listed = events["case_id"].combine_chunks().dictionary_encode()
    ids, case = listed.dictionary.to_pylist(), listed.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    unit, wide = (DAY, pa.int64()) if measure.clock == "hours" else (1, pa.int32())
    when = events["at"].cast(wide).to_numpy().astype(np.int64)
    event = np.array(events["event"].to_pylist(), dtype=object)
    kept = np.flatnonzero(when < (_number(period.as_at) + 1) * unit)
    kept = kept[np.lexsort((np.arange(len(kept)), when[kept], case[kept]))]
    case, when, event = case[kept], when[kept], event[kept]
    began = _first(case, when, event == measure.start, len(ids))
    stops = np.isin(event, measure.stop) & (when >= began[case])
    stopped = _first(case, when, stops, len(ids))
    gone = np.zeros(len(ids), dtype=bool)
    gone[case[np.isin(event, measure.exclude)]] = True
    gone[case[np.isin(event, measure.exclude_before_stop) & (when < stopped[case])]] = True
    last = _number(period.as_at) if unit == 1 else (_number(period.as_at) + 1) * unit
    elapsed = _elapsed(measure, case, when, event, began, np.where(stopped < NEVER, stopped, last), period)
    counts = np.flatnonzero((began >= _number(period.start) * unit) & (began < _number(period.end) * unit))
    return {ids[one]: _told(measure, bool(gone[one]), bool(stopped[one] < NEVER), int(elapsed[one])) for one in counts}


def _told(measure: Measure, gone: bool, stopped: bool, elapsed: int) -> Outcome:
    if gone:
        return "excluded", None
    known = None if measure.clock is None else elapsed
    if measure.counts == "open":
        return ("ended" if stopped else "open"), known
    if measure.limit is None:
        return ("met" if stopped else "missed"), known
    late = elapsed > measure.limit
    return ("missed" if late else "met" if stopped else "pending"), known


def _number(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days


def _first(case: IntArray, day: IntArray, fits: BoolArray, cases: int) -> IntArray:
    found = np.full(cases, NEVER)
    np.minimum.at(found, case[fits], day[fits])
    return found


def _elapsed(
    measure: Measure, case: IntArray, when: IntArray, event: Any, began: IntArray, end: IntArray, period: Period
) -> IntArray:
    if measure.clock is None or not len(when):
        return np.zeros(len(began), dtype=np.int64)
    began = np.minimum(began, end)
    if measure.clock == "calendar_months":
        return _months(began, end)
    far = int(max(np.abs(when).max(), np.abs(end).max())) + 1
    held, start, stop = _pauses(measure, case, when, event, far)
    if measure.clock == "hours":
        total = end - began
        over = np.minimum(stop, end[held]) - np.maximum(start, began[held])
        np.subtract.at(total, held, np.maximum(over, 0))
        return np.asarray(-(-total // HOUR))
    first, last = int(when.min()), _number(period.as_at)
    counted = _running(measure, first, last, period)

    def until(day: IntArray) -> IntArray:
        return np.asarray(counted[np.clip(day, first, last) - first])

    total = until(end) - until(began)
    low, high = np.maximum(start, began[held] + 1), np.minimum(stop - 1, end[held])
    within = low <= high
    np.subtract.at(total, held[within], until(high[within]) - until(low[within] - 1))
    return np.asarray(total)


def _months(began: IntArray, end: IntArray) -> IntArray:
    """Calendar months begun: the difference of months, and one more where the day of the month is past."""
    first, last = (days.astype("datetime64[D]") for days in (began, end))
    apart = (last.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
    starts = last.astype("datetime64[M]").astype("datetime64[D]")
    length = ((last.astype("datetime64[M]") + 1).astype("datetime64[D]") - starts).astype(np.int64)
    day = (first - first.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    past = (last - starts).astype(np.int64) > np.minimum(day, length - 1)
    return np.asarray(apart + past)


def _running(measure: Measure, first: int, last: int, period: Period) -> IntArray:
    """How many days count up to and with each day, from `first`; the first itself counts for nothing."""
    days = np.arange(first, last + 1)
    counts = np.ones(len(days), dtype=np.int64)
    if measure.clock == "working_days":
        free = np.array(sorted(period.holidays), dtype="datetime64[D]")
        counts = np.is_busday(days.astype("datetime64[D]"), holidays=free).astype(np.int64)
    counts[0] = 0
    return np.cumsum(counts)


def _pauses(
    measure: Measure, case: IntArray, day: IntArray, event: Any, far: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Spans (case, first day, first day no longer) that do not overlap within a case; none lasts beyond `far`."""
    spans = [_spans(case, day, event == f"{one}_started", event == f"{one}_ended") for one in measure.pauses]
    if not spans:
        return (np.zeros(0, dtype=np.int64),) * 3
    held, start, stop = (np.concatenate([span[i] for span in spans]) for i in range(3))
    if not len(held):
        return held, start, stop
    order = np.lexsort((start, held))
    held, start, stop = held[order], start[order], np.minimum(stop[order], far)
    same = np.concatenate([[False], held[1:] == held[:-1]])
    lift = np.cumsum(~same) * 3 * far
    reached = np.maximum.accumulate(stop + lift) - lift
    before = np.where(same, np.concatenate([[0], reached[:-1]]), start)
    return held, np.maximum(start, before), stop


def _spans(case: IntArray, day: IntArray, starts: BoolArray, ends: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """Spans of one pause: a start while it runs and an end while it does not are passed over."""
    rows = np.flatnonzero(starts | ends)
    held, when, on = case[rows], day[rows], starts[rows]
    fresh = np.concatenate([[True], (held[1:] != held[:-1])]) if len(rows) else np.zeros(0, dtype=bool)
    change = np.where(fresh, on, on != np.concatenate([[False], on[:-1]])) if len(rows) else fresh
    rows, held, when, on = rows[change], held[change], when[change], on[change]
    opens = np.flatnonzero(on)
    closes = np.full(len(opens), NEVER)
    has = opens + 1 < len(on)
    has[has] = held[opens[has] + 1] == held[opens[has]]
    closes[has] = when[opens[has] + 1]
    return held[opens], when[opens], closes
