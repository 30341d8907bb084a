"""Every write about referrals. ``advance`` is the one door by which other apps move one."""

from throughcare.delivery.referrals.actions.advancing import SYSTEM, advance, pause
from throughcare.delivery.referrals.actions.allocating import allocate
from throughcare.delivery.referrals.actions.drafting import abandon, start_draft
from throughcare.delivery.referrals.actions.sending import send

__all__ = ["SYSTEM", "abandon", "advance", "allocate", "pause", "send", "start_draft"]
