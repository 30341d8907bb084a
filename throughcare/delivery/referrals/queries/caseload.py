"""What each worker carries, by weight, and who has room."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals.models import Cover, Referral
from throughcare.delivery.referrals.rules.handling import weight
from throughcare.delivery.referrals.states import State
from throughcare.delivery.services.queries import definition, definitions
from throughcare.delivery.services.states import OPEN_STATES
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Membership
from throughcare.foundation.ui.words import day

WORKING_ROLES = tuple(code for code, role in ROLES.items() if Permission.WORK_CASE in role.permissions)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a caseload: who, where it stands, what it weighs."""

    id: int
    reference: str
    person_name: str
    service_name: str
    state: str
    since: datetime
    weight: int


@dataclass(frozen=True, slots=True)
class Load:
    """What one worker carries. ``room`` is what is left of a full caseload; ``away`` says who covers until when."""

    worker_id: int
    name: str
    cases: tuple[CaseLine, ...]
    full: int
    away: str = ""

    @property
    def weight(self) -> int:
        """The weight of all cases."""
        return sum(one.weight for one in self.cases)

    @property
    def room(self) -> int:
        """Weight left before a full caseload; negative beyond it."""
        return self.full - self.weight


def workers_of(provider_code: str, on: date) -> list[tuple[int, str]]:
    """Who works cases for a provider on a day, by name."""
    rows = Membership.objects.on(on).filter(organisation__code=provider_code, role__in=WORKING_ROLES)
    found = {row.person_id: row.person.name for row in rows.select_related("person") if row.person.is_active}
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def caseloads(viewer: Viewer, at: datetime) -> list[Load]:
    """The caseloads of a provider's workers for its leads; one's own for a worker. Most room first."""
    today = clock.today(at)
    rows = visible_to(viewer, Referral).filter(
        provider__code__in=viewer.organisation_codes, worker__isnull=False, state__in=OPEN_STATES
    )
    if not viewer.can(Permission.ALLOCATE_CASE):
        rows = rows.filter(worker_id=viewer.person_id)
    held: dict[int, list[CaseLine]] = defaultdict(list)
    for row in rows.select_related("service_user__merged_into").order_by("since", "id"):
        held[row.worker_id].append(_line(row))
    names = dict(workers_of(viewer.organisation_code, today))
    if not viewer.can(Permission.ALLOCATE_CASE):
        names = {viewer.person_id or 0: viewer.name}
    full, away = _full(viewer.organisation_code, today), _away(viewer.organisation_code, today)
    loads = [Load(pk, name, tuple(held.get(pk, ())), full, away.get(pk, "")) for pk, name in names.items()]
    return sorted(loads, key=lambda one: (-one.room, one.name, one.worker_id))


def _line(row: Referral) -> CaseLine:
    found = definition(row.service, row.definition)
    return CaseLine(
        id=row.pk,
        reference=row.reference,
        person_name=row.about.name if row.about else "",
        service_name=found.name,
        state=row.state,
        since=row.since,
        weight=weight(found, State(row.state)),
    )


def _full(provider_code: str, on: date) -> int:
    fulls = [one.dated.full_caseload for one in definitions(on) if provider_code in {x.provider for x in one.offers}]
    return min(fulls, default=40)


def _away(provider_code: str, on: date) -> dict[int, str]:
    rows = Cover.objects.filter(provider__code=provider_code, from_date__lte=on, until__gt=on)
    return {
        row.absent_id: f"Away until {day(row.until)}; {row.covering.name} covers"
        for row in rows.select_related("covering")
    }


def covers(viewer: Viewer, at: datetime) -> list[Cover]:
    """Cover that is under way or to come, as far as the viewer may see it."""
    rows = visible_to(viewer, Cover).filter(until__gt=clock.today(at)).select_related("absent", "covering")
    return list(rows.order_by("from_date", "id"))
