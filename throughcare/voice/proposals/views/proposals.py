"""Proposals: the list, the page, and making one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.pages import Ask
from throughcare.voice.coding.views.drafting import ask_kept
from throughcare.voice.proposals import actions, forms
from throughcare.voice.proposals.queries import activities, choosing, listing, seats
from throughcare.voice.proposals.rules.activities import insight_from

READERS = requires(Permission.VIEW_INSIGHT, Permission.MAKE_PROPOSAL, Permission.ANSWER_PROPOSAL)
MAKERS = requires(Permission.MAKE_PROPOSAL)


@READERS
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every proposal that one may see, late ones first, and seats in commissioning."""
    viewer, at = viewer_in(request), clock.now()
    state = request.GET.get("state", "")
    context = {
        "rows": listing.proposals(viewer, state=state, at=at),
        "state": state,
        "seats": seats.seats(viewer, at=at)[:5],
        "can_make": viewer.can(Permission.MAKE_PROPOSAL),
    }
    return render(request, "proposals/proposals.jinja", context)


@READERS
@require_safe
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal: what was said, asked, answered and changed, and whose turn it is."""
    page = listing.proposal(viewer_in(request), proposal_id, at=clock.now())
    return render(request, "proposals/proposal.jinja", {"page": page})


@MAKERS
def start(request: HttpRequest) -> HttpResponse:
    """Makes a proposal."""
    viewer, at = viewer_in(request), clock.now()
    offered = {
        "quotes": choosing.quotes(viewer),
        "themes": choosing.themes(viewer),
        "activities": choosing.activities(viewer),
    }

    def act(given: dict[str, Any]) -> object:
        theme, activity, quotes = given.pop("theme"), given.pop("activity"), given.pop("quotes", ())
        return actions.raise_proposal(
            **given,
            quote_ids=quotes,
            theme_id=int(theme) if theme else None,
            activity_id=int(activity) if activity else None,
            by=viewer,
            at=at,
        )

    return ask_kept(
        request,
        lambda posted, initial: forms.RaiseForm(posted, initial=initial, **offered),
        act,
        Ask("Make a proposal", "Save the proposal", "Saved. Say next who backs it.", reverse("proposals")),
        key="proposal-new",
        initial=_heard(request, viewer),
    )


def _heard(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What the form says at first where it is opened from an activity."""
    text = request.GET.get("activity", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return {}
    found = activities.heard_at(viewer, int(text), on=clock.today())
    return {
        "source": found.source,
        "activity": str(found.activity_id),
        "service": found.service,
        "insight": insight_from(found.heard),
        "quotes": [str(one) for one in found.quotes],
    }


@MAKERS
@require_POST
def from_council(request: HttpRequest, council_proposal_id: int) -> HttpResponse:
    """Makes a proposal of what a council carried, in one press."""
    row = actions.propose_from_council(council_proposal_id=council_proposal_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Here it is with the council's vote. Word it better where it needs it, then back it.")
    return redirect("proposal", proposal_id=row.pk)


@MAKERS
def change(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Words a proposal better before it is sent."""
    viewer, at = viewer_in(request), clock.now()
    page = listing.proposal(viewer, proposal_id, at=at)
    start = listing.words_of(viewer, page.row.id)
    quotes = choosing.quotes(viewer)

    def act(given: dict[str, Any]) -> object:
        quote_ids, seen = given.pop("quotes", ()), given.pop("seen")
        return actions.change_proposal(
            proposal_id=page.row.id, quote_ids=quote_ids, version=seen, **given, by=viewer, at=at
        )

    return ask_kept(
        request,
        lambda posted, initial: forms.RewordForm(posted, initial=initial, quotes=quotes),
        act,
        Ask("Word it better", "Save", "Saved.", reverse("proposal", args=[page.row.id]), caption=page.row.title),
        key=f"proposal-{page.row.id}",
        initial={**start, "seen": page.version},
    )
