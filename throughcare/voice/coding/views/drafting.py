"""A form of prose as a page: kept as it is typed, there again when it is opened again, acted on once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict

from throughcare import clock
from throughcare.errors import Conflict, DomainError, Invalid
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.ui.pages import Ask, Given, ask
from throughcare.voice.coding.actions.drafts import drop_draft, keep_draft
from throughcare.voice.coding.queries.drafts import Draft, my_draft

LEFT_OUT = ("csrfmiddlewaretoken", "version", "seen", "key")
MakeForm = Callable[[Any, dict[str, Any]], forms.Form]


def ask_kept(
    request: HttpRequest,
    make: MakeForm,
    act: Callable[[Given], object],
    page: Ask,
    *,
    key: str,
    initial: Mapping[str, Any] | None = None,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Shows a form with what was typed before, keeps what is typed, or acts on it and lets the draft go.

    ``make`` gives the form from what was posted (or null) and its initial values.
    """
    viewer, draft = viewer_in(request), my_draft(viewer_in(request), key)
    if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
        return _autosave(request, key, draft)
    form = make(request.POST if request.method == "POST" else None, {**(initial or {})})
    if not form.is_bound and draft.version:
        form = make(None, {**(initial or {}), **_typed(form, draft)})

    def done(given: Given) -> object:
        made = act(given)
        drop_draft(key=key, by=viewer, at=clock.now())
        return made

    version = _version(request) if request.method == "POST" else draft.version
    kept = replace(page, autosave=request.path, draft_key=key, version=version)
    return ask(request, form, done, kept, more=more)


def _typed(form: forms.Form, draft: Draft) -> dict[str, Any]:
    """The values of a draft as a form's initial values, as they were typed."""
    given = QueryDict(mutable=True)
    for name, texts in draft.content.items():
        given.setlist(name, texts)
    found = {}
    for name, one in form.fields.items():
        if name not in LEFT_OUT and not one.widget.value_omitted_from_data(given, {}, name):  # type: ignore[arg-type]
            found[name] = one.widget.value_from_datadict(given, {}, name)  # type: ignore[arg-type]
    return found


def _version(request: HttpRequest) -> int:
    text = str(request.POST.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _autosave(request: HttpRequest, key: str, draft: Draft) -> JsonResponse:
    content = {name: request.POST.getlist(name) for name in request.POST if name not in LEFT_OUT}
    at = clock.now()
    try:
        row = keep_draft(key=key, content=content, version=_version(request), by=viewer_in(request), at=at)
    except Conflict as error:
        theirs = {name: "\n".join(texts) for name, texts in draft.content.items()}
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": theirs, "version": draft.version}
        return JsonResponse(body, status=409)
    except Invalid as error:
        return JsonResponse({"errors": error.fields}, status=422)
    except DomainError as error:
        return JsonResponse({"errors": {"": [error.says]}}, status=422)
    return JsonResponse({"saved": True, "version": row.version, "at": f"{at.astimezone(clock.LONDON):%H:%M}"})
