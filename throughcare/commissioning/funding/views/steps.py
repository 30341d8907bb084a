"""The steps of contributions, carry-forwards, virements and commitments: one page each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.commissioning.funding import actions, forms
from throughcare.commissioning.funding.queries import entries, movements, programmes
from throughcare.commissioning.funding.rules.authority import Purpose
from throughcare.commissioning.funding.views.programmes import READ
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.pages import Ask, Given, ask

Act = Callable[..., object]
STEP = requires(Permission.POST_MONEY, Permission.APPROVE_MONEY, Permission.AGREE_CONTRIBUTION)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a step is asked for and taken: its form, its action, the cleaned fields it takes, and what it says after."""

    form: type[forms.KeyedForm]
    act: Act
    takes: tuple[str, ...]
    done: str


CONTRIBUTION = {
    "accept": Kind(forms.DecisionChoiceForm, actions.accept, ("decision_reference", "key"), "Accepted."),
    "agree": Kind(forms.AgreementForm, actions.agree, ("agreement", "key"), "Agreed."),
    "invoice": Kind(forms.DayForm, actions.invoice, ("day", "key"), "Invoiced."),
    "receive": Kind(forms.SumForm, actions.receive, ("pence", "day", "key"), "Received."),
    "recognise": Kind(forms.SumForm, actions.recognise, ("pence", "day", "key"), "Recognised as income."),
    "defer": Kind(forms.SumReasonForm, actions.defer, ("pence", "reason", "day", "key"), "Held for a later year."),
    "carry_forward": Kind(forms.ToYearForm, actions.carry_forward, ("to_year", "day", "key"), "Carried forward."),
    "give_back": Kind(forms.SumReasonForm, actions.give_back, ("pence", "reason", "day", "key"), "Given back."),
    "withdraw": Kind(forms.ReasonForm, actions.withdraw, ("reason", "key"), "Withdrawn."),
}
CARRY = {
    "agree": Kind(forms.ConfirmForm, actions.agree_carry_forward, (), "Agreed."),
    "approve": Kind(forms.ApproveCarryForm, actions.approve_carry_forward, ("authority_id", "day"), "Approved."),
    "refuse": Kind(forms.ReasonForm, actions.refuse_carry_forward, ("reason",), "Refused."),
    "transfer": Kind(forms.DayForm, actions.transfer_to_reserve, ("day",), "Moved to the reserve."),
    "draw": Kind(forms.DrawForm, actions.draw, ("year", "pence", "day", "key"), "Drawn."),
    "lapse": Kind(forms.ReasonDayForm, actions.lapse, ("reason", "day"), "The rest has lapsed."),
}
VIREMENT = {
    "approve": Kind(forms.DayForm, actions.approve_virement, ("day",), "Approved and posted."),
    "refuse": Kind(forms.ReasonForm, actions.refuse_virement, ("reason",), "Refused."),
}
COMMITMENT = {
    "pay": Kind(forms.SumForm, actions.pay, ("pence", "day", "key"), "Paid."),
    "accrue": Kind(forms.SumForm, actions.accrue, ("pence", "day", "key"), "Counted as incurred."),
}


def _given(kind: Kind, cleaned: Given) -> Given:
    """The cleaned fields as the action takes them."""
    given = {**cleaned, "authority_id": int(cleaned["authority"]) if cleaned.get("authority") else None}
    if "to_year" in cleaned:
        given["to_year"] = cleaned["to_year"].label
    return {name: given[name] for name in kind.takes}


def _kind_of(table: dict[str, Kind], code: str, steps: tuple[movements.Step, ...]) -> tuple[Kind, str]:
    """The step of a code with its words, if the machine allows it now."""
    step = next((one for one in steps if one.code == code), None)
    if step is None or code not in table:
        raise NotFound("This step is not open any more.", remedy="Go back and open it again to see whose turn it is.")
    return table[code], step.label


def _form(kind: Kind, request: HttpRequest, at: datetime, **initial: object) -> Any:
    start: dict[str, object] = {name: value for name, value in initial.items() if name in kind.form.base_fields}
    if "day" in kind.form.base_fields:
        start["day"] = clock.today(at)
    return kind.form(request.POST or None, initial=start)


@READ
@require_safe
def contribution(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """A contribution: what was promised, what came, what became of it, and whose turn it is."""
    row = movements.contribution(viewer_in(request), contribution_id)
    return render(request, "funding/contribution.jinja", {"row": row})


@STEP
def contribution_step(request: HttpRequest, contribution_id: int, code: str) -> HttpResponse:
    """Takes a contribution one step on."""
    viewer, at = viewer_in(request), clock.now()
    row = movements.contribution(viewer, contribution_id)
    kind, label = _kind_of(CONTRIBUTION, code, row.steps) if request.method != "POST" else _any(CONTRIBUTION, code)
    expected = {"receive": row.pence, "give_back": row.held + row.deferred, "defer": row.held}
    form = _form(kind, request, at, pence=expected.get(code, row.held + row.deferred))
    if isinstance(form, forms.DecisionChoiceForm):
        page = programmes.programme(viewer, row.programme)
        form.choose(decision_reference=[(one.reference, f"{one.reference} {one.title}") for one in page.decisions])
    return ask(
        request,
        form,
        lambda given: kind.act(contribution_id=row.id, **_given(kind, given), by=viewer, at=at),
        Ask(
            label,
            label,
            kind.done,
            reverse("contribution", args=[row.id]),
            caption=f"{row.payer} to {row.recipient}, {row.year}",
        ),
    )


def _any(table: dict[str, Kind], code: str) -> tuple[Kind, str]:
    """A step whatever the state: a form sent twice must reach the action, which knows that it was done."""
    if code not in table:
        raise NotFound("There is no such step.", remedy="Go back and open it again.")
    return table[code], code.replace("_", " ").capitalize()


@READ
@require_safe
def carry_forward(request: HttpRequest, carry_forward_id: int) -> HttpResponse:
    """A carry-forward: whose money, from where to where, by what approval, and whose turn it is."""
    row = movements.carry_forward(viewer_in(request), carry_forward_id)
    return render(request, "funding/carry_forward.jinja", {"row": row})


@STEP
def carry_forward_step(request: HttpRequest, carry_forward_id: int, code: str) -> HttpResponse:
    """Takes a carry-forward one step on."""
    viewer, at = viewer_in(request), clock.now()
    row = movements.carry_forward(viewer, carry_forward_id)
    kind, label = _kind_of(CARRY, code, row.steps) if request.method != "POST" else _any(CARRY, code)
    form = _form(kind, request, at)
    _choose_for_carrying(form, viewer, row)
    return ask(
        request,
        form,
        lambda given: kind.act(carry_forward_id=row.id, **_given(kind, given), by=viewer, at=at),
        Ask(
            label,
            label,
            kind.done,
            reverse("carry_forward", args=[row.id]),
            caption=f"Money of {row.funder} from {row.from_year}",
        ),
    )


def _choose_for_carrying(form: django_forms.Form, viewer: Viewer, row: movements.CarryForwardRow) -> None:
    if isinstance(form, forms.ApproveCarryForm):
        page = programmes.programme(viewer, row.programme)
        found = programmes.spending_authorities(viewer, page.id, Purpose.CARRY_FORWARD)
        form.fields["authority"].choices = [("", "None"), *((str(pk), text) for pk, text in found)]  # type: ignore[attr-defined]
    if isinstance(form, forms.DrawForm):
        form.choose(year=[(year, year) for year, _, _ in row.draws])


@READ
@require_safe
def virement(request: HttpRequest, virement_id: int) -> HttpResponse:
    """A virement and whose turn it is."""
    return render(request, "funding/virement.jinja", {"row": movements.virement(viewer_in(request), virement_id)})


@requires(Permission.APPROVE_MONEY)
def virement_step(request: HttpRequest, virement_id: int, code: str) -> HttpResponse:
    """Approves or refuses a virement."""
    viewer, at = viewer_in(request), clock.now()
    row = movements.virement(viewer, virement_id)
    kind, label = _kind_of(VIREMENT, code, row.steps) if request.method != "POST" else _any(VIREMENT, code)
    return ask(
        request,
        _form(kind, request, at),
        lambda given: kind.act(virement_id=row.id, **_given(kind, given), by=viewer, at=at),
        Ask(label, label, kind.done, reverse("virement", args=[row.id]), caption=f"Virement in {row.year}"),
    )


@READ
@require_safe
def commitment(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """A commitment and what is left of it."""
    row = movements.commitment(viewer_in(request), commitment_id)
    return render(request, "funding/commitment.jinja", {"row": row})


@requires(Permission.POST_MONEY)
def commitment_step(request: HttpRequest, commitment_id: int, code: str) -> HttpResponse:
    """Pays under a commitment, or counts its cost before it is paid."""
    viewer, at = viewer_in(request), clock.now()
    row = movements.commitment(viewer, commitment_id)
    kind, _ = _any(COMMITMENT, code)
    words = {"pay": "Pay", "accrue": "Count cost before it is paid"}[code]
    return ask(
        request,
        _form(kind, request, at),
        lambda given: kind.act(commitment_id=row.id, **_given(kind, given), by=viewer, at=at),
        Ask(words, words, kind.done, reverse("commitment", args=[row.id]), caption=f"{row.document}, {row.year}"),
    )


@requires(Permission.POST_MONEY)
def reverse_entry(request: HttpRequest, transaction_id: int) -> HttpResponse:
    """Takes a posted entry back by its opposite."""
    viewer, at = viewer_in(request), clock.now()
    found = entries.transaction(viewer, transaction_id)
    form = forms.ReasonDayForm(request.POST or None, initial={"day": clock.today(at)})
    return ask(
        request,
        form,
        lambda given: actions.reverse(
            transaction_id=found.id, day=given["day"], reason=given["reason"], by=viewer, at=at
        ),
        Ask("Reverse this entry", "Reverse", "Reversed.", reverse("entry", args=[found.id]), caption=found.words),
    )
