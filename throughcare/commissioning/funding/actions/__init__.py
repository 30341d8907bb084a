"""Every write about money. Each checks who may, what the rules say, writes, and records one event or more."""

from throughcare.commissioning.funding.actions.budgets import (
    approve_virement,
    forecast,
    propose_virement,
    refuse_virement,
)
from throughcare.commissioning.funding.actions.contributions import (
    accept,
    agree,
    carry_forward,
    defer,
    give_back,
    invoice,
    pledge,
    receive,
    recognise,
    withdraw,
)
from throughcare.commissioning.funding.actions.decisions import on_decision_ended, on_decision_in_effect, open_lines
from throughcare.commissioning.funding.actions.periods import lock_period, release_period
from throughcare.commissioning.funding.actions.posting import Draft, post_journals
from throughcare.commissioning.funding.actions.programmes import (
    name_funder,
    open_programme,
    set_envelope,
    set_split_rule,
)
from throughcare.commissioning.funding.actions.reserves import (
    agree_carry_forward,
    approve_carry_forward,
    draw,
    lapse,
    refuse_carry_forward,
    request_carry_forward,
    request_mending,
    transfer_to_reserve,
)
from throughcare.commissioning.funding.actions.reversing import reverse
from throughcare.commissioning.funding.actions.spending import accrue, commit, pay

__all__ = [
    "Draft",
    "accept",
    "accrue",
    "agree",
    "agree_carry_forward",
    "approve_carry_forward",
    "approve_virement",
    "carry_forward",
    "commit",
    "defer",
    "draw",
    "forecast",
    "give_back",
    "invoice",
    "lapse",
    "lock_period",
    "name_funder",
    "on_decision_ended",
    "on_decision_in_effect",
    "open_lines",
    "open_programme",
    "pay",
    "pledge",
    "post_journals",
    "propose_virement",
    "receive",
    "recognise",
    "refuse_carry_forward",
    "refuse_virement",
    "release_period",
    "request_carry_forward",
    "request_mending",
    "reverse",
    "set_envelope",
    "set_split_rule",
    "transfer_to_reserve",
    "withdraw",
]
