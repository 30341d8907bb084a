"""Screens of an assessment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms.assessment import AmendForm, AssessmentForm, NeedForm
from throughcare.delivery.casework.queries import assessments
from throughcare.delivery.casework.queries.reading import clinical_case_to_read
from throughcare.delivery.casework.views.measures import CLINICAL, clinical_case
from throughcare.delivery.casework.views.pages import Ask, Saved, ask, caption_of, posted_version
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.ports.parts import REFERRAL, SERVICE_USER, parts_of


@CLINICAL
@require_POST
def start_assessment(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Begins an assessment."""
    row = actions.start_assessment(referral_id=referral_id, by=viewer_in(request), at=clock.now())
    return redirect("write_assessment", assessment_id=row.pk)


@CLINICAL
@require_safe
def assessment(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """An assessment, for reading."""
    viewer = viewer_in(request)
    page = assessments.assessment(viewer, assessment_id, at=clock.now())
    found = clinical_case_to_read(viewer, page.referral_id, at=clock.now())
    context = {"page": page, "case": found, "caption_words": caption_of(found)}
    return render(request, "casework/assessment.jinja", context)


@CLINICAL
def write_assessment(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Writes an assessment, kept as it is typed. What others know is shown beside it, so that nobody is asked twice."""
    viewer, at = viewer_in(request), clock.now()
    page = assessments.assessment(viewer, assessment_id, at=at)
    found = clinical_case(viewer, page.referral_id)
    if not page.is_draft:
        return redirect("assessment", assessment_id=assessment_id)
    form = AssessmentForm(request.POST or None, initial=page.given)
    call: dict[str, Any] = {"assessment_id": assessment_id, "version": posted_version(request), "by": viewer, "at": at}
    parts = [] if request.method == "POST" else _known(viewer, found, at)
    return ask(
        request,
        form,
        lambda given: actions.complete_assessment(given=given, **call),
        Ask(
            "Assessment",
            "Complete the assessment",
            "Completed.",
            reverse("assessment", args=[assessment_id]),
            back=reverse("casework", args=[found.id]),
            caption=caption_of(found),
            template="casework/write_assessment.jinja",
            saved=Saved(
                lambda given: actions.save_assessment(given=given, **call).version,
                page.version,
                f"assessment-{assessment_id}",
            ),
            more={"assessment": page, "parts": parts},
        ),
    )


def _known(viewer: Any, found: Any, at: Any) -> list[Any]:
    """What other parts of the service know of the case and the person, as far as the viewer may see it."""
    gathered = [*parts_of(REFERRAL, viewer, found.id, at), *parts_of(SERVICE_USER, viewer, found.person_id, at)]
    return [one for one in gathered if one.lines and one.title != "Casework"]


@CLINICAL
def amend_assessment(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Changes a completed assessment, for a reason."""
    viewer, at = viewer_in(request), clock.now()
    page = assessments.assessment(viewer, assessment_id, at=at)
    found = clinical_case(viewer, page.referral_id)
    form = AmendForm(request.POST or None, initial=page.given)
    return ask(
        request,
        form,
        lambda given: actions.amend_assessment(
            assessment_id=assessment_id,
            given={name: value for name, value in given.items() if name != "reason"},
            reason=given["reason"],
            version=posted_version(request),
            by=viewer,
            at=at,
        ),
        Ask(
            "Amend the assessment",
            "Amend",
            "Amended. The version before stays to be seen.",
            reverse("assessment", args=[assessment_id]),
            caption=caption_of(found),
            template="casework/versioned.jinja",
            more={"row_version": page.version},
        ),
    )


@CLINICAL
def add_need(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Adds a need that was found."""
    viewer, at = viewer_in(request), clock.now()
    page = assessments.assessment(viewer, assessment_id, at=at)
    found = clinical_case(viewer, page.referral_id)
    form = NeedForm(request.POST or None, needs=[(one.code, one.means) for one in found.definition.needs])
    return ask(
        request,
        form,
        lambda given: actions.add_need(assessment_id=assessment_id, **given, by=viewer, at=at),
        Ask(
            "A need that you found",
            "Add",
            "Added.",
            reverse("write_assessment", args=[assessment_id]),
            caption=caption_of(found),
            lead="Whether it is there, whether it is linked to offending, and whether to serious harm are three facts.",
        ),
    )


@CLINICAL
@require_POST
def remove_need(request: HttpRequest, assessment_id: int, need_id: int) -> HttpResponse:
    """Takes a need out of a draft."""
    actions.remove_need(need_id=need_id, assessment_id=assessment_id, by=viewer_in(request), at=clock.now())
    return redirect("write_assessment", assessment_id=assessment_id)
