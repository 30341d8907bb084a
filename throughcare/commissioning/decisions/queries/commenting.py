"""What somebody is writing about a paper and has not sent."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.models import CommentDraft, Decision
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Unsent:
    """A remark that its writer has not sent: the place, the words and their version."""

    place: str
    words: str
    version: int


def unsent(viewer: Viewer, decision_id: int) -> list[Unsent]:
    """What the viewer is writing about a paper that they may see; what anybody else writes is not shown."""
    rows = CommentDraft.objects.filter(
        decision__in=visible_to(viewer, Decision).filter(pk=decision_id), by_id=viewer.person_id
    )
    return [Unsent(one.place, one.words, one.version) for one in rows.order_by("at", "pk")]


def takes_comments(viewer: Viewer, decision_id: int) -> bool:
    """Whether a paper that the viewer may see is not settled yet."""
    return get_visible(viewer, Decision, pk=decision_id).effect in states.OPEN_STATES
