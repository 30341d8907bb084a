"""Who is looking, whether a second factor is needed, and domain errors as pages: each decided once, here."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from throughcare import clock
from throughcare.errors import DomainError, Invalid
from throughcare.foundation.access import viewers
from throughcare.foundation.access.memory import remembering
from throughcare.foundation.operations.demo_data import refuse_beside_real_data
from throughcare.foundation.ports.navigation import navigation_for

Respond = Callable[[HttpRequest], HttpResponse]
WITHOUT_SECOND_FACTOR = ("/accounts/", "/static/", "/accessibility")


class ViewerMiddleware:
    """Puts the viewer, with the roles in force today, on each request."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer = viewers.PUBLIC
        if request.user.is_authenticated:
            viewer = viewers.viewer_of(request.user, on=clock.today())
        navigation = navigation_for(viewer, request.path, clock.now())
        request.viewer = dataclasses.replace(viewer, navigation=navigation)  # type: ignore[attr-defined]
        with remembering():
            response = self.respond(request)
        if viewer.is_signed_in:
            response.setdefault("Cache-Control", "no-store")
        return response


class SecondFactorMiddleware:
    """Sends holders of roles that need a second factor to set one up before anything else.

    In the demo, which refuses real data, it is not asked for.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        if settings.DEMO:
            refuse_beside_real_data()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer: viewers.Viewer = request.viewer  # type: ignore[attr-defined]
        exempt = settings.DEMO or not viewer.needs_second_factor or request.path.startswith(WITHOUT_SECOND_FACTOR)
        if exempt or is_mfa_enabled(request.user):
            return self.respond(request)
        messages.warning(request, "Your role needs a second factor at sign-in. Set one up to go on.")
        return redirect("mfa_index")


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked rather than a page."""
    return "application/json" in request.headers.get("Accept", "")


class DomainErrorMiddleware:
    """Turns each domain error into a page, or into JSON for a script."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if wants_json(request):
            fields = error.fields if isinstance(error, Invalid) else {}
            body = {"says": error.says, "remedy": error.remedy, "errors": fields}
            return JsonResponse(body, status=error.status)
        return error_page(request, error.status, error.title, error.says, error.remedy)


def error_page(request: HttpRequest, status: int, title: str, says: str, remedy: str = "") -> HttpResponse:
    """An error as a page that says what, why and what next."""
    if not hasattr(request, "viewer"):
        request.viewer = viewers.PUBLIC  # type: ignore[attr-defined]
    context = {"title": title, "says": says, "remedy": remedy, "status": status}
    return render(request, "errors/error.jinja", context, status=status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection has run out: usually a sign-in that ended in another tab."""
    return error_page(
        request,
        403,
        "This form has expired",
        "You signed in or out since this page was opened, so the form was not sent.",
        "Go back, copy what you typed, open the page again and send it.",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, for an address or a form that cannot be read."""
    says = "What was sent could not be read."
    return error_page(request, 400, "That could not be read", says, "Go back and try again.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, where a library refused."""
    return error_page(request, 403, "You cannot do this", "Your account may not open this page.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    remedy = "Check the address, or start again from the home page."
    return error_page(request, 404, "Page not found", "There is no page at this address.", remedy)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, nothing half written."""
    says = "Something went wrong on our side. Nothing was half written."
    return error_page(request, 500, "Sorry, there is a problem", says, "Go back and try again in a minute.")
