"""What waits in the coding room, for the home page: sums, never a comment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.ui.words import count
from throughcare.voice.coding import states
from throughcare.voice.coding.models import Codebook, Quote
from throughcare.voice.coding.queries.room import TO_DO, standing


def owed_in_the_room(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Comments to code, differences to settle, quotes to approve."""
    if not viewer.can(Permission.CODE_FEEDBACK):
        return
    for book in visible_to(viewer, Codebook).filter(organisation__code__in=viewer.organisation_codes):
        counts = standing(viewer, book.pk, *TO_DO, states.Reading.DISPUTED)
        waiting = sum(counts.get(state, 0) for state in TO_DO)
        if waiting:
            yield Owed(f"Code comments: {book.name}", reverse("coding"), count(waiting, "comment"), whose="a coder")
        disputed = counts.get(states.Reading.DISPUTED, 0)
        if disputed:
            keeps = viewer.can(Permission.KEEP_CODEBOOK)
            fact = count(disputed, "comment")
            yield Owed(
                f"Settle differences: {book.name}",
                reverse("disputes"),
                fact,
                by_me=keeps,
                whose="who keeps the codebook",
            )
    waits = visible_to(viewer, Quote).filter(state="proposed")
    others = waits.exclude(proposed_by=viewer.person_id).count()
    if others:
        approves = viewer.can(Permission.APPROVE_QUOTE)
        yield Owed(
            "Approve quotes", reverse("quotes"), count(others, "quote"), by_me=approves, whose="who approves quotes"
        )
