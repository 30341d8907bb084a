"""The events of referrals as their clocks read them, one query for however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from throughcare import clock
from throughcare.delivery.referrals.models import Step
from throughcare.delivery.referrals.rules.clocks import Moment


def moments_of(referral_ids: Iterable[int]) -> dict[int, list[Moment]]:
    """The moments of each referral, in order."""
    found: dict[int, list[Moment]] = defaultdict(list)
    rows = Step.objects.filter(referral_id__in=list(referral_ids)).order_by("referral_id", "number")
    for referral_id, event, at, state, reason in rows.values_list("referral_id", "event", "at", "to_state", "reason"):
        found[referral_id].append(Moment(event, clock.today(at), state, reason))
    return found
