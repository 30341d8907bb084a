"""The public register: no sign-in, stable addresses, machine-readable forms and a feed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from throughcare import clock
from throughcare.clock import LONDON
from throughcare.commissioning.decisions.forms.moves import SearchForm
from throughcare.commissioning.decisions.queries import register
from throughcare.commissioning.decisions.queries.publishing import as_dict
from throughcare.commissioning.decisions.queries.register import Filters, RegisterRow
from throughcare.commissioning.decisions.rules import writing
from throughcare.errors import NotFound
from throughcare.foundation.access.routes import public
from throughcare.foundation.access.viewers import PUBLIC
from throughcare.foundation.ports.parts import PUBLISHED_DECISION, parts_of


@public
def index(request: HttpRequest) -> HttpResponse:
    """Search and filter the register."""
    years, makers = register.choices()
    form = SearchForm(request.GET or None, years=years, makers=makers)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    filters = Filters(
        words=given.get("words") or "",
        year=given.get("year"),
        decision_maker=given.get("decision_maker") or "",
    )
    page = register.search(filters, page=page_number(request))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "is_filtered": bool(query)}
    return render(request, "decisions/register.jinja", context)


def page_number(request: HttpRequest) -> int:
    """The page of a list that is asked for; the first where the address names none that can be."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@public
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """One published decision."""
    found = register.decision(slug)
    parts = parts_of(PUBLISHED_DECISION, PUBLIC, found.id, clock.now()) if found.paper else []
    return render(request, "decisions/public.jinja", {"decision": found, "parts": parts})


@public
def decision_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as data."""
    return JsonResponse(as_dict(register.decision(slug)), json_dumps_params={"ensure_ascii": False, "indent": 1})


@public
def decision_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The same as a file: DOCX or plain HTML."""
    found = register.decision(slug)
    if found.paper is None:
        raise NotFound("This decision is not published.", remedy="Its exemption is named on the register.")
    return paper_file(found.paper, kind, name=slug)


def paper_file(paper: Any, kind: str, *, name: str) -> HttpResponse:
    """A paper as a download."""
    kinds: dict[str, tuple[str, Any]] = {
        "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", writing.to_docx),
        "html": ("text/html; charset=utf-8", writing.to_html),
        "toml": ("application/toml; charset=utf-8", writing.to_toml),
        "txt": ("text/plain; charset=utf-8", writing.to_text),
    }
    if kind not in kinds:
        raise NotFound("There is no such form of this paper.", remedy="Choose DOCX, HTML, TOML or text.")
    content_type, write = kinds[kind]
    response = HttpResponse(write(paper), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


class LatestDecisions(Feed):
    """The newest publications as an Atom feed."""

    feed_type = Atom1Feed
    title = "Decisions published"
    subtitle = "Decisions of the Mayor's Office for Policing and Crime, as they are published"

    def link(self) -> str:
        return reverse("register")

    def items(self) -> list[RegisterRow]:
        return register.latest()

    def item_title(self, item: RegisterRow) -> str:  # type: ignore[override]
        return f"{item.reference} {item.title}"

    def item_description(self, item: RegisterRow) -> str:  # type: ignore[override]
        return item.summary

    def item_link(self, item: RegisterRow) -> str:
        return reverse("decision", args=[item.slug])

    def item_pubdate(self, item: RegisterRow) -> datetime | None:
        return datetime.combine(item.published_on, time(12), LONDON) if item.published_on else None


@public
def feed(request: HttpRequest) -> HttpResponse:
    """The Atom feed."""
    return LatestDecisions()(request)
