"""The waiting list of a provider's service, in its explained order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.moments import moments_of
from throughcare.delivery.referrals.rules.clocks import Moment, Reading, read, runs
from throughcare.delivery.referrals.rules.waiting import Waiting, in_order, rule_in_words, why
from throughcare.delivery.referrals.states import State
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
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
    """The people who wait for one service, and the rule that orders them."""

    service: str
    name: str
    rule: str
    is_confirmed: bool
    rows: tuple[WaitingRow, ...]


def waiting_lists(viewer: Viewer, at: datetime) -> list[WaitingList]:
    """The waiting list of each service that the viewer works for, as far as they may see it."""
    today = clock.today(at)
    on_hold = visible_to(viewer, Referral).filter(state=State.PAUSED, state_before_pause__in=WAITING)
    rows = visible_to(viewer, Referral).filter(state__in=WAITING) | on_hold
    rows = rows.filter(provider__code__in=viewer.organisation_codes).select_related("service_user", "form")
    by_service: dict[str, list[Referral]] = {}
    for row in rows:
        by_service.setdefault(row.service, []).append(row)
    return [_list(code, found, today) for code, found in sorted(by_service.items())]


def _list(code: str, rows: Sequence[Referral], today: date) -> WaitingList:
    # The list has one order, that of the definition in force today, whatever version each referral is judged by.
    found = definition(code, on=today)
    moments = moments_of(row.pk for row in rows)
    people = {row.pk: row for row in rows}
    waiting = [
        Waiting(pk, promise(found, moments[pk], today), signals_of(found, facts(row))) for pk, row in people.items()
    ]
    ordered = in_order(found, waiting)
    shown = tuple(_row(place, one, people[one.id], found) for place, one in enumerate(ordered, start=1))
    confirmed = all(one.certainty == "verified" for one in found.signals)
    return WaitingList(code, found.name, rule_in_words(found), confirmed, shown)


def promise(found: ServiceDefinition, moments: Sequence[Moment], today: date) -> Reading | None:
    """How the clock stands that people waiting are told of."""
    told = found.promise
    held = runs(told, moments) if told else ()
    return read(told, held[-1], today) if told and held else None


def facts(row: Referral) -> Facts:
    """The facts that were known when the referral was sent."""
    told = row.form.told.get("facts", {}) if hasattr(row, "form") else {}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def _row(place: int, one: Waiting, row: Referral, found: ServiceDefinition) -> WaitingRow:
    tier = next((tier.name for tier in found.tiers if tier.id == row.tier), "")
    return WaitingRow(
        place=place,
        id=row.pk,
        reference=row.reference,
        person_name=row.service_user.name if row.service_user else "",
        borough=area_name(row.borough),
        state=row.state,
        tier=tier,
        since=row.since,
        why=why(found, one),
        is_overdue=one.is_overdue,
        is_on_hold=one.is_on_hold,
        review_on=row.review_on,
    )
