"""Screens of closing a case, and of supervision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms import closing as forms
from throughcare.delivery.casework.queries import closing
from throughcare.delivery.casework.queries.reading import case_to_read
from throughcare.delivery.casework.rules.closing import finishing_event
from throughcare.delivery.casework.views.measures import CLINICAL, clinical_case
from throughcare.delivery.casework.views.pages import Ask, Saved, ask, caption_of, posted_version
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in

READ = requires(Permission.VIEW_CLINICAL, Permission.REFER)


@CLINICAL
def finish_work(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Says that the work is done."""
    viewer, at = viewer_in(request), clock.now()
    found = clinical_case(viewer, referral_id)
    event = finishing_event(found.definition, found.state)
    reasons = found.definition.reasons_for(event, found.state) if event else ()
    form = forms.FinishForm(request.POST or None, reasons=[(one.code, one.means.capitalize()) for one in reasons])
    return ask(
        request,
        form,
        lambda given: actions.finish_work(referral_id=referral_id, **given, by=viewer, at=at),
        Ask(
            "The work is done",
            "End the work",
            "Ended. Now the closure report.",
            reverse("casework", args=[referral_id]),
            caption=caption_of(found),
            lead="Completed means that the planned work was done, or that both of you agreed that it is enough.",
        ),
    )


@CLINICAL
@require_POST
def start_report(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Begins the closure report."""
    row = actions.start_report(referral_id=referral_id, by=viewer_in(request), at=clock.now())
    return redirect("write_closure_report", report_id=row.pk)


@CLINICAL
def write_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Writes the closure report, kept as it is typed; the button sends it."""
    viewer, at = viewer_in(request), clock.now()
    page = closing.report(viewer, report_id, at=at)
    found = clinical_case(viewer, page.referral_id)
    if page.state != "draft":
        return redirect("closure_report", report_id=report_id)
    results = {f"result_{one.id}": one.result_code for one in page.outcomes}
    results |= {f"result_words_{one.id}": one.result_words for one in page.outcomes}
    form = forms.ReportForm(request.POST or None, outcomes=page.outcomes, initial=page.given | results)
    call: dict[str, Any] = {"report_id": report_id, "version": posted_version(request), "by": viewer, "at": at}
    return ask(
        request,
        form,
        lambda given: actions.submit_report(given=given, **call),
        Ask(
            "Closure report",
            "Send the report",
            "Sent.",
            reverse("closure_report", args=[report_id]),
            back=reverse("casework", args=[found.id]),
            caption=caption_of(found),
            template="casework/write_report.jinja",
            saved=Saved(
                lambda given: actions.save_report(given=given, **call).version, page.version, f"closure-{report_id}"
            ),
            more={"report": page},
        ),
    )


@READ
@require_safe
def closure_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A closure report, for reading and accepting."""
    viewer = viewer_in(request)
    page = closing.report(viewer, report_id, at=clock.now())
    found = case_to_read(viewer, page.referral_id, at=clock.now())
    back = reverse("casework" if found.sees_clinical else "casework_shared", args=[found.id])
    context = {"page": page, "case": found, "caption_words": caption_of(found), "back_to": back}
    return render(request, "casework/closure_report.jinja", context)


@READ
@require_POST
def accept_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Accepts a closure report, which closes the case."""
    actions.accept_report(report_id=report_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Accepted. The case is closed.")
    return redirect("closure_report", report_id=report_id)


@CLINICAL
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """Cases to be looked at together: open ones first."""
    viewer = viewer_in(request)
    context = {"rows": closing.reviews(viewer), "is_lead": viewer.can(Permission.SIGN_OFF_SUPERVISION)}
    return render(request, "casework/supervision.jinja", context)


@CLINICAL
@require_POST
def ask_supervision(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Asks for a case to be looked at together."""
    row = actions.ask_supervision(referral_id=referral_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Asked for.")
    return redirect("supervision_review", supervision_id=row.pk)


@CLINICAL
@require_safe
def supervision_review(request: HttpRequest, supervision_id: int) -> HttpResponse:
    """One review with what was said."""
    page = closing.review(viewer_in(request), supervision_id, at=clock.now())
    return render(request, "casework/review.jinja", {"page": page})


STEPS = {
    "points": ("Raise points", "Raise", "Raised. It is the worker's turn.", forms.PointsForm, actions.raise_points),
    "answer": ("Answer the points", "Answer", "Answered.", forms.PointsForm, actions.answer_points),
    "sign-off": ("Sign the case off", "Sign off", "Signed off.", forms.SignOffForm, actions.sign_off),
}


@CLINICAL
def supervision_step(request: HttpRequest, supervision_id: int, code: str) -> HttpResponse:
    """Raises points, answers them, or signs off."""
    viewer, at = viewer_in(request), clock.now()
    page = closing.review(viewer, supervision_id, at=at)
    if code not in STEPS:
        raise NotFound("There is no such step.", remedy="Go back and open it again.")
    title, button, done, form, act = STEPS[code]
    return ask(
        request,
        form(request.POST or None),
        lambda given: act(supervision_id=supervision_id, words=given["words"], by=viewer, at=at),
        Ask(
            title,
            button,
            done,
            reverse("supervision_review", args=[supervision_id]),
            caption=f"{page.row.reference}, {page.row.worker}",
        ),
    )
