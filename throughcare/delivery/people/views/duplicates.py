"""Records that may be of one person: the list, one pair, and what is decided."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.forms.assessing import MergeForm
from throughcare.delivery.people.forms.identity import WhyForm
from throughcare.delivery.people.queries import duplicates as queries
from throughcare.delivery.people.states import Duplicate
from throughcare.delivery.people.views.doors import DUPLICATES
from throughcare.delivery.people.views.steps import version_of
from throughcare.errors import NotFound
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.record.events import read_of
from throughcare.foundation.ui.pages import Ask, Given, ask
from throughcare.foundation.ui.words import day


@DUPLICATES
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Which records may be of one person?"""
    viewer, today = viewer_in(request), clock.today()
    context = {
        "proposed": queries.pairs(viewer),
        "merged": queries.pairs(viewer, state=Duplicate.MERGED),
        "apart": queries.pairs(viewer, state=Duplicate.KEPT_APART),
        "halves": queries.half_pairs(viewer, on=today),
    }
    return render(request, "people/duplicates.jinja", context)


@DUPLICATES
@require_safe
def duplicate(request: HttpRequest, pair_id: int) -> HttpResponse:
    """One pair, side by side. Both records are read by it."""
    viewer, at = viewer_in(request), clock.now()
    found = queries.pair(viewer, pair_id)
    for side in (found.first, found.second):
        read_of(("service_user", side.id), by=viewer, at=at, reason_code="compared")
    return render(request, "people/duplicate.jinja", {"one": found})


@DUPLICATES
def duplicate_step(request: HttpRequest, pair_id: int, code: str) -> HttpResponse:
    """Merges, keeps apart, or undoes."""
    viewer, at = viewer_in(request), clock.now()
    found = queries.pair(viewer, pair_id)
    back = reverse("duplicate", args=[pair_id])
    version = version_of(request, found.version)
    if code == "merge":
        form = MergeForm(request.POST or None, initial={"keep": found.first.id})
        sides = (found.first, found.second)
        form.choose(keep=[(one.id, f"{one.name}, {one.borough}, added {day(one.added_at)}") for one in sides])

        def merge(given: Given) -> None:
            keep, words = int(given["keep"]), given["words"]
            actions.merge_records(pair_id=pair_id, keep=keep, words=words, version=version, by=viewer, at=at)

        lead = (
            "The other record keeps all it has and is found through the one that stands. It can be undone. "
            "If either is restricted, both are from now on."
        )
        page = Ask("Merge the two records", "Merge", "Merged.", back, lead=lead, version=version)
        return ask(request, form, merge, page)
    if code not in ("keep-apart", "undo"):
        raise NotFound("There is no such step.", remedy="Go back to the pair.")
    title = "They are two people" if code == "keep-apart" else "Undo the decision"

    def decide(given: Given) -> None:
        if code == "undo":
            actions.undo_decision(pair_id=pair_id, words=given["words"], by=viewer, at=at)
        else:
            actions.keep_apart(pair_id=pair_id, words=given["words"], version=version, by=viewer, at=at)

    page = Ask(title, title, "Recorded.", back, draft_key=f"pair-{pair_id}-{code}", version=version)
    return ask(request, WhyForm(request.POST or None), decide, page)
