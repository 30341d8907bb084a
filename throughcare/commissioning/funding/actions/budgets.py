"""Virements between lines of a year, and forecasts of where a line will end."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock, machines
from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.actions.lines import line_facts, service_of
from throughcare.commissioning.funding.actions.posting import Draft, check_own, lock_programme, post
from throughcare.commissioning.funding.actions.receipts import once
from throughcare.commissioning.funding.actions.reserves import check_can_request
from throughcare.commissioning.funding.models import Forecast, Programme, Virement
from throughcare.commissioning.funding.rules import spending as rules
from throughcare.commissioning.funding.rules.posting import Source
from throughcare.commissioning.funding.rules.programmes import check_year
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def propose_virement(
    *,
    programme_id: int,
    year: str,
    from_service: str,
    to_service: str,
    pence: int,
    reason: str,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Virement:
    """Asks for budget to move from one line to another of the same year."""
    check_can_request(by)
    programme = lock_programme(get_visible(by, Programme, pk=programme_id).pk)
    facts = (programme_id, year, from_service, to_service, pence, reason)
    earlier = once.before(key, "propose_virement", *facts)
    if earlier is not None:
        return Virement.objects.get(pk=earlier)
    check_own(by, programme.lead.code)
    giver = service_of(programme, from_service, field="from_service")
    taker = service_of(programme, to_service, field="to_service")
    line = line_facts(programme, giver, check_year(year), clock.today(at))
    rules.check_virement(from_line=line, to_service=taker.code, pence=pence)
    if not reason.strip():
        raise Invalid({"reason": "Say why the money moves."})
    row = Virement(
        programme=programme,
        year=line.year,
        from_service=giver,
        to_service=taker,
        pence=pence,
        reason=reason.strip(),
        since=at,
        requested_by=by.person_id,
    )
    row.save()
    event("virement.proposed", subject=("virement", row.pk), by=by, at=at, state=states.Virement.PROPOSED)
    once.remember(key, "propose_virement", row.pk, *facts)
    return row


def _open(virement_id: int, *, by: Viewer) -> Virement:
    check_can(by, Permission.APPROVE_MONEY)
    seen: Virement = get_visible(by, Virement, pk=virement_id)
    programme = lock_programme(seen.programme_id)
    check_own(by, programme.lead.code)
    row: Virement = Virement.objects.locked(virement_id)
    return row


def _move(row: Virement, step: str, *, by: Viewer, at: datetime) -> None:
    try:
        row.state = machines.move(states.VIREMENT_TRANSITIONS, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(f"This virement is {row.state}, so it cannot be {step} now.") from error
    row.since = at
    row.approved_by = by.person_id
    row.version += 1
    row.save()
    event(f"virement.{step}", subject=("virement", row.pk), by=by, at=at, state=row.state)


@action
def approve_virement(*, virement_id: int, day: date, by: Viewer, at: datetime) -> Virement:
    """Approves a virement that somebody else asked for, and posts it. Approved again it stays as it is."""
    row = _open(virement_id, by=by)
    if row.state == states.Virement.POSTED:
        return row
    rules.check_second_person(asked_by=row.requested_by, by=by.person_id)
    line = line_facts(row.programme, row.from_service, row.year, day)
    rules.check_virement(from_line=line, to_service=row.to_service.code, pence=row.pence)
    _move(row, "posted", by=by, at=at)
    draft = Draft(
        day=day,
        source=Source.VIREMENT,
        source_id=row.pk,
        words=f"Virement in {row.year}: {row.from_service.label} to {row.to_service.label}",
        key=f"virement:{row.pk}",
        legs=rules.virement_legs(row.from_service.code, row.to_service.code, row.year, row.pence),
    )
    post(row.programme, draft, by=by, at=at)
    return row


@action
def refuse_virement(*, virement_id: int, reason: str, by: Viewer, at: datetime) -> Virement:
    """Refuses a virement with a reason. Refused again it stays as it is."""
    row = _open(virement_id, by=by)
    if row.state == states.Virement.REFUSED:
        return row
    if not reason.strip():
        raise Invalid({"reason": "Say why."})
    row.answer = reason.strip()
    _move(row, "refused", by=by, at=at)
    return row


@action
def forecast(
    *,
    programme_id: int,
    service: str,
    year: str,
    pence: int,
    words: str = "",
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Forecast:
    """Says what a line is expected to come to by the end of its year. The latest counts."""
    check_can_request(by)
    get_visible(by, Programme, pk=programme_id)
    programme = lock_programme(programme_id)
    facts = (programme_id, service, year, pence, words)
    earlier = once.before(key, "forecast", *facts)
    if earlier is not None:
        return Forecast.objects.get(pk=earlier)
    check_own(by, programme.lead.code)
    if pence < 0:
        raise Invalid({"pence": "A forecast cannot be negative."})
    row = Forecast(
        programme=programme,
        service=service_of(programme, service),
        year=check_year(year),
        pence=pence,
        words=words.strip()[:500],
        person_id=by.person_id,
        at=at,
    )
    row.save()
    event("forecast.made", subject=("programme", programme.pk), by=by, at=at)
    once.remember(key, "forecast", row.pk, *facts)
    return row
