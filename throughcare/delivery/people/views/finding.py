"""Finding a person, adding one that nobody found, and opening a restricted record in an emergency."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.forms.identity import BreakGlassByNumberForm, FindForm, PersonForm
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.finding import Found, find
from throughcare.delivery.people.rules.identifiers import KINDS
from throughcare.delivery.people.views.doors import FIND, GLASS, KEEP
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.forms import FormPage, add_errors
from throughcare.foundation.ui.pages import Given


@FIND
def find_person(request: HttpRequest) -> HttpResponse:
    """Who is this? What is looked for travels in the body of a POST, never in an address."""
    viewer, today = viewer_in(request), clock.today()
    form = FindForm(request.POST or None)
    found: Found | None = None
    if request.method == "POST" and form.is_valid():
        found = find(viewer, form.cleaned_data["text"], born=form.cleaned_data["born"], on=today)
    context = {
        "form": form,
        "found": found,
        "can_add": viewer.can(Permission.KEEP_PERSON),
        "can_glass": viewer.can(Permission.BREAK_GLASS),
    }
    return render(request, "people/find.jinja", context, status=422 if form.errors else 200)


@KEEP
def add_person(request: HttpRequest) -> HttpResponse:
    """Adds a person whom nobody found, searching once more for them by all that was typed."""
    viewer, at = viewer_in(request), clock.now()
    form = PersonForm(request.POST or None)
    own = [(code, name) for code, name in vocabulary.boroughs().items() if code in viewer.areas]
    form.choose(borough=own)
    alike: Found | None = None
    if request.method == "POST" and form.is_valid():
        alike = None if "sure" in request.POST else _alike(viewer, form.cleaned_data)
        if alike is None:
            try:
                person = actions.add_service_user(**_given(form.cleaned_data), by=viewer, at=at)
            except Invalid as error:
                add_errors(form, error.fields)
            else:
                return redirect("service_user", service_user_id=person.pk)
    context = {"form": form, "alike": alike}
    return render(request, "people/add.jinja", context, status=422 if form.errors else 200)


def _alike(viewer: Viewer, given: Given) -> Found | None:
    """People who might be the one about to be added; null where there are none."""
    name = f"{given['given_name']} {given['family_name']}"
    found = find(viewer, name, born=given["date_of_birth"], on=clock.today())
    near = [one for one in found.people if given["date_of_birth"] is None or one.born in (None, given["date_of_birth"])]
    if not near and not found.elsewhere:
        return None
    return Found(tuple(near), found.elsewhere, ())


def _given(cleaned: Given) -> Given:
    names = ("given_name", "family_name", "date_of_birth", "gender", "borough", "key")
    alias = [(cleaned["alias_given"], cleaned["alias_family"])] if cleaned["alias_family"] else []
    numbers = [(kind, cleaned[kind]) for kind in KINDS if cleaned[kind]]
    return {**{name: cleaned[name] for name in names}, "aliases": alias, "numbers": numbers}


@GLASS
def open_restricted(request: HttpRequest) -> HttpResponse:
    """Opens a restricted record for an hour, by a number. Whether there is one is told only by its opening."""
    viewer, at = viewer_in(request), clock.now()
    form = BreakGlassByNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_restricted(**form.cleaned_data, by=viewer, at=at)
        except Invalid as error:
            add_errors(form, error.fields)
        else:
            if opened is not None:
                return redirect("service_user", service_user_id=opened)
            form.add_error("number", "Nothing was opened. Find the person in the usual way, or ask their coordinator.")
    page = FormPage(
        "Open a restricted record in an emergency",
        form,
        button="Open for an hour",
        back=reverse("find_person"),
        lead="Only where somebody may come to harm if you wait. Every use is reviewed, and every try is recorded.",
    )
    return render(request, "form_page.jinja", {"page": page}, status=422 if form.errors else 200)
