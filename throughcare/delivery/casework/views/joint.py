"""Screens of joint plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms import joint as forms
from throughcare.delivery.casework.queries import joint, settings
from throughcare.delivery.casework.views.measures import CLINICAL, clinical_case
from throughcare.delivery.casework.views.pages import Ask, ask, caption_of
from throughcare.errors import NotFound
from throughcare.foundation.access.routes import viewer_in


@CLINICAL
def open_joint_plan(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Proposes a joint plan to workers of other providers."""
    viewer, at = viewer_in(request), clock.now()
    found = clinical_case(viewer, referral_id)
    today = clock.today(at)
    form = forms.OpenJointForm(
        request.POST or None,
        people=joint.possible_parties(viewer, found.provider_code, today),
        initial={"review_on": today + timedelta(days=settings.limit("joint_review_days", today))},
    )
    return ask(
        request,
        form,
        lambda given: actions.open_joint_plan(
            referral_id=referral_id,
            others=[int(one) for one in given["others"]],
            review_on=given["review_on"],
            by=viewer,
            at=at,
        ),
        Ask(
            "Plan together with another provider",
            "Propose a joint plan",
            "Proposed. It holds once every provider has agreed.",
            lambda made: reverse("joint_plan", args=[made.pk]),
            back=reverse("casework", args=[referral_id]),
            caption=caption_of(found),
            lead="Goals are shared. Each provider's notes stay with that provider.",
        ),
    )


@CLINICAL
@require_safe
def joint_plan(request: HttpRequest, joint_plan_id: int) -> HttpResponse:
    """A joint plan: who agreed, the shared goals, and one's own notes."""
    page = joint.joint_plan(viewer_in(request), joint_plan_id, at=clock.now())
    return render(request, "casework/joint.jinja", {"page": page})


@CLINICAL
@require_POST
def agree_joint_plan(request: HttpRequest, joint_plan_id: int) -> HttpResponse:
    """Agrees to the plan as it stands."""
    actions.agree_joint_plan(joint_plan_id=joint_plan_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Agreed.")
    return redirect("joint_plan", joint_plan_id=joint_plan_id)


def _page(request: HttpRequest, joint_plan_id: int) -> tuple[Any, Any, joint.JointPage, str]:
    viewer, at = viewer_in(request), clock.now()
    page = joint.joint_plan(viewer, joint_plan_id, at=at)
    return viewer, at, page, reverse("joint_plan", args=[joint_plan_id])


@CLINICAL
def add_joint_goal(request: HttpRequest, joint_plan_id: int) -> HttpResponse:
    """Adds a shared goal."""
    viewer, at, page, to = _page(request, joint_plan_id)
    form = forms.GoalForm(request.POST or None, parties=[(one.id, one.provider) for one in page.parties])
    return ask(
        request,
        form,
        lambda given: actions.add_goal(
            joint_plan_id=joint_plan_id, words=given["words"], leads=int(given["leads"]), by=viewer, at=at
        ),
        Ask(
            "A shared goal",
            "Add",
            "Added. Every provider is asked to agree again.",
            to,
            caption=page.person_name,
            lead="Whoever has agreed is asked again, since it becomes another plan.",
        ),
    )


@CLINICAL
def add_joint_note(request: HttpRequest, joint_plan_id: int) -> HttpResponse:
    """Writes a note that only one's own provider sees."""
    viewer, at, page, to = _page(request, joint_plan_id)
    return ask(
        request,
        forms.NoteForm(request.POST or None),
        lambda given: actions.note_joint(joint_plan_id=joint_plan_id, words=given["words"], by=viewer, at=at),
        Ask("A note of your own", "Keep", "Kept.", to, caption=page.person_name),
    )


@CLINICAL
def settle_joint_goal(request: HttpRequest, joint_plan_id: int, goal_id: int) -> HttpResponse:
    """Says how far a goal was reached."""
    viewer, at, page, to = _page(request, joint_plan_id)
    if goal_id not in {one.id for one in page.goals}:
        raise NotFound("This goal is not in this joint plan.", remedy="Open the plan and choose one of its goals.")
    return ask(
        request,
        forms.SettleForm(request.POST or None),
        lambda given: actions.settle_goal(goal_id=goal_id, result=given["result"], by=viewer, at=at),
        Ask("How far was it reached?", "Keep", "Kept.", to, caption=page.person_name),
    )


@CLINICAL
def end_joint_plan(request: HttpRequest, joint_plan_id: int) -> HttpResponse:
    """Ends a joint plan."""
    viewer, at, page, to = _page(request, joint_plan_id)
    return ask(
        request,
        forms.EndForm(request.POST or None),
        lambda given: actions.end_joint_plan(joint_plan_id=joint_plan_id, reason=given["reason"], by=viewer, at=at),
        Ask("End the joint plan", "End it", "Ended.", to, caption=page.person_name),
    )
