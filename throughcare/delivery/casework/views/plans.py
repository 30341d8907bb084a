"""Screens of a plan: for those who write it with the person, and for whoever decides on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms import plan as forms
from throughcare.delivery.casework.forms.sheets import initial_of
from throughcare.delivery.casework.queries import onward, plans
from throughcare.delivery.casework.queries.places import unit_of
from throughcare.delivery.casework.queries.reading import case_to_read
from throughcare.delivery.casework.views.measures import CLINICAL, clinical_case
from throughcare.delivery.casework.views.pages import Ask, Saved, ask, caption_of, posted_version
from throughcare.delivery.referrals.queries.cases import case
from throughcare.delivery.services.rules.sheets import PLAN
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in

READ = requires(Permission.VIEW_CLINICAL, Permission.APPROVE_PLAN)
DECIDE = requires(Permission.APPROVE_PLAN)


@CLINICAL
@require_POST
def start_plan(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Begins a plan."""
    row = actions.start_plan(referral_id=referral_id, by=viewer_in(request), at=clock.now())
    return redirect("write_plan", plan_id=row.pk)


@READ
@require_safe
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A plan: what it says, whose turn it is, and what was decided on it."""
    viewer, at = viewer_in(request), clock.now()
    page = plans.plan(viewer, plan_id, at=at)
    found = case_to_read(viewer, page.referral_id, at=clock.now())
    context = {
        "page": page,
        "case": found,
        "caption_words": caption_of(found),
        "late": page.decide_by is not None and page.state == "submitted" and page.decide_by < clock.today(at),
        "can_exempt": found.sees_clinical and viewer.can(Permission.SIGN_OFF_SUPERVISION),
        "back_to": _back(found),
    }
    return render(request, "casework/plan.jinja", context)


def _back(found: Any) -> dict[str, str]:
    if found.sees_clinical:
        return {"href": reverse("casework", args=[found.id]), "text": "Casework"}
    return {"href": reverse("casework_shared", args=[found.id]), "text": "What the service tells you"}


@CLINICAL
def write_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Writes a plan, kept as it is typed; the button submits it."""
    viewer, at = viewer_in(request), clock.now()
    page = plans.plan(viewer, plan_id, at=at)
    found = clinical_case(viewer, page.referral_id)
    if not page.can_write:
        return redirect("plan", plan_id=plan_id)
    questions = found.definition.asks(PLAN)
    form = forms.PlanForm(
        request.POST or None,
        questions=questions,
        most=page.most,
        is_revision=page.approved is not None,
        initial=page.given | initial_of(questions, page.given),
    )
    call: dict[str, Any] = {"plan_id": plan_id, "version": posted_version(request), "by": viewer, "at": at}
    person = onward.person_of(viewer, found.person_id)
    return ask(
        request,
        form,
        lambda given: actions.submit_plan(given=given, **call),
        Ask(
            f"Plan, revision {page.number}",
            "Submit for approval",
            "Submitted. Somebody else decides on it.",
            reverse("plan", args=[plan_id]),
            back=reverse("casework", args=[found.id]),
            caption=caption_of(found),
            template="casework/write_plan.jinja",
            saved=Saved(lambda given: actions.save_plan(given=given, **call).version, page.version, f"plan-{plan_id}"),
            more={
                "plan": page,
                "routes": onward.routes_for(person, unit_of(found.borough), clock.today(at)),
            },
        ),
    )


@CLINICAL
def write_outcome(request: HttpRequest, plan_id: int, outcome_id: int = 0) -> HttpResponse:
    """Adds or changes something the person wants to reach."""
    viewer, at = viewer_in(request), clock.now()
    page = plans.plan(viewer, plan_id, at=at)
    found = clinical_case(viewer, page.referral_id)
    now = plans.outcome(viewer, plan_id, outcome_id) if outcome_id else None
    form = forms.OutcomeForm(
        request.POST or None,
        needs=[(one.code, one.means) for one in found.definition.needs],
        goals=[(one.code, one.means) for one in found.definition.goals],
        initial={"need": now.need, "goal": now.goal, "words": now.words} if now else {},
    )
    return ask(
        request,
        form,
        lambda given: actions.write_outcome(plan_id=plan_id, outcome_id=outcome_id or None, **given, by=viewer, at=at),
        Ask(
            "An outcome of the plan",
            "Save",
            "Saved.",
            reverse("write_plan", args=[plan_id]),
            caption=caption_of(found),
        ),
    )


@CLINICAL
@require_POST
def remove_outcome(request: HttpRequest, plan_id: int, outcome_id: int) -> HttpResponse:
    """Takes an outcome out of a plan that is being written."""
    actions.remove_outcome(plan_id=plan_id, outcome_id=outcome_id, by=viewer_in(request), at=clock.now())
    return redirect("write_plan", plan_id=plan_id)


def _decision(request: HttpRequest, plan_id: int) -> tuple[Any, Any, Any, str]:
    viewer, at = viewer_in(request), clock.now()
    page = plans.plan(viewer, plan_id, at=at)
    return viewer, at, case(viewer, page.referral_id), reverse("plan", args=[plan_id])


@DECIDE
def approve_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Approves a plan."""
    viewer, at, found, to = _decision(request, plan_id)
    return ask(
        request,
        forms.ApproveForm(request.POST or None),
        lambda given: actions.approve_plan(plan_id=plan_id, words=given["words"], by=viewer, at=at),
        Ask("Approve the plan", "Approve", "Approved.", to, caption=caption_of(found)),
    )


@DECIDE
def return_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Sends a plan back with a reason."""
    viewer, at, found, to = _decision(request, plan_id)
    reasons = [(one.code, one.means) for one in found.definition.reasons_for("plan_returned", "plan_submitted")]
    return ask(
        request,
        forms.ReturnForm(request.POST or None, reasons=reasons),
        lambda given: actions.return_plan(
            plan_id=plan_id, reason=given["reason"], words=given["words"], by=viewer, at=at
        ),
        Ask("Return the plan", "Return", "Returned.", to, caption=caption_of(found)),
    )


@CLINICAL
def revise_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Begins a change to an approved plan."""
    viewer, at, found, _ = _decision(request, plan_id)
    return ask(
        request,
        forms.WhyForm(request.POST or None),
        lambda given: actions.revise_plan(plan_id=plan_id, why=given["why"], by=viewer, at=at),
        Ask(
            "Change the plan",
            "Begin a new revision",
            "Begun. What was approved holds until this is.",
            reverse("write_plan", args=[plan_id]),
            back=reverse("plan", args=[plan_id]),
            caption=caption_of(found),
        ),
    )


@requires(Permission.SIGN_OFF_SUPERVISION)
def exempt_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Says why a deadline does not count."""
    viewer, at, found, to = _decision(request, plan_id)
    return ask(
        request,
        forms.ExemptForm(request.POST or None),
        lambda given: actions.exempt_plan(plan_id=plan_id, **given, by=viewer, at=at),
        Ask("The deadline does not count", "Keep this", "Kept.", to, caption=caption_of(found)),
    )
