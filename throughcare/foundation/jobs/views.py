"""The page of regular work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.jobs.queries import work_lines


@requires(Permission.VIEW_RECORD)
def regular_work(request: HttpRequest) -> HttpResponse:
    """What the service does by itself, when it last did it, and what failed."""
    return render(request, "jobs/work.jinja", {"lines": work_lines(viewer_in(request), clock.now())})
