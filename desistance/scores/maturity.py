"""MST: a maturity screen for men of 18 to 25. Source: hmpps-arns-risk-actuarial-api, 2026."""

from __future__ import annotations

import numpy as np

from desistance.scores import dates, facts, marks
from desistance.scores.batch import Batch
from desistance.scores.instruments import MST_ITEMS
from desistance.scores.scored import Scored

YOUNGEST, OLDEST = 18, 25


def score_mst(batch: Batch, forced: str | None) -> Scored:
    """MST points and flag; at least nine of ten answers. Anybody it is not for has flag false and no points."""
    of = facts.points_and_bands()["mst"]
    birth, day, gender = (batch.column(name) for name in ("date_of_birth", "assessment_date", "gender"))
    days = (dates.packed(one.data.astype(np.int32, copy=False)) for one in (birth, day))
    age = dates.completed_years(*days)
    dated = birth.known & day.known
    outside = dated & ((age < YOUNGEST) | (age > OLDEST))
    inside = ~outside
    for name in ("gender", "date_of_birth", "assessment_date"):
        batch.need(name, inside)
    answers = [batch.column(name) for name in MST_ITEMS]
    answered = sum((one.known.astype(np.int8) for one in answers), start=np.zeros(batch.rows, np.int8))
    for name in MST_ITEMS:
        batch.need(name, inside & (answered < of["minimum_answered"]))
    points = sum((one.data.astype(np.int64) for one in answers), start=np.zeros(batch.rows, np.int64))
    applies = inside & gender.known & (gender.data == 0)
    batch.notices.say(marks.MATURITY_ONLY, ~applies)
    return Scored(
        np.ones(batch.rows, np.bool_),
        points=points,
        points_known=applies,
        flag=applies & (points >= of["flag_at_least"]),
    )
