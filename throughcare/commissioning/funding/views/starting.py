"""Forms that start something: a programme, a pledge, a commitment, a movement, a forecast, a lock, a name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from throughcare import clock
from throughcare.commissioning.funding import actions, forms
from throughcare.commissioning.funding.queries import periods, programmes
from throughcare.commissioning.funding.rules.authority import Purpose
from throughcare.errors import Conflict, Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.ports.delegated import delegations_of
from throughcare.foundation.ui.forms import add_errors
from throughcare.foundation.ui.pages import Ask, ask

POST = requires(Permission.POST_MONEY)
REQUEST = requires(Permission.DRAFT_DECISION, Permission.POST_MONEY)


def _organisations() -> list[tuple[str, str]]:
    return list(Organisation.objects.order_by("name", "id").values_list("code", "name"))


def _years(page: programmes.ProgrammePage) -> list[tuple[str, str]]:
    return [(year, year) for year in page.years]


def _named(rows: tuple[programmes.Named, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in rows]


def _page_of(viewer: Viewer, code: str) -> programmes.ProgrammePage:
    return programmes.programme(viewer, code)


@POST
def open_programme(request: HttpRequest) -> HttpResponse:
    """Opens a programme led by one's own organisation."""
    viewer, at = viewer_in(request), clock.now()

    def act(given: dict[str, Any]) -> object:
        return actions.open_programme(
            code=given["code"],
            name=given["name"],
            lead=viewer.organisation_code,
            envelope_pence=given["envelope_pence"],
            from_year=given["from_year"].label,
            to_year=given["to_year"].label,
            by=viewer,
            at=at,
        )

    form = forms.ProgrammeForm(request.POST or None)
    return ask(request, form, act, Ask("Open a programme", "Open it", "The programme is open.", reverse("money")))


@POST
def envelope(request: HttpRequest, code: str) -> HttpResponse:
    """States the envelope."""
    viewer, at = viewer_in(request), clock.now()
    page = _page_of(viewer, code)
    form = forms.EnvelopeForm(request.POST or None, initial={"envelope_pence": page.envelope})
    return ask(
        request,
        form,
        lambda given: actions.set_envelope(
            programme_id=page.id, envelope_pence=given["envelope_pence"], by=viewer, at=at
        ),
        Ask("Envelope", "Save", "Saved.", reverse("programme", args=[code]), caption=page.name),
    )


@POST
def split_rule(request: HttpRequest, code: str) -> HttpResponse:
    """Says how a service's cost is shared."""
    viewer, at = viewer_in(request), clock.now()
    page = _page_of(viewer, code)
    form = forms.SplitForm(request.POST or None, initial={"from_date": clock.today(at)})
    form.choose(service=_named(page.services))
    form.fields["first"].choices = [("", "Nobody in particular"), *_named(page.funders)]  # type: ignore[attr-defined]
    return ask(
        request,
        form,
        lambda given: actions.set_split_rule(
            programme_id=page.id,
            service=given["service"],
            method=given["method"],
            first=given["first"],
            fixed_pence=given["fixed_pence"] or 0,
            agreed_in=given["agreed_in"],
            from_date=given["from_date"],
            key=given["key"],
            by=viewer,
            at=at,
        ),
        Ask(
            "How a service's cost is shared",
            "Save",
            "Saved.",
            reverse("sharing", args=[code]),
            caption=page.name,
            lead="It holds for what is posted on that day or later, and says whose an underspend is. What was posted "
            "before keeps its owners, and earlier ways of sharing stay on record. The plan of a year in which the way "
            "changes is shared by the days of each.",
        ),
    )


@POST
def pledge(request: HttpRequest, code: str) -> HttpResponse:
    """Records a sum that one partner promises another."""
    viewer, at = viewer_in(request), clock.now()
    page = _page_of(viewer, code)
    form = forms.PledgeForm(request.POST or None, initial={"recipient": page.lead.code})
    form.choose(payer=_organisations(), recipient=_organisations(), year=_years(page))
    return ask(
        request,
        form,
        lambda given: actions.pledge(programme_id=page.id, **given, by=viewer, at=at),
        Ask("Record a pledge", "Record it", "Recorded.", reverse("moves", args=[code]), caption=page.name),
    )


@POST
def commit(request: HttpRequest, code: str) -> HttpResponse:
    """Commits a sum on a line of a year."""
    viewer, at = viewer_in(request), clock.now()
    page = _page_of(viewer, code)
    form = forms.CommitForm(request.POST or None, initial={"day": clock.today(at)})
    chosen = request.POST.get("authority", "")
    authorities = programmes.spending_authorities(viewer, page.id, Purpose.SPEND, chosen=chosen)
    form.choose(service=_named(page.services), year=_years(page), authority=authorities)
    delegated = delegations_of([one.decision_id for one in page.decisions], clock.today(at))
    if delegated:
        form.choose(
            delegation=[("none", "None: the decision maker approved it"), *((one.id, one.words) for one in delegated)]
        )
    else:
        del form.fields["delegation"]

    def act(given: dict[str, Any]) -> object:
        authority, delegation = int(given.pop("authority")), given.pop("delegation", "none")
        relies = None if delegation == "none" else int(delegation)
        return actions.commit(
            programme_id=page.id, authority_id=authority, delegation_id=relies, **given, by=viewer, at=at
        )

    return ask(
        request,
        form,
        lambda given: act(dict(given)),
        Ask("Commit a sum", "Commit", "Committed.", reverse("moves", args=[code]), caption=page.name),
    )


@REQUEST
def virement(request: HttpRequest, code: str) -> HttpResponse:
    """Asks for budget to move between lines of a year."""
    viewer, at = viewer_in(request), clock.now()
    page = _page_of(viewer, code)
    form = forms.VirementForm(request.POST or None)
    form.choose(year=_years(page), from_service=_named(page.services), to_service=_named(page.services))
    return ask(
        request,
        form,
        lambda given: actions.propose_virement(programme_id=page.id, **given, by=viewer, at=at),
        Ask(
            "Ask for a virement",
            "Ask for it",
            "Asked for. Somebody else approves it.",
            reverse("moves", args=[code]),
            caption=page.name,
        ),
    )


@REQUEST
def forecast(request: HttpRequest, code: str) -> HttpResponse:
    """Says where a line will end."""
    viewer, at = viewer_in(request), clock.now()
    page = _page_of(viewer, code)
    form = forms.ForecastForm(request.POST or None)
    form.choose(service=_named(page.services), year=_years(page))
    return ask(
        request,
        form,
        lambda given: actions.forecast(programme_id=page.id, **given, by=viewer, at=at),
        Ask("Forecast a line", "Save", "Saved.", reverse("programme", args=[code]), caption=page.name),
    )


@REQUEST
def carry(request: HttpRequest, code: str) -> HttpResponse:
    """Asks for money to be carried from one year to another."""
    viewer, at = viewer_in(request), clock.now()
    page = _page_of(viewer, code)
    form = forms.CarryForm(request.POST or None)
    form.choose(funder=_named(page.funders), from_year=_years(page), to_year=_years(page))

    def act(given: dict[str, Any]) -> object:
        return actions.request_carry_forward(
            programme_id=page.id,
            funder=given["funder"],
            from_year=given["from_year"],
            draws={given["to_year"]: given["pence"]},
            reason=given["reason"],
            key=given["key"],
            by=viewer,
            at=at,
        )

    return ask(
        request,
        form,
        act,
        Ask("Carry money forward", "Ask for it", "Asked for.", reverse("moves", args=[code]), caption=page.name),
    )


@REQUEST
@require_POST
def mend(request: HttpRequest, code: str) -> HttpResponse:
    """Asks for the movement that the programme's page offers, in one click: one request for each owner of the money."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.OfferForm(request.POST)
    if not form.is_valid():
        raise Invalid("The movement could not be read.", remedy="Open the programme again and ask from there.")
    given = form.cleaned_data
    actions.request_mending(
        programme_code=code,
        from_year=given["from_year"],
        to_year=given["to_year"],
        pence=given["pence"],
        key=given["key"],
        by=viewer,
        at=at,
    )
    messages.success(request, "Asked for. It changes the plan once it is approved.")
    return redirect("moves", code=code)


@requires(Permission.LOCK_PERIOD)
def locks(request: HttpRequest) -> HttpResponse:
    """Locked months and years, and locking one."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.LockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lock_period(
                organisation_code=viewer.organisation_code, period=form.cleaned_data["period"], by=viewer, at=at
            )
        except (Invalid, Conflict) as error:
            add_errors(form, error.fields if isinstance(error, Invalid) else {"": [error.says]})
        else:
            messages.success(request, "Locked. Nothing more can be posted in it.")
            return redirect("periods")
    context = {"rows": periods.locks(viewer), "form": form}
    return render(request, "funding/periods.jinja", context, status=422 if form.errors else 200)


@requires(Permission.LOCK_PERIOD)
def release(request: HttpRequest, lock_id: int) -> HttpResponse:
    """Opens a locked period again."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.ReasonForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.release_period(lock_id=lock_id, reason=given["reason"], by=viewer, at=at),
        Ask("Open this period again", "Open it", "Open again.", reverse("periods")),
    )


@POST
def funder_names(request: HttpRequest) -> HttpResponse:
    """Names under which papers speak of funders, and recording one."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.FunderNameForm(request.POST or None)
    form.choose(organisation_code=_organisations())
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_funder(**form.cleaned_data, programme_id=None, by=viewer, at=at)
        except (Invalid, Conflict) as error:
            add_errors(form, error.fields if isinstance(error, Invalid) else {"": [error.says]})
        else:
            messages.success(request, "Recorded.")
            return redirect("funder_names")
    context = {"rows": periods.names(viewer), "form": form}
    return render(request, "funding/funder_names.jinja", context, status=422 if form.errors else 200)
