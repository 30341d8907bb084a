"""Whether the follow-up of a study starts where it must: not before eligibility, and when the service did."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance import effects
from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, IntArray
from desistance.report.study import Study

LEFT_UNCHECKED = (
    "Not checked: whether follow-up starts when the service did, since the study names no column with that day. Days "
    "that people had to get through before they could start, counted as days with the service, would make it look good."
)


def checked(study: Study, table: pa.Table, treated: BoolArray, rows: IntArray) -> tuple[str, ...]:
    """What was looked at, a sentence each. Raises InputError with the rows of people where follow-up starts wrongly.

    `rows` are the positions in people of those analysed.
    """
    given = study.cohort
    start = table["index_date"]
    nothing = pa.nulls(table.num_rows, pa.date32())
    try:
        effects.refuse_immortal_time(
            treated=treated,
            eligible_from=table[given.eligible_from] if given.eligible_from else nothing,
            treated_from=_began(table, study) if given.treated_from else start,
            follow_up_from=start,
        )
    except InputError as error:
        raise InputError(
            error.says,
            argument=study.inputs.people,
            column=given.treated_from or given.eligible_from,
            rows=[int(rows[row]) for row in error.rows],
            remedy="Choose index events that start when the service does, leave those people out, or register how many "
            "days may lie between them as apart_days in [cohort].",
        ) from error
    return _told(study)


def _began(table: pa.Table, study: Study) -> pa.ChunkedArray:
    """The day on which the service started; the index day itself where it lies within the days registered."""
    start, began = table["index_date"], table[study.cohort.treated_from]
    apart = np.abs(pc.subtract(began.cast(pa.int32()), start.cast(pa.int32())).to_numpy())
    near = pa.array(np.nan_to_num(apart, nan=np.inf) <= study.cohort.apart_days)
    return pc.if_else(near, start, began)


def _told(study: Study) -> tuple[str, ...]:
    given = study.cohort
    told = []
    if given.treated_from:
        gap = f"within {given.apart_days} days of" if given.apart_days else "on"
        told.append(
            f"Checked: follow-up of everyone who took part starts {gap} the day on which they started the service, so "
            "that no days are counted to it which people had to get through first, and none are lost."
        )
    if given.eligible_from:
        told.append("Checked: nobody's follow-up starts before the day from which they were eligible.")
    return tuple(told)
