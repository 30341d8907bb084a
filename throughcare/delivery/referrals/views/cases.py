"""A referral's own page, its text, and the steps that are taken on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.forms.handling import (
    AcceptForm,
    ChangeWorkerForm,
    OutreachForm,
    TakeForm,
    WorkerForm,
)
from throughcare.delivery.referrals.queries import page as pages
from throughcare.delivery.referrals.queries.caseload import caseloads
from throughcare.delivery.referrals.queries.cases import Case, case
from throughcare.delivery.referrals.queries.text import case_text
from throughcare.delivery.referrals.queries.tracker import steps_of, told
from throughcare.delivery.referrals.rules.steps import WITH_MORE
from throughcare.delivery.referrals.views.posting import posted
from throughcare.delivery.services.states import DoneIn, Event
from throughcare.errors import NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, ask

READS = (Permission.REFER, Permission.HAND_OVER_REFERRALS, Permission.TRIAGE_REFERRAL, Permission.WORK_CASE)
Given = dict[str, Any]


@requires(*READS)
def referral(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Where a referral stands, whose turn it is, and what can be done with it."""
    at, viewer = clock.now(), viewer_in(request)
    found = case(viewer, referral_id)
    if found.state == "draft":
        return redirect("write_referral", referral_id, "check")
    return render(request, "referrals/referral.jinja", {"page": pages.referral_page(viewer, found, at)})


@requires(*READS)
def text(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The referral as plain text for another case system."""
    found = case(viewer_in(request), referral_id)
    words = case_text(found, told(found, steps_of(referral_id)))
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def open_case(request: HttpRequest, referral_id: int) -> Case:
    """The case of a form page."""
    return case(viewer_in(request), referral_id)


@requires(*READS)
def take_step(request: HttpRequest, referral_id: int, event: str) -> HttpResponse:
    """One step of a referral: what it asks for, and no more."""
    found = open_case(request, referral_id)
    if event not in set(Event):
        raise NotFound("There is no such step.", remedy="Go back to the referral.")
    step = found.definition.step(event, found.state)
    if step is None:
        raise WrongState(
            f"This is not possible now: the referral is at “{found.state_name.lower()}”.",
            remedy=f"It is the turn of {found.turn}.",
        )
    own = {Event.REFERRAL_ACCEPTED: _accept, Event.WORKER_ALLOCATED: _allocate}.get(Event(event))
    if own is not None:
        return own(request, found)
    # A plan is approved on the plan and an assessment completed by writing it: an address is no way round either.
    elsewhere = found.definition.happening(Event(event)).done_in is not DoneIn.REFERRALS
    if elsewhere or (event in WITH_MORE and WITH_MORE[Event(event)] != "decline"):
        raise NotFound("This step has a page of its own.", remedy="Go back to the referral.")
    return _plain(request, found, event)


def _page(found: Case, title: str, done: str, lead: str = "", button: str = "") -> Ask:
    return Ask(
        title=title,
        button=button or title,
        done=done,
        to=reverse("referral", args=[found.id]),
        caption=f"{found.service_name}, {found.reference}",
        lead=lead,
        version=found.version,
    )


def _plain(request: HttpRequest, found: Case, event: str) -> HttpResponse:
    happening = found.definition.happening(event)
    form = TakeForm(posted(request), reasons=found.definition.reasons_for(event, found.state), asks=happening.asks)
    version = _version(request, found)

    def act(given: Given) -> object:
        common: Given = {"referral_id": found.id, "by": viewer_in(request), "at": clock.now()}
        values = {"reason": given.get("reason", ""), "words": given.get("words", "")}
        if event == Event.REFERRAL_DECLINED:
            return actions.decline(alternative=given.get("alternative", ""), **values, **common)
        return actions.advance(event=event, review_on=given.get("review_on"), version=version, **values, **common)

    return ask(request, form, act, _page(found, happening.button, f"{happening.said}."))


def _version(request: HttpRequest, found: Case) -> int:
    text_ = request.POST.get("version", "")
    return int(text_) if text_.isascii() and text_.isdigit() and len(text_) < 10 else found.version


def _accept(request: HttpRequest, found: Case) -> HttpResponse:
    viewer, at = viewer_in(request), clock.now()
    loads = caseloads(viewer, at) if viewer.can(Permission.ALLOCATE_CASE) else []
    form = AcceptForm(posted(request), loads=loads, definition=found.definition)

    def act(given: Given) -> object:
        worker = int(given["worker"]) or None
        return actions.accept(
            referral_id=found.id, tier=given.get("tier", ""), worker_id=worker, by=viewer, at=clock.now()
        )

    return ask(request, form, act, _page(found, "Accept", "Accepted. The referrer sees it at once."))


def _allocate(request: HttpRequest, found: Case) -> HttpResponse:
    viewer, at = viewer_in(request), clock.now()
    loads = caseloads(viewer, at) if viewer.can(Permission.ALLOCATE_CASE) else []
    form = WorkerForm(posted(request), loads=loads)

    def act(given: Given) -> object:
        return actions.allocate(referral_id=found.id, worker_id=int(given["worker"]), by=viewer, at=clock.now())

    lead = "Those with most room come first. A full caseload is a local setting, not confirmed."
    return ask(request, form, act, _page(found, "Allocate", "Given to a worker.", lead))


@requires(Permission.ALLOCATE_CASE)
def change_worker(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Gives a case to another worker."""
    viewer, found = viewer_in(request), open_case(request, referral_id)
    loads = [one for one in caseloads(viewer, clock.now()) if one.worker_id != found.worker_id]
    reasons = found.definition.reasons_of("worker_change")
    form = ChangeWorkerForm(posted(request), loads=loads, reasons=reasons)

    def act(given: Given) -> object:
        return actions.change_worker(
            referral_id=found.id,
            worker_id=int(given["worker"]),
            reason=given["reason"],
            by=viewer,
            at=clock.now(),
        )

    return ask(request, form, act, _page(found, "Change the worker", "The case has another worker now."))


@requires(Permission.WORK_CASE)
def outreach(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Records an attempt to reach somebody."""
    found = open_case(request, referral_id)
    form = OutreachForm(posted(request), initial={"on": clock.today()})

    def act(given: Given) -> object:
        return actions.record_outreach(referral_id=found.id, by=viewer_in(request), at=clock.now(), **given)

    lead = "Every attempt counts, whatever came of it."
    return ask(request, form, act, _page(found, "Record an attempt to reach the person", "Recorded.", lead, "Save"))
