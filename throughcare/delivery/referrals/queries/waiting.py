"""The waiting list of a provider's service, in its explained order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals.models import Referral, ReferralForm
from throughcare.delivery.referrals.queries.moments import moments_for
from throughcare.delivery.referrals.rules.clocks import Moment, Reading, read, runs
from throughcare.delivery.referrals.rules.waiting import Waiting, in_order, rule_in_words, why
from throughcare.delivery.referrals.states import State
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import Clock, ServiceDefinition
from throughcare.delivery.services.rules.eligibility import signals_of
from throughcare.delivery.services.rules.facts import Facts
from throughcare.foundation.access.areas import area_name
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer

WAITING = (State.ACCEPTED, State.WAITING)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One line of the list: its place, who, why here, and whether a worker is to be found."""

    place: int
    id: int
    reference: str
    person_name: str
    borough: str
    state: str
    tier: str
    since: datetime
    why: str
    is_overdue: bool
    is_on_hold: bool
    review_on: date | None


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The people who wait for one service, ``length`` of them, and the rule that orders them."""

    service: str
    name: str
    rule: str
    is_confirmed: bool
    length: int
    rows: tuple[WaitingRow, ...]


def waiting_lists(viewer: Viewer, at: datetime, *, first: int | None = None) -> list[WaitingList]:
    """The waiting list of each service that the viewer works for, as far as they may see it.

    ``first`` tells only of the next so many of each list, in the same order: nobody on hold is next.
    """
    seen = visible_to(viewer, Referral)
    found = seen.filter(state__in=WAITING) | seen.filter(state=State.PAUSED, state_before_pause__in=WAITING)
    by_service: dict[str, list[int]] = {}
    for pk, service in found.filter(provider__code__in=viewer.organisation_codes).values_list("pk", "service"):
        by_service.setdefault(service, []).append(pk)
    return [_list(code, numbers, clock.today(at), first) for code, numbers in sorted(by_service.items())]


def _list(code: str, numbers: Sequence[int], today: date, first: int | None) -> WaitingList:
    # The list has one order, that of the definition in force today, whatever version each referral is judged by.
    found = definition(code, on=today)
    known, told = facts_of(numbers), found.promise
    moments = moments_for(told, numbers) if told else {}
    waiting = (
        Waiting(pk, standing(told, moments.get(pk, ()), today), signals_of(found, known.get(pk, {}))) for pk in numbers
    )
    ordered = in_order(found, waiting)
    placed = list(enumerate(ordered, start=1))
    wanted = placed if first is None else [(place, one) for place, one in placed if not one.is_on_hold][:first]
    people = Referral.objects.select_related("service_user__merged_into").in_bulk([one.id for _, one in wanted])
    shown = tuple(_row(place, one, people[one.id], found) for place, one in wanted)
    confirmed = all(one.certainty == "verified" for one in found.signals)
    return WaitingList(code, found.name, rule_in_words(found), confirmed, len(ordered), shown)


def standing(promise: Clock | None, moments: Sequence[Moment], today: date) -> Reading | None:
    """How the clock stands that people waiting are told of."""
    held = runs(promise, moments) if promise else ()
    return read(promise, held[-1], today) if promise and held else None


def facts_of(numbers: Sequence[int]) -> dict[int, Facts]:
    """The facts that were known when each referral was sent, by its number."""
    rows = ReferralForm.objects.filter(referral_id__in=numbers).values_list("referral_id", "told__facts")
    return {
        number: {name: tuple(value) if isinstance(value, list) else value for name, value in (told or {}).items()}
        for number, told in rows
    }


def _row(place: int, one: Waiting, row: Referral, found: ServiceDefinition) -> WaitingRow:
    tier = next((tier.name for tier in found.tiers if tier.id == row.tier), "")
    return WaitingRow(
        place=place,
        id=row.pk,
        reference=row.reference,
        person_name=row.about.name if row.about else "",
        borough=area_name(row.borough),
        state=row.state,
        tier=tier,
        since=row.since,
        why=why(found, one),
        is_overdue=one.is_overdue,
        is_on_hold=one.is_on_hold,
        review_on=row.review_on,
    )
