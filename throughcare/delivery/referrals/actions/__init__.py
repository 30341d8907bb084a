"""Every write about referrals. ``advance`` is the one door by which other apps move one."""

from throughcare.delivery.referrals.actions.advancing import SYSTEM, advance, pause
from throughcare.delivery.referrals.actions.allocating import (
    allocate,
    arrange_cover,
    change_worker,
    end_cover,
    hand_over,
)
from throughcare.delivery.referrals.actions.consulting import (
    ask_consultation,
    give_consultation,
    log_consultation,
    rate_consultation,
    refer_from_consultation,
    withdraw_consultation,
)
from throughcare.delivery.referrals.actions.drafting import (
    NewPerson,
    abandon,
    answer_crisis,
    purge_drafts,
    save_draft,
    start_draft,
)
from throughcare.delivery.referrals.actions.keeping import accept_unread_reports, close_for_died, keep_referrals
from throughcare.delivery.referrals.actions.reaching import record_outreach
from throughcare.delivery.referrals.actions.sending import send
from throughcare.delivery.referrals.actions.transferring import (
    answer_transfer,
    offer_transfer,
    take_back_transfer,
    undo_transfer,
)
from throughcare.delivery.referrals.actions.triage import accept, decline

__all__ = [
    "keep_referrals",
    "SYSTEM",
    "NewPerson",
    "abandon",
    "accept",
    "accept_unread_reports",
    "advance",
    "allocate",
    "answer_crisis",
    "answer_transfer",
    "arrange_cover",
    "ask_consultation",
    "change_worker",
    "close_for_died",
    "decline",
    "end_cover",
    "give_consultation",
    "hand_over",
    "log_consultation",
    "offer_transfer",
    "pause",
    "purge_drafts",
    "rate_consultation",
    "record_outreach",
    "refer_from_consultation",
    "save_draft",
    "send",
    "start_draft",
    "take_back_transfer",
    "undo_transfer",
    "withdraw_consultation",
]
