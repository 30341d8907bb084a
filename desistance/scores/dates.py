"""Completed years and whole months between days, by one table look-up a day.

A day becomes `month * 32 + day of month`; differences of these, shifted by five bits, are whole months. A birthday on
29 February falls on 1 March in common years, and a month is whole on the same day of a later month.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
FIRST, LAST = np.datetime64("1850-01-01"), np.datetime64("2149-12-31")
FIRST_DAY, LAST_DAY = int(FIRST.astype(np.int32)), int(LAST.astype(np.int32))


@functools.cache
def _packed() -> Ints:
    days = np.arange(FIRST, LAST + np.timedelta64(1, "D"))
    months = days.astype("datetime64[M]")
    return np.asarray(months.astype(np.int32) * 32 + (days - months).astype(np.int32) + 1, np.int32)


def packed(days: Ints) -> Ints:
    """Days since 1970 as `month * 32 + day of month`; days outside 1850 to 2149 count as the nearest inside."""
    return np.asarray(_packed().take(days - FIRST_DAY, mode="clip"))


def whole_months(earlier: Ints, later: Ints) -> Ints:
    """Whole months between two packed days (negative where `later` is earlier)."""
    return (later - earlier) >> 5


def completed_years(birth: Ints, day: Ints) -> Ints:
    """Completed years between two packed days."""
    return whole_months(birth, day) // np.int32(12)


def after_months(day: Ints, start: Ints, months: int) -> NDArray[np.bool_]:
    """Where a packed day lies after packed `start` plus `months`; the target's day is cut to the month's last."""
    target = (start >> 5) + np.int32(months)
    length = ((target + 1).astype("datetime64[M]").astype("datetime64[D]") - target.astype("datetime64[M]")).astype(
        np.int32
    )
    return np.asarray(day > target * 32 + np.minimum(start & 31, length))
