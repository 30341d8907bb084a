"""What every action of casework does first and last: the case locked, the worker allowed, the machine moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare import machines
from throughcare.delivery.casework import states
from throughcare.delivery.casework.queries.scope import staffed_cases
from throughcare.delivery.casework.rules.asking import check_case_takes_work
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.states import is_open
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event, event_of_sitting
from throughcare.foundation.record.guard import GuardedModel


def lock_case(referral_id: int, *, by: Viewer, takes: str = "") -> Referral:
    """The referral, locked, for clinical staff on it. ``takes`` names what is added, where it must still be open."""
    check_can(by, Permission.WORK_CASE)
    seen: Referral = get_visible(by, Referral, pk=referral_id)
    if not Referral.objects.filter(pk__in=staffed_cases(by)).filter(pk=seen.pk).exists():
        raise NotAllowed(
            "Only the worker of this case, whoever covers for them and the service lead can do this.",
            remedy="Ask the service lead to allocate it to you.",
        )
    row: Referral = Referral.objects.locked(referral_id)
    if takes:
        person = row.about
        check_case_takes_work(is_open=is_open(row.state), died_on=person.died_on if person else None, what=takes)
    return row


def lock_part(model: type[GuardedModel], pk: int, *, by: Viewer, version: int | None = None) -> Any:
    """A part of a case, locked, for clinical staff on that case; ``Conflict`` where it is no longer at ``version``.

    The case itself is not locked: whoever moves it as well calls ``lock_case`` first, so that locks keep one order.
    """
    check_can(by, Permission.WORK_CASE)
    seen = get_visible(by, model, pk=pk)
    if not Referral.objects.filter(pk=seen.referral_id, pk__in=staffed_cases(by)).exists():
        raise NotAllowed("Only clinical staff on this case can do this.", remedy="Ask the service lead.")
    return model.objects.locked(pk, version=version)


def service_of(row: Referral) -> ServiceDefinition:
    """The definition that a referral is judged by."""
    return definition(row.service, row.definition)


def move(
    row: Any, machine: str, step: str, *, by: Viewer | None, at: datetime, reason: str = "", code: str = ""
) -> None:
    """Moves a row along its machine, saves it, and records it.

    ``reason`` are words that the step must have where its table says so; ``code`` goes into the event.
    """
    name = machine.replace("_", " ")
    try:
        end = machines.move(states.MACHINES[machine], step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This {name} is {row.state.replace('_', ' ')}, so that cannot be done now.",
            remedy="Open it again to see how it stands.",
        ) from error
    if states.MACHINES[machine][step].needs_reason and not (reason.strip() or code):
        raise Invalid({"reason": "Say why."})
    row.state = end
    if hasattr(row, "since"):
        row.since = at
    row.version += 1
    row.save()
    event(f"{machine}.{step}", subject=(machine, row.pk), by=by, at=at, reason_code=code, state=end)


def written_on(row: Any, machine: str, *, by: Viewer | None, at: datetime) -> None:
    """Saves a row that somebody is writing, as often as they type, and records it once a sitting."""
    row.version += 1
    row.save()
    event_of_sitting(f"{machine}.written_on", subject=(machine, row.pk), by=by, at=at)


def opened(row: Any, machine: str, *, by: Viewer | None, at: datetime, name: str = "opened", code: str = "") -> None:
    """Saves a new row and records that it was opened in its first state."""
    row.save()
    event(f"{machine}.{name}", subject=(machine, row.pk), by=by, at=at, reason_code=code, state=row.state)


def kept(row: Any, machine: str, name: str, *, by: Viewer | None, at: datetime, code: str = "") -> None:
    """Saves a row whose state stays as it is, and records what was done."""
    row.version += 1
    row.save()
    event(f"{machine}.{name}", subject=(machine, row.pk), by=by, at=at, reason_code=code)
