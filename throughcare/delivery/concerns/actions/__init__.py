"""Every write of concerns. Each checks who may, what the rules say, writes, and records what happened."""

from throughcare.delivery.concerns.actions.handling import (
    acknowledge,
    change_owner,
    pass_on,
    record_step,
    record_telling,
)
from throughcare.delivery.concerns.actions.raising import raise_concern
from throughcare.delivery.concerns.actions.settling import close_concern, reopen, withdraw
from throughcare.delivery.concerns.actions.telling import tell_escalated, tell_regularly

__all__ = [
    "acknowledge",
    "change_owner",
    "close_concern",
    "pass_on",
    "raise_concern",
    "record_step",
    "record_telling",
    "reopen",
    "tell_escalated",
    "tell_regularly",
    "withdraw",
]
