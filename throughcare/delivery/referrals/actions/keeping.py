"""What the system does by rule, once a day."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.referrals.actions.advancing import SYSTEM, open_referral, take
from throughcare.delivery.referrals.actions.drafting import purge_drafts
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.moments import moments_of
from throughcare.delivery.referrals.rules.clocks import readings
from throughcare.delivery.referrals.rules.steps import Asked
from throughcare.delivery.referrals.states import Event, State
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.states import OPEN_STATES
from throughcare.errors import NotAllowed
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action
from throughcare.foundation.ui.words import count


def _check_system(by: Viewer) -> None:
    if by != SYSTEM:
        raise NotAllowed("The system does this on a schedule.", remedy="Take the step on the case itself.")


@action
def close_for_died(*, by: Viewer, at: datetime) -> int:
    """Closes what is open about people who died, so that nobody writes to them. Gives how many."""
    _check_system(by)
    died = Q(service_user__died_on__isnull=False) | Q(service_user__merged_into__died_on__isnull=False)
    rows = Referral.objects.filter(died, state__in=OPEN_STATES).order_by("pk")
    closed = 0
    for pk in rows.values_list("pk", flat=True):
        row = open_referral(pk, by=by)
        if definition(row.service, row.definition).allows(Event.PERSON_DIED, row.state):
            take(row, Asked(Event.PERSON_DIED, "died"), by=by, at=at)
            closed += 1
    return closed


@action
def accept_unread_reports(*, by: Viewer, at: datetime) -> int:
    """Closes cases whose closure report the referrer did not read within the service's time. Gives how many."""
    _check_system(by)
    today = clock.today(at)
    closed = 0
    waiting = list(Referral.objects.filter(state=State.CLOSURE_SUBMITTED).order_by("pk").values_list("pk", flat=True))
    moments = moments_of(waiting)
    for pk in waiting:
        row = open_referral(pk, by=by)
        found = definition(row.service, row.definition)
        late = [one for one in readings(found, moments[pk], today) if one.clock.id == "closure_acceptance"]
        if late and late[0].is_running and late[0].is_late:
            take(row, Asked(Event.CLOSURE_ACCEPTED), by=by, at=at)
            closed += 1
    return closed


def keep_referrals(at: datetime) -> str:
    """Does everything that time does to referrals, each in its own transaction; gives how many of each."""
    call = {"by": SYSTEM, "at": at}
    told = (
        f"{count(purge_drafts(**call), 'draft')} deleted",
        f"{count(close_for_died(**call), 'case')} closed for people who died",
        f"{count(accept_unread_reports(**call), 'closure report')} taken as read",
    )
    return ", ".join(told)
