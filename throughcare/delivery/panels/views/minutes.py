"""Minutes: read, approve, take along as a document."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.panels import actions, forms
from throughcare.delivery.panels.queries import minutes as queries
from throughcare.delivery.panels.rules.docx import to_docx
from throughcare.delivery.panels.views.cases import DECIDE
from throughcare.delivery.panels.views.panels import READ
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.record.events import read_of
from throughcare.foundation.ui.pages import Ask, ask

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@READ
@require_safe
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes, as far as the viewer may read them."""
    viewer = viewer_in(request)
    page = queries.minutes(viewer, meeting_id)
    read_of(("panel_meeting", meeting_id), by=viewer, at=clock.now(), reason_code="minutes")
    return render(request, "panels/minutes.jinja", {"page": page})


@DECIDE
def approve_minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The chair approves."""
    viewer, at = viewer_in(request), clock.now()
    page = queries.minutes(viewer, meeting_id)
    return ask(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        lambda given: actions.approve_minutes(meeting_id=meeting_id, by=viewer, at=at),
        Ask(
            "Approve the minutes",
            "Approve",
            "Approved. They do not change any more.",
            reverse("minutes", args=[meeting_id]),
            caption=page.title,
            lead="After this they cannot be changed. A mistake that is found later goes into the next minutes.",
        ),
    )


@READ
@require_safe
def minutes_docx(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes as a Word document, as far as the viewer may read them."""
    viewer = viewer_in(request)
    page = queries.minutes(viewer, meeting_id)
    read_of(("panel_meeting", meeting_id), by=viewer, at=clock.now(), reason_code="minutes_document")
    answer = HttpResponse(to_docx(page.title, page.standing, page.lines), content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="panel-minutes-{page.on.isoformat()}.docx"'
    return answer
