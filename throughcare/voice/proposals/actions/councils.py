"""A proposal from what a council carried."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.guard import action
from throughcare.voice.proposals.actions.proposing import raise_proposal
from throughcare.voice.proposals.models import Proposal
from throughcare.voice.proposals.queries.activities import carried
from throughcare.voice.proposals.rules.activities import check_carried, insight_from, title_from


@action
def propose_from_council(*, council_proposal_id: int, by: Viewer, at: datetime) -> Proposal:
    """Makes a proposal of what a council carried, with its vote and notes; pressed twice, it is made once."""
    check_can(by, Permission.MAKE_PROPOSAL)
    words, votes, council = carried(by, council_proposal_id, on=clock.today(at))
    check_carried(votes)
    return raise_proposal(
        title=title_from(words),
        insight=insight_from(council.heard, votes),
        asked=words,
        source=council.source,
        service=council.service,
        activity_id=council.activity_id,
        quote_ids=council.quotes,
        votes_for=votes.for_it if votes else None,
        votes_against=votes.against if votes else None,
        votes_neither=votes.neither if votes else None,
        key=f"council-{council_proposal_id}",
        by=by,
        at=at,
    )
