"""The spans of a selection as Ibis expressions: the same on DuckDB and Spark.

Days are whole numbers since 1970, people their positions. The slow twin is desistance/cohorts/oracle.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis import Table

from desistance.cohorts.facts import FAR, Window


def latest(scores: Table, least_band: int) -> Table:
    """When each person's latest score is high enough: `who`, `first`, `last`.

    A score (`who`, `day`, `expires`, `high`) counts until the next one or until it expires; on one day the higher does.
    """
    best = scores.group_by("who", "day").aggregate(high=scores.high.max(), expires=scores.expires.max())
    own = ibis.window(group_by="who", order_by="day")
    followed = best.mutate(next=best.day.lead().over(own))
    enough = followed.filter(followed.high >= least_band)
    return enough.select("who", first=enough.day, last=ibis.least(enough.next.fill_null(FAR), enough.expires))


def changes(everybody: Table, held: Sequence[tuple[Table, int]], window: Window) -> Table:
    """Each day on which something changes for a person: `who`, `day` and `state`, a bit for each criterion that holds.

    `held` has a table of intervals (`who`, `first`, `last`) for each criterion, and how many must hold at a time.
    Everybody has a row on the first day of the window.
    """
    steps = everybody.select("who", day=ibis.literal(window.start, "int64"), criterion=_int(-1), step=_int(0))
    for number, (intervals, _) in enumerate(held):
        steps = steps.union(_steps(intervals, number, window))
    sums = {f"s{number}": steps.step.sum(where=steps.criterion == number) for number in range(len(held))}
    by_day = steps.group_by("who", "day").aggregate(**sums)
    running = ibis.cumulative_window(group_by="who", order_by="day")
    state = ibis.literal(0, "int64")
    for number, (_, needed) in enumerate(held):
        depth = by_day[f"s{number}"].fill_null(0).sum().over(running)
        state = state + (depth >= needed).ifelse(_int(2**number), _int(0))
    known = by_day.select("who", "day", state=state)
    own = ibis.window(group_by="who", order_by="day")
    told = known.mutate(before=known.state.lag().over(own))
    return told.filter(told.before.isnull() | (told.before != told.state)).select("who", "day", "state")


def _steps(intervals: Table, number: int, window: Window) -> Table:
    """One more from the first day of each interval in the window, one fewer from the first day no longer in it."""
    cut = intervals.select(
        "who",
        first=ibis.greatest(intervals.first, _int(window.start)),
        last=ibis.least(intervals.last, _int(window.end)),
    )
    cut = cut.filter(cut.first < cut.last)
    ends = cut.filter(cut.last < window.end)
    return cut.select("who", day=cut.first, criterion=_int(number), step=_int(1)).union(
        ends.select("who", day=ends.last, criterion=_int(number), step=_int(-1))
    )


def _int(value: int) -> ibis.Value:
    return ibis.literal(value, "int64")
