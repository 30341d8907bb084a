"""Giving cases to workers: allocation, a change of worker, cover for an absence, and a leaver's referrals."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals import states
from throughcare.delivery.referrals.actions.advancing import open_referral, take
from throughcare.delivery.referrals.models import Allocation, Cover, Referral
from throughcare.delivery.referrals.rules import handling as rules
from throughcare.delivery.referrals.rules.steps import Asked
from throughcare.delivery.referrals.states import Event
from throughcare.delivery.services.queries import definition
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can, viewer_of
from throughcare.foundation.organisations.models import Organisation, Person
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def somebody(person_id: int, permission: Permission, organisations: frozenset[str], at: datetime, field: str) -> Person:
    """A person who holds a permission today in one of some organisations; ``Invalid`` beside a field otherwise."""
    person: Person | None = Person.objects.filter(pk=person_id).first()
    if person is not None:
        them = viewer_of(person, on=clock.today(at))
        if them.can(permission) and organisations & them.organisation_codes:
            return person
    raise Invalid({field: "Choose somebody from the list."})


def give_to(row: Referral, worker_id: int, *, by: Viewer, at: datetime) -> Referral:
    """Gives a locked referral to a worker of its provider."""
    worker = somebody(worker_id, Permission.WORK_CASE, frozenset({row.provider.code}), at, "worker")
    row.worker = worker
    row = take(row, Asked(Event.WORKER_ALLOCATED), by=by, at=at)
    _assign(row, worker, "", by=by, at=at)
    return row


def _assign(row: Referral, worker: Person, reason: str, *, by: Viewer, at: datetime) -> None:
    row.allocations.filter(until__isnull=True).update(until=at)
    Allocation(referral=row, worker=worker, from_at=at, reason=reason, by_id=by.person_id).save()


@action
def allocate(*, referral_id: int, worker_id: int, by: Viewer, at: datetime, version: int | None = None) -> Referral:
    """Gives an accepted referral to a worker. The same choice sent twice changes nothing."""
    check_can(by, Permission.ALLOCATE_CASE)
    row = open_referral(referral_id, by=by)
    if row.state == states.State.ALLOCATED and row.worker_id == worker_id:
        return row
    return give_to(open_referral(referral_id, by=by, version=version), worker_id, by=by, at=at)


@action
def change_worker(*, referral_id: int, worker_id: int, reason: str, by: Viewer, at: datetime) -> Referral:
    """Gives a case that has a worker to another; its state stays, its history follows."""
    check_can(by, Permission.ALLOCATE_CASE)
    row = open_referral(referral_id, by=by)
    if row.worker_id is None or states.is_over(row.state):
        raise WrongState("This case has no worker to change.", remedy="Allocate it from the waiting list.")
    if row.worker_id == worker_id:
        raise Invalid({"worker": "This worker has the case already."})
    codes = {one.code for one in definition(row.service, row.definition).reasons_of("worker_change")}
    if reason not in codes:
        raise Invalid({"reason": "Choose a reason."})
    row.worker = somebody(worker_id, Permission.WORK_CASE, frozenset({row.provider.code}), at, "worker")
    row.version += 1
    row.save()
    _assign(row, row.worker, reason, by=by, at=at)
    event("referral.worker_changed", subject=("referral", row.pk), by=by, at=at, reason_code=reason)
    return row


@action
def arrange_cover(
    *, absent_id: int, covering_id: int, from_date: date, until: date, reason: str, by: Viewer, at: datetime
) -> Cover:
    """Lets somebody work another's cases over ``[from_date, until)``: they see them then, and no longer after."""
    check_can(by, Permission.ALLOCATE_CASE)
    provider = Organisation.objects.filter(code=by.organisation_code).first()
    if provider is None:
        raise NotAllowed("Cover is arranged for a provider's own workers.", remedy="Ask the service lead.")
    ours = frozenset({provider.code})
    absent = somebody(absent_id, Permission.WORK_CASE, ours, at, "absent")
    covering = somebody(covering_id, Permission.WORK_CASE, ours, at, "covering")
    rules.check_cover(absent.pk, covering.pk, from_date, until, clock.today(at))
    standing = Cover.objects.filter(absent=absent, from_date__lt=until, until__gt=from_date, covering=covering)
    if standing.exists():
        raise Invalid({"covering": "This person covers on some of these days already."})
    row = Cover(
        provider=provider,
        absent=absent,
        covering=covering,
        from_date=from_date,
        until=until,
        reason=reason,
        arranged_by_id=by.person_id,
        arranged_at=at,
    )
    row.save()
    event("cover.arranged", subject=("cover", row.pk), by=by, at=at, reason_code=reason)
    return row


@action
def end_cover(*, cover_id: int, until: date, by: Viewer, at: datetime) -> Cover | None:
    """Ends cover early. Cover that has not begun is taken away altogether, and null is given."""
    check_can(by, Permission.ALLOCATE_CASE)
    get_visible(by, Cover, pk=cover_id)
    row: Cover = Cover.objects.locked(cover_id)
    subject = ("cover", row.pk)
    if until <= row.from_date:
        row.delete()
        event("cover.cancelled", subject=subject, by=by, at=at)
        return None
    if until < row.until:
        row.until = until
        row.save()
        event("cover.ended", subject=subject, by=by, at=at)
    return row


@action
def hand_over(*, from_id: int, to_id: int, referral_ids: tuple[int, ...] = (), by: Viewer, at: datetime) -> int:
    """Gives a leaver's open referrals and drafts (all, or some) to a successor. Gives how many."""
    check_can(by, Permission.HAND_OVER_REFERRALS)
    successor = somebody(to_id, Permission.REFER, by.organisation_codes, at, "to")
    if from_id == to_id:
        raise Invalid({"to": "Choose somebody else."})
    rows = Referral.objects.filter(
        referrer_id=from_id,
        referrer_organisation__code__in=by.organisation_codes,
        state__in=(states.State.DRAFT, states.State.DECLINED, *rules.OPEN),
    )
    if referral_ids:
        rows = rows.filter(pk__in=referral_ids)
    given = 0
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        row.referrer = successor
        row.version += 1
        row.save()
        event("referral.handed_over", subject=("referral", row.pk), by=by, at=at)
        given += 1
    return given
