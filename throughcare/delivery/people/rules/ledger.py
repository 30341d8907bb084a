"""The cohort's ledger: what its entries add up to on a day.

Entries of one stay are dated in the order in which they were written, so folding them by day, then by number, gives the
state as it was. Overlays may be dated back. ``rules/replay.py`` has the slow twin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from throughcare.delivery.people.states import IN_COHORT, NOMINAL_STARTS

OVERLAY_STARTED, OVERLAY_ENDED, OVERLAY_WITHDRAWN = "overlay_started", "overlay_ended", "overlay_withdrawn"
RATING_ENDS = frozenset({"readopted", *NOMINAL_STARTS})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``number`` orders lines of a day; ``stay`` or ``overlay`` say what it is about (null for neither).

    ``state``, ``rating``, ``kind`` and ``borough`` are what it sets, empty where it leaves them. ``review_on`` is the
    day by which the stay is looked at again from this line on. Of an overlay's first line, ``kind`` is its kind.
    """

    number: int
    person: int
    stay: int | None
    overlay: int | None
    what: str
    on: date
    state: str = ""
    rating: str = ""
    review_on: date | None = None
    kind: str = ""
    borough: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A stay on a day."""

    person: int
    stay: int
    state: str
    since: date
    borough: str
    kind: str
    rating: str = ""
    rated_on: date | None = None
    review_on: date | None = None

    @property
    def in_cohort(self) -> bool:
        """Whether the person is in the cohort by this stay."""
        return self.state in IN_COHORT


@dataclass(frozen=True, slots=True)
class Span:
    """Something true of a person over ``[from_, until)``; ``until`` is null while it lasts."""

    person: int
    overlay: int
    kind: str
    from_: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is true on a day."""
        return self.from_ <= on and (self.until is None or on < self.until)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by day, then by number."""
    return sorted(entries, key=lambda one: (one.on, one.number))


def after(standing: Standing | None, entry: Entry) -> Standing:
    """A stay after one more entry. The first entry of a stay must set its state."""
    if entry.stay is None:
        raise ValueError(f"Entry {entry.number} is about no stay.")
    if standing is None:
        if not entry.state:
            raise ValueError(f"The first entry of stay {entry.stay} sets no state.")
        standing = Standing(entry.person, entry.stay, entry.state, entry.on, entry.borough, entry.kind)
    rated = entry.rating or ("" if entry.what in RATING_ENDS else standing.rating)
    rated_on = entry.on if entry.rating else (standing.rated_on if rated else None)
    return replace(
        standing,
        state=entry.state or standing.state,
        since=entry.on if entry.state else standing.since,
        borough=entry.borough or standing.borough,
        kind=entry.kind or standing.kind,
        rating=rated,
        rated_on=rated_on,
        review_on=entry.review_on,
    )


def stays_on(entries: Iterable[Entry], on: date) -> dict[int, Standing]:
    """Every stay that had begun by a day, as it stood on it, by number of the stay."""
    found: dict[int, Standing] = {}
    for entry in in_order(entries):
        if entry.stay is not None and entry.overlay is None and entry.on <= on:
            found[entry.stay] = after(found.get(entry.stay), entry)
    return found


def cohort_on(entries: Iterable[Entry], on: date) -> dict[int, Standing]:
    """Who was in the cohort on a day, by number of the person."""
    return {one.person: one for one in stays_on(entries, on).values() if one.in_cohort}


def spans(entries: Iterable[Entry]) -> dict[int, Span]:
    """Every overlay as its lines leave it, by its number, without those recorded in error."""
    found: dict[int, Span] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        if entry.overlay is None:
            continue
        if entry.what == OVERLAY_STARTED:
            found[entry.overlay] = Span(entry.person, entry.overlay, entry.kind, entry.on)
        elif entry.what == OVERLAY_ENDED:
            found[entry.overlay] = replace(found[entry.overlay], until=entry.on)
        elif entry.what == OVERLAY_WITHDRAWN:
            del found[entry.overlay]
    return found


def overlays_on(entries: Iterable[Entry], on: date) -> dict[int, frozenset[str]]:
    """The kinds of overlay that hold on a day, by number of the person."""
    found: dict[int, set[str]] = {}
    for span in spans(entries).values():
        if span.holds(on):
            found.setdefault(span.person, set()).add(span.kind)
    return {person: frozenset(kinds) for person, kinds in found.items()}


def counts(
    cohort: Mapping[int, Standing], overlays: Mapping[int, frozenset[str]]
) -> tuple[dict[str, int], dict[str, int]]:
    """How many of a cohort have each rating (``unrated`` for none yet) and each overlay."""
    ratings = Counter(one.rating or "unrated" for one in cohort.values())
    kinds = Counter(kind for person in cohort for kind in overlays.get(person, ()))
    return dict(ratings), dict(kinds)
