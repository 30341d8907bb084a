"""Opening what is closed for a reason, and saying that a flag was read."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.appointments.models import FlagSeen, SessionFlag
from throughcare.delivery.appointments.queries.appointments import audiences_of
from throughcare.delivery.appointments.queries.notes import case_by_number, check_can_open
from throughcare.delivery.appointments.queries.scope import CLINICAL_NOTES
from throughcare.errors import NotAllowed
from throughcare.foundation.access.actions import break_glass
from throughcare.foundation.access.models import BreakGlass
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.rules import check_reason
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def open_clinical_notes(*, referral_id: int, reason: str, by: Viewer, at: datetime) -> BreakGlass:
    """Breaks the glass before a case's clinical notes, for an hour, with a reason that somebody else reviews.

    Only clinical staff of the service that has the case: nobody else may read them whatever the reason.
    """
    check_can(by, Permission.VIEW_CLINICAL)
    referral = check_can_open(by, referral_id)
    opened: BreakGlass = break_glass(
        subject_type=CLINICAL_NOTES, subject_id=str(referral.pk), reason=reason, by=by, at=at
    )
    return opened


@action
def open_case(*, number: str, reason: str, by: Viewer, at: datetime) -> int | None:
    """The same, by the reference of a case or a number of its person. Gives the case, or null where none is opened.

    The try is recorded either way, so that guessing shows.
    """
    check_can(by, Permission.VIEW_CLINICAL)
    check_reason(reason)
    found = case_by_number(by, number, on=clock.today(at))
    if found is None:
        event("clinical_notes.break_glass_missed", subject=("person", by.person_id), by=by, at=at)
        return None
    break_glass(subject_type=CLINICAL_NOTES, subject_id=str(found), reason=reason, by=by, at=at)
    return found


@action
def say_read(*, flag_id: int, by: Viewer, at: datetime) -> SessionFlag:
    """Says that a flag was read, for each audience that the reader belongs to. Saying it twice changes nothing."""
    flag: SessionFlag = get_visible(by, SessionFlag, pk=flag_id)
    audiences = audiences_of(flag, by)
    if not audiences:
        raise NotAllowed("This was not addressed to you.", remedy="Whoever it was addressed to says that they read it.")
    SessionFlag.objects.locked(flag.pk)
    for audience in audiences:
        if not flag.seen.filter(audience=audience).exists():
            FlagSeen(flag=flag, audience=audience, person_id=by.person_id, at=at).save()
            event("session_flag.seen", subject=("session_flag", flag.pk), by=by, at=at, reason_code=audience.value)
    return flag
