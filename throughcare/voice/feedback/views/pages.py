"""A form as a page: shown, checked, acted on once, and shown again with what was typed where it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.ui.fields import ProseField
from throughcare.foundation.ui.forms import FormPage, add_errors

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a form page says: ``done`` is the message and ``to`` the address after it was acted on."""

    title: str
    button: str
    done: str
    to: str
    back: str = ""
    caption: str = ""
    lead: str = ""


def ask(request: HttpRequest, form: forms.Form, act: Callable[[Given], object], page: Ask) -> HttpResponse:
    """Shows a form, or acts on it. What is refused is told at the top or beside its field, with what was typed kept.

    What is typed into a form of prose is kept on the device, sealed, until it was acted on.
    """
    key = draft_key(request, form)
    if request.method == "POST" and tried(form, act):
        messages.success(request, page.done, extra_tags=f"done:{key}" if key else "")
        return redirect(page.to)
    back = page.back or page.to
    shown = FormPage(
        title=page.title,
        form=form,
        button=page.button,
        caption=page.caption,
        lead=page.lead,
        back=back,
        cancel=back,
        draft_key=key,
    )
    return render(request, "form_page.jinja", {"page": shown}, status=422 if form.errors else 200)


def draft_key(request: HttpRequest, form: forms.Form) -> str:
    """The name under which a form's text is kept on the device; empty where it asks for no prose."""
    is_prose = any(isinstance(one, ProseField) for one in form.fields.values())
    return request.path.strip("/").replace("/", "-") if is_prose else ""


def tried(form: forms.Form, act: Callable[[Given], object]) -> bool:
    """Acts on a form where it is sound; puts what is refused beside its fields and says whether it was done."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as error:
        add_errors(form, error.fields)
        if error.remedy:
            form.add_error(None, error.remedy)
    except (NotAllowed, NotFound, WrongState, Conflict) as error:
        form.add_error(None, f"{error.says} {error.remedy}".strip())
    else:
        return True
    return False
