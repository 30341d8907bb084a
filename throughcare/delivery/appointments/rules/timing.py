"""When an appointment can be, and what to warn of before it is booked."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from throughcare.errors import Invalid
from throughcare.foundation.ui.words import LONDON, clock_time
from throughcare.foundation.ui.words import day as in_words

SHORTEST, LONGEST = 5, 480
MARK_EARLY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a service is open on a working day, in minutes after midnight: ``[opens, closes)``."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{self.opens // 60:02d}:{self.opens % 60:02d} to {self.closes // 60:02d}:{self.closes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, ``[starts, ends)``."""

    starts: datetime
    ends: datetime

    def meets(self, other: Span) -> bool:
        """Whether the two have a moment in common."""
        return self.starts < other.ends and other.starts < self.ends


def span(starts: datetime, minutes: int) -> Span:
    """A stretch from its start and length."""
    return Span(starts, starts + timedelta(minutes=minutes))


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to know before booking all the same: a code to accept it by, and a sentence."""

    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a time: other spans of the worker and the person, the hours, whether it is a holiday."""

    hours: Hours
    is_bank_holiday: bool
    worker_busy: tuple[Span, ...] = ()
    person_busy: tuple[Span, ...] = ()
    in_custody: bool = False


def months_after(day: date, months: int) -> date:
    """The same day some calendar months later, the last of the month where it has none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def check_length(minutes: int) -> None:
    """Raises ``Invalid`` for a length that no appointment has."""
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid({"minutes": f"The length must be between {SHORTEST} minutes and {LONGEST // 60} hours."})


def check_start(*, starts: datetime, referred: datetime, at: datetime, months_ahead: int) -> None:
    """Raises ``Invalid`` unless an appointment is after its referral and within the months ahead."""
    day, today = starts.astimezone(LONDON).date(), at.astimezone(LONDON).date()
    first = referred.astimezone(LONDON).date()
    if starts < referred:
        raise Invalid({"starts": f"It cannot be before the referral, which was sent on {in_words(first)}."})
    last = months_after(today, months_ahead)
    if day > last:
        says = f"It cannot be more than {months_ahead} months ahead: {in_words(last)} is the last day."
        raise Invalid({"starts": says})


def check_ahead(*, starts: datetime, at: datetime) -> None:
    """Raises ``Invalid`` for a time that has passed: what has happened is recorded at once, not booked."""
    if starts <= at:
        raise Invalid(
            {"starts": "This time has passed, so it cannot be booked."},
            remedy="Record it as a contact that has taken place, with what happened.",
        )


def check_passed(*, starts: datetime, at: datetime) -> None:
    """Raises ``Invalid`` for a time still to come, where something is said to have happened."""
    if starts - MARK_EARLY > at:
        raise Invalid(
            {"starts": "This time has not come yet, so nobody can have attended."},
            remedy="Book it, or cancel or move it if it will not take place.",
        )


def cautions_about(when: Span, around: Surroundings) -> tuple[Caution, ...]:
    """What to warn of, in plain words, the weightiest first."""
    return tuple(_found(when, around))


def _found(when: Span, around: Surroundings) -> Iterable[Caution]:
    if clash := next((one for one in around.worker_busy if one.meets(when)), None):
        yield Caution("worker_busy", f"The worker has another appointment {_stretch(clash)}.")
    if clash := next((one for one in around.person_busy if one.meets(when)), None):
        yield Caution("person_busy", f"The person has another appointment {_stretch(clash)}.")
    if around.in_custody:
        yield Caution("in_custody", "The person is recorded as in custody. Check that it can take place.")
    day = when.starts.astimezone(LONDON)
    if around.is_bank_holiday:
        yield Caution("bank_holiday", f"{in_words(day)} is a bank holiday.")
    elif day.weekday() >= 5:
        yield Caution("weekend", f"{in_words(day)} is a {day:%A}.")
    if _outside(when, around.hours):
        yield Caution("outside_hours", f"It is outside the service's hours, which are {around.hours}.")


def _stretch(one: Span) -> str:
    return f"from {clock_time(one.starts)} to {clock_time(one.ends)} that day"


def _outside(when: Span, hours: Hours) -> bool:
    starts, ends = when.starts.astimezone(LONDON), when.ends.astimezone(LONDON)
    first = starts.hour * 60 + starts.minute
    last = ends.hour * 60 + ends.minute + (24 * 60 if ends.date() > starts.date() else 0)
    return first < hours.opens or last > hours.closes


class Cautioned(Invalid):
    """There are cautions that nobody has accepted; ``codes`` are all that were found, to accept them by."""

    def __init__(self, found: Sequence[Caution], left: Sequence[Caution]) -> None:
        super().__init__(
            {"despite": [one.says for one in left]},
            remedy="Change the time, or tick that it is to be booked all the same.",
        )
        self.codes = tuple(one.code for one in found)


def check_accepted(found: Sequence[Caution], accepted: Collection[str]) -> None:
    """Raises ``Cautioned`` where there is a caution that was not accepted."""
    left = [one for one in found if one.code not in accepted]
    if left:
        raise Cautioned(found, left)
