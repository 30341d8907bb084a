"""Lists of referrals: a referrer's own, and a provider's inbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.referrals.models import Referral, Transfer
from throughcare.delivery.referrals.queries.cases import Case, case_of
from throughcare.delivery.referrals.queries.moments import moments_of
from throughcare.delivery.referrals.rules.clocks import readings
from throughcare.delivery.referrals.states import State
from throughcare.delivery.services.states import END_STATES, OPEN_STATES, STATES, Event
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Membership, Person
from throughcare.foundation.ui.words import count, day

ROWS = ("service_user__merged_into", "provider", "referrer", "referrer_organisation", "worker")
ENDED_SINCE = timedelta(days=90)
MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: the case, and when its next clock is due, in words."""

    case: Case
    due: date | None
    due_words: str
    is_late: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class MyReferrals:
    """A referrer's referrals: what waits for them first."""

    mine: tuple[Row, ...]
    drafts: tuple[Row, ...]
    with_service: tuple[Row, ...]
    ended: tuple[Row, ...]
    can_appeal: tuple[Row, ...]


def rows_of(viewer: Viewer, rows: Iterable[Referral], today: date) -> list[Row]:
    """Referrals that the viewer may see, as lines of a list: two queries for however many."""
    held = list(rows)
    moments = moments_of(row.pk for row in held)
    return [_row(case_of(viewer, row), moments[row.pk], today) for row in held]


def _row(found: Case, moments: list[Any], today: date) -> Row:
    running = [one for one in readings(found.definition, moments, today) if one.is_running]
    first = min(running, key=lambda one: (one.due is None, one.due or date.max), default=None)
    turn = STATES[State(found.state)].turn
    mine = turn is not None and str(turn) in found.standing.actors
    if first is None or found.is_over:
        return Row(found, None, "", False, mine)
    if first.due is None:
        return Row(found, None, "stands still", False, mine)
    unit = "working day" if first.clock.unit == "working_days" else "day"
    late = f"{count(-first.left, unit)} late" if first.is_late else f"by {day(first.due)}"
    return Row(found, first.due, f"{first.clock.name}: {late}", first.is_late, mine)


def my_referrals(viewer: Viewer, at: datetime) -> MyReferrals:
    """The referrals that a viewer made or took over."""
    today = clock.today(at)
    own = visible_to(viewer, Referral).filter(referrer_id=viewer.person_id).select_related(*ROWS, "form")
    open_rows = rows_of(viewer, own.filter(state__in=OPEN_STATES).order_by("-since", "-id")[:MOST], today)
    ended = own.filter(state__in=END_STATES, closed_at__gte=at - ENDED_SINCE, service_user__isnull=False)
    over = rows_of(viewer, ended.order_by("-closed_at", "-id")[:MOST], today)
    return MyReferrals(
        mine=tuple(row for row in open_rows if row.is_mine),
        drafts=tuple(rows_of(viewer, own.filter(state=State.DRAFT).order_by("-started_at", "-id")[:MOST], today)),
        with_service=tuple(row for row in open_rows if not row.is_mine),
        ended=tuple(row for row in over if row.case.state != State.DECLINED),
        can_appeal=tuple(row for row in over if row.case.state == State.DECLINED),
    )


@dataclass(frozen=True, slots=True)
class Inbox:
    """What came in for a provider: to acknowledge, to decide, waiting for the referrer, offered by others, cases."""

    new: tuple[Row, ...]
    deciding: tuple[Row, ...]
    asked: tuple[Row, ...]
    offers: tuple[Transfer, ...]
    appealed: frozenset[int]


def inbox(viewer: Viewer, at: datetime) -> Inbox:
    """The inbox of a provider's administrators and leads, the soonest due first."""
    today = clock.today(at)
    rows = visible_to(viewer, Referral).filter(provider__code__in=viewer.organisation_codes).select_related(*ROWS)

    def shown(state: str) -> tuple[Row, ...]:
        found = rows_of(viewer, rows.filter(state=state).order_by("since", "id")[:MOST], today)
        return tuple(sorted(found, key=lambda row: (row.due is None, row.due or date.max, row.case.id)))

    offers = visible_to(viewer, Transfer).filter(
        state=Transfer.State.OFFERED, to_provider__code__in=viewer.organisation_codes
    )
    deciding = shown(State.TRIAGE)
    appealed = Referral.objects.filter(
        pk__in=[row.case.id for row in deciding], steps__event=Event.DECLINE_APPEALED
    ).values_list("pk", flat=True)
    return Inbox(
        new=shown(State.SUBMITTED),
        deciding=deciding,
        asked=shown(State.INFORMATION_REQUESTED),
        offers=tuple(offers.select_related("referral__service_user__merged_into", "referral__provider", "to_provider")),
        appealed=frozenset(appealed),
    )


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody with open referrals, and how many."""

    person_id: int
    name: str
    open: int


def leavers(viewer: Viewer) -> list[Leaver]:
    """Who in the viewer's organisation has open referrals or drafts, by name."""
    open_ones = Q(state__in=(State.DRAFT, State.DECLINED, *OPEN_STATES))
    rows = visible_to(viewer, Referral).filter(open_ones, referrer_organisation__code__in=viewer.organisation_codes)
    counts: dict[tuple[str, int], int] = {}
    for name, person_id in rows.values_list("referrer__name", "referrer_id"):
        counts[name, person_id] = counts.get((name, person_id), 0) + 1
    return [Leaver(person_id, name, number) for (name, person_id), number in sorted(counts.items())]


def colleagues_who_refer(viewer: Viewer, on: date) -> list[tuple[int, str]]:
    """Who in the viewer's organisation refers, by name."""
    roles = [code for code, role in ROLES.items() if Permission.REFER in role.permissions]
    rows = Membership.objects.on(on).filter(organisation__code__in=viewer.organisation_codes, role__in=roles)
    people: dict[int, Person] = {row.person_id: row.person for row in rows.select_related("person")}
    return sorted(((pk, one.name) for pk, one in people.items() if one.is_active), key=lambda pair: (pair[1], pair[0]))
