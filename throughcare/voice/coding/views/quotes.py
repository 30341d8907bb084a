"""Quotes: proposed, approved by another, taken down."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, ask
from throughcare.voice.coding import actions, forms
from throughcare.voice.coding.queries import quotes as queries
from throughcare.voice.coding.queries import room
from throughcare.voice.coding.queries.drafts import key_of_quote
from throughcare.voice.coding.views.drafting import ask_kept

READERS = requires(Permission.CODE_FEEDBACK, Permission.APPROVE_QUOTE, Permission.VIEW_INSIGHT)


@READERS
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Quotes that wait, are approved, were refused or taken down."""
    state = request.GET.get("state", "")
    rows = queries.quotes(viewer_in(request), state=state)
    return render(request, "coding/quotes.jinja", {"rows": rows, "state": state})


@READERS
@require_safe
def quote(request: HttpRequest, quote_id: int) -> HttpResponse:
    """One quote, with what in it is rare."""
    row, rare = queries.quote(viewer_in(request), quote_id)
    return render(request, "coding/quote.jinja", {"row": row, "rare": rare})


@requires(Permission.CODE_FEEDBACK)
def propose(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Proposes an excerpt of a settled comment."""
    viewer, at = viewer_in(request), clock.now()
    pieces = queries.source(viewer, reading_id)
    themes = room.settled_themes(viewer, reading_id)
    start = {"theme": themes[0][0]} if len(themes) == 1 else None
    return ask_kept(
        request,
        lambda posted, initial: forms.QuoteForm(posted, themes=themes, initial=initial),
        lambda given: actions.propose_quote(reading_id=reading_id, **given, by=viewer, at=at),
        Ask(
            "Propose a quote",
            "Propose it",
            "Proposed. Somebody else approves it before anyone is shown it.",
            reverse("quotes"),
            back=reverse("read_comment", args=[reading_id]),
            template="coding/propose.jinja",
        ),
        key=key_of_quote(reading_id),
        initial=start,
        more={"pieces": pieces},
    )


@requires(Permission.APPROVE_QUOTE)
def approve(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Approves a quote that somebody else proposed."""
    viewer, at = viewer_in(request), clock.now()
    row, rare = queries.quote(viewer, quote_id)
    return ask(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        lambda given: actions.approve_quote(quote_id=row.id, by=viewer, at=at),
        Ask(
            "Approve this quote",
            "Nobody is known by it: approve",
            "Approved. It may be shown now.",
            reverse("quotes"),
            back=reverse("quote", args=[row.id]),
            template="coding/approve.jinja",
        ),
        more={"row": row, "rare": rare},
    )


@requires(Permission.APPROVE_QUOTE)
def refuse(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Refuses a quote."""
    viewer, at = viewer_in(request), clock.now()
    row, _ = queries.quote(viewer, quote_id)
    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        lambda given: actions.refuse_quote(quote_id=row.id, reason=given["reason"], by=viewer, at=at),
        Ask("Refuse this quote", "Refuse", "Refused.", reverse("quotes"), back=reverse("quote", args=[row.id])),
    )


@requires(Permission.CODE_FEEDBACK)
def take_down(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Takes a quote down."""
    viewer, at = viewer_in(request), clock.now()
    row, _ = queries.quote(viewer, quote_id)
    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        lambda given: actions.take_down_quote(quote_id=row.id, reason=given["reason"], by=viewer, at=at),
        Ask(
            "Take this quote down",
            "Take it down",
            "Taken down.",
            reverse("quotes"),
            back=reverse("quote", args=[row.id]),
        ),
    )
