"""Home, and the screens on which people are let in and given roles."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from throughcare import clock
from throughcare.errors import Invalid, NotAllowed, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import public, requires, signed_in, viewer_in
from throughcare.foundation.organisations import actions, queries
from throughcare.foundation.organisations.forms import EndRoleForm, PersonForm, RoleForm
from throughcare.foundation.ports.changes import changed_since
from throughcare.foundation.ports.owed import Owed, owed_to_or_by

FIRST_LOOK_BACK = timedelta(days=7)
VISIT = timedelta(hours=1)


def _sorted_owed(found: list[Owed], at: datetime) -> dict[str, list[Owed]]:
    week = clock.today(at) + timedelta(days=7)
    mine = [one for one in found if one.by_me]
    return {
        "this_week": [one for one in mine if one.due is not None and one.due <= week],
        "later": [one for one in mine if one.due is None or one.due > week],
        "others": [one for one in found if not one.by_me],
    }


@public
def home(request: HttpRequest) -> HttpResponse:
    """What do I owe, by when; what is stuck with somebody else? For the public, where to start."""
    viewer, at = viewer_in(request), clock.now()
    if not viewer.is_signed_in:
        return render(request, "organisations/welcome.jinja")
    owed = _sorted_owed(owed_to_or_by(viewer, at), at)
    since = queries.last_visit(viewer) or at - FIRST_LOOK_BACK
    changed = changed_since(viewer, since)
    if at - since > VISIT:
        actions.note_visit(by=viewer, at=at)
    context = {"owed": owed, "today": clock.today(at), "changed": changed, "since": since}
    return render(request, "organisations/home.jinja", context)


@requires(Permission.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everyone who can sign in; letting someone in."""
    viewer, at = viewer_in(request), clock.now()
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_person(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"] or None,
                by=viewer,
                at=at,
            )
        except Invalid as error:
            _add_errors(form, error)
        else:
            messages.success(request, f"{person.name} can now sign in. Give them a role.")
            return redirect("person", person_id=person.pk)
    context = {"people": queries.people(viewer, on=clock.today(at)), "form": form}
    return render(request, "organisations/people.jinja", context, status=422 if form.errors else 200)


def _add_errors(form: PersonForm | RoleForm | EndRoleForm, error: Invalid) -> None:
    for name, sentences in error.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


@requires(Permission.MANAGE_PEOPLE)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person and their roles; giving a role."""
    viewer, at = viewer_in(request), clock.now()
    row = queries.person(viewer, person_id, on=clock.today(at))
    if row is None:
        raise NotFound("There is nobody at this address.", remedy="Go back to the list of people.")
    form = RoleForm(request.POST or None, initial={"from_date": clock.today(at)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_role(
                person_id=person_id,
                organisation_id=int(form.cleaned_data["organisation"]),
                role=form.cleaned_data["role"],
                from_date=form.cleaned_data["from_date"],
                area=form.cleaned_data["area"],
                by=viewer,
                at=at,
            )
        except Invalid as error:
            _add_errors(form, error)
        else:
            messages.success(request, f"{row.name} has the role.")
            return redirect("person", person_id=person_id)
    context = {"person": row, "form": form}
    return render(request, "organisations/person.jinja", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE_PEOPLE)
def end_role(request: HttpRequest, person_id: int, membership_id: int) -> HttpResponse:
    """Ends a role on a day."""
    viewer, at = viewer_in(request), clock.now()
    row = queries.person(viewer, person_id, on=clock.today(at))
    held = next((one for one in row.roles if one.membership_id == membership_id), None) if row else None
    if row is None or held is None:
        raise NotFound("There is no such role.", remedy="Go back to the list of people.")
    form = EndRoleForm(request.POST or None, initial={"membership": membership_id, "until": clock.today(at)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(membership_id=membership_id, until=form.cleaned_data["until"], by=viewer, at=at)
        except Invalid as error:
            _add_errors(form, error)
        else:
            messages.success(request, "The role ends on that day.")
            return redirect("person", person_id=person_id)
    context = {"person": row, "held": held, "form": form}
    return render(request, "organisations/end_role.jinja", context, status=422 if form.errors else 200)


@signed_in
def address_is_the_administrators(request: HttpRequest) -> HttpResponse:
    """The address people sign in with is changed by an administrator, never by themselves."""
    raise NotAllowed(
        "The address that you sign in with cannot be changed here.", remedy="Ask an administrator to change it."
    )
