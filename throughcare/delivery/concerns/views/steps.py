"""The steps of those who handle a concern."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.concerns import actions, forms
from throughcare.delivery.concerns.queries import concerns as queries
from throughcare.delivery.concerns.queries.handlers import handlers, handling_organisations
from throughcare.delivery.concerns.views.concerns import READ
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.ui.pages import Ask, ask


def _open(request: HttpRequest, concern_id: int) -> queries.ConcernPage:
    return queries.concern(viewer_in(request), concern_id, at=clock.now())


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _step(
    request: HttpRequest,
    page: queries.ConcernPage,
    form: django_forms.Form,
    act: Callable[..., object],
    words: tuple[str, str, str],
    *,
    to: str = "",
    lead: str = "",
) -> HttpResponse:
    """A step as a page. ``words`` are its title, its button and what is said afterwards."""
    viewer, at = viewer_in(request), clock.now()
    title, button, done = words
    here = reverse("concern", args=[page.row.id])
    shown = Ask(
        title,
        button,
        done,
        to or here,
        caption=page.row.title,
        lead=lead,
        back=here,
        draft_key=f"concern-{page.row.id}-{title.lower().replace(' ', '-')}",
    )
    return ask(request, form, lambda given: act(concern_id=page.row.id, **given, by=viewer, at=at), shown)


def _owners(page: queries.ConcernPage) -> list[tuple[object, str]]:
    found = handlers(page.organisation_id, on=clock.today())
    return [
        (one.person_id, f"{one.name}, safeguarding lead" if one.leads else one.name)
        for one in found
        if one.name != page.about_staff
    ]


@READ
def acknowledge_concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Tells whoever raised it that it is seen to, and by whom."""
    page = _open(request, concern_id)
    form = forms.AcknowledgeForm(
        _posted(request), initial={"version": page.version, "owner": viewer_in(request).person_id}
    )
    form.choose(owner=_owners(page))

    def act(*, owner: str, **given: Any) -> object:
        return actions.acknowledge(owner_id=int(owner), **given)

    return _step(request, page, form, act, ("Acknowledge it", "Acknowledge", "Acknowledged."))


@READ
def change_concern_owner(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Gives it to somebody else."""
    page = _open(request, concern_id)
    form = forms.OwnerForm(_posted(request), initial={"version": page.version, "owner": page.owner_id})
    form.choose(owner=_owners(page))

    def act(*, owner: str, **given: Any) -> object:
        return actions.change_owner(owner_id=int(owner), **given)

    return _step(request, page, form, act, ("Change its owner", "Save", "Saved."))


@READ
def record_concern_step(request: HttpRequest, concern_id: int) -> HttpResponse:
    """What was done."""
    page = _open(request, concern_id)
    form = forms.StepForm(_posted(request), initial={"version": page.version})
    return _step(request, page, form, actions.record_step, ("Record what was done", "Record", "Recorded."))


@READ
def record_concern_telling(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Who was told, or why not."""
    page = _open(request, concern_id)
    form = forms.TellingForm(_posted(request))
    form.choose(whom=[(one.code, one.whom) for one in page.told if not one.is_settled])
    return _step(request, page, form, actions.record_telling, ("Record who was told", "Record", "Recorded."))


@READ
def pass_on_concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Hands it to the organisation whose it is."""
    page = _open(request, concern_id)
    form = forms.PassOnForm(_posted(request), initial={"version": page.version})
    found = handling_organisations(on=clock.today())
    form.choose(organisation=[one for one in found if one[0] != page.organisation_id])

    def act(*, organisation: str, **given: Any) -> object:
        return actions.pass_on(organisation_id=int(organisation), **given)

    lead = "Its clocks run on. You see it afterwards only if you raised it."
    words = ("Pass it on", "Pass it on", "Passed on.")
    return _step(request, page, form, act, words, to=reverse("concerns"), lead=lead)


@READ
def close_concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Outcome, what was found, what was learnt."""
    page = _open(request, concern_id)
    form = forms.CloseForm(_posted(request), initial={"version": page.version})
    return _step(request, page, form, actions.close_concern, ("Close it", "Close", "Closed."))


@READ
def reopen_concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Opens it again."""
    page = _open(request, concern_id)
    form = forms.ReasonForm(_posted(request))
    return _step(request, page, form, actions.reopen, ("Open it again", "Open it again", "Open again."))


@READ
def withdraw_concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Takes a complaint back."""
    page = _open(request, concern_id)
    form = forms.ReasonForm(_posted(request))
    return _step(request, page, form, actions.withdraw, ("Withdraw it", "Withdraw", "Withdrawn."))
