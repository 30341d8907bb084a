"""The events of referrals as their clocks read them, one query for however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.referrals.models import Step
from throughcare.delivery.referrals.rules.clocks import Moment, halts
from throughcare.delivery.services.rules.definition import Clock


def moments_of(referral_ids: Iterable[int]) -> dict[int, list[Moment]]:
    """The moments of each referral, in order."""
    return _moments(Step.objects.filter(referral_id__in=list(referral_ids)))


def moments_for(of: Clock, referral_ids: Iterable[int]) -> dict[int, list[Moment]]:
    """The moments that a clock reads: its starts and stops and, of the few that ever stood still or ended, all.

    What ``moments_of`` gives makes the same runs; of many referrals this reads a third of the rows.
    """
    numbers = list(referral_ids)
    halting = halts(of)
    read = Q(event__in=[*of.starts, *of.stops]) | Q(to_state__in=halting)
    found = _moments(Step.objects.filter(read, referral_id__in=numbers))
    halted = [number for number, moments in found.items() if any(one.state in halting for one in moments)]
    return found | moments_of(halted) if halted else found


def _moments(steps: Any) -> dict[int, list[Moment]]:
    found: dict[int, list[Moment]] = defaultdict(list)
    rows = steps.order_by("referral_id", "number")
    for referral_id, event, at, state, reason in rows.values_list("referral_id", "event", "at", "to_state", "reason"):
        found[referral_id].append(Moment(event, clock.today(at), state, reason))
    return found
