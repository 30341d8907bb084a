"""Screens of the instruments: how each is scored, on what terms, and an organisation's own words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms.measures import WordingForm
from throughcare.delivery.casework.queries import instruments as queries
from throughcare.delivery.casework.rules.wording import MOST_BYTES
from throughcare.delivery.casework.views.measures import CLINICAL
from throughcare.delivery.casework.views.pages import Ask, ask
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in

KEEP = requires(Permission.KEEP_INSTRUMENTS)


@CLINICAL
@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """Every instrument in force, and whether its words are at hand."""
    viewer = viewer_in(request)
    rows = queries.instruments(viewer, clock.today())
    return render(request, "casework/instruments.jinja", {"rows": rows})


@CLINICAL
@require_safe
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """How one is scored, its terms and sources."""
    viewer = viewer_in(request)
    row = queries.instrument(viewer, code, clock.today())
    context = {"row": row, "can_keep": viewer.can(Permission.KEEP_INSTRUMENTS)}
    return render(request, "casework/instrument.jinja", context)


@KEEP
def load_wording(request: HttpRequest, code: str) -> HttpResponse:
    """Takes in a file of words under one's own licence."""
    viewer, at = viewer_in(request), clock.now()
    row = queries.instrument(viewer, code, clock.today(at))
    form = WordingForm(request.POST or None, request.FILES or None)

    def act(given: dict[str, Any]) -> object:
        content = given["file"].read(MOST_BYTES + 1)
        return actions.load_wording(instrument=code, content=content, terms=given["terms"], by=viewer, at=at)

    return ask(
        request,
        form,
        act,
        Ask(
            f"Words of {row.definition.name}",
            "Load",
            "Loaded. Your own cases are asked in these words.",
            reverse("instrument", args=[code]),
            lead=f"{row.definition.row.licence} Words you load stay here and are used for your own cases alone.",
        ),
    )


@KEEP
@require_POST
def withdraw_wording(request: HttpRequest, wording_id: int) -> HttpResponse:
    """Takes words out of use."""
    actions.withdraw_wording(wording_id=wording_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Withdrawn. Questionnaires asked in them still show them.")
    return redirect("instruments")
