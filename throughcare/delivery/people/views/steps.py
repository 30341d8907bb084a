"""Steps of the cohort: nomination, the panel's decisions, ratings, overlays, transfers. One form each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.forms import cohort as forms
from throughcare.delivery.people.forms.keyed import KeyedForm
from throughcare.delivery.people.queries import steps as queries
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.persons import person
from throughcare.delivery.people.views.doors import BESIDE, KEEP, NOMINATES, STEP, TRANSFERS
from throughcare.errors import NotFound
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.ui.pages import Ask, Given, ask

Act = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a step of a stay is asked for: title, form, action, whose list of reasons, and what is said after."""

    title: str
    form: type[KeyedForm]
    act: Act
    reasons: str
    done: str
    takes: tuple[str, ...] = ("reason", "words", "on")
    lead: str = ""


STEPS = {
    "adopt": Kind(
        "Adopt",
        forms.AdoptForm,
        actions.adopt,
        "adopted",
        "Adopted.",
        ("reason", "words", "on", "rating", "review_on"),
    ),
    "not-adopt": Kind("Do not adopt", forms.StepForm, actions.not_adopt, "not_adopted", "Not adopted."),
    "defer": Kind(
        "Defer", forms.DeferForm, actions.defer, "deferred", "Deferred.", ("reason", "words", "on", "review_on")
    ),
    "rate": Kind(
        "Rate or review",
        forms.RatingForm,
        actions.rate,
        "rated",
        "Rated.",
        ("reason", "words", "on", "rating", "review_on"),
        "The same rating again is a review that changes nothing.",
    ),
    "kind": Kind(
        "Change the type of place",
        forms.KindForm,
        actions.change_kind,
        "adopted",
        "Changed.",
        ("reason", "words", "on", "kind"),
    ),
    "deselect": Kind("Deselect", forms.StepForm, actions.deselect, "deselected", "Deselected."),
    "readopt": Kind("Readopt", forms.StepForm, actions.readopt, "readopted", "Readopted. The panel rates next."),
}


def page_of(service_user_id: int) -> str:
    return reverse("service_user", args=[service_user_id])


@STEP
def stay_step(request: HttpRequest, nominal_id: int, code: str) -> HttpResponse:
    """Takes a stay one step on."""
    viewer, at = viewer_in(request), clock.now()
    kind = STEPS.get(code)
    if kind is None:
        raise NotFound("There is no such step.", remedy="Go back to the person's page and choose one.")
    today = clock.today(at)
    stay = queries.stay(viewer, nominal_id)
    head = person(viewer, stay.person, on=today)
    initial = {"rating": stay.rating, "kind": stay.kind}
    form = kind.form(request.POST or None, initial=initial)
    form.choose(reason=vocabulary.reason_choices(kind.reasons, today))
    version = version_of(request, stay.version)

    def act(given: Given) -> None:
        taken = {name: given[name] for name in kind.takes}
        kind.act(nominal_id=nominal_id, **taken, version=version, by=viewer, at=at)

    page = Ask(
        kind.title,
        kind.title,
        kind.done,
        page_of(head.id),
        caption=head.name,
        lead=kind.lead,
        draft_key=f"stay-{nominal_id}-{code}",
        version=version,
    )
    return ask(request, form, act, page)


def version_of(request: HttpRequest, now: int) -> int:
    """The version on which a form was opened: the one it carries, else the present one."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else now


@NOMINATES
def nominate(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Proposes a person to the panel."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    head = person(viewer, service_user_id, on=today)
    form = forms.NominationForm(request.POST or None)
    form.choose(reason=vocabulary.reason_choices("nominated", today))

    def act(given: Given) -> None:
        actions.nominate(service_user_id=service_user_id, **given, by=viewer, at=at)

    page = Ask(
        "Nominate for the cohort",
        "Nominate",
        "Nominated. It is the panel's turn.",
        page_of(service_user_id),
        caption=head.name,
        draft_key=f"nominate-{service_user_id}",
        template="people/nominate.jinja",
    )
    verdict = queries.verdict(viewer, service_user_id, on=today)
    return ask(request, form, act, page, more={"verdict": verdict, "head": head})


@NOMINATES
def identify(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Puts a person on the list of those to be considered."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    head = person(viewer, service_user_id, on=today)
    form = forms.IdentifyForm(request.POST or None)
    form.choose(reason=vocabulary.reason_choices("identified", today))

    def act(given: Given) -> None:
        actions.identify(
            service_user_id=service_user_id, reason=given["reason"], words=given["words"], by=viewer, at=at
        )

    page = Ask(
        "Put on the list to be considered",
        "Put on the list",
        "On the list. Nominate them when the papers are ready.",
        page_of(service_user_id),
        caption=head.name,
        draft_key=f"identify-{service_user_id}",
        template="people/nominate.jinja",
    )
    verdict = queries.verdict(viewer, service_user_id, on=today)
    return ask(request, form, act, page, more={"verdict": verdict, "head": head})


@BESIDE
def record_overlay(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Records custody, recall, MAPPA or an alert."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    head = person(viewer, service_user_id, on=today)
    form = forms.OverlayForm(request.POST or None, initial={"from_date": today})
    kinds = [(one.id, f"{one.label}: {one.means}") for one in vocabulary.overlay_kinds(today)]
    form.choose(kind=kinds, reason=vocabulary.reason_choices("overlay", today))

    def act(given: Given) -> None:
        taken = {name: value for name, value in given.items() if name != "key"}
        actions.record_overlay(service_user_id=service_user_id, **taken, by=viewer, at=at)

    page = Ask(
        "Record custody, recall or an alert",
        "Record it",
        "Recorded.",
        page_of(service_user_id),
        caption=head.name,
        draft_key=f"overlay-{service_user_id}",
    )
    return ask(request, form, act, page)


@BESIDE
def overlay_step(request: HttpRequest, overlay_id: int, code: str) -> HttpResponse:
    """Ends something that was true of a person, or takes back what was recorded in error."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    found = queries.overlay(viewer, overlay_id)
    if code not in ("end", "withdraw"):
        raise NotFound("There is no such step.", remedy="Go back to the person's page.")
    head = person(viewer, found.person, on=today)
    form: Any
    if code == "end":
        form = forms.EndOverlayForm(request.POST or None, initial={"until": today})
        form.choose(reason=vocabulary.reason_choices("overlay", today))
    else:
        form = forms.ReasonedAnswerForm(request.POST or None)

    def act(given: Given) -> None:
        call = {"overlay_id": overlay_id, "words": given["words"], "by": viewer, "at": at}
        if code == "end":
            actions.end_overlay(until=given["until"], reason=given["reason"], **call)
        else:
            actions.withdraw_overlay(**call)

    title = f"{found.label}: {'it has ended' if code == 'end' else 'recorded in error'}"
    page = Ask(
        title, "Record it", "Recorded.", page_of(head.id), caption=head.name, draft_key=f"overlay-{overlay_id}-{code}"
    )
    return ask(request, form, act, page)


@TRANSFERS
def ask_transfer(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Asks another borough to take a person over."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    head = person(viewer, service_user_id, on=today)
    form = forms.TransferForm(request.POST or None)
    others = [(code, name) for code, name in vocabulary.boroughs().items() if code != head.borough]
    form.choose(to_borough=others, reason=vocabulary.reason_choices("transfer_asked", today))

    def act(given: Given) -> None:
        taken = {name: given[name] for name in ("to_borough", "reason", "words")}
        actions.ask_transfer(service_user_id=service_user_id, **taken, by=viewer, at=at)

    page = Ask(
        "Ask another borough to take over",
        "Ask",
        "Asked. Nothing changes until its coordinator answers.",
        page_of(service_user_id),
        caption=head.name,
        draft_key=f"transfer-{service_user_id}",
    )
    return ask(request, form, act, page)


@KEEP
def ask_for_person(request: HttpRequest) -> HttpResponse:
    """Asks the area that has somebody to hand them over. Only a number says whom; it never stands in the address."""
    viewer, at = viewer_in(request), clock.now()
    if request.method != "POST":
        raise NotFound("Find the person by a number first.", remedy="Start from Find a person.")
    today = clock.today(at)
    is_sent = "reason" in request.POST or "to_borough" in request.POST
    form = forms.AskForPersonForm(request.POST if is_sent else None, initial={"number": request.POST.get("number", "")})
    own = [(code, name) for code, name in vocabulary.boroughs().items() if code in viewer.areas]
    form.choose(to_borough=own, reason=vocabulary.reason_choices("transfer_asked", today))

    def act(given: Given) -> None:
        taken = {name: given[name] for name in ("number", "to_borough", "reason", "words")}
        actions.ask_for_person(**taken, by=viewer, at=at)

    page = Ask(
        "Ask to take a person over",
        "Ask",
        "Asked. Their coordinator answers; your home page shows it.",
        reverse("find_person"),
        lead="You see the person once the coordinator who has them agrees.",
    )
    return ask(request, form, act, page)


@TRANSFERS
def transfer_step(request: HttpRequest, transfer_id: int, code: str) -> HttpResponse:
    """Answers a transfer, or takes it back."""
    viewer, at = viewer_in(request), clock.now()
    found = queries.transfer(viewer, transfer_id)
    words = {
        "accept": ("Take the person over", forms.AnswerForm, actions.accept_transfer, "Taken over."),
        "refuse": ("Refuse the transfer", forms.ReasonedAnswerForm, actions.refuse_transfer, "Refused."),
        "withdraw": ("Take the question back", forms.AnswerForm, actions.withdraw_transfer, "Taken back."),
    }
    if code not in words:
        raise NotFound("There is no such step.", remedy="Go back to the person's page.")
    title, form_class, action, done = words[code]
    head = person(viewer, found.person, on=clock.today(at))
    form = form_class(request.POST or None)

    def act(given: Given) -> None:
        action(transfer_id=transfer_id, words=given["words"], by=viewer, at=at)

    lead = f"{found.shown.from_name} to {found.shown.to_name}: {found.shown.reason.lower()}. {found.shown.words}"
    to = page_of(head.id) if code != "refuse" or found.keeps else reverse("cohort")
    page = Ask(title, title, done, to, caption=head.name, lead=lead.strip(), draft_key=f"transfer-{transfer_id}-{code}")
    return ask(request, form, act, page)
