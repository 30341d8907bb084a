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
from throughcare.voice.coding.models import Codebook, Quote, Reading


def owed_in_the_room(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Comments to code, differences to settle, quotes to approve."""
    if not viewer.can(Permission.CODE_FEEDBACK):
        return
    for book in visible_to(viewer, Codebook).filter(organisation__code__in=viewer.organisation_codes):
        mine = visible_to(viewer, Reading).filter(codebook=book)
        waiting = mine.filter(state__in=["waiting", "second"]).count()
        if waiting:
            yield Owed(f"Code comments: {book.name}", reverse("coding"), count(waiting, "comment"), whose="a coder")
        disputed = mine.filter(state="disputed").count()
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
