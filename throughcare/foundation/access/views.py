"""Screens on which break-glass access is reviewed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from throughcare import clock
from throughcare.errors import NotFound
from throughcare.foundation.access import actions, queries
from throughcare.foundation.access.forms import ReviewForm
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in


@requires(Permission.REVIEW_BREAK_GLASS)
def openings(request: HttpRequest) -> HttpResponse:
    """Every use of break-glass, those waiting for review first."""
    return render(request, "access/openings.jinja", {"openings": queries.openings(viewer_in(request))})


@requires(Permission.REVIEW_BREAK_GLASS)
def review(request: HttpRequest, break_glass_id: int) -> HttpResponse:
    """Reviews one use."""
    viewer = viewer_in(request)
    opening = next((one for one in queries.openings(viewer) if one.id == break_glass_id), None)
    if opening is None:
        raise NotFound("There is no such use of break-glass.", remedy="Go back to the list.")
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.review_break_glass(
            break_glass_id=break_glass_id,
            finding=form.cleaned_data["finding"],
            note=form.cleaned_data["note"],
            by=viewer,
            at=clock.now(),
        )
        messages.success(request, "Reviewed.")
        return redirect("break_glass_openings")
    context = {"opening": opening, "form": form}
    return render(request, "access/review.jinja", context, status=422 if form.errors else 200)
