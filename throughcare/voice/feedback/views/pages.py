"""The shared form page, with what is typed into prose kept on the device and what is not there told on the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django import forms
from django.http import HttpRequest, HttpResponse

from throughcare.errors import NotFound, WrongState
from throughcare.foundation.ui import pages
from throughcare.foundation.ui.fields import ProseField
from throughcare.foundation.ui.pages import Ask, Given


def ask(request: HttpRequest, form: forms.Form, act: Callable[[Given], object], page: Ask) -> HttpResponse:
    """Shows a form, or acts on it. What somebody typed that leads to nothing, such as a number that gave no answer, is
    told at the top with what was typed kept, like all else that is refused."""

    def tried(given: Given) -> object:
        try:
            return act(given)
        except NotFound as error:
            raise WrongState(error.says, remedy=error.remedy) from error

    return pages.ask(request, form, tried, replace(page, draft_key=draft_key(request, form)))


def draft_key(request: HttpRequest, form: forms.Form) -> str:
    """The name under which a form's text is kept on the device; empty where it asks for no prose."""
    is_prose = any(isinstance(one, ProseField) for one in form.fields.values())
    return request.path.strip("/").replace("/", "-") if is_prose else ""
