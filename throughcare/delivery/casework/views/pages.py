"""A form as a page: shown, kept as it is typed, acted on once, and shown again with what was typed where it cannot be.

A script that asks for JSON at the same address keeps what was typed so far; without one the button saves the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.referrals.queries.cases import Case
from throughcare.errors import Conflict, DomainError, Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.forms import FormPage, add_errors

Given = dict[str, Any]
Act = Callable[[Given], object]


@dataclass(frozen=True, slots=True)
class Saved:
    """How a form is kept as it is typed: ``save`` takes what was typed and gives the new version."""

    save: Callable[[Given], int]
    version: int
    key: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a form page says: ``done`` is the message and ``to`` the address after it was acted on.

    ``to`` may be worked out from what the action gave back. ``more`` is what its own template needs beside the form.
    """

    title: str
    button: str
    done: str
    to: str | Callable[[Any], str]
    back: str = ""
    caption: str = ""
    lead: str = ""
    template: str = "form_page.jinja"
    saved: Saved | None = None
    more: Given = field(default_factory=dict)


def ask(request: HttpRequest, form: forms.Form, act: Act, page: Ask) -> HttpResponse:
    """Shows a form, or acts on it. What is refused is told at the top or beside its field, with what was typed kept."""
    if page.saved is not None and is_autosave(request):
        return _autosave(form, page.saved)
    if request.method == "POST" and form.is_valid():
        made = _acted(form, act)
        if not form.errors:
            messages.success(request, page.done)
            return redirect(page.to if isinstance(page.to, str) else page.to(made))
    return _shown(request, form, page)


def _acted(form: forms.Form, act: Act) -> object:
    try:
        return act(form.cleaned_data)
    except Invalid as error:
        add_errors(form, error.fields)
        if error.remedy:
            form.add_error(None, error.remedy)
    except (NotAllowed, WrongState, Conflict) as error:
        form.add_error(None, f"{error.says} {error.remedy}".strip())
    return None


def _shown(request: HttpRequest, form: forms.Form, page: Ask) -> HttpResponse:
    saved = page.saved
    back = page.back or (page.to if isinstance(page.to, str) else "")
    shown = FormPage(
        title=page.title,
        form=form,
        button=page.button,
        caption=page.caption,
        lead=page.lead,
        back=back,
        cancel=back,
        autosave=request.path if saved else "",
        draft_key=saved.key if saved else "",
        version=_version(request, saved.version) if saved else None,
    )
    return render(request, page.template, {"page": shown, **page.more}, status=422 if form.errors else 200)


def _version(request: HttpRequest, current: int) -> int:
    """The version the form was opened on stays in it when it comes back with errors: it is still that one's text."""
    return posted_version(request) or current


def posted_version(request: HttpRequest) -> int | None:
    """The version on which a form was opened; null where it says none."""
    text = str(request.POST.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def is_autosave(request: HttpRequest) -> bool:
    """Whether a script asks to keep what was typed so far."""
    return request.method == "POST" and "application/json" in request.headers.get("Accept", "")


def _autosave(form: forms.Form, saved: Saved) -> JsonResponse:
    for one in form.fields.values():
        one.required = False
    if not form.is_valid():
        return JsonResponse({"errors": {name: list(found) for name, found in form.errors.items()}}, status=422)
    try:
        version = saved.save(form.cleaned_data)
    except Conflict as error:
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": {}, "version": saved.version}
        return JsonResponse(body, status=409)
    except Invalid as error:
        return JsonResponse({"errors": error.fields}, status=422)
    except DomainError as error:
        return JsonResponse({"errors": {"": [f"{error.says} {error.remedy}".strip()]}}, status=422)
    at = clock.now().astimezone(clock.LONDON)
    return JsonResponse({"saved": True, "version": version, "at": f"{at:%H:%M}"})


def caption_of(case: Case) -> str:
    """The small words above a heading: whose case, by reference and name. Never part of a browser title."""
    return f"{case.reference}, {case.person_name}"


def case_href(referral_id: int) -> str:
    """The page of casework of a case."""
    return reverse("casework", args=[referral_id])
