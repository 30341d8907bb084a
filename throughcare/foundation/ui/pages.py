"""A form as a page: shown, checked, acted on once, and shown again with what was typed where it cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.forms import FormPage, add_errors

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a form page says: ``done`` is the message and ``to`` the address after it was acted on.

    ``autosave``, ``draft_key`` and ``version`` are those of ``FormPage``; the message tells the device that the text
    kept under ``draft_key`` is needed no more. A page with a ``template`` of its own extends
    ``form_page.jinja``.
    """

    title: str
    button: str
    done: str
    to: str
    caption: str = ""
    lead: str = ""
    back: str = ""
    autosave: str = ""
    draft_key: str = ""
    version: int | None = None
    template: str = "form_page.jinja"


def ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[Given], object],
    page: Ask,
    *,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Shows a form, or acts on it. What is refused is told at the top or beside its field, with what was typed kept.

    ``more`` is what the page's own template needs besides.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Invalid as error:
            add_errors(form, error.fields)
            if error.remedy:
                form.add_error(None, error.remedy)
        except (NotAllowed, WrongState, Conflict) as error:
            form.add_error(None, f"{error.says} {error.remedy}".strip())
        else:
            messages.success(request, page.done, extra_tags=f"done:{page.draft_key}" if page.draft_key else "")
            return redirect(page.to)
    shown = FormPage(
        title=page.title,
        form=form,
        button=page.button,
        caption=page.caption,
        lead=page.lead,
        back=page.back or page.to,
        cancel=page.back or page.to,
        autosave=page.autosave,
        draft_key=page.draft_key,
        version=page.version,
    )
    return render(request, page.template, {"page": shown, **(more or {})}, status=422 if form.errors else 200)
