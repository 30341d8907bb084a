"""A form as a page: shown, checked, acted on once, and shown again with what was typed where it cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from throughcare.delivery.appointments.rules.timing import Cautioned
from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.forms import FormPage, add_errors


@dataclass(frozen=True, slots=True)
class Ask:
    """What a form page says: ``done`` is the message, ``to`` the address after it was acted on.

    ``to`` may be worked out from what the action gave; ``back`` is then needed.
    """

    title: str
    button: str
    done: str
    to: str | Callable[[Any], str]
    caption: str = ""
    lead: str = ""
    back: str = ""
    template: str = "form_page.jinja"
    more: Mapping[str, Any] = field(default_factory=dict)


def refused(form: Any, error: Exception) -> None:
    """Puts a refusal of the domain on the form: beside its field, or at the top with what to do next."""
    if isinstance(error, Cautioned):
        form.show_cautions(error.codes)
        form.full_clean()
    if isinstance(error, Invalid):
        named = form.put_errors(error.fields) if hasattr(form, "put_errors") else error.fields
        add_errors(form, {names(form, name): list(texts) for name, texts in named.items()})
        if error.remedy:
            form.add_error(None, error.remedy)
    elif isinstance(error, (NotAllowed, WrongState, Conflict)):
        form.add_error(None, f"{error.says} {error.remedy}".strip())
    else:
        raise error


def names(form: forms.Form, name: str) -> str:
    """The field of a form that a name of the domain is about: a start is a day and a time."""
    return "on" if name == "starts" and "on" in form.fields else name


def ask(request: HttpRequest, form: Any, act: Callable[[dict[str, Any]], object], page: Ask) -> HttpResponse:
    """Shows a form, or acts on it. What is refused is told at the top or beside its field, with what was typed kept."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except (Invalid, NotAllowed, WrongState, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, page.done)
            return redirect(page.to(made) if callable(page.to) else page.to)
    back = page.back or str(page.to)
    shown = FormPage(
        title=page.title,
        form=form,
        button=page.button,
        caption=page.caption,
        lead=page.lead,
        back=back,
        cancel=back,
    )
    context = {"page": shown, **page.more}
    return render(request, page.template, context, status=422 if form.errors else 200)
