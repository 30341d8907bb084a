"""Consultations: logged in a minute, asked for, answered, rated, and now and then the start of a referral."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.forms.handling import (
    AdviceForm,
    AskAdviceForm,
    LogAdviceForm,
    PersonForm,
    RateForm,
)
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries import consultations as queries
from throughcare.delivery.referrals.queries.starting import by_crn, crn_of
from throughcare.delivery.referrals.rules.advising import Advice
from throughcare.delivery.referrals.views.posting import posted
from throughcare.errors import DomainError, Invalid
from throughcare.foundation.access.areas import borough_choices
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.ui.forms import FormPage, add_errors
from throughcare.foundation.ui.pages import Ask, ask
from throughcare.foundation.ui.words import count

Given = dict[str, Any]


@requires(Permission.REFER, Permission.WORK_CASE)
def consultations(request: HttpRequest) -> HttpResponse:
    """What was asked and what was given."""
    viewer, at = viewer_in(request), clock.now()
    found = queries.consultations(viewer, at)
    given = [one.row for one in found if one.row.state == "given"]
    context = {
        "found": found,
        "can_log": queries.advising_service(viewer, at) is not None,
        "can_ask": viewer.can(Permission.REFER),
        "minutes": sum(row.minutes or 0 for row in given),
        "rated": [row.rating for row in given if row.rating],
        "given": len(given),
    }
    return render(request, "referrals/consultations.jinja", context)


@requires(Permission.REFER, Permission.WORK_CASE)
def consultation(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """One consultation."""
    found = queries.consultation(viewer_in(request), consultation_id, clock.now())
    return render(request, "referrals/consultation.jinja", {"page": found})


def _advice(given: Given) -> Advice:
    return Advice(tuple(given["topics"]), given["minutes"], given["advice"], given["outcome"])


@requires(Permission.WORK_CASE)
def log(request: HttpRequest) -> HttpResponse:
    """Records advice that was just given. ``?referral=`` names the case it was about."""
    viewer, at = viewer_in(request), clock.now()
    service = queries.own_service(viewer, at)
    number = request.GET.get("referral", "")
    about = get_visible(viewer, Referral, pk=int(number)) if number.isascii() and number.isdigit() else None
    form = LogAdviceForm(
        posted(request), definition=service, askers=queries.askers(viewer, about), is_of_case=about is not None
    )
    if about is not None:
        form.fields["asker"].initial = f"p{about.referrer_id}"

    def act(given: Given) -> object:
        asker = given["asker"]
        asker_id = int(asker[1:]) if asker.startswith("p") else None
        at, crn = clock.now(), given.get("crn", "").strip()
        person = queries.named(viewer, asker_id, crn_of(crn, at), clock.today(at)) if crn else None
        return actions.log_consultation(
            service=service.code,
            advice=_advice(given),
            asker_id=asker_id,
            asker_organisation=queries.home_of(asker_id) if asker_id else asker[1:],
            referral_id=about.pk if about else None,
            service_user_id=person.pk if person else None,
            is_apart=given["is_apart"],
            key=given["key"],
            by=viewer,
            at=at,
        )

    page = Ask(
        title="Log a consultation",
        button="Save",
        done="Saved and counted.",
        to=reverse("referral", args=[about.pk]) if about else reverse("consultations"),
        caption=f"{service.name}{', ' + about.reference if about else ''}",
        lead="" if about else "Nobody needs to be named.",
    )
    return ask(request, form, act, page)


@requires(Permission.REFER)
def ask_advice(request: HttpRequest) -> HttpResponse:
    """Asks a service for advice."""
    viewer, at = viewer_in(request), clock.now()
    boroughs = [(code, name) for code, name in borough_choices() if not viewer.areas or code in viewer.areas]
    form = AskAdviceForm(posted(request), services=queries.services_that_advise(at), boroughs=boroughs)

    def act(given: Given) -> object:
        person = None
        if given["crn"].strip():
            person = by_crn(viewer, crn_of(given["crn"], at))
            if person is None:
                raise Invalid({"crn": "Nobody that you may see has this CRN. Leave it empty to name nobody."})
        elif not given["borough"]:
            raise Invalid({"borough": "Choose the borough, so that it reaches the right provider."})
        return actions.ask_consultation(
            service=given["service"],
            borough=given["borough"],
            question=given["question"],
            service_user_id=person.pk if person else None,
            key=given["key"],
            by=viewer,
            at=clock.now(),
        )

    page = Ask(
        title="Ask a service for advice",
        button="Send the question",
        done="Sent. You see the answer here.",
        to=reverse("consultations"),
        lead="Advice about a case needs no referral and no name.",
    )
    return ask(request, form, act, page)


@requires(Permission.WORK_CASE)
def give(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Answers a question."""
    viewer = viewer_in(request)
    found = queries.consultation(viewer, consultation_id, clock.now())
    form = AdviceForm(posted(request), definition=found.service)

    def act(given: Given) -> object:
        return actions.give_consultation(
            consultation_id=consultation_id, advice=_advice(given), by=viewer, at=clock.now()
        )

    page = Ask(
        title="Answer a question",
        button="Save",
        done="Answered. Whoever asked sees it at once.",
        to=reverse("consultation", args=[consultation_id]),
        caption=found.who,
        lead=found.row.question,
    )
    return ask(request, form, act, page)


@requires(Permission.REFER)
def rate(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Says how useful advice was."""
    viewer = viewer_in(request)
    found = queries.consultation(viewer, consultation_id, clock.now())
    first = {"rating": str(found.row.rating or ""), "words": found.row.rating_words}
    form = RateForm(posted(request), initial=first)

    def act(given: Given) -> object:
        return actions.rate_consultation(
            consultation_id=consultation_id,
            rating=int(given["rating"]),
            words=given["words"],
            by=viewer,
            at=clock.now(),
        )

    page = Ask(
        title="Did the advice help?",
        button="Save",
        done="Thank you. The service sees it, and it is counted.",
        to=reverse("consultation", args=[consultation_id]),
        caption=f"{found.service.name}, {count(found.row.minutes or 0, 'minute')}",
    )
    return ask(request, form, act, page)


@requires(Permission.REFER)
def withdraw(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Takes back a question."""
    viewer = viewer_in(request)
    queries.consultation(viewer, consultation_id, clock.now())
    page = Ask(
        title="Take back your question?",
        button="Take it back",
        done="Taken back.",
        to=reverse("consultations"),
    )

    def act(given: Given) -> object:
        return actions.withdraw_consultation(consultation_id=consultation_id, by=viewer, at=clock.now())

    return ask(request, forms.Form(posted(request)), act, page)


@requires(Permission.REFER)
def refer_from(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Begins a referral from advice: only the person is still to be named."""
    viewer, at = viewer_in(request), clock.now()
    found = queries.consultation(viewer, consultation_id, at)
    form = PersonForm(posted(request))
    known = found.row.service_user.standing.pk if found.row.service_user else None
    if request.method == "POST" and (known or form.is_valid()):
        try:
            person_id = known or _person_id(viewer, form.cleaned_data["crn"], at)
            row = actions.refer_from_consultation(
                consultation_id=consultation_id, service_user_id=person_id, by=viewer, at=at
            )
        except Invalid as error:
            add_errors(form, error.fields)
        except DomainError as error:
            form.add_error(None, f"{error.says} {error.remedy}".strip())
        else:
            return redirect("write_referral", row.pk, "crisis")
    if known:
        del form.fields["crn"]
    page = Ask(
        title="Refer after this advice",
        button="Begin the referral",
        done="",
        to=reverse("consultation", args=[consultation_id]),
        lead="The advice stays counted, and the two stay linked.",
    )
    return ask(request, form, lambda _: None, page) if request.method != "POST" else _again(request, form, page)


def _person_id(viewer: Any, crn: str, at: Any) -> int:
    person = by_crn(viewer, crn_of(crn, at))
    if person is None:
        raise Invalid({"crn": "Nobody that you may see has this CRN."})
    return int(person.pk)


def _again(request: HttpRequest, form: forms.Form, page: Ask) -> HttpResponse:
    shown = FormPage(title=page.title, form=form, button=page.button, lead=page.lead, back=page.to, cancel=page.to)
    return render(request, "form_page.jinja", {"page": shown}, status=422)
