"""What the stops of a measure amount to, of cases or of what their starts amount to: added up in two ways."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.errors import InputError
from desistance.monitoring.inputs import FloatArray, IntArray

if TYPE_CHECKING:
    import datetime as dt

    from desistance.monitoring.measures import Measure

Sums = tuple[float, float]


def by_case(measure: Measure, events: pa.Table, counted: list[Any], as_at: dt.date) -> Sums:
    """Numerator and denominator, one case and one event after another."""
    paid = due = Fraction(0)
    rows = [row for row in events.to_pylist() if row["at"] <= as_at]
    for case in counted:
        mine = sorted((row for row in rows if row["case_id"] == case), key=lambda row: row["at"])
        first = next(row for row in mine if row["event"] == measure.start)
        due += Fraction(first["amount"]) if measure.sums == "both" else 1
        for row in mine:
            if row["event"] in measure.stop and row["at"] >= first["at"]:
                paid += Fraction(row["amount"])
    return float(paid), float(due)


def by_columns(measure: Measure, events: pa.Table, counted: list[Any], as_at: dt.date) -> Sums:
    """The same by columns of all cases at once."""
    kept = events.filter(pc.less_equal(events["at"], pa.scalar(as_at, pa.date32())))
    kept = kept.filter(pc.is_in(kept["case_id"], value_set=pa.array(counted, kept["case_id"].type)))
    case = kept["case_id"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    day = kept["at"].cast(pa.int32()).to_numpy().astype(np.int64)
    event, amount = np.array(kept["event"].to_pylist(), dtype=object), kept["amount"].to_numpy()
    first = _first_starts(case, day, np.flatnonzero(event == measure.start))
    began = np.zeros(int(case.max(initial=-1)) + 1, dtype=np.int64)
    began[case[first]] = day[first]
    stops = np.isin(event, measure.stop) & (day >= began[case])
    return math.fsum(amount[stops]), math.fsum(amount[first]) if measure.sums == "both" else float(len(counted))


def _first_starts(case: IntArray, day: IntArray, starts: IntArray) -> IntArray:
    """The row of the first start of each case, the one recorded first where two share a day."""
    order = starts[np.lexsort((starts, day[starts], case[starts]))]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = case[order][1:] != case[order][:-1]
    return order[fresh]


def refuse_unfit(measure: Measure, events: pa.Table) -> None:
    """Raise InputError where events that may count have no amount."""
    if "amount" not in events.column_names:
        says = f"missing column amount, which {measure.code} adds up"
        raise InputError(says, argument="events", column="amount", remedy="Add or rename the column.")
    wanted = [*measure.stop, *([measure.start] if measure.sums == "both" else [])]
    amounts: FloatArray = np.asarray(events["amount"].to_numpy(), dtype=np.float64)
    empty = np.flatnonzero(np.isnan(amounts) & np.isin(np.array(events["event"].to_pylist(), dtype=object), wanted))
    if len(empty):
        remedy = "Give what each such event amounts to, 0 where it is nothing."
        raise InputError("is empty", argument="events", column="amount", rows=empty.tolist(), remedy=remedy)
