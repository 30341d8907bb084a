"""A case's appointments, booking, moving, cancelling and answering an offer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.appointments import actions, forms
from throughcare.delivery.appointments.forms.fields import moment_of
from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.appointments.queries import appointments, booking, page
from throughcare.delivery.appointments.queries.appointments import when_words
from throughcare.delivery.appointments.views.pages import Ask, ask
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, signed_in, viewer_in

BOOKS = requires(Permission.WORK_CASE, Permission.TRIAGE_REFERRAL)
PURPOSES = dict(Appointment.Purpose.choices)


@signed_in
@require_safe
def of_case(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Every appointment of a case."""
    viewer = viewer_in(request)
    found = booking.case_page(viewer, referral_id, clock.now())
    rows = appointments.of_case(viewer, referral_id)
    return render(request, "appointments/case.jinja", {"page": found, "rows": rows})


@signed_in
@require_safe
def one(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """One appointment: where it stands, what the referrer was told, its history, and for clinical staff the note."""
    viewer, at = viewer_in(request), clock.now()
    found = page.appointment_page(viewer, appointment_id, at)
    can_see_group = viewer.can(Permission.WORK_CASE) or viewer.can(Permission.TRIAGE_REFERRAL)
    context = {"page": found, "row": found.row, "can_see_group": can_see_group}
    return render(request, "appointments/one.jinja", context)


def fill_when(form: forms.BookForm | forms.MoveForm | forms.ContactForm, choices: booking.Choices) -> None:
    """Fills in offices and workers."""
    form.choose(office=[("", "Choose one"), *choices.offices])
    if "worker" in form.fields:
        form.choose(worker=[(str(pk), name) for pk, name in choices.workers])


@BOOKS
def book(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Books an appointment."""
    viewer, at = viewer_in(request), clock.now()
    found = booking.case_page(viewer, referral_id, at)
    choices = booking.choices(viewer, referral_id, at)
    form = forms.BookForm(request.POST or None, initial=choices.initial)
    fill_when(form, choices)
    form.choose(purpose=[(code, PURPOSES[code]) for code in choices.purposes])

    def act(given: dict[str, Any]) -> object:
        return actions.book(
            referral_id=referral_id,
            terms=form.terms(given["purpose"]),
            is_offer=given["is_offer"],
            despite=form.accepted(),
            key=given["key"],
            by=viewer,
            at=at,
        )

    to = reverse("case_appointments", args=[referral_id])
    return ask(
        request,
        form,
        act,
        Ask(
            "Book an appointment",
            "Book it",
            "Booked.",
            to,
            caption=found.caption,
            lead=found.lead,
            template="appointments/when.jinja",
            more={"before": ["purpose"], "after": ["is_offer"], "contact_href": found.contact_href},
        ),
    )


@BOOKS
def move(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Moves an appointment; the old one stays and says by whom and why."""
    viewer, at = viewer_in(request), clock.now()
    row = appointments.one(viewer, appointment_id)
    choices = booking.choices(viewer, row.referral_id, at, moving=appointment_id)
    form = forms.MoveForm(request.POST or None, initial=choices.initial)
    fill_when(form, choices)
    form.choose(reason=choices.reasons)

    def act(given: dict[str, Any]) -> object:
        return actions.move(
            appointment_id=appointment_id,
            terms=form.terms(row.purpose),
            reason=given["reason"],
            asked_by=given["asked_by"],
            why=given["why"],
            despite=form.accepted(),
            key=given["key"],
            by=viewer,
            at=at,
        )

    return ask(
        request,
        form,
        act,
        Ask(
            "Move an appointment",
            "Move it",
            "Moved. The old time stays on record.",
            lambda made: reverse("appointment", args=[made.pk]),
            caption=when_words(row),
            back=reverse("appointment", args=[appointment_id]),
            template="appointments/when.jinja",
            more={"before": ["reason", "asked_by", "why"], "after": [], "contact_href": ""},
        ),
    )


@BOOKS
def cancel(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Cancels what is ahead."""
    viewer, at = viewer_in(request), clock.now()
    row = appointments.one(viewer, appointment_id)
    form = forms.CancelForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        told_at = moment_of(given["told_on"], given["told_at"])
        if told_at is None and (given["told_on"] or given["told_at"]):
            raise Invalid({"told_on": "Say both the day and the time, or neither."})
        return actions.cancel(
            appointment_id=appointment_id,
            by_service=given["who"] == "service",
            why=given["why"] if given["who"] == "service" else "",
            told_at=told_at,
            by=viewer,
            at=at,
        )

    return ask(
        request,
        form,
        act,
        Ask(
            "Cancel an appointment",
            "Cancel it",
            "Cancelled. The referrer has been told.",
            reverse("appointment", args=[appointment_id]),
            caption=when_words(row),
            lead="Whether it was at short notice is worked out from when the person said so.",
        ),
    )


@BOOKS
def answer(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Writes down whether an offered time suits."""
    viewer, at = viewer_in(request), clock.now()
    row = appointments.one(viewer, appointment_id)
    form = forms.OfferForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.answer_offer(
            appointment_id=appointment_id, accepted=given["answer"] == "yes", by=viewer, at=at
        ),
        Ask(
            "Does the time suit?",
            "Save",
            "Saved.",
            reverse("appointment", args=[appointment_id]),
            caption=when_words(row),
        ),
    )
