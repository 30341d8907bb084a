"""Pages that belong to no domain: the accessibility statement and the style guide."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from throughcare.foundation.access.routes import public

from . import sample


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, for everybody."""
    return render(request, "accessibility.jinja")


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page with made-up content; only in the demonstration, since it is for makers."""
    if not settings.DEMO:
        raise Http404
    form = sample.SampleForm(request.POST or None, request.FILES or None)
    form.is_valid()
    return render(request, "styleguide.jinja", sample.context() | {"form": form})


@public
@require_GET
def styleguide_csv(request: HttpRequest) -> HttpResponse:
    """The figures of the style guide's chart."""
    if not settings.DEMO:
        raise Http404
    return HttpResponse(sample.funding_csv(), content_type="text/csv; charset=utf-8")
