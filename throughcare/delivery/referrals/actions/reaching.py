"""Attempts to engage somebody who is not ready."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals import states
from throughcare.delivery.referrals.actions.advancing import open_referral, standing_in
from throughcare.delivery.referrals.actions.receipts import once
from throughcare.delivery.referrals.models import Outreach
from throughcare.delivery.referrals.rules import advising as rules
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def record_outreach(
    *, referral_id: int, on: date, mode: str, outcome: str, words: str = "", key: str = "", by: Viewer, at: datetime
) -> Outreach:
    """Records one attempt, whatever came of it."""
    check_can(by, Permission.WORK_CASE)
    row = open_referral(referral_id, by=by)
    facts = (referral_id, on, mode, outcome, words)
    earlier = once.before(key, "record_outreach", *facts)
    if earlier is not None:
        return Outreach.objects.get(pk=earlier)
    standing = standing_in(row, by, at)
    if not (standing.worker or standing.lead):
        raise NotAllowed("Only the service records attempts.", remedy="Tell the worker what you tried.")
    if states.is_over(row.state) or row.state == states.State.DRAFT:
        raise WrongState("This case is not open.", remedy="Open it again first, where that is right.")
    rules.check_attempt(on, clock.today(at), words)
    for name, value, choices in (("mode", mode, Outreach.Mode.values), ("outcome", outcome, Outreach.Outcome.values)):
        if value not in choices:
            raise Invalid({name: "Choose from the list."})
    attempt = Outreach(referral=row, on=on, mode=mode, outcome=outcome, words=words.strip(), by_id=by.person_id, at=at)
    attempt.save()
    once.remember(key, "record_outreach", attempt.pk, *facts)
    event("referral.outreach_made", subject=("referral", row.pk), by=by, at=at, reason_code=outcome)
    return attempt
