"""The page of casework of a case, and what of it the referrer reads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.casework.queries import assessments, case_forms, closing, overview, plans
from throughcare.delivery.casework.queries.needs import needs_both
from throughcare.delivery.casework.queries.reading import clinical_case_to_read
from throughcare.delivery.casework.views.pages import caption_of
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.cases import case
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.scope import only_about
from throughcare.foundation.record.events import read_of


@requires(Permission.VIEW_CLINICAL)
@require_safe
def casework(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Everything clinical about a case: risk first, then what was found, planned and done."""
    viewer, at = viewer_in(request), clock.now()
    found = clinical_case_to_read(viewer, referral_id, at=at)
    if not found.through_glass:
        read_of(("casework", referral_id), by=viewer, at=at)
    with only_about(viewer, ServiceUser, [found.person_id]), only_about(viewer, Referral, [referral_id]):
        context = {
            "case": found,
            "page": overview.overview(viewer, referral_id, takes_work=found.takes_work),
            "caption_words": caption_of(found),
            "both_needs": needs_both(viewer, found.person_id),
        }
    return render(request, "casework/casework.jinja", context)


@requires(Permission.REFER)
@require_safe
def casework_shared(request: HttpRequest, referral_id: int) -> HttpResponse:
    """What the service wrote for the referrer: the summary, shared forms, plan and closure report."""
    viewer = viewer_in(request)
    found = case(viewer, referral_id)
    if not found.standing.referrer:
        raise NotFound("There is nothing here, or nothing that you may see.", remedy="Go back to the referral.")
    context = {
        "case": found,
        "caption_words": caption_of(found),
        "told": assessments.told_to_referrer(viewer, referral_id),
        "forms": case_forms.shared_with_referrer(viewer, referral_id),
        "plan": plans.plan_of_case(viewer, referral_id),
        "report": closing.report_of_case(viewer, referral_id),
    }
    return render(request, "casework/shared.jinja", context)
