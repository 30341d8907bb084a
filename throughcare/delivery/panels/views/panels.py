"""Panels, their settings and who sits on them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.panels import actions, forms
from throughcare.delivery.panels.queries import meetings, seats
from throughcare.delivery.panels.queries.settings import NOT_CONFIRMED, is_confirmed, setting
from throughcare.errors import Invalid
from throughcare.foundation.access.areas import EVERYWHERE, area_choices, boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.pages import Ask, Given, ask

READ = requires(Permission.VIEW_COHORT)
RUN = requires(Permission.RUN_PANEL)


@READ
@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """Every panel that this viewer may see: when it meets next, what is late."""
    viewer, at = viewer_in(request), clock.now()
    context = {"rows": meetings.panels(viewer, on=clock.today(at)), "can_start": viewer.can(Permission.RUN_PANEL)}
    return render(request, "panels/panels.jinja", context)


@READ
@require_safe
def panel(request: HttpRequest, panel_id: int) -> HttpResponse:
    """One panel: its meetings, who sits on it, how it works."""
    page = meetings.panel(viewer_in(request), panel_id, on=clock.today())
    return render(request, "panels/panel.jinja", {"page": page, "not_confirmed": NOT_CONFIRMED})


def _own_areas(viewer: Viewer) -> list[tuple[str, str]]:
    return [(code, name) for code, name in area_choices() if code != EVERYWHERE and boroughs_of(code) <= viewer.areas]


def _chairs(viewer: Viewer, areas: list[str]) -> list[tuple[object, str]]:
    found = {one.person_id: one for area in areas for one in seats.possible_chairs(area, on=clock.today())}
    return [(number, f"{one.name}, {one.agency}") for number, one in found.items()]


@RUN
def start_panel(request: HttpRequest) -> HttpResponse:
    """Starts the panel of an area."""
    viewer, at = viewer_in(request), clock.now()
    on = clock.today(at)
    start = {"every_days": setting("meets_every_days", on), "quorum": setting("quorum", on)}
    form = forms.StartPanelForm(request.POST or None, initial=start)
    areas = _own_areas(viewer)
    form.choose(area=areas, chair=_chairs(viewer, [code for code, _ in areas]))
    for name, code in (("every_days", "meets_every_days"), ("quorum", "quorum")):
        if not is_confirmed(code, on):
            field = form.fields[name]
            field.help_text = f"{field.help_text} {start[name]} is a suggestion: a {NOT_CONFIRMED}."
    return ask(
        request,
        form,
        lambda given: actions.start_panel(
            name=given["name"],
            area=given["area"],
            chair_id=int(given["chair"]),
            every_days=given["every_days"],
            quorum=given["quorum"],
            place=given["place"],
            by=viewer,
            at=at,
        ),
        Ask("Start a panel", "Start it", "The panel is there. Give its agencies their seats.", reverse("panels")),
    )


@RUN
def panel_settings(request: HttpRequest, panel_id: int) -> HttpResponse:
    """Changes how a panel works."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.panel(viewer, panel_id, on=clock.today(at))
    start = {
        "name": page.name,
        "chair": page.chair_id,
        "every_days": page.every_days,
        "quorum": page.quorum,
        "place": page.place,
    }
    form = forms.PanelSettingsForm(request.POST or None, initial=start)
    form.choose(chair=_chairs(viewer, [page.area_code]))
    return ask(
        request,
        form,
        lambda given: actions.change_settings(
            panel_id=panel_id,
            name=given["name"],
            chair_id=int(given["chair"]),
            every_days=given["every_days"],
            quorum=given["quorum"],
            place=given["place"],
            by=viewer,
            at=at,
        ),
        Ask("How this panel works", "Save", "Saved.", reverse("panel", args=[panel_id]), caption=page.name),
    )


@RUN
def add_member(request: HttpRequest, panel_id: int) -> HttpResponse:
    """Gives somebody a seat."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.panel(viewer, panel_id, on=clock.today(at))
    found = seats.possible_members(viewer, panel_id, on=clock.today(at))
    form = forms.MemberForm(request.POST or None)
    form.choose(seat=[(f"{one.person_id}-{one.organisation_id}", f"{one.name}, {one.agency}") for one in found])

    def act(given: Given) -> object:
        person, _, organisation = given["seat"].partition("-")
        if not organisation:
            raise Invalid({"seat": "Choose somebody from the list."})
        return actions.add_member(
            panel_id=panel_id, person_id=int(person), organisation_id=int(organisation), by=viewer, at=at
        )

    lead = "" if found else "Everyone who holds a role in this area has a seat. An administrator lets others in."
    return ask(
        request,
        form,
        act,
        Ask("Give a seat", "Give it", "They sit on the panel.", reverse("panel", args=[panel_id]), page.name, lead),
    )


@RUN
def end_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Ends a seat today."""
    viewer, at = viewer_in(request), clock.now()
    seat, panel_id = seats.seat(viewer, member_id)
    return ask(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        lambda given: actions.end_member(member_id=member_id, by=viewer, at=at),
        Ask(
            "End this seat today",
            "End it",
            "The seat has ended.",
            reverse("panel", args=[panel_id]),
            caption=f"{seat.name}, {seat.agency}",
        ),
    )
