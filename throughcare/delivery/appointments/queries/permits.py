"""Who may book in a case and record an appointment: the check that raises, and the answer derived from it."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.standing import standing_of
from throughcare.errors import DomainError, NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can


def check_may_book(referral: Referral, *, by: Viewer) -> None:
    """Raises ``NotAllowed`` unless ``by`` works or administers cases of the service that has this one."""
    if not by.can(Permission.TRIAGE_REFERRAL):
        check_can(by, Permission.WORK_CASE)
    if referral.provider.code not in by.organisation_codes:
        raise NotAllowed(
            "Appointments are made by the service that has the case.", remedy=f"Ask {referral.provider.name}."
        )


def check_may_record(referral: Referral, row: Appointment, *, by: Viewer) -> None:
    """Raises ``NotAllowed`` unless ``by`` works or covers the case, holds the appointment, or leads the service."""
    check_can(by, Permission.WORK_CASE)
    holds = row.worker_id == by.person_id or standing_of(by, referral, on=clock.today()).worker
    if not holds and row.group is not None:
        holds = row.group.facilitators.filter(person_id=by.person_id).exists()
    if not holds and not by.can(Permission.ALLOCATE_CASE):
        raise NotAllowed("A session is recorded by whoever held it.", remedy="Ask the worker, or the service lead.")


@dataclass(frozen=True, slots=True)
class Steps:
    """What a viewer can do with an appointment now."""

    record: bool = False
    amend: bool = False
    move: bool = False
    cancel: bool = False
    answer: bool = False


def steps_of(viewer: Viewer, row: Appointment) -> Steps:
    """What a viewer can do with an appointment that they see, by the checks of the actions themselves."""
    books = _holds(lambda: check_may_book(row.referral, by=viewer))
    records = books and _holds(lambda: check_may_record(row.referral, row, by=viewer))
    ahead = states.is_ahead(row.state)
    return Steps(
        record=records and ahead,
        amend=records and row.state in states.OUTCOMES,
        move=books and ahead and row.group_id is None,
        cancel=books and ahead,
        answer=books and row.state == states.Appointment.OFFERED,
    )


def can_book(viewer: Viewer, referral: Referral) -> bool:
    """Whether a viewer books in a case that they see."""
    return _holds(lambda: check_may_book(referral, by=viewer))


def _holds(check: object) -> bool:
    try:
        check()  # type: ignore[operator]
    except DomainError:
        return False
    return True
