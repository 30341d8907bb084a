"""A measure evaluated in two ways that share no code: by columns, and case by case."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from desistance.monitoring.inputs import BoolArray, IntArray

if TYPE_CHECKING:
    from desistance.monitoring.measures import Measure, Period

Outcome = tuple[str, int | None]
NEVER = np.iinfo(np.int64).max // 4
FAR = 10_000_000


def by_case(measure: Measure, events: pa.Table, period: Period) -> dict[Any, Outcome]:
    """Each case's outcome, one case and one day after another: slow and obvious."""
    histories: dict[Any, list[tuple[dt.date, str]]] = {}
    for row in events.to_pylist():
        if row["at"] <= period.as_at:
            histories.setdefault(row["case_id"], []).append((row["at"], row["event"]))
    found = {}
    for case, history in histories.items():
        history.sort(key=lambda one: one[0])
        began = next((day for day, event in history if event == measure.start), None)
        if began is not None and period.start <= began < period.end:
            found[case] = _outcome(measure, history, began, period)
    return found


def _outcome(measure: Measure, history: list[tuple[dt.date, str]], began: dt.date, period: Period) -> Outcome:
    stopped = next((day for day, event in history if event in measure.stop and day >= began), None)
    for day, event in history:
        before = stopped is None or day < stopped
        if event in measure.exclude or (event in measure.exclude_before_stop and before):
            return "excluded", None
    if measure.limit is None:
        return ("met" if stopped else "missed"), None
    elapsed = _walk(measure, history, began, stopped or period.as_at, period)
    if elapsed > measure.limit:
        return "missed", elapsed
    return ("met" if stopped else "pending"), elapsed


def _walk(measure: Measure, history: list[tuple[dt.date, str]], began: dt.date, end: dt.date, period: Period) -> int:
    elapsed, day = 0, began
    while day < end:
        day += dt.timedelta(days=1)
        paused = any(_paused(pause, history, day) for pause in measure.pauses)
        rest = measure.clock == "working_days" and (day.weekday() >= 5 or day in period.holidays)
        elapsed += not (paused or rest)
    return elapsed


def _paused(pause: str, history: list[tuple[dt.date, str]], day: dt.date) -> bool:
    """Whether the last thing said of the pause by this day is that it started."""
    state = False
    for at, event in history:
        if at <= day and event in (f"{pause}_started", f"{pause}_ended"):
            state = event.endswith("_started")
    return state


def by_columns(measure: Measure, events: pa.Table, period: Period) -> dict[Any, Outcome]:
    """The same by columns of all cases at once."""
    listed = events["case_id"].combine_chunks().dictionary_encode()
    ids, case = listed.dictionary.to_pylist(), listed.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    day = events["at"].cast(pa.int32()).to_numpy().astype(np.int64)
    event = np.array(events["event"].to_pylist(), dtype=object)
    kept = np.flatnonzero(day <= _number(period.as_at))
    kept = kept[np.lexsort((np.arange(len(kept)), day[kept], case[kept]))]
    case, day, event = case[kept], day[kept], event[kept]
    began = _first(case, day, event == measure.start, len(ids))
    stops = np.isin(event, measure.stop) & (day >= began[case])
    stopped = _first(case, day, stops, len(ids))
    gone = np.zeros(len(ids), dtype=bool)
    gone[case[np.isin(event, measure.exclude)]] = True
    gone[case[np.isin(event, measure.exclude_before_stop) & (day < stopped[case])]] = True
    end = np.where(stopped < NEVER, stopped, _number(period.as_at))
    elapsed = _elapsed(measure, case, day, event, began, end, period)
    counts = np.flatnonzero((began >= _number(period.start)) & (began < _number(period.end)))
    return {ids[one]: _told(measure, bool(gone[one]), bool(stopped[one] < NEVER), int(elapsed[one])) for one in counts}


def _told(measure: Measure, gone: bool, stopped: bool, elapsed: int) -> Outcome:
    if gone:
        return "excluded", None
    if measure.limit is None:
        return ("met" if stopped else "missed"), None
    late = elapsed > measure.limit
    return ("missed" if late else "met" if stopped else "pending"), elapsed


def _number(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days


def _first(case: IntArray, day: IntArray, fits: BoolArray, cases: int) -> IntArray:
    found = np.full(cases, NEVER)
    np.minimum.at(found, case[fits], day[fits])
    return found


def _elapsed(
    measure: Measure, case: IntArray, day: IntArray, event: Any, began: IntArray, end: IntArray, period: Period
) -> IntArray:
    if measure.limit is None or not len(day):
        return np.zeros(len(began), dtype=np.int64)
    first, last = int(day.min()), _number(period.as_at)
    counted = _running(measure, first, last, period)

    def until(when: IntArray) -> IntArray:
        return np.asarray(counted[np.clip(when, first, last) - first])

    total = until(end) - until(np.minimum(began, end))
    held, start, stop = _pauses(measure, case, day, event)
    low, high = np.maximum(start, began[held] + 1), np.minimum(stop - 1, end[held])
    within = low <= high
    np.subtract.at(total, held[within], until(high[within]) - until(low[within] - 1))
    return np.asarray(total)


def _running(measure: Measure, first: int, last: int, period: Period) -> IntArray:
    """How many days count up to and with each day, from `first`; the first itself counts for nothing."""
    days = np.arange(first, last + 1)
    counts = np.ones(len(days), dtype=np.int64)
    if measure.clock == "working_days":
        free = np.array(sorted(period.holidays), dtype="datetime64[D]")
        counts = np.is_busday(days.astype("datetime64[D]"), holidays=free).astype(np.int64)
    counts[0] = 0
    return np.cumsum(counts)


def _pauses(measure: Measure, case: IntArray, day: IntArray, event: Any) -> tuple[IntArray, IntArray, IntArray]:
    """Spans (case, first day, first day no longer) that do not overlap within a case."""
    spans = [_spans(case, day, event == f"{one}_started", event == f"{one}_ended") for one in measure.pauses]
    if not spans:
        return (np.zeros(0, dtype=np.int64),) * 3
    held, start, stop = (np.concatenate([span[i] for span in spans]) for i in range(3))
    if not len(held):
        return held, start, stop
    order = np.lexsort((start, held))
    held, start, stop = held[order], start[order], np.minimum(stop[order], FAR)
    same = np.concatenate([[False], held[1:] == held[:-1]])
    lift = np.cumsum(~same) * 3 * FAR
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
