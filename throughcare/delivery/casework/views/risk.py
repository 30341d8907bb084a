"""Screens of risk answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms.risk import RiskForm
from throughcare.delivery.casework.queries import risk
from throughcare.delivery.casework.views.pages import Ask, Saved, ask, case_href, posted_version
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in


@requires(Permission.VIEW_CLINICAL)
def risk_prompt(request: HttpRequest, prompt_id: int) -> HttpResponse:
    """Works a risk answer through; once that is done, what was written."""
    viewer, at = viewer_in(request), clock.now()
    page = risk.prompt(viewer, prompt_id, at=at)
    caption = f"{page.row.reference}, {page.row.person_name}"
    if not page.is_open:
        return render(request, "casework/risk_done.jinja", {"prompt": page, "caption_words": caption})
    form = RiskForm(request.POST or None, initial=page.given)
    call = {"prompt_id": prompt_id, "version": posted_version(request), "by": viewer, "at": at}
    return ask(
        request,
        form,
        lambda given: actions.work_through(given=given, **call),
        Ask(
            "Risk answer",
            "Worked through",
            "Worked through and kept.",
            case_href(page.row.referral_id),
            caption=caption,
            template="casework/risk.jinja",
            saved=Saved(
                lambda given: actions.save_protocol(given=given, **call).version, page.version, f"risk-{prompt_id}"
            ),
            more={"prompt": page},
        ),
    )
