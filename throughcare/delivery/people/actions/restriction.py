"""Closing a record to all but those named for it, and opening it in an emergency."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import get_user_model

from throughcare import clock
from throughcare.delivery.people.actions.common import named_now, open_person, standing_record
from throughcare.delivery.people.actions.identity import note
from throughcare.delivery.people.models import RestrictedAccess, ServiceUser
from throughcare.delivery.people.queries.finding import restricted_with
from throughcare.delivery.people.rules import identity as rules
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access import rules as access_rules
from throughcare.foundation.access.actions import break_glass
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can, viewer_of
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

LONGEST_REASON = 500


def _name(
    person: ServiceUser, who: int | None, reason: str, until: datetime | None, *, by: Viewer, at: datetime
) -> None:
    rules.check_reason(reason, field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": f"The reason is longer than {LONGEST_REASON} characters. Shorten it."})
    RestrictedAccess(
        service_user=person,
        person_id=who,
        reason=reason.strip(),
        from_at=at,
        until=until,
        named_by_id=by.person_id,
    ).save()
    event("restricted_access.named", subject=("service_user", person.pk), by=by, at=at)


@action
def restrict(*, service_user_id: int, reason: str, by: Viewer, at: datetime) -> ServiceUser:
    """Closes a record to everybody but ``by``, who then names the others. It vanishes for all the rest at once."""
    check_can(by, Permission.OPEN_RESTRICTED)
    person = open_person(service_user_id, by=by)
    if person.is_restricted:
        raise WrongState("This record is restricted already.", remedy="Name who may see it.")
    person.is_restricted = True
    person.version += 1
    person.save()
    if not any(one.person_id == by.person_id for one in named_now(person, at)):
        _name(person, by.person_id, reason, None, by=by, at=at)
    note(person, "restricted", words=reason, by=by, at=at)
    return person


@action
def lift_restriction(*, service_user_id: int, words: str, by: Viewer, at: datetime) -> ServiceUser:
    """Opens a record to those whose area or case it is, as any other."""
    check_can(by, Permission.OPEN_RESTRICTED)
    person = open_person(service_user_id, by=by)
    if not person.is_restricted:
        raise WrongState("This record is not restricted.", remedy="Nothing needs to be done.")
    rules.check_reason(words)
    person.is_restricted = False
    person.version += 1
    person.save()
    note(person, "restriction_lifted", words=words, by=by, at=at)
    return person


@action
def name_for_restricted(
    *, service_user_id: int, person_id: int, reason: str, until: datetime | None = None, by: Viewer, at: datetime
) -> None:
    """Names somebody who may see a restricted record, with the reason, and to when."""
    check_can(by, Permission.OPEN_RESTRICTED)
    person = open_person(service_user_id, by=by)
    if not person.is_restricted:
        raise WrongState("This record is not restricted, so nobody needs to be named.", remedy="Restrict it first.")
    rules.check_access_end(until, at=at)
    found = get_user_model().objects.filter(pk=person_id, is_active=True).first()
    if found is None or not viewer_of(found, on=clock.today(at)).roles:
        raise Invalid({"person": "Choose somebody who has a role today."})
    if any(one.person_id == person_id for one in named_now(person, at)):
        raise Invalid({"person": "They are named already."})
    _name(person, person_id, reason, until, by=by, at=at)


@action
def end_restricted_access(*, access_id: int, by: Viewer, at: datetime) -> None:
    """Takes somebody off those who may see a restricted record. Somebody who can name others always remains."""
    check_can(by, Permission.OPEN_RESTRICTED)
    seen: RestrictedAccess = get_visible(by, RestrictedAccess, pk=access_id)
    person = standing_record(seen.service_user_id)
    row: RestrictedAccess = RestrictedAccess.objects.locked(access_id)
    if row.until is not None and row.until <= at:
        raise WrongState("This access has ended.", remedy="Open the page again to see who is named.")
    keepers = [
        one.person_id
        for one in named_now(person, at)
        if viewer_of(one.person, on=clock.today(at)).can(Permission.OPEN_RESTRICTED)
    ]
    if person.is_restricted:
        rules.check_someone_keeps(named=keepers, ending=row.person_id)
    row.until = at
    row.save()
    event("restricted_access.ended", subject=("service_user", person.pk), by=by, at=at)


@action
def open_restricted(*, number: str, reason: str, by: Viewer, at: datetime) -> int | None:
    """Opens a restricted record for an hour in an emergency, by a number that the person is known by.

    Gives the person's number, or null where there is nothing that this could open: the attempt is recorded either way.
    """
    check_can(by, Permission.BREAK_GLASS)
    access_rules.check_reason(reason)
    found = restricted_with(by, number, on=clock.today(at))
    if found is None:
        event("service_user.break_glass_missed", subject=("person", by.person_id), by=by, at=at)
        return None
    break_glass(subject_type="service_user", subject_id=str(found), reason=reason, by=by, at=at)
    return found
