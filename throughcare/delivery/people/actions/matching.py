"""Proposing that two records are of one person, whenever what a record says has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Q

from throughcare.delivery.people.models import DuplicatePair, Identifier, NameKey, ServiceUser
from throughcare.delivery.people.rules import duplicates
from throughcare.delivery.people.states import Duplicate
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event

MOST_CANDIDATES, MONTHS = 60, 12


def facts_of(people: Iterable[ServiceUser]) -> dict[int, duplicates.Facts]:
    """What records say, by their number, in three queries however many there are."""
    rows = list(people)
    known: dict[int, list[tuple[str, str]]] = {row.pk: [(row.given_name, row.family_name)] for row in rows}
    numbers: dict[int, dict[str, set[str]]] = {row.pk: {} for row in rows}
    for row in rows:
        known[row.pk] += [(one.given_name, one.family_name) for one in row.aliases.all()]
        for one in row.identifiers.all():
            numbers[row.pk].setdefault(one.kind, set()).add(one.value)
    return {
        row.pk: duplicates.Facts(
            names=tuple(known[row.pk]),
            born=row.date_of_birth,
            gender=row.gender,
            borough=row.borough,
            numbers={kind: frozenset(values) for kind, values in numbers[row.pk].items()},
        )
        for row in rows
    }


def _candidates(person: ServiceUser) -> list[int]:
    """Records that might be of the same person: a number in common, the day of birth and a sound, or two sounds."""
    numbers = Q(pk__in=[])
    for kind, value in Identifier.objects.filter(service_user=person).values_list("kind", "value"):
        numbers |= Q(kind=kind, value=value)
    found = set(Identifier.objects.filter(numbers).values_list("service_user_id", flat=True))
    sounds = [key for key in NameKey.objects.filter(service_user=person).values_list("key", flat=True) if key[0] == "s"]
    found |= _alike(person, sounds)
    found.discard(person.pk)
    return sorted(found)


def _alike(person: ServiceUser, sounds: list[str]) -> set[int]:
    """Records whose names sound alike, narrowed by the date of birth where it is known."""
    shared = NameKey.objects.filter(key__in=sounds)
    both = shared.values("service_user_id").annotate(many=Count("key")).filter(many__gte=min(2, len(sounds)))
    born = person.date_of_birth
    if born is None:
        return set(
            both.order_by("-many", "service_user_id").values_list("service_user_id", flat=True)[:MOST_CANDIDATES]
        )
    days = {born} | ({date(born.year, born.day, born.month)} if born.day <= MONTHS else set())
    same_day = shared.filter(service_user__date_of_birth__in=days)
    nearly = Q(service_user__date_of_birth__year=born.year) | Q(
        service_user__date_of_birth__month=born.month, service_user__date_of_birth__day=born.day
    )
    found = set(same_day.order_by("service_user_id").values_list("service_user_id", flat=True)[:MOST_CANDIDATES])
    return found | set(
        both.filter(nearly).order_by("service_user_id").values_list("service_user_id", flat=True)[:MOST_CANDIDATES]
    )


def propose_duplicates(person: ServiceUser, *, by: Viewer, at: datetime) -> None:
    """Weighs a record against those that it might be the same as, and keeps the pairs that a person should look at.

    A pair that was decided keeps its decision; one that no longer has weight is taken back. Called within an action.
    """
    wanted = ServiceUser.objects.filter(pk__in=[person.pk, *_candidates(person)])
    rows = {row.pk: row for row in wanted.prefetch_related("aliases", "identifiers")}
    facts = facts_of(rows.values())
    mine = facts.pop(person.pk)
    own = rows[person.pk].merged_into_id or person.pk
    known = {
        (pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.filter(Q(first=own) | Q(second=own))
    }
    for number, theirs in facts.items():
        other = rows[number].merged_into_id or number
        if other == own:
            continue
        weighed = duplicates.weigh(mine, theirs)
        ends = (min(own, other), max(own, other))
        pair = known.get(ends)
        if pair is None and weighed.is_proposed:
            known[ends] = _propose(ends, weighed, by=by, at=at)
        elif pair is not None and pair.state == Duplicate.PROPOSED and pair.weight != weighed.weight:
            pair.weight, pair.evidence = weighed.weight, list(weighed.evidence)
            pair.save()
            event("duplicate.weighed_again", subject=("duplicate", pair.pk), by=by, at=at)


def _propose(ends: tuple[int, int], weighed: duplicates.Weighed, *, by: Viewer, at: datetime) -> DuplicatePair:
    pair = DuplicatePair(
        first_id=ends[0], second_id=ends[1], weight=weighed.weight, evidence=list(weighed.evidence), since=at
    )
    pair.save()
    event("duplicate.proposed", subject=("duplicate", pair.pk), by=by, at=at, state=Duplicate.PROPOSED)
    return pair
