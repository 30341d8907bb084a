"""Where people were heard, for the proposal that comes of it: notes as counts and themes, votes, approved quotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.voice.coding.models import Quote, Theme
from throughcare.voice.feedback.models import Activity, CouncilProposal
from throughcare.voice.feedback.queries.local import limit
from throughcare.voice.proposals.models import Proposal
from throughcare.voice.proposals.rules.activities import Heard, told_of
from throughcare.voice.proposals.rules.proposing import Votes, votes_from


@dataclass(frozen=True, slots=True)
class HeardAt:
    """An activity and what a proposal takes over from it; ``quotes`` are those that were approved."""

    activity_id: int
    source: str
    service: str
    heard: Heard
    quotes: tuple[int, ...]


def heard_at(viewer: Viewer, activity_id: int, *, on: date) -> HeardAt:
    """What a proposal takes over from an activity; ``NotFound`` where the viewer sees none, or it is an interview."""
    check_can(viewer, Permission.MAKE_PROPOSAL)
    one: Activity = get_visible(viewer, Activity, pk=activity_id, kind__in=Proposal.Source.values)
    themes = visible_to(viewer, Theme).filter(settled__reading__comment__activity=one).order_by("name").distinct()
    quotes = visible_to(viewer, Quote).filter(reading__comment__activity=one, state="approved")
    when, came = told_of(day=one.day, came=one.came, fewest=limit("fewest", on))
    return HeardAt(
        one.pk,
        one.kind,
        one.service,
        Heard(
            one.get_kind_display(),
            one.title,
            when,
            came,
            tuple(item.words for item in one.agenda.all()),
            tuple(theme.name for theme in themes),
        ),
        tuple(quotes.order_by("pk").values_list("pk", flat=True)),
    )


def carried(viewer: Viewer, council_proposal_id: int, *, on: date) -> tuple[str, Votes | None, HeardAt]:
    """What a council put to the vote, the vote, null before it was counted, and the council."""
    one: CouncilProposal = get_visible(viewer, CouncilProposal, pk=council_proposal_id)
    votes = votes_from(one.votes_for, one.votes_against, one.abstained)
    return one.words, votes, heard_at(viewer, one.activity_id, on=on)
