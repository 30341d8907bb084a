"""Tables of proposals, by noun."""

from throughcare.voice.proposals.models.answering import Addressing, Change, Telling
from throughcare.voice.proposals.models.proposals import Proposal
from throughcare.voice.proposals.models.receipts import Receipt
from throughcare.voice.proposals.models.reports import InsightReport
from throughcare.voice.proposals.models.seats import Seat

__all__ = ["Addressing", "Change", "InsightReport", "Proposal", "Receipt", "Seat", "Telling"]
