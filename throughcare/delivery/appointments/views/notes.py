"""The clinical notes of a case, breaking the glass before them, and saying that a flag was read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.appointments import actions, forms
from throughcare.delivery.appointments.queries import notes
from throughcare.delivery.appointments.views.pages import Ask, ask
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, signed_in, viewer_in

NOTHING_OPENED = "Nothing was opened. Check the number, or ask the service lead, who sees every case of your service."
CLINICAL = requires(Permission.VIEW_CLINICAL)


@CLINICAL
@require_safe
def of_case(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Every clinical note of a case; where they are closed, how to open them in an emergency."""
    viewer, at = viewer_in(request), clock.now()
    try:
        page = notes.of_case(viewer, referral_id, at)
    except NotAllowed:
        return redirect("open_clinical_notes", referral_id=referral_id)
    return render(request, "appointments/notes.jinja", {"page": page})


@CLINICAL
def break_glass(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Opens the notes of somebody else's case for an hour, with a reason that is reviewed."""
    viewer, at = viewer_in(request), clock.now()
    notes.check_can_open(viewer, referral_id)
    form = forms.GlassForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.open_clinical_notes(referral_id=referral_id, reason=given["reason"], by=viewer, at=at),
        Ask(
            "The clinical side of another case",
            "Open it for an hour",
            "Open for an hour. Every reading is recorded.",
            reverse("clinical_notes", args=[referral_id]),
            caption="Emergency access",
            lead="You neither work this case nor supervise it. Open it only if somebody's safety depends on it.",
            back=reverse("today"),
        ),
    )


@CLINICAL
def open_case(request: HttpRequest) -> HttpResponse:
    """Opens a colleague's case for an hour, by its reference or a number of the person."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.GlassByNumberForm(request.POST or None)

    def act(given: dict[str, Any]) -> int:
        opened = actions.open_case(number=given["number"], reason=given["reason"], by=viewer, at=at)
        if opened is None:
            raise Invalid({"number": NOTHING_OPENED})
        return opened

    return ask(
        request,
        form,
        act,
        Ask(
            "A colleague's case, in an emergency",
            "Open it for an hour",
            "Open for an hour, to read. Every reading is recorded.",
            lambda opened: reverse("casework", args=[opened]),
            caption="Emergency access",
            lead="For a case of your own service whose worker is away. Each use is reviewed, each try recorded.",
            back=reverse("today"),
        ),
    )


@signed_in
@require_POST
def say_read(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Says that a flag was read."""
    flag = actions.say_read(flag_id=flag_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Marked as read. Whoever raised it can see that.")
    return redirect("appointment", appointment_id=flag.status.appointment_id)
