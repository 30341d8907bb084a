"""What most instruments ask about a person: gender, ages, sanctions, offence-free months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desistance.scores import dates, marks
from desistance.scores.batch import Batch
from desistance.scores.instruments import INSTEAD
from desistance.scores.marks import Mask

AGE_LIMIT = 110
MONTHS_LIMIT = 36


@dataclass(frozen=True)
class Known:
    """Whole numbers and where they are known; 0 elsewhere."""

    data: NDArray[np.int32]
    known: Mask


@dataclass(frozen=True)
class _AgeRules:
    not_after_birth: str
    too_old: str
    differs: str


CONVICTION = _AgeRules(marks.CONVICTION_NOT_AFTER_BIRTH, marks.CONVICTION_AGE, marks.CONVICTION_AGE_GIVEN)
FOLLOW_UP = _AgeRules(marks.FOLLOW_UP_NOT_AFTER_BIRTH, marks.FOLLOW_UP_AGE, marks.FOLLOW_UP_AGE_GIVEN)


def female(batch: Batch) -> NDArray[np.int32]:
    """0 for men, 1 for women; a missing gender is a problem."""
    return batch.need("gender").data


def age_at_conviction(batch: Batch) -> Known:
    """Completed years at conviction, from dates or as given."""
    return _age(batch, "date_of_conviction", CONVICTION, None)


def age_at_follow_up(batch: Batch, otherwise: Known | None = None) -> Known:
    """Completed years at the start of follow-up; without any start, `otherwise` (the age at conviction) if given."""
    return _age(batch, "follow_up_start", FOLLOW_UP, otherwise)


def refuse_early_follow_up(batch: Batch, at_conviction: Known, at_follow_up: Known) -> None:
    """A release, or the start of a community sentence, cannot come before the conviction that it follows."""
    start, convicted = batch.column("follow_up_start"), batch.column("date_of_conviction")
    dated = start.known & convicted.known
    aged = ~dated & at_conviction.known & at_follow_up.known & (at_follow_up.data < at_conviction.data)
    batch.problems.say(marks.FOLLOW_UP_BEFORE_CONVICTION, (dated & (start.data < convicted.data)) | aged)


def given_age_at_conviction(batch: Batch) -> Known:
    """The age at conviction where it stands in a column of its own, for an instrument that does not ask for it."""
    given = batch.column("age_at_conviction")
    return Known(given.data.astype(np.int32, copy=False), given.known)


def sanctions_since_first(batch: Batch, at_conviction: Known) -> NDArray[np.int32]:
    """Years from the first sanction to the current conviction."""
    first = batch.need("age_at_first_sanction")
    known = first.known & at_conviction.known
    years = np.where(known, at_conviction.data - first.data, 0)
    batch.problems.say(marks.FIRST_AFTER_CURRENT, years < 0)
    return np.maximum(years, 0)


def violent_sanctions(batch: Batch) -> NDArray[np.int32]:
    """Violent sanctions, never more than all sanctions."""
    violent, total = batch.need("violent_sanctions"), batch.need("total_sanctions")
    batch.problems.say(marks.VIOLENT_ABOVE_TOTAL, violent.known & total.known & (violent.data > total.data))
    return violent.data


def offence_free_months(batch: Batch) -> NDArray[np.int32]:
    """Whole months from the start of follow-up (or conviction) to assessment, at most 36, 0 if assessed before.

    A row with no dates at all is scored as at the start of follow-up, and noted.
    """
    assessed, start, convicted = (
        batch.column(name) for name in ("assessment_date", "follow_up_start", "date_of_conviction")
    )
    dated = start.known | convicted.known
    batch.problems.missing("assessment_date", assessed.null & dated)
    batch.problems.missing("follow_up_start", assessed.known & start.null & convicted.null)
    batch.notices.say(marks.NO_MONTHS, assessed.null & start.null & convicted.null)
    day = dates.packed(assessed.data.astype(np.int32, copy=False))
    conviction = dates.packed(convicted.data.astype(np.int32, copy=False))
    late = assessed.known & convicted.known
    batch.problems.say(marks.LATE_CONVICTION, late & dates.after_months(conviction, day, 3))
    from_day = np.where(start.known, dates.packed(start.data.astype(np.int32, copy=False)), conviction)
    months = np.where(assessed.known & dated, dates.whole_months(from_day, day), 0)
    return np.clip(months, 0, MONTHS_LIMIT)


def _age(batch: Batch, day_name: str, rules: _AgeRules, otherwise: Known | None) -> Known:
    birth, day, given = batch.column("date_of_birth"), batch.column(day_name), batch.column(INSTEAD[day_name])
    dated = birth.known & day.known
    after = dated & (day.data > birth.data)
    batch.problems.say(rules.not_after_birth, dated & ~after)
    years = dates.completed_years(
        dates.packed(birth.data.astype(np.int32, copy=False)), dates.packed(day.data.astype(np.int32, copy=False))
    )
    batch.problems.say(rules.too_old, after & (years >= AGE_LIMIT))
    good = after & (years < AGE_LIMIT)
    if batch.has(INSTEAD[day_name]):
        batch.problems.say(rules.differs, good & given.known & (given.data != years))
    data = np.where(good, years, np.where(dated, 0, given.data)).astype(np.int32, copy=False)
    known = good | (given.known & ~dated)
    if otherwise is not None:
        stand_in = ~dated & ~given.known & day.null & given.null
        data = np.where(stand_in, otherwise.data, data)
        known = known | (stand_in & otherwise.known)
        _tell_missing(batch, day_name, ~dated & ~given.known & ~stand_in)
    else:
        _tell_missing(batch, day_name, ~dated & ~given.known)
    return Known(data, known)


def _tell_missing(batch: Batch, day_name: str, where: Mask) -> None:
    if not where.any():
        return
    by_age = batch.has(INSTEAD[day_name]) and not (batch.has("date_of_birth") and batch.has(day_name))
    for name in (INSTEAD[day_name],) if by_age else ("date_of_birth", day_name):
        batch.need(name, where)
