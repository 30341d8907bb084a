"""What time does to casework: risk answers nobody worked through, codes that end, referrals on, unread reports."""

from __future__ import annotations

from datetime import datetime

from throughcare.delivery.casework.actions.closing import settle_reports
from throughcare.delivery.casework.actions.codes import close_codes_that_ended
from throughcare.delivery.casework.actions.onward import lapse_onward
from throughcare.delivery.casework.actions.risk import escalate_overdue
from throughcare.delivery.referrals.actions import SYSTEM
from throughcare.foundation.ui.words import count


def keep_casework(at: datetime) -> str:
    """Does all of it, each in its own transaction, what somebody's safety waits on first; gives how many of each."""
    call = {"by": SYSTEM, "at": at}
    told = (
        f"{count(escalate_overdue(**call), 'risk answer')} told to leads",
        f"{count(close_codes_that_ended(**call), 'code')} closed",
        f"{count(lapse_onward(**call), 'referral on', 'referrals on')} lapsed",
        f"{count(settle_reports(**call), 'closure report')} taken as accepted",
    )
    return ", ".join(told)
