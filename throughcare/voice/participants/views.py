"""Screens of participants: who takes part, their training, their payments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, Given, ask
from throughcare.voice.participants import actions, forms, queries

KEEPING = requires(Permission.KEEP_PARTICIPANTS)
LOOKING = requires(Permission.KEEP_PARTICIPANTS, Permission.APPROVE_PAYMENT)
ACTS: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "offer": (forms.OfferForm, actions.offer),
    "accept": (forms.StepForm, actions.accept),
    "decline": (forms.StepForm, actions.decline),
    "approve": (forms.StepForm, actions.approve),
    "refuse": (forms.RefuseForm, actions.refuse),
    "pay": (forms.StepForm, actions.pay),
}


def _ask(
    request: HttpRequest, form: django_forms.Form, act: Callable[[Given], object], title: str, to: str
) -> HttpResponse:
    """Asks on a page of its own; what is typed is kept on the device, sealed, until it was acted on."""
    key = request.path.strip("/").replace("/", "-")
    return ask(request, form, act, Ask(title, "Save", "Saved.", to, draft_key=key))


@LOOKING
@require_safe
def participant_list(request: HttpRequest) -> HttpResponse:
    """Everybody who takes part."""
    viewer = viewer_in(request)
    can = viewer.can(Permission.KEEP_PARTICIPANTS)
    return render(request, "participants/participants.jinja", {"rows": queries.participants(viewer), "can_keep": can})


@KEEPING
def add_participant(request: HttpRequest) -> HttpResponse:
    """Writes down somebody who takes part."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.ParticipantForm(request.POST or None)
    to = reverse("participants")
    return _ask(request, form, lambda given: actions.add_participant(**given, by=viewer, at=at), "Add somebody", to)


@LOOKING
@require_safe
def participant(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Somebody, with training and payments."""
    page = queries.participant(viewer_in(request), participant_id, at=clock.now())
    return render(request, "participants/participant.jinja", {"page": page})


@KEEPING
def add_training(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Writes down a course."""
    viewer, at = viewer_in(request), clock.now()
    courses = [(one.id, one.name) for one in queries.peer_courses(clock.today(at))]
    return _ask(
        request,
        forms.TrainingForm(request.POST or None, courses=courses),
        lambda given: actions.record_training(participant_id=participant_id, **given, by=viewer, at=at),
        "Write down training",
        reverse("participant", args=[participant_id]),
    )


@KEEPING
def name_account(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Says with which account a peer researcher signs in."""
    viewer, at = viewer_in(request), clock.now()
    accounts = queries.account_choices(viewer, participant_id, on=clock.today(at))

    def act(given: Given) -> object:
        return actions.name_account(participant_id=participant_id, account_id=int(given["account"]), by=viewer, at=at)

    form = forms.AccountForm(request.POST or None, accounts=accounts)
    return _ask(request, form, act, "Which account is theirs?", reverse("participant", args=[participant_id]))


@KEEPING
def propose_payment(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Proposes a payment."""
    viewer, at = viewer_in(request), clock.now()
    return _ask(
        request,
        forms.PaymentForm(request.POST or None),
        lambda given: actions.propose_payment(participant_id=participant_id, **given, by=viewer, at=at),
        "Propose a payment",
        reverse("participant", args=[participant_id]),
    )


@LOOKING
def payment_step(request: HttpRequest, payment_id: int, code: str) -> HttpResponse:
    """Takes a payment one step on."""
    viewer, at = viewer_in(request), clock.now()
    row = queries.payment(viewer, payment_id)
    label = dict(row.steps).get(code, "")
    if code not in ACTS or not label:
        raise NotFound("This step is not open any more.", remedy="Go back to see whose turn it is.")
    form, act = ACTS[code]
    return _ask(
        request,
        form(request.POST or None, initial={"version": row.version}),
        lambda given: act(payment_id=payment_id, **given, by=viewer, at=at),
        label,
        reverse("participant", args=[row.participant_id]),
    )
