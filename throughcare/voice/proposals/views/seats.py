"""Seats in commissioning."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask
from throughcare.voice.coding.views.drafting import ask_kept
from throughcare.voice.proposals import actions, forms
from throughcare.voice.proposals.queries import choosing
from throughcare.voice.proposals.queries import seats as queries

READERS = requires(Permission.VIEW_INSIGHT, Permission.MAKE_PROPOSAL)


@READERS
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every seat."""
    viewer, at = viewer_in(request), clock.now()
    can_take = viewer.can(Permission.MAKE_PROPOSAL) or viewer.can(Permission.ANSWER_PROPOSAL)
    return render(request, "proposals/seats.jinja", {"rows": queries.seats(viewer, at=at), "can_take": can_take})


@READERS
@require_safe
def seat(request: HttpRequest, seat_id: int) -> HttpResponse:
    """One seat."""
    viewer = viewer_in(request)
    row = queries.seat(viewer, seat_id, at=clock.now())
    can_open = viewer.can(Permission.VIEW_DRAFT_DECISIONS) and row.decision_id is not None
    return render(request, "proposals/seat.jinja", {"row": row, "can_open_decision": can_open})


@requires(Permission.MAKE_PROPOSAL, Permission.ANSWER_PROPOSAL)
def take(request: HttpRequest) -> HttpResponse:
    """Records a seat."""
    viewer, at = viewer_in(request), clock.now()
    offered = choosing.proposals_to_seat(viewer)
    services = queries.services(clock.today(at))

    def act(given: dict[str, Any]) -> object:
        proposals = given.pop("proposals", ())
        return actions.take_seat(**given, proposal_ids=proposals, by=viewer, at=at)

    return ask_kept(
        request,
        lambda posted, initial: forms.SeatForm(posted, initial=initial, proposals=offered, services=services),
        act,
        Ask(
            "Record a seat in commissioning",
            "Record it",
            "Recorded.",
            reverse("seats"),
            lead="Where people on IOM, or what they proposed, had a part in how services are bought and run.",
        ),
        key="seat-new",
        initial={"on": clock.today(at), "people": 0},
    )
