"""Lists: a referrer's own referrals, a provider's inbox, waiting list and caseload; cover, hand-over, transfers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.forms.handling import (
    AnswerOfferForm,
    CoverForm,
    EndCoverForm,
    HandOverForm,
    OfferForm,
    ReasonForm,
)
from throughcare.delivery.referrals.models import Cover, Transfer
from throughcare.delivery.referrals.queries import lists
from throughcare.delivery.referrals.queries.caseload import caseloads, covers, workers_of
from throughcare.delivery.referrals.queries.cases import case
from throughcare.delivery.referrals.queries.waiting import waiting_lists
from throughcare.delivery.referrals.views.posting import posted
from throughcare.delivery.services.queries import definition, definitions
from throughcare.delivery.services.queries.offers import offers_in
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.ui.pages import Ask, ask
from throughcare.foundation.ui.words import day

Given = dict[str, Any]


@requires(Permission.REFER)
def my_referrals(request: HttpRequest) -> HttpResponse:
    """What a referrer sent, what waits for them, and what they have not finished."""
    viewer = viewer_in(request)
    context = {
        "page": lists.my_referrals(viewer, clock.now()),
        "can_hand_over": viewer.can(Permission.HAND_OVER_REFERRALS),
    }
    return render(request, "referrals/my_referrals.jinja", context)


@requires(Permission.TRIAGE_REFERRAL)
def inbox(request: HttpRequest) -> HttpResponse:
    """What came in for a provider."""
    return render(request, "referrals/inbox.jinja", {"page": lists.inbox(viewer_in(request), clock.now())})


@requires(Permission.TRIAGE_REFERRAL, Permission.WORK_CASE)
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits, in which order, and why in that order."""
    viewer = viewer_in(request)
    context = {"found": waiting_lists(viewer, clock.now()), "can_allocate": viewer.can(Permission.ALLOCATE_CASE)}
    return render(request, "referrals/waiting.jinja", context)


@requires(Permission.WORK_CASE)
def caseload(request: HttpRequest) -> HttpResponse:
    """What each worker carries, and who has room."""
    viewer, at = viewer_in(request), clock.now()
    context = {
        "loads": caseloads(viewer, at),
        "covers": covers(viewer, at),
        "is_lead": viewer.can(Permission.ALLOCATE_CASE),
    }
    return render(request, "referrals/caseload.jinja", context)


def _reasons(found: ServiceDefinition, name: str) -> list[tuple[str, str]]:
    return [(one.code, one.means.capitalize()) for one in found.reasons_of(name)]


@requires(Permission.ALLOCATE_CASE)
def cover(request: HttpRequest) -> HttpResponse:
    """Arranges cover for an absence."""
    viewer = viewer_in(request)
    reasons = _reasons(definitions(clock.today())[0], "cover")
    form = CoverForm(posted(request), workers=workers_of(viewer.organisation_code, clock.today()), reasons=reasons)

    def act(given: Given) -> object:
        return actions.arrange_cover(
            absent_id=int(given["absent"]),
            covering_id=int(given["covering"]),
            from_date=given["from_date"],
            until=given["until"],
            reason=given["reason"],
            by=viewer,
            at=clock.now(),
        )

    page = Ask(
        title="Cover for an absence",
        button="Arrange cover",
        done="Cover is arranged. The cases open to whoever covers from the first day away.",
        to=reverse("caseload"),
        lead="Whoever covers sees and works the cases on those days, and no longer.",
    )
    return ask(request, form, act, page)


@requires(Permission.ALLOCATE_CASE)
def end_cover(request: HttpRequest, cover_id: int) -> HttpResponse:
    """Ends cover early."""
    viewer = viewer_in(request)
    row: Cover = get_visible(viewer, Cover, pk=cover_id)
    form = EndCoverForm(posted(request), initial={"until": clock.today()})

    def act(given: Given) -> object:
        return actions.end_cover(cover_id=row.pk, until=given["until"], by=viewer, at=clock.now())

    page = Ask(
        title="End cover early",
        button="Save",
        done="Saved.",
        to=reverse("caseload"),
        lead=f"It ends on {day(row.until)}.",
    )
    return ask(request, form, act, page)


@requires(Permission.HAND_OVER_REFERRALS)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Gives a leaver's referrals to a successor."""
    viewer = viewer_in(request)
    found = lists.leavers(viewer)
    form = HandOverForm(
        posted(request),
        leavers=[(str(one.person_id), f"{one.name}: {one.open} open") for one in found],
        people=[(str(pk), name) for pk, name in lists.colleagues_who_refer(viewer, clock.today())],
    )

    def act(given: Given) -> object:
        return actions.hand_over(from_id=int(given["from_"]), to_id=int(given["to"]), by=viewer, at=clock.now())

    page = Ask(
        title="Hand over a leaver's referrals",
        button="Hand over",
        done="Handed over. The successor sees them under their own referrals.",
        to=reverse("referrals"),
        lead="All open referrals and drafts pass to the successor, with their history.",
    )
    return ask(request, form, act, page)


@requires(Permission.ALLOCATE_CASE)
def offer(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Offers a case to another provider or service."""
    viewer, today = viewer_in(request), clock.today()
    found = case(viewer, referral_id)
    names = dict(Organisation.objects.values_list("code", "name"))
    targets = [
        (f"{one.provider}/{service.code}", f"{names.get(one.provider, one.provider)}: {service.name}")
        for service in definitions(today)
        for one in offers_in(service, found.borough, today)
        if (one.provider, service.code) != (found.provider_code, found.service)
    ]
    reasons = _reasons(found.definition, "transferred")
    form = OfferForm(posted(request), targets=targets, reasons=reasons)

    def act(given: Given) -> object:
        provider, _, service = given["to"].partition("/")
        return actions.offer_transfer(
            referral_id=found.id,
            to_provider=provider,
            to_service=service,
            reason=given["reason"],
            words=given["words"],
            by=viewer,
            at=clock.now(),
        )

    page = Ask(
        title="Offer this case to another service",
        button="Offer it",
        done="Offered. It stays with you until they agree.",
        to=reverse("referral", args=[found.id]),
        caption=f"{found.service_name}, {found.reference}",
        lead="Nothing moves until the other side agrees. Then the history goes with it, and it can be undone.",
    )
    return ask(request, form, act, page)


@requires(Permission.ALLOCATE_CASE)
def answer_offer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Takes over a case that is offered, or refuses it."""
    viewer = viewer_in(request)
    row: Transfer = get_visible(viewer, Transfer, pk=transfer_id)
    found = definition(row.referral.service, row.referral.definition)
    form = AnswerOfferForm(posted(request), reasons=_reasons(found, "transfer_refused"))

    def act(given: Given) -> object:
        return actions.answer_transfer(
            transfer_id=row.pk,
            accept=given["answer"] == "yes",
            reason=given["reason"],
            words=given["words"],
            by=viewer,
            at=clock.now(),
        )

    page = Ask(
        title="A case is offered to you",
        button="Answer",
        done="Answered. The other side sees it at once.",
        to=reverse("inbox"),
        caption=f"From {row.referral.provider.name}",
        lead=row.words,
    )
    return ask(request, form, act, page)


@requires(Permission.ALLOCATE_CASE)
def take_back_offer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Takes back an offer that was not answered."""
    viewer = viewer_in(request)
    row: Transfer = get_visible(viewer, Transfer, pk=transfer_id)
    page = Ask(
        title="Take back the offer?",
        button="Take it back",
        done="The case is no longer offered.",
        to=reverse("referral", args=[row.referral_id]),
    )
    form = forms.Form(posted(request))
    return ask(
        request,
        form,
        lambda _: actions.take_back_transfer(transfer_id=row.pk, by=viewer, at=clock.now()),
        page,
    )


@requires(Permission.ALLOCATE_CASE)
def undo_transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Puts a transferred case back."""
    viewer = viewer_in(request)
    row: Transfer = get_visible(viewer, Transfer, pk=transfer_id)
    found = definition(row.referral.service, row.referral.definition)
    form = ReasonForm(posted(request), reasons=_reasons(found, "transfer_undone"))
    page = Ask(
        title="Undo the transfer",
        button="Undo it",
        done="The case is back where it was.",
        to=reverse("waiting"),
        lead=f"Possible for {found.dated.undo_days} days, while nothing has begun at the other side.",
    )
    return ask(
        request,
        form,
        lambda given: actions.undo_transfer(transfer_id=row.pk, reason=given["reason"], by=viewer, at=clock.now()),
        page,
    )
