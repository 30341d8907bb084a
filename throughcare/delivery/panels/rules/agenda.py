"""Why a case is on an agenda, and in which order the cases come. Facts in, order and sentences out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from throughcare.errors import Invalid
from throughcare.foundation.ui.words import count, day


class Reason(StrEnum):
    """Why a case is put to the panel."""

    RELEASE = "release"
    REVIEW_OVERDUE = "review_overdue"
    CARRIED_OVER = "carried_over"
    RETURNING = "returning"
    TRANSFER = "transfer"
    NOMINATED = "nominated"
    REVIEW_DUE = "review_due"
    ACTION_OVERDUE = "action_overdue"
    BY_HAND = "by_hand"


ORDER = tuple(Reason)
ORDER_SAYS = (
    "People soon released come first, then overdue reviews, cases carried over, deferred cases that come "
    "back, transfers, nominations, reviews that are due, overdue actions, and what was added by hand; red before amber "
    "before green, and the longest waiting first."
)
RATINGS = ("red", "amber", "green")
LONGEST_SENTENCE = timedelta(days=30 * 366)


@dataclass(frozen=True, slots=True)
class Due:
    """One reason to put a case to the panel, and the day it goes by (its due day, or the day since which it waits)."""

    reason: Reason
    on: date

    def stored(self) -> list[str]:
        """As it is kept with a frozen agenda."""
        return [self.reason.value, self.on.isoformat()]


@dataclass(frozen=True, slots=True)
class Listing:
    """A person to be listed, with every reason. ``rating`` is empty for somebody not yet rated."""

    service_user_id: int
    dues: tuple[Due, ...]
    rating: str = ""


def read_dues(stored: Iterable[Iterable[str]]) -> tuple[Due, ...]:
    """Reasons as they were kept with an agenda."""
    return tuple(Due(Reason(code), date.fromisoformat(on)) for code, on in stored)


def strongest_first(dues: Iterable[Due]) -> tuple[Due, ...]:
    """The reasons of one case, the one that decides its place first; each reason once, by its earliest day."""
    earliest: dict[Reason, date] = {}
    for due in dues:
        earliest[due.reason] = min(due.on, earliest.get(due.reason, due.on))
    return tuple(sorted((Due(*pair) for pair in earliest.items()), key=lambda due: ORDER.index(due.reason)))


def _need(listing: Listing) -> tuple[int, int, date, int]:
    first = strongest_first(listing.dues)[0]
    rating = RATINGS.index(listing.rating) if listing.rating in RATINGS else len(RATINGS)
    return ORDER.index(first.reason), rating, first.on, listing.service_user_id


def one_each(due: Mapping[int, Listing], by_hand: Iterable[Listing], stands: Mapping[int, int]) -> dict[int, Listing]:
    """One listing a person, by the record under which their case stands.

    ``due`` is by the record that stands for the person, as ``stands`` tells; what was added by hand keeps the record
    that it was added under. Where both records of one person were added, the case stands under the first.
    """
    under: dict[int, int] = {}
    found: dict[int, Listing] = dict(due)
    for one in by_hand:
        head = stands[one.service_user_id]
        own = under.setdefault(head, one.service_user_id)
        known = found.pop(own, None) or found.pop(head, None) or Listing(own, ())
        found[own] = Listing(own, strongest_first((*known.dues, *one.dues)), known.rating)
    return found


def in_order_of_need(listings: Iterable[Listing]) -> tuple[Listing, ...]:
    """The cases in the order in which they are discussed; a case with several reasons stands by its strongest."""
    return tuple(sorted((one for one in listings if one.dues), key=_need))


def review_due(review_on: date | None, *, meets_on: date, next_meets_on: date) -> Due | None:
    """A review that cannot wait for the meeting after this one; overdue where its day is before this one."""
    if review_on is None or review_on >= next_meets_on:
        return None
    return Due(Reason.REVIEW_OVERDUE if review_on < meets_on else Reason.REVIEW_DUE, review_on)


def release_due(release_on: date | None, *, meets_on: date, look_ahead_days: int) -> Due | None:
    """A release within so many days of the meeting, or one that has just passed (people need the panel most then)."""
    if release_on is None:
        return None
    near = meets_on - timedelta(days=look_ahead_days // 2) <= release_on < meets_on + timedelta(days=look_ahead_days)
    return Due(Reason.RELEASE, release_on) if near else None


def why(due: Due, *, on: date) -> str:
    """A reason as a sentence on a day."""
    late = count((on - due.on).days, "day")
    says = {
        Reason.RELEASE: f"Released {day(due.on)}" if due.on <= on else f"To be released {day(due.on)}",
        Reason.REVIEW_OVERDUE: f"Review was due {day(due.on)}" + (f", {late} overdue" if due.on < on else ""),
        Reason.CARRIED_OVER: f"Carried over from the meeting of {day(due.on)}",
        Reason.RETURNING: f"Deferred until {day(due.on)}",
        Reason.TRANSFER: f"Transfer asked for {day(due.on)}",
        Reason.NOMINATED: f"Nominated {day(due.on)}",
        Reason.REVIEW_DUE: f"Review due {day(due.on)}",
        Reason.ACTION_OVERDUE: f"An action was due {day(due.on)}",
        Reason.BY_HAND: "Added by hand",
    }
    return says[due.reason]


def check_release(on: date, *, today: date) -> None:
    """A release that is expected lies ahead; one that has been is recorded as the end of custody instead."""
    if on < today:
        raise Invalid(
            {"on": f"{day(on)} is past. If they were released, record the end of custody on the person's page."}
        )
    if on > today + LONGEST_SENTENCE:
        raise Invalid({"on": f"{day(on)} is more than thirty years away. Check the year."})
