"""Screens of the record for auditors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.record import queries
from throughcare.foundation.record.sealing import verify


@requires(Permission.VIEW_RECORD)
def index(request: HttpRequest) -> HttpResponse:
    """What happened, newest first; posting checks the whole record for tampering."""
    viewer = viewer_in(request)
    number = request.GET.get("page", "1")
    page = queries.page(
        viewer,
        kind=request.GET.get("kind", "")[:80],
        subject=request.GET.get("subject", "").strip()[:80],
        reads_only="reads" in request.GET,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "kinds": queries.kinds(viewer),
        "kind": request.GET.get("kind", ""),
        "subject": request.GET.get("subject", ""),
        "reads": "reads" in request.GET,
        "query": query.urlencode(),
        "verdict": verify() if request.method == "POST" else None,
    }
    return render(request, "record/index.jinja", context)
