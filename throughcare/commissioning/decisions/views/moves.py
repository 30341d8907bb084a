"""The steps of the workflow: one page each, with the words that the step needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from throughcare import clock
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.forms import moves
from throughcare.commissioning.decisions.queries import delegations, papers
from throughcare.commissioning.decisions.rules.workflow import ADVICE_KINDS
from throughcare.commissioning.decisions.views.papers import READERS, add_errors
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.forms import FormPage

Act = Callable[..., Any]


def _words(function: Act) -> Act:
    return lambda given, **common: function(words=given.get("words", ""), **common)


def _reason(function: Act) -> Act:
    return lambda given, **common: function(reason=given["reason"], **common)


def _plain(function: Act) -> Act:
    return lambda given, **common: function(**common)


def _unversioned(function: Act) -> Act:
    def run(given: dict[str, Any], *, version: int, **common: Any) -> Any:
        return function(given, **common)

    return run


def _sign(given: dict[str, Any], **common: Any) -> Any:
    return actions.sign(interests=given["interests"], **common)


def _complete(given: dict[str, Any], **common: Any) -> Any:
    return actions.complete_advice(board_not_needed=given["board_not_needed"], **common)


def _defer(given: dict[str, Any], **common: Any) -> Any:
    return actions.defer(reason=given["reason"], until=given["until"], **common)


def _part_2(given: dict[str, Any], **common: Any) -> Any:
    return actions.keep_in_part_2(exemption=given["exemption"], rationale=given["rationale"], **common)


def _amend(given: dict[str, Any], **common: Any) -> Any:
    return actions.start_amendment(reference=given["reference"], changes=given["changes"], **common)


class NoForm(moves.forms.Form):
    """A step that needs no words, only a confirmation."""


Move = tuple[Callable[..., Any], Act, str]
MOVES: dict[str, Move] = {
    "ask_advice": (NoForm, _plain(actions.ask_advice), "Advice is asked of the six advisers."),
    "complete_advice": (moves.BoardForm, _unversioned(_complete), "Sent on."),
    "support_at_board": (moves.WordsForm, _words(actions.support_at_board), "Supported."),
    "approve_as_chief_executive": (moves.WordsForm, _words(actions.approve_as_chief_executive), "Approved."),
    "sign": (moves.SignForm, _sign, "Signed. From here the paper cannot be changed."),
    "refuse": (moves.ReasonForm, _reason(actions.refuse), "Refused."),
    "return_to_draft": (moves.ReasonForm, _reason(actions.return_to_draft), "Returned to draft."),
    "withdraw": (moves.ReasonForm, _reason(actions.withdraw), "Withdrawn."),
    "bring_into_effect": (NoForm, _unversioned(_plain(actions.bring_into_effect)), "In effect."),
    "supersede": (moves.ReasonForm, _unversioned(_reason(actions.supersede)), "Superseded."),
    "start_amendment": (moves.AmendForm, _unversioned(_amend), "The amendment is a draft."),
    "carry_over": (NoForm, _plain(actions.carry_over), "Carried over. The draft as it was is kept among its versions."),
    "publish": (NoForm, _unversioned(_plain(actions.publish)), "Published."),
    "defer": (moves.DeferForm, _unversioned(_defer), "Deferred."),
    "keep_in_part_2": (
        lambda *args, **kwargs: moves.PartTwoForm(*args, with_words=False, **kwargs),
        _unversioned(_part_2),
        "Kept in Part 2.",
    ),
}


@READERS
def move(request: HttpRequest, paper_id: int, code: str) -> HttpResponse:
    """Takes a paper one step on."""
    viewer = viewer_in(request)
    page = papers.page(viewer, paper_id, on=clock.today())
    step = next((one for one in page.steps if one.code == code), None)
    if step is None or code not in MOVES:
        raise NotFound(
            "This step is not open for the paper any more.", remedy="Open the paper to see what can be done now."
        )
    make, act, done = MOVES[code]
    form = make(request.POST or None)
    if request.method == "POST" and form.is_valid():
        posted = request.POST.get("version", "")
        version = int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else page.version
        try:
            result = act(form.cleaned_data, decision_id=paper_id, version=version, by=viewer, at=clock.now())
        except Invalid as error:
            add_errors(form, error)
        except (NotAllowed, WrongState, Conflict) as error:
            form.add_error(None, f"{error.says} {error.remedy}".strip())
        else:
            if code == "carry_over" and result:
                done = f"{done} Both changed: {', '.join(result)}. Your text stands there; compare it with theirs."
            messages.success(request, done)
            return redirect("paper", paper_id=result.pk if code == "start_amendment" else paper_id)
    context = {"page": page, "step": step, "form": form}
    return render(request, "decisions/move.jinja", context, status=422 if form.errors else 200)


@READERS
def advice(request: HttpRequest, paper_id: int, kind: str) -> HttpResponse:
    """Gives one kind of advice, or records that it is not needed."""
    viewer = viewer_in(request)
    page = papers.page(viewer, paper_id, on=clock.today())
    asked = next((one for one in page.advice if one.kind == kind), None)
    if asked is None or kind not in ADVICE_KINDS:
        raise NotFound("There is no such kind of advice.", remedy="Go back to the paper.")
    waive = "waive" in request.GET or "waive" in request.POST
    keep_as = f"paper-{paper_id}-{'waive' if waive else 'advice'}-{kind}"
    form: Any = (moves.ReasonForm if waive else moves.AdviceForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"decision_id": paper_id, "kind": kind, "by": viewer, "at": clock.now()}
        try:
            if waive:
                actions.not_needed(reason=form.cleaned_data["reason"], **given)
            else:
                actions.give_advice(words=form.cleaned_data["words"], **given)
        except Invalid as error:
            add_errors(form, error)
        except (NotAllowed, WrongState) as error:
            form.add_error(None, f"{error.says} {error.remedy}".strip())
        else:
            messages.success(request, "Recorded with your name.", extra_tags=f"done:{keep_as}")
            return redirect("paper", paper_id=paper_id)
    context = {"page": page, "asked": asked, "form": form, "waive": waive, "keep_as": keep_as}
    return render(request, "decisions/advice.jinja", context, status=422 if form.errors else 200)


@requires(Permission.USE_DELEGATION)
def use_delegation(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Records a use of delegated authority."""
    viewer, at = viewer_in(request), clock.now()
    delegation = delegations.one(viewer, delegation_id, on=clock.today(at))
    if delegation is None:
        raise NotFound("There is no such delegation.", remedy="Open it from the decision that granted it.")
    form = moves.UseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.use_delegation(
                delegation_id=delegation_id,
                pence=form.cleaned_data["amount"],
                purpose=form.cleaned_data["purpose"],
                key=form.cleaned_data["key"],
                by=viewer,
                at=at,
            )
        except Invalid as error:
            add_errors(form, error)
        except (NotAllowed, WrongState, Conflict) as error:
            form.add_error(None, f"{error.says} {error.remedy}".strip())
        else:
            messages.success(request, "The use is recorded against the cap.")
            return redirect("paper", paper_id=delegation.decision_id)
    page = FormPage(
        "Use delegated authority",
        form,
        button="Record the use",
        back=f"/papers/{delegation.decision_id}",
        caption=delegation.decision,
    )
    context = {"page": page, "delegation": delegation}
    return render(request, "decisions/use_delegation.jinja", context, status=422 if form.errors else 200)


@requires(Permission.SIGN_DECISION)
def revoke_delegation(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Takes a delegation back."""
    viewer, at = viewer_in(request), clock.now()
    delegation = delegations.one(viewer, delegation_id, on=clock.today(at))
    if delegation is None:
        raise NotFound("There is no such delegation.", remedy="Open it from the decision that granted it.")
    if request.method == "POST":
        actions.revoke_delegation(delegation_id=delegation_id, by=viewer, at=at)
        messages.success(request, "Revoked. Uses so far stand.")
        return redirect("paper", paper_id=delegation.decision_id)
    page = FormPage(
        "Revoke this delegation",
        NoForm(),
        button="Revoke",
        back=f"/papers/{delegation.decision_id}",
        caption=delegation.decision,
        lead=delegation.power,
    )
    return render(request, "form_page.jinja", {"page": page})
