"""Group sessions: holding one, who is in it, moving it, and everybody's attendance at one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.actions.booking import check_moving, leave, make
from throughcare.delivery.appointments.actions.recording import Record, record_session
from throughcare.delivery.appointments.actions.steps import Terms, open_case
from throughcare.delivery.appointments.models import Appointment, Facilitator, GroupSession
from throughcare.delivery.appointments.queries import colleagues, facts, settings
from throughcare.delivery.appointments.rules import timing
from throughcare.delivery.appointments.rules.places import Place, checked_place
from throughcare.delivery.services.queries import definitions
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

MOST_TITLE = 120


@action
def plan_group(
    *,
    service: str,
    title: str,
    terms: Terms,
    places: int,
    facilitator_ids: Collection[int],
    despite: Collection[str] = (),
    key: str = "",
    by: Viewer,
    at: datetime,
) -> GroupSession:
    """Plans a meeting of a group of one's own service, with those who run it."""
    if not by.can(Permission.TRIAGE_REFERRAL):
        check_can(by, Permission.WORK_CASE)
    earlier = GroupSession.objects.filter(key=key).first() if key else None
    if earlier is not None:
        return earlier
    day = clock.today(at)
    if service not in {one.code for one in definitions(day)}:
        raise Invalid({"service": "Choose the service."})
    provider = Organisation.objects.get(code=by.organisation_code)
    name = " ".join(title.split())
    if not name or len(name) > MOST_TITLE:
        raise Invalid({"title": f"Name the group, in {MOST_TITLE} characters or fewer. Name nobody in it."})
    timing.check_ahead(starts=terms.starts, at=at)
    return _plan(
        provider, service, name, terms, places, facilitator_ids, despite=despite, key=key, replaces=None, by=by, at=at
    )


def _plan(
    provider: Organisation,
    service: str,
    title: str,
    terms: Terms,
    places: int,
    facilitator_ids: Collection[int],
    *,
    despite: Collection[str],
    key: str,
    replaces: GroupSession | None,
    by: Viewer,
    at: datetime,
) -> GroupSession:
    place = _checked(provider, service, terms, facilitator_ids, despite, replaces, at=at)
    row = GroupSession(
        service=service,
        provider=provider,
        title=title,
        places=places,
        starts_at=terms.starts,
        minutes=terms.minutes,
        **asdict(place),
        replaces=replaces,
        made_by_id=by.person_id,
        made_at=at,
        key=key,
    )
    row.save()
    for person_id in sorted(set(facilitator_ids)):
        Facilitator(group=row, person_id=person_id).save()
    event("group_session.planned", subject=("group_session", row.pk), by=by, at=at)
    return row


def _checked(
    provider: Organisation,
    service: str,
    terms: Terms,
    facilitator_ids: Collection[int],
    despite: Collection[str],
    replaces: GroupSession | None,
    *,
    at: datetime,
) -> Place:
    """Raises where a group cannot meet on these terms; gives the place in its written form."""
    day = clock.today(at)
    timing.check_length(terms.minutes)
    timing.check_start(starts=terms.starts, referred=at, at=at, months_ahead=settings.limit("months_ahead", day))
    if not facilitator_ids or not set(facilitator_ids) <= set(colleagues.workers(provider.pk, day)):
        raise Invalid({"facilitators": "Choose who runs it, among those who work cases here."})
    around = facts.surroundings_of_workers(
        service, facilitator_ids, terms.starts, terms.minutes, moving_group=replaces.pk if replaces else None
    )
    timing.check_accepted(timing.cautions_about(timing.span(terms.starts, terms.minutes), around), despite)
    return checked_place(terms.place, settings.offices(day))


def _open(group_id: int, *, by: Viewer) -> GroupSession:
    if not by.can(Permission.TRIAGE_REFERRAL):
        check_can(by, Permission.WORK_CASE)
    seen = get_visible(by, GroupSession, pk=group_id)
    row: GroupSession = GroupSession.objects.locked(seen.pk)
    if GroupSession.objects.filter(replaces=row).exists():
        raise WrongState("This group session was moved.", remedy="Open the one that took its place.")
    return row


@action
def add_to_group(*, group_id: int, referral_id: int, by: Viewer, at: datetime) -> Appointment:
    """Gives somebody a place in a group session; it is a session of their own case."""
    group = _open(group_id, by=by)
    referral = open_case(referral_id, by=by)
    if (referral.service, referral.provider_id) != (group.service, group.provider_id):
        raise NotAllowed("This case belongs to another service.", remedy="Choose a case of the group's own service.")
    existing = group.members.filter(referral=referral).first()
    if existing is not None:
        return existing
    taken = group.members.filter(state__in=states.AHEAD | states.ATTENDED).count()
    if taken >= group.places:
        raise WrongState(f"All {group.places} places are taken.", remedy="Plan another meeting of the group.")
    timing.check_ahead(starts=group.starts_at, at=at)
    first = group.facilitators.order_by("id").values_list("person_id", flat=True)[0]
    terms = Terms(group.starts_at, group.minutes, group.place, Appointment.Purpose.SESSION, first)
    return make(referral, terms, state=states.Appointment.BOOKED, group=group, by=by, at=at)


@action
def move_group(
    *,
    group_id: int,
    terms: Terms,
    reason: str,
    asked_by: str,
    despite: Collection[str] = (),
    key: str = "",
    by: Viewer,
    at: datetime,
) -> GroupSession:
    """Moves a meeting with everybody who still has a place in it; each place names the one it took."""
    earlier = GroupSession.objects.filter(key=key).first() if key else None
    if earlier is not None and earlier.replaces_id == group_id:
        return earlier
    group = _open(group_id, by=by)
    check_moving(reason, asked_by, "", at=at)
    timing.check_ahead(starts=terms.starts, at=at)
    runs = list(group.facilitators.values_list("person_id", flat=True))
    moved = _plan(
        group.provider,
        group.service,
        group.title,
        terms,
        group.places,
        runs,
        despite=despite,
        key=key,
        replaces=group,
        by=by,
        at=at,
    )
    for row in group.members.filter(state__in=states.AHEAD).order_by("referral_id"):
        referral = open_case(row.referral_id, by=by)
        leave(row, reason=reason, asked_by=asked_by, why="", by=by, at=at)
        own = Terms(moved.starts_at, moved.minutes, moved.place, row.purpose, row.worker_id)
        make(referral, own, state=states.Appointment.BOOKED, group=moved, replaces=row, by=by, at=at)
    return moved


@action
def record_group(
    *, group_id: int, records: Mapping[int, Record], key: str = "", by: Viewer, at: datetime
) -> GroupSession:
    """Records everybody's own attendance at one go: all of it or, where one cannot be, nothing."""
    group = _open(group_id, by=by)
    members = {row.pk: row for row in group.members.all()}
    if strange := set(records) - set(members):
        raise Invalid({"": f"{len(strange)} of those are not in this group."})
    for appointment_id, record in sorted(records.items()):
        own_key = f"{key}:{appointment_id}" if key else ""
        if states.is_ahead(members[appointment_id].state) or own_key:
            record_session(appointment_id=appointment_id, record=record, key=own_key, by=by, at=at)
    event("group_session.recorded", subject=("group_session", group.pk), by=by, at=at)
    return group
