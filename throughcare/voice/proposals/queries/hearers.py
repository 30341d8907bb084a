"""Who asked to hear: people who chose to be contacted about what they said, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Q

from throughcare.voice.feedback.models import NamedAnswer
from throughcare.voice.feedback.rules.texting import ways_in
from throughcare.voice.proposals.models import Proposal
from throughcare.voice.proposals.queries.local import limit

Channel = Literal["text", "email"]


@dataclass(frozen=True, slots=True)
class Hearer:
    """How to write to somebody, and the language in which they answered last."""

    channel: Channel
    address: str
    language: str


def hearers(proposal: Proposal, *, on: date) -> list[Hearer]:
    """How to write to each of them, once. They answered a named survey about the same service,
    or about all of IOM, of the organisation that made the proposal, and took nothing back."""
    since = on - timedelta(days=30 * limit("hear_within", on))
    rows = NamedAnswer.objects.filter(
        survey_version__survey__organisation=proposal.organisation_id, withdrawn_on__isnull=True, day__gte=since
    ).exclude(reach="")
    if proposal.service:
        rows = rows.filter(Q(survey_version__survey__service="") | Q(survey_version__survey__service=proposal.service))
    told = rows.order_by("day", "pk").values_list("reach", "language")
    found = {
        address: Hearer(channel, address, language) for reach, language in told for channel, address in ways_in(reach)
    }
    return [found[address] for address in sorted(found)]
