"""What panels need of the cohort: where a person stands, and the reasons that a decision can have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from throughcare.delivery.panels.rules.deciding import Kind, kind_of
from throughcare.delivery.people.models import LedgerEntry, Nominal, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.people.states import OPEN_STATES


@dataclass(frozen=True, slots=True)
class Stay:
    """Where somebody stands in the cohort; every part empty for somebody who was never in it."""

    nominal_id: int | None = None
    state: str = ""
    rating: str = ""
    review_on: date | None = None
    since: date | None = None
    nominated_by: int | None = None
    kind: str = ""


NO_STAY = Stay()


def standing(numbers: Iterable[int]) -> dict[int, int]:
    """For each record the one that stands for its person: itself, or the one that it was merged into."""
    rows = ServiceUser.objects.filter(pk__in=list(numbers)).values_list("pk", "merged_into")
    return {number: merged or number for number, merged in rows}


def about_same(number: int, path: str = "service_user") -> Q:
    """What is about the person of a record on any of theirs: a case may stand under one that was merged."""
    return about_any_of(tuple(standing([number]).values()), path)


def stays_of(people: Iterable[int]) -> dict[int, Stay]:
    """The present stay of each person, else the last one that ended, whichever of their records it is written under."""
    stands = standing(people)
    own = Q(service_user__in=stands.values()) | Q(service_user__merged_into__in=stands.values())
    last: dict[int, Nominal] = {}
    for row in Nominal.objects.filter(own).select_related("service_user").order_by("pk"):
        person = row.service_user.merged_into_id or row.service_user_id
        held = last.get(person)
        if held is None or row.state in OPEN_STATES or held.state not in OPEN_STATES:
            last[person] = row
    return {number: stay(last[person]) for number, person in stands.items() if person in last}


def stay(row: Nominal) -> Stay:
    """A stay in plain values."""
    return Stay(row.pk, row.state, row.rating, row.review_on, row.since, row.nominated_by_id, row.kind)


def stay_of(service_user_id: int) -> Stay:
    """One person's."""
    return stays_of([service_user_id]).get(service_user_id, NO_STAY)


STEPS = {
    "adopt": "adopted",
    "not_adopt": "not_adopted",
    "defer": "deferred",
    "rate": "rated",
    "deselect": "deselected",
    "readopt": "readopted",
}


NO_CHANGE, FIRST_RATING = "no_change", "first_rating"


def reasons(kind: Kind, on: date, *, rating: str = "") -> list[tuple[str, str]]:
    """The reasons that a decision can have, as code and words, the likeliest first; none where it needs none.

    ``rating`` is what the person is rated now: a first rating has a reason of its own, and no change is likely only
    where the rating stays.
    """
    if not kind.cohort:
        return []
    found = vocabulary.reason_choices(STEPS[kind.cohort], on)
    if kind.cohort != "rate":
        return found
    left_out = {FIRST_RATING} if rating else {NO_CHANGE}
    left_out |= {NO_CHANGE} if rating != kind.rating else set()
    first = NO_CHANGE if rating else FIRST_RATING
    return sorted((one for one in found if one[0] not in left_out), key=lambda one: one[0] != first)


def reason_label(kind_code: str, reason: str) -> str:
    """A reason in words; empty for none."""
    kind = kind_of(kind_code)
    return vocabulary.reason_label(STEPS[kind.cohort], reason) if kind.cohort and reason else ""


def standard_review(kind: Kind, on: date) -> date | None:
    """The day by which what was decided comes back unless the panel says another."""
    if not kind.dated:
        return None
    return on + timedelta(days=vocabulary.interval(kind.rating or "deferred", on).days)


def ledger_day(nominal_id: int, meets_on: date) -> date:
    """The day from which a decision holds: the meeting's, or that of the last entry of the stay where it is later."""
    last = LedgerEntry.objects.filter(nominal_id=nominal_id, overlay__isnull=True).order_by("-on", "-id").first()
    return max(meets_on, last.on) if last else meets_on
