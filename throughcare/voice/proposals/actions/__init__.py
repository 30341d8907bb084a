"""Every write of proposals. Each checks who may, what the rules say, writes, and records what happened."""

from throughcare.voice.proposals.actions.answering import answer_proposal, publish_answer, record_change, tell_back
from throughcare.voice.proposals.actions.councils import propose_from_council
from throughcare.voice.proposals.actions.proposing import (
    change_proposal,
    raise_proposal,
    send_back,
    send_proposal,
    support_proposal,
    withdraw_proposal,
)
from throughcare.voice.proposals.actions.reports import issue_report, make_report, renew_report
from throughcare.voice.proposals.actions.seats import take_seat

__all__ = [
    "answer_proposal",
    "change_proposal",
    "issue_report",
    "make_report",
    "propose_from_council",
    "publish_answer",
    "raise_proposal",
    "record_change",
    "renew_report",
    "send_back",
    "send_proposal",
    "support_proposal",
    "take_seat",
    "tell_back",
    "withdraw_proposal",
]
