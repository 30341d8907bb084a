"""The steps of a proposal, one page each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from throughcare import clock
from throughcare.errors import Invalid, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.reference.working_days import add_working_days
from throughcare.foundation.ui.pages import Ask, Given
from throughcare.voice.coding.views.drafting import ask_kept
from throughcare.voice.proposals import actions, forms
from throughcare.voice.proposals.queries import choosing, listing
from throughcare.voice.proposals.queries.local import limit

STEPPERS = requires(Permission.MAKE_PROPOSAL, Permission.ANSWER_PROPOSAL, Permission.PUBLISH_ANSWER)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a step is asked for and taken: its form, its action, what it says after, and a sentence before."""

    form: type[django_forms.Form]
    act: Callable[..., object]
    done: str
    lead: str = ""


KINDS: dict[str, Kind] = {
    "support": Kind(forms.SupportForm, actions.support_proposal, "Backed. It can be sent now."),
    "send": Kind(
        forms.SendForm,
        actions.send_proposal,
        "Sent. The public can read it from now on.",
        "From now on the public reads these words, and whether the answer is late.",
    ),
    "answer": Kind(forms.AnswerForm, actions.answer_proposal, "Answered.", "People will be told this in plain words."),
    "send-back": Kind(forms.ReasonForm, actions.send_back, "Sent back to those who made it."),
    "record-change": Kind(forms.ChangeForm, actions.record_change, "Recorded, with what shows it."),
    "publish": Kind(
        forms.PublishForm,
        actions.publish_answer,
        "On the public page. Those who asked to hear are written to.",
        "Those who asked to hear get a message without names that points to the public page.",
    ),
    "tell-back": Kind(forms.TellForm, actions.tell_back, "Told. Those who asked to hear are written to."),
    "withdraw": Kind(forms.ReasonForm, actions.withdraw_proposal, "Withdrawn."),
}


@STEPPERS
def step(request: HttpRequest, proposal_id: int, code: str) -> HttpResponse:
    """Takes a proposal one step on."""
    viewer, at = viewer_in(request), clock.now()
    page = listing.proposal(viewer, proposal_id, at=at)
    kind = KINDS.get(code)
    words = next((one.label for one in page.steps if one.code == code), "")
    if kind is None or not (words or request.method == "POST"):
        raise NotFound("This step is not open now.", remedy="Open the proposal again to see whose turn it is.")
    label = words or code.replace("-", " ").capitalize()
    return ask_kept(
        request,
        lambda posted, initial: _form(kind, page, posted, initial, at),
        lambda given: kind.act(proposal_id=page.row.id, **_given(given), by=viewer, at=at),
        Ask(
            label,
            label,
            kind.done,
            reverse("proposal", args=[page.row.id]),
            caption=page.row.title,
            lead=kind.lead,
            template="proposals/step.jinja",
        ),
        key=f"proposal-{page.row.id}-{code}",
        initial=_start(code, page, viewer, at),
        more={"proposal": page, "code": code},
    )


def _form(
    kind: Kind, page: listing.ProposalPage, posted: Any, initial: Mapping[str, Any], at: datetime
) -> django_forms.Form:
    more: dict[str, Any] = {}
    if kind.form is forms.SendForm:
        more["addressees"] = choosing.addressees(clock.today(at))
    if kind.form is forms.TellForm and page.row.state == "declined":
        return forms.ConfirmForm(posted)
    return kind.form(posted, initial=dict(initial), **more)


def _start(code: str, page: listing.ProposalPage, viewer: Viewer, at: datetime) -> dict[str, Any]:
    today = clock.today(at)
    if code == "send":
        return {
            "due": add_working_days(today, limit("answer_within", today)),
            "title": page.row.title,
            "said_plainly": page.said_plainly,
            "asked_plainly": page.asked_plainly,
        }
    return {"made_on": today, "answer_plainly": page.answer_plainly}


def _given(given: Given) -> Given:
    """The cleaned fields as the action takes them."""
    given = dict(given)
    if "to" in given:
        organisation, _, role = given.pop("to").partition(choosing.BETWEEN)
        if not role:
            raise Invalid({"to": "Choose who is asked to answer."})
        given |= {"organisation": organisation, "role": role}
    return given
