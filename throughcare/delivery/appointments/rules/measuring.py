"""What appointments say for the measures of access and attendance: shares of counts, from plain facts.

What the service or the justice system caused (cancelled by the service, custody, arrest, hospital) is never held
against the person: it stands apart, code by code, in neither numerator nor denominator.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from throughcare.foundation.reference.working_days import working_days_between
from throughcare.foundation.ui.words import LONDON

MISSED_FIRST = "did_not_attend"
Counting = Mapping[str, str]
Period = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Contact:
    """An appointment with an outcome: ``code`` is its attendance code, ``made_at`` when it was booked or offered."""

    case_id: int
    purpose: str
    starts: datetime
    minutes: int
    code: str
    made_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case for the clocks: when it was accepted, over which periods it was paused, and when it closed, if it did."""

    case_id: int
    accepted_at: datetime
    closed_at: datetime | None = None
    pauses: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a count. ``apart`` are those in neither, by code."""

    part: int
    whole: int
    apart: Mapping[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        """The share, between 0 and 1; null where there is nothing to share."""
        return self.part / self.whole if self.whole else None


def attendance(contacts: Iterable[Contact], counts_in: Counting) -> Share:
    """K15: attended (late and in part included) of attended and missed. ``counts_in`` maps a code to how it counts."""
    tally = Counter(one.code for one in contacts)
    by_group: Counter[str] = Counter()
    for code, times in tally.items():
        by_group[counts_in[code]] += times
    apart = {code: times for code, times in sorted(tally.items()) if counts_in[code] == "left_out"}
    return Share(by_group["attended"], by_group["attended"] + by_group["missed"], apart)


def by_case(contacts: Iterable[Contact]) -> dict[int, list[Contact]]:
    """Contacts of each case, in the order in which they were due."""
    found: dict[int, list[Contact]] = defaultdict(list)
    for one in sorted(contacts, key=lambda one: (one.starts, one.made_at)):
        found[one.case_id].append(one)
    return dict(found)


def first_missed(contacts: Iterable[Contact], counts_in: Counting) -> Share:
    """K07: first appointments that were missed, of first appointments due. What is left out is not a first."""
    part = whole = 0
    for found in by_case(contacts).values():
        first = next((one for one in found if counts_in[one.code] != "left_out"), None)
        if first is not None:
            whole += 1
            part += first.code == MISSED_FIRST
    return Share(part, whole)


def days_to_rebook(contacts: Iterable[Contact], counts_in: Counting) -> list[int]:
    """K07: working days from a first appointment missed to the making of the next one, for cases that have one."""
    days = []
    for found in by_case(contacts).values():
        counted = [one for one in found if counts_in[one.code] != "left_out"]
        if not counted or counted[0].code != MISSED_FIRST:
            continue
        later = [one.made_at for one in found if one.starts > counted[0].starts]
        if later:
            days.append(working_days_between(_day(counted[0].starts), max(_day(min(later)), _day(counted[0].starts))))
    return sorted(days)


def first_within(
    cases: Sequence[CaseFacts], when: Callable[[int], datetime | None], *, limit: int, at: datetime
) -> Share:
    """K05, K06: cases whose first offer or contact (``when``) came within so many working days of acceptance.

    Days in a pause do not count. An open case within its limit is left out, one past it counts as too late.
    """
    part = whole = waiting = 0
    for case in cases:
        came = when(case.case_id)
        taken = _working_days(case, came or case.closed_at or at)
        if came is None and case.closed_at is None and taken <= limit:
            waiting += 1
            continue
        whole += 1
        part += came is not None and taken <= limit
    return Share(part, whole, {"still_within": waiting} if waiting else {})


def first_attended(contacts: Iterable[Contact], counts_in: Counting) -> dict[int, datetime]:
    """When each case was first attended."""
    found = by_case(one for one in contacts if counts_in[one.code] == "attended")
    return {case_id: rows[0].starts for case_id, rows in found.items()}


def recorded_in_time(contacts: Iterable[Contact], counts_in: Counting, *, limit: int) -> Share:
    """K18: sessions held that were recorded within so many working days of their end."""
    part = whole = 0
    for one in contacts:
        if counts_in[one.code] == "attended":
            ended = one.starts + timedelta(minutes=one.minutes)
            whole += 1
            part += working_days_between(_day(ended), _day(one.recorded_at)) <= limit
    return Share(part, whole)


def _working_days(case: CaseFacts, until: datetime) -> int:
    first, last = _day(case.accepted_at), _day(until)
    paused: set[date] = set()
    for start, end in case.pauses:
        day = max(_day(start), first)
        while day < min(_day(end), last):
            paused.add(day)
            day += timedelta(days=1)
    stopped = sum(working_days_between(one, one + timedelta(days=1)) for one in paused)
    return working_days_between(first, last) - stopped


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
