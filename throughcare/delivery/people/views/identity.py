"""Changing who a person is: names, numbers, death, and who may see a restricted record."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.forms import identity as forms
from throughcare.delivery.people.queries import identity as queries
from throughcare.delivery.people.queries.persons import person
from throughcare.delivery.people.views.doors import KEEP, RESTRICTS, TRANSFERS
from throughcare.delivery.people.views.steps import page_of, version_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, Given, ask

DIES = requires(Permission.KEEP_PERSON, Permission.RUN_PANEL)


@KEEP
def change_person(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Changes name, date of birth or gender."""
    viewer, at = viewer_in(request), clock.now()
    row = queries.details(viewer, service_user_id)
    initial = {name: getattr(row, name) for name in ("given_name", "family_name", "date_of_birth", "gender")}
    form = forms.ChangePersonForm(request.POST or None, initial=initial)
    version = version_of(request, row.version)

    def act(given: Given) -> None:
        actions.change_service_user(service_user_id=service_user_id, version=version, **given, by=viewer, at=at)

    page = Ask(
        "Change details",
        "Save",
        "Saved. What stood there before is kept in the history.",
        page_of(service_user_id),
        caption=row.name,
        version=version,
    )
    return ask(request, form, act, page)


@KEEP
def add_number(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Adds a number."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    form = forms.NumberForm(request.POST or None)

    def act(given: Given) -> None:
        actions.add_identifier(service_user_id=service_user_id, **given, by=viewer, at=at)

    return ask(request, form, act, Ask("Add a number", "Add", "Added.", page_of(service_user_id), caption=head.name))


@KEEP
def remove_number(request: HttpRequest, identifier_id: int) -> HttpResponse:
    """Takes off a number that is somebody else's."""
    viewer, at = viewer_in(request), clock.now()
    owner, shown = queries.number_of(viewer, identifier_id)
    head = person(viewer, owner, on=clock.today(at))
    form = forms.WhyForm(request.POST or None)

    def act(given: Given) -> None:
        actions.remove_identifier(identifier_id=identifier_id, words=given["words"], by=viewer, at=at)

    page = Ask("Take off a number", "Take off", "Taken off.", page_of(owner), caption=head.name, lead=shown)
    return ask(request, form, act, page)


@KEEP
def add_name(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Adds another name."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    form = forms.NameForm(request.POST or None)

    def act(given: Given) -> None:
        actions.add_alias(service_user_id=service_user_id, **given, by=viewer, at=at)

    page = Ask("Add another name", "Add", "Added.", page_of(service_user_id), caption=head.name)
    return ask(request, form, act, page)


@DIES
def record_death(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Records that a person died."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    form = forms.DeathForm(request.POST or None)

    def act(given: Given) -> None:
        actions.record_death(
            service_user_id=service_user_id, died_on=given["died_on"], words=given["words"], by=viewer, at=at
        )

    page = Ask(
        "Record a death",
        "Record the death",
        "Recorded.",
        page_of(service_user_id),
        caption=head.name,
        lead="Their stay in the cohort ends, and nothing can be recorded for later days.",
        draft_key=f"death-{service_user_id}",
    )
    return ask(request, form, act, page)


@TRANSFERS
def correct_death(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Corrects the day of death, or takes the death back."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    form = forms.CorrectDeathForm(request.POST or None, initial={"died_on": head.died_on})

    def act(given: Given) -> None:
        actions.correct_death(
            service_user_id=service_user_id, died_on=given["died_on"], words=given["words"], by=viewer, at=at
        )

    page = Ask(
        "Correct the death",
        "Correct",
        "Corrected.",
        page_of(service_user_id),
        caption=head.name,
        lead="A stay that ended with the death stays ended; nominate afresh if it was an error.",
    )
    return ask(request, form, act, page)


@RESTRICTS
def restrict(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Closes a record to all but those named."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    form = forms.RestrictForm(request.POST or None)

    def act(given: Given) -> None:
        actions.restrict(service_user_id=service_user_id, reason=given["reason"], by=viewer, at=at)

    page = Ask(
        "Restrict this record",
        "Restrict",
        "Restricted. Name the others who need to see it.",
        page_of(service_user_id),
        caption=head.name,
    )
    return ask(request, form, act, page)


@RESTRICTS
def lift_restriction(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Opens a record to those whose area or case it is."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    form = forms.WhyForm(request.POST or None)

    def act(given: Given) -> None:
        actions.lift_restriction(service_user_id=service_user_id, words=given["words"], by=viewer, at=at)

    page = Ask("Lift the restriction", "Lift it", "Lifted.", page_of(service_user_id), caption=head.name)
    return ask(request, form, act, page)


@RESTRICTS
def name_somebody(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Names somebody who may see a restricted record."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    form = forms.NameSomebodyForm(request.POST or None)
    form.choose(person=queries.can_be_named(viewer, service_user_id, at=at))

    def act(given: Given) -> None:
        until = given["until"] and datetime.combine(given["until"], time.min, tzinfo=clock.LONDON)
        actions.name_for_restricted(
            service_user_id=service_user_id,
            person_id=int(given["person"]),
            reason=given["reason"],
            until=until,
            by=viewer,
            at=at,
        )

    page = Ask("Name somebody who may see this record", "Name them", "Named.", page_of(head.id), caption=head.name)
    return ask(request, form, act, page)


@RESTRICTS
def end_access(request: HttpRequest, access_id: int) -> HttpResponse:
    """Takes somebody off those who may see a restricted record."""
    viewer, at = viewer_in(request), clock.now()
    owner, name = queries.access_of(viewer, access_id)
    form = forms.KeyedForm(request.POST or None)

    def act(given: Given) -> None:
        actions.end_restricted_access(access_id=access_id, by=viewer, at=at)

    to = reverse("cohort") if viewer.name == name else page_of(owner)
    page = Ask("End somebody's access", "End it", "Ended.", to, lead=f"{name} will no longer see this record.")
    return ask(request, form, act, page)
