"""Which periods figures may be released for, so that no release less another tells of a few comments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from throughcare.errors import Invalid

Period = tuple[date, date]


def check_period(wanted: Period, released: Iterable[Period], *, today: date) -> None:
    """Raises ``Invalid`` unless the period ``[from, until)`` is over and overlaps none that is out already.

    Two releases that overlap differ by the comments of the days between; each comment is in one release at most.
    """
    from_day, until = wanted
    if until <= from_day:
        raise Invalid({"until": "The period must end after it starts."})
    if until > today:
        raise Invalid({"until": "The period is not over yet. Choose one whose last day is past."})
    for other_from, other_until in released:
        if from_day < other_until and other_from < until:
            raise Invalid(
                {
                    "from_day": "Figures of some of these days are out already. What two releases differ by "
                    "would tell of a few comments, so periods do not overlap."
                }
            )
