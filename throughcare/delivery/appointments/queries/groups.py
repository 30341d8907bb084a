"""Group sessions: the list, one with its members, and whose case could join it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, GroupSession
from throughcare.delivery.appointments.queries import facts, settings
from throughcare.delivery.appointments.queries.appointments import RELATED, Row, row_of
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer

LATELY = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A meeting of a group. ``taken`` counts places of those who come or came."""

    id: int
    title: str
    service: str
    service_name: str
    starts: datetime
    ends: datetime
    minutes: int
    manner: str
    where: str
    places: int
    taken: int
    waiting: int
    facilitators: tuple[str, ...]
    facilitator_ids: tuple[int, ...]
    moved: bool


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A meeting with the members that the viewer may see."""

    group: GroupRow
    members: tuple[Row, ...]


def _row(group: GroupSession) -> GroupRow:
    found = list(group.members.values_list("state", flat=True))
    runs = list(group.facilitators.select_related("person").order_by("person__name", "id"))
    return GroupRow(
        id=group.pk,
        title=group.title,
        service=group.service,
        service_name=definition(group.service).name,
        starts=group.starts_at,
        ends=group.ends_at,
        minutes=group.minutes,
        manner=group.manner,
        where=settings.place_words(group.place),
        places=group.places,
        taken=sum(state in states.AHEAD | states.ATTENDED for state in found),
        waiting=sum(states.is_ahead(state) for state in found),
        facilitators=tuple(one.person.name for one in runs),
        facilitator_ids=tuple(one.person_id for one in runs),
        moved=GroupSession.objects.filter(replaces=group).exists(),
    )


def groups(viewer: Viewer, at: datetime) -> list[GroupRow]:
    """Meetings ahead and lately, those moved left out, soonest first."""
    found = visible_to(viewer, GroupSession).filter(starts_at__gte=at - LATELY, replaced_by__isnull=True)
    return [_row(one) for one in found.order_by("starts_at", "pk")]


def group(viewer: Viewer, group_id: int) -> GroupPage:
    """One meeting with the members that the viewer may see."""
    found = get_visible(viewer, GroupSession, pk=group_id)
    members = visible_to(viewer, Appointment).filter(group=found).values("pk")
    rows = Appointment.objects.filter(pk__in=members).select_related(*RELATED)
    listed = sorted((row_of(one) for one in rows), key=lambda one: one.person_name)
    return GroupPage(_row(found), tuple(listed))


def could_join(viewer: Viewer, page: GroupPage) -> list[tuple[int, str]]:
    """Cases of the group's service in which sessions are held and that have no place in it yet, by name."""
    if not (viewer.can(Permission.WORK_CASE) or viewer.can(Permission.TRIAGE_REFERRAL)):
        return []
    inside = {row.referral_id for row in page.members}
    rows = visible_to(viewer, Referral).filter(
        service=page.group.service, provider__code__in=viewer.organisation_codes, closed_at__isnull=True
    )
    found = [
        (row.pk, f"{row.about.name}, {row.reference}")
        for row in rows.select_related("service_user__merged_into")
        if row.pk not in inside and row.about and _has_sessions(row)
    ]
    return sorted(found, key=lambda pair: pair[1])


def _has_sessions(row: Referral) -> bool:
    service = definition(row.service, row.definition)
    return Appointment.Purpose.SESSION in facts.purposes(service, row.state)


def activities(page: GroupPage) -> list[tuple[str, str]]:
    """What is done in sessions of the group's service."""
    return [(one.code, one.means) for one in definition(page.group.service).activities]
