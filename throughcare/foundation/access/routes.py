"""How each address says who may open it. A view without one of these is refused, and a test finds it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import urlencode

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can

View = Callable[..., HttpResponse]
PUBLIC = "public"
SIGNED_IN = "signed_in"


def viewer_in(request: HttpRequest) -> Viewer:
    """The viewer that middleware put on the request."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def public(view: View) -> View:
    """Open to anyone, without sign-in."""
    view.opens_to = PUBLIC  # type: ignore[attr-defined]
    return view


def _guard(view: View, opens_to: str | tuple[Permission, ...], check: Callable[[Viewer], None]) -> View:
    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = viewer_in(request)
        if not viewer.is_signed_in:
            return redirect(f"/accounts/login/?{urlencode({'next': request.get_full_path()})}")
        check(viewer)
        return view(request, *args, **kwargs)

    run.opens_to = opens_to  # type: ignore[attr-defined]
    return run


def signed_in(view: View) -> View:
    """Open to anyone who signed in."""
    return _guard(view, SIGNED_IN, lambda viewer: None)


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Open to those who hold at least one of the permissions."""

    def decorate(view: View) -> View:
        def check(viewer: Viewer) -> None:
            if not any(viewer.can(permission) for permission in permissions):
                check_can(viewer, permissions[0])

        return _guard(view, permissions, check)

    return decorate


def may_open(viewer: Viewer, address: str) -> bool:
    """Whether an address opens to a viewer's permissions, so that a link to it may be shown.

    Whether they may see what the page is about is asked where the link is made: this knows no rows.
    """
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return False
    opens_to = getattr(view, "opens_to", ())
    if opens_to in (PUBLIC, SIGNED_IN):
        return opens_to == PUBLIC or viewer.is_signed_in
    return any(viewer.can(permission) for permission in opens_to)
