"""Concerns: the list, one of them, counts, and raising one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.concerns import actions, forms
from throughcare.delivery.concerns.actions.raising import Raised
from throughcare.delivery.concerns.queries import concerns as queries
from throughcare.delivery.concerns.queries import counts, vocabulary
from throughcare.delivery.concerns.queries.handlers import handling_organisations, staff_of
from throughcare.delivery.concerns.rules.handling import KIND_WORDS, Kind
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.pages import Ask, ask

READ = requires(Permission.RAISE_CONCERN, Permission.HANDLE_CONCERN)
RAISE = requires(Permission.RAISE_CONCERN)
COUNT = requires(Permission.VIEW_DELIVERY_COUNTS, Permission.HANDLE_CONCERN)
NOTHING = ("nothing", 0)


@READ
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """What I raised and what I handle, what is due soonest first."""
    viewer = viewer_in(request)
    ended = request.GET.get("ended") == "1"
    context = {
        "rows": queries.concerns(viewer, now=clock.now(), ended=ended),
        "ended": ended,
        "can_raise": viewer.can(Permission.RAISE_CONCERN),
        "can_count": viewer.can(Permission.HANDLE_CONCERN),
        "now": clock.today(),
    }
    return render(request, "concerns/concerns.jinja", context)


@READ
@require_safe
def concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """One concern: how it stands, by when what is due, what was done, and what can be done now."""
    page = queries.concern(viewer_in(request), concern_id, at=clock.now())
    context = {"page": page, "not_confirmed": vocabulary.NOT_CONFIRMED}
    return render(request, "concerns/concern.jinja", context)


@COUNT
@require_safe
def concern_counts(request: HttpRequest) -> HttpResponse:
    """How many, in time or late, with which outcome; small numbers are withheld."""
    context = {"page": counts.counts(viewer_in(request), now=clock.now()), "threshold": counts.THRESHOLD}
    return render(request, "concerns/counts.jinja", context)


@dataclass(frozen=True, slots=True)
class _About:
    """What a concern is about: a person, a referral, or neither."""

    what: str = "nothing"
    number: int = 0
    caption: str = ""
    person_id: int | None = None
    referral_id: int | None = None
    provider_id: int | None = None
    back: str = ""

    @property
    def path(self) -> tuple[str, int]:
        return (self.what, self.number)


def _about(viewer: Viewer, what: str, number: int) -> _About:
    """What is named in the address, if the viewer may see it."""
    if what == "person":
        someone: ServiceUser = get_visible(viewer, ServiceUser, pk=number)
        back = reverse("service_user", args=[number])
        return _About(what, number, f"About {someone.name}", person_id=number, back=back)
    if what == "referral":
        row: Referral = get_visible(viewer, Referral, pk=number)
        caption = f"About referral {row.reference}" + (f", {row.about.name}" if row.about else "")
        return _About(
            what, number, caption, row.about.pk if row.about else None, number, row.provider_id, reverse("concerns")
        )
    if (what, number) == NOTHING:
        return _About(back=reverse("concerns"))
    raise NotFound("There is nothing here.", remedy="Start again from the list of concerns.")


@RAISE
def raise_concern_about(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """First question: what sort of concern."""
    about = _about(viewer_in(request), what, number)
    form = forms.KindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("raise_concern", kind=form.cleaned_data["kind"], what=what, number=number)
    page = Ask("Raise a concern", "Continue", "", about.back, about.caption)
    return ask(request, form, lambda given: None, page)


@RAISE
def raise_concern(request: HttpRequest, kind: str, what: str, number: int) -> HttpResponse:
    """The concern itself, on one page. Sent twice, it is raised once."""
    viewer, at = viewer_in(request), clock.now()
    if kind not in set(Kind):
        raise NotFound("There is no such sort of concern.", remedy="Start again from the list of concerns.")
    about = _about(viewer, what, number)
    form = _raise_form(request, viewer, kind, about)

    def act(given: dict[str, Any]) -> object:
        names = ("category", "seriousness", "words", "happened_on", "voice", "confidential", "done_now", "done_words")
        return actions.raise_concern(
            raised=Raised(kind=kind, **{name: given[name] for name in names}),
            organisation_id=int(given["organisation"]),
            service_user_id=about.person_id,
            referral_id=about.referral_id,
            about_staff_id=int(given["about_staff"]) if given["about_staff"] else None,
            key=given["key"],
            by=viewer,
            at=at,
        )

    page = Ask(
        KIND_WORDS[Kind(kind)],
        "Raise it",
        "Raised. Those who handle it have been given it.",
        reverse("concerns"),
        about.caption,
        back=about.back,
        draft_key=f"concern-{kind}-{what}-{number}",
        template="concerns/raise.jinja",
    )
    return ask(request, form, act, page, more={"kind": kind})


def _raise_form(request: HttpRequest, viewer: Viewer, kind: str, about: _About) -> forms.RaiseForm:
    today = clock.today()
    organisations = handling_organisations(on=today)
    own = [number for number, _ in organisations if number == about.provider_id]
    form = forms.RaiseForm(
        request.POST if request.method == "POST" else None, initial={"organisation": own[0] if own else ""}
    )
    form.choose(
        category=vocabulary.categories(kind, today),
        organisation=organisations,
        about_staff=staff_of([number for number, _ in organisations], on=today),
    )
    return form
