"""What the actions of proposals share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from throughcare import machines
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.ports.known_names import known_among
from throughcare.foundation.record.events import event
from throughcare.voice.coding.queries.words import scrubbing_lists
from throughcare.voice.coding.rules.scrubbing.masking import found_in
from throughcare.voice.proposals import states
from throughcare.voice.proposals.models import Addressing, Proposal


def locked_proposal(proposal_id: int, *, by: Viewer, version: int | None = None) -> Proposal:
    """A proposal that the viewer may see, locked."""
    get_visible(by, Proposal, pk=proposal_id)
    found: Proposal = Proposal.objects.locked(proposal_id, version=version)
    return found


def check_own(row: Proposal, by: Viewer) -> None:
    """Raises ``WrongState`` unless the viewer's own organisation made the proposal."""
    if row.organisation.code not in by.organisation_codes:
        raise WrongState(
            "Another organisation made this proposal, so its own people take it on.", remedy="You can read it here."
        )


def move_proposal(row: Proposal, step: str, *, by: Viewer, at: datetime) -> None:
    """Takes a proposal one step on and records it."""
    try:
        row.state = machines.move(states.PROPOSAL_TRANSITIONS, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"The proposal is {row.state.replace('_', ' ')}: it waits for {states.PROPOSAL_OWNER[row.state]}.",
            remedy="Open it again to see what can be done now.",
        ) from error
    row.since = at
    row.version += 1
    row.save()
    event(f"proposal.{step}", subject=("proposal", row.pk), by=by, at=at, state=row.state)


def in_force(row: Proposal) -> Addressing | None:
    """To whom the proposal is addressed now; null where it was never sent or was sent back."""
    found: Addressing | None = row.addressings.filter(sent_back_on__isnull=True).select_related("organisation").first()
    return found


def kinds_in(text: str) -> Iterable[str]:
    """The kinds of what scrubbing finds in a text."""
    return [span.kind for span in found_in(text, scrubbing_lists(known=known_among))]


def own_organisation(by: Viewer) -> Organisation:
    """The viewer's organisation."""
    found: Organisation | None = Organisation.objects.filter(code=by.organisation_code).first()
    if found is None:
        raise Invalid("You act for no organisation, so nothing can be written in its name.")
    return found
