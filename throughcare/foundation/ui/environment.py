"""The template environment: strict for our templates, with the GOV.UK macros loaded from a lenient one.

The macros read keys that callers leave out, so a strict environment breaks them; in our own templates a misspelt name
must fail. Each macro is therefore loaded once in a lenient environment and placed among the globals of the strict one.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import jinja2
from django.apps import apps
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import json_script
from django.utils.http import urlencode

from . import charts, forms, tags, words
from .macros import govuk_macros
from .viewer import Link, viewer_of


def template_folders() -> list[Path]:
    """The ``templates`` folder of each of our own apps that has one, the shared screens last."""
    ours = [Path(app.path) / "templates" for app in apps.get_app_configs() if app.name.startswith("throughcare.")]
    shared = Path(__file__).resolve().parent / "templates"
    return [folder for folder in ours if folder.is_dir() and folder != shared] + [shared]


def url(name: str, *args: object, query: dict[str, object] | None = None, **kwargs: object) -> str:
    """The address of a view; ``query`` adds a query string."""
    address = reverse(name, args=args or None, kwargs=kwargs or None)
    return f"{address}?{urlencode(query, doseq=True)}" if query else address


@jinja2.pass_context
def csrf(context: jinja2.runtime.Context) -> str:
    """The hidden field that every posting form carries; empty where a template is rendered without a request."""
    return context.get("csrf_input") or ""


@jinja2.pass_context
def nonce(context: jinja2.runtime.Context) -> str:
    """This answer's nonce for the content security policy; empty where there is no request.

    It is made by being turned into text, and false until then, so it must not be tested for truth.
    """
    made = getattr(context.get("request"), "csp_nonce", None)
    return "" if made is None else str(made)


@jinja2.pass_context
def messages(context: jinja2.runtime.Context) -> list[Any]:
    """The messages waiting for this person; reading them uses them up."""
    request = context.get("request")
    return list(get_messages(request)) if request is not None else []


@jinja2.pass_context
def viewer(context: jinja2.runtime.Context) -> Any:
    """Who is looking, never missing: an anonymous viewer where nobody is signed in."""
    return viewer_of(context.get("request"))


@jinja2.pass_context
def draft_key(context: jinja2.runtime.Context) -> str:
    """The key that encrypts what this person types on a device, empty for the public.

    It belongs to the person, not to the session, so that text outlives a time-out and nobody else can read it.
    """
    person = viewer_of(context.get("request")).person_id
    return "" if person is None else b64encode(drafts_digest(f"key {person}")).decode("ascii")


@jinja2.pass_context
def draft_owner(context: jinja2.runtime.Context) -> str:
    """A name on the device for whose text it is, which tells nobody who that is."""
    person = viewer_of(context.get("request")).person_id
    return "" if person is None else drafts_digest(f"owner {person}").hex()[:16]


def drafts_digest(value: str) -> bytes:
    """32 bytes that only this deployment can work out from ``value``."""
    return salted_hmac("throughcare.drafts", value, algorithm="sha256").digest()


@jinja2.pass_context
def here(context: jinja2.runtime.Context) -> str:
    """The path of this page, empty where there is no request."""
    return getattr(context.get("request"), "path", "")


def sign_in_providers(request: Any, process: str = "login") -> list[Link]:
    """The organisations whose own account serves to sign in here, with the address that begins it."""
    from allauth.socialaccount.adapter import get_adapter

    onward = {"next": request.GET["next"]} if request.GET.get("next") else {}
    providers = get_adapter().list_providers(request)
    return [Link(one.name, one.get_login_url(request, process=process, **onward)) for one in providers]


def shared_globals() -> dict[str, Any]:
    """What every template may use without importing it."""
    return {
        "static": static,
        "url": url,
        "csrf": csrf,
        "json_script": json_script,
        "sign_in_providers": sign_in_providers,
        "nonce": nonce,
        "messages": messages,
        "viewer": viewer,
        "here": here,
        "draft_key": draft_key,
        "draft_owner": draft_owner,
        "is_demo": is_demo,
        "tag_for": tags.tag_for,
        "states_of": tags.states_of,
        "field": forms.render_field,
        "error_list": forms.error_list,
        "page_numbers": page_numbers,
        "chart": charts.drawn,
        **{name: getattr(words, name) for name in WORDS},
    }


COMPONENTS = ("status", "table", "form", "lists", "chart")
WORDS = ("pounds", "millions", "difference", "day", "moment", "clock_time", "financial_year", "count")


def is_demo() -> bool:
    """Whether this is the demonstration, which every page then says."""
    from django.conf import settings

    return bool(getattr(settings, "DEMO", False))


def page_numbers(number: int, pages: int) -> list[int | None]:
    """The numbers to show for a list of many pages: first, last and those around this one; null for a gap."""
    shown = sorted({1, pages, *range(max(1, number - 1), min(pages, number + 1) + 1)})
    numbers: list[int | None] = []
    for page in shown:
        if numbers and page - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(page)
    return numbers


def add_own_macros(strict: jinja2.Environment) -> None:
    """Makes our components globals too. A macro sees the globals there were when it was loaded, hence the order."""
    for name in COMPONENTS:
        module: Any = strict.get_template(f"components/{name}.jinja").module
        found = vars(module).items()
        strict.globals.update({name: macro for name, macro in found if isinstance(macro, jinja2.runtime.Macro)})


def environment(**options: Any) -> jinja2.Environment:
    """The strict environment, as Django's Jinja2 backend asks for it; ``options`` are the backend's."""
    options |= {
        "loader": jinja2.FileSystemLoader(template_folders()),
        "undefined": jinja2.StrictUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    strict = jinja2.Environment(**options)  # noqa: S701 - autoescape is set just above  # nosec B701
    strict.globals.update(govuk_macros())
    strict.globals.update(shared_globals())
    add_own_macros(strict)
    return strict
