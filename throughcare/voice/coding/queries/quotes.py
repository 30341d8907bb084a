"""Quotes as a list and a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare import machines
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.coding import states
from throughcare.voice.coding.models import Quote, Reading
from throughcare.voice.coding.queries.quoting import rare_in
from throughcare.voice.coding.rules.scrubbing import pieces_of
from throughcare.voice.coding.rules.scrubbing.masking import Piece


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote with who it is said to be from, and what this viewer may do with it."""

    id: int
    words: str
    said_of: str
    theme: str
    theme_id: int
    state: str
    turn: str
    since: datetime
    reason: str
    mine: bool
    can_decide: bool
    can_take_down: bool


def _row(viewer: Viewer, row: Quote) -> QuoteRow:
    mine = row.proposed_by_id == viewer.person_id
    waits = row.state == states.Quote.PROPOSED
    return QuoteRow(
        row.pk,
        row.words,
        row.said_of,
        row.theme.name,
        row.theme_id,
        row.state,
        states.QUOTE_OWNER[row.state],
        row.since,
        row.reason,
        mine,
        waits and not mine and viewer.can(Permission.APPROVE_QUOTE),
        machines.can_move(states.QUOTE_TRANSITIONS, "taken_down", row.state) and viewer.can(Permission.CODE_FEEDBACK),
    )


def quotes(viewer: Viewer, *, state: str = "") -> list[QuoteRow]:
    """The quotes that a viewer may see, those that wait first."""
    rows = visible_to(viewer, Quote).select_related("theme")
    if state in set(states.Quote):
        rows = rows.filter(state=state)
    found = [_row(viewer, row) for row in rows.order_by("-since", "-id")[:200]]
    return sorted(found, key=lambda one: one.state != states.Quote.PROPOSED)


def quote(viewer: Viewer, quote_id: int) -> tuple[QuoteRow, tuple[str, ...]]:
    """One quote, and what in it few other comments have."""
    row: Quote = get_visible(viewer, Quote, pk=quote_id)
    can_weigh = viewer.can(Permission.CODE_FEEDBACK) or viewer.can(Permission.APPROVE_QUOTE)
    return _row(viewer, row), rare_in(row.reading, row.words) if can_weigh and row.words else ()


def source(viewer: Viewer, reading_id: int) -> tuple[Piece, ...]:
    """The masked comment that a quote is cut from."""
    row: Reading = get_visible(viewer, Reading, pk=reading_id)
    if row.state != states.Reading.SETTLED:
        raise NotFound("Only a comment whose themes are settled is quoted.", remedy="Code it first.")
    return tuple(pieces_of(row.masked, [(start, end) for start, end in row.doubts]))
