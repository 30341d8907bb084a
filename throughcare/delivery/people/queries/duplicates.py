"""Pairs of records that may be one person, as those who may see both records see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.delivery.people.models import DuplicatePair, Identifier, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.finding import Elsewhere, coordinators_of
from throughcare.delivery.people.queries.persons import PersonRow, person_rows
from throughcare.delivery.people.queries.scope import about_visible
from throughcare.delivery.people.queries.stays import name_of
from throughcare.delivery.people.rules.duplicates import EVIDENCE
from throughcare.delivery.people.rules.identifiers import NAMES, Number
from throughcare.delivery.people.states import Duplicate
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can

AGAINST = ("other_", "born_otherwise", "name_other", "possible_twins")


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair, by itself: what it says."""

    id: int
    name: str
    born: date | None
    gender: str
    borough: str
    numbers: tuple[str, ...]
    added_at: datetime


@dataclass(frozen=True, slots=True)
class PairShown:
    """A pair with what speaks for and against it, and what was decided."""

    id: int
    first: Side
    second: Side
    weight: int
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    state: str
    since: datetime
    decided_by: str
    words: str
    version: int


@dataclass(frozen=True, slots=True)
class HalfPair:
    """A person whom the viewer sees, and where a record is kept that may be of the same person."""

    person: PersonRow
    elsewhere: Elsewhere


def _side(row: ServiceUser) -> Side:
    numbers = Identifier.objects.filter(service_user=row)
    return Side(
        row.pk,
        row.name,
        row.date_of_birth,
        row.get_gender_display(),
        vocabulary.borough_name(row.borough),
        tuple(f"{NAMES[one.kind]} {Number(one.kind, one.value).shown}" for one in numbers),
        row.added_at,
    )


def _shown(row: DuplicatePair) -> PairShown:
    words = [(EVIDENCE.get(code, code), code.startswith(AGAINST)) for code in row.evidence]
    return PairShown(
        row.pk,
        _side(row.first),
        _side(row.second),
        row.weight,
        tuple(text for text, is_against in words if not is_against),
        tuple(text for text, is_against in words if is_against),
        row.state,
        row.since,
        name_of(row.decided_by) if row.decided_by_id else "",
        row.words,
        row.version,
    )


def pairs(viewer: Viewer, *, state: str = Duplicate.PROPOSED) -> list[PairShown]:
    """The pairs in a state, the weightiest first."""
    check_can(viewer, Permission.RESOLVE_DUPLICATES)
    rows = visible_to(viewer, DuplicatePair).filter(state=state)
    return [_shown(row) for row in rows.select_related("first", "second", "decided_by")[:200]]


def pair(viewer: Viewer, pair_id: int) -> PairShown:
    """One pair."""
    check_can(viewer, Permission.RESOLVE_DUPLICATES)
    return _shown(get_visible(viewer, DuplicatePair, pk=pair_id))


def count_proposed(viewer: Viewer) -> tuple[int, datetime | None]:
    """How many pairs wait for a decision, and since when the oldest."""
    rows = visible_to(viewer, DuplicatePair).filter(state=Duplicate.PROPOSED)
    times = sorted(rows.values_list("since", flat=True))
    return len(times), times[0] if times else None


def half_pairs(viewer: Viewer, *, on: date) -> list[HalfPair]:
    """Proposed pairs of which the viewer sees one record and the other, which is not restricted, is kept elsewhere."""
    check_can(viewer, Permission.RESOLVE_DUPLICATES)
    rows = DuplicatePair.objects.filter(state=Duplicate.PROPOSED).select_related("first", "second")
    first = rows.filter(about_visible(viewer, "first"), second__is_restricted=False).exclude(
        about_visible(viewer, "second")
    )
    second = rows.filter(about_visible(viewer, "second"), first__is_restricted=False).exclude(
        about_visible(viewer, "first")
    )
    halves = [(row.first, row.second) for row in first] + [(row.second, row.first) for row in second]
    return _halves(viewer, [half for half in halves if half[1].merged_into_id is None], on=on)


def _halves(viewer: Viewer, halves: Iterable[tuple[ServiceUser, ServiceUser]], *, on: date) -> list[HalfPair]:
    found = list(halves)
    seen = {row.id: row for row in person_rows(viewer, [mine for mine, _ in found], on=on)}
    return [
        HalfPair(
            seen[mine.pk],
            Elsewhere(theirs.borough, vocabulary.borough_name(theirs.borough), coordinators_of(theirs.borough, on=on)),
        )
        for mine, theirs in found
        if mine.pk in seen
    ]
