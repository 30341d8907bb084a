"""Whoever sends what no form expects: walks a person's pages, gathers their forms, and sends each one bad content."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.db import transaction
from django.urls import Resolver404, resolve

VALUES = (
    "a\0b",
    "\0",
    "\N{PILE OF POO}" * 400,
    "\u202eDROP TABLE\u202c \u200f\u05e9\u05dc\u05d5\u05dd",
    "9" * 40,
    "-1",
    "1e999",
    "99999999999999999999",
    "31/02/2023",
    "0",
    "99999",
    "' OR 1=1 --",
    "<script>alert(1)</script>{{ 7*7 }}",
    "w" * 30_000,
    " \t\r\n ",
    "",
    "\x07\x1b[31m",
    "١٢٣",
    "../../etc/passwd",
)
HIDDEN, CHOSEN, TEXT = "hidden", "chosen", "text"
SKIPPED = ("/accounts/", "/static/")


def _words(parts: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The parts of an address that tell one form from another: a step or a kind, and no number or key."""
    return tuple(sorted((name, part) for name, part in parts.items() if isinstance(part, str) and name != "key"))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its kind, what it holds and what it may be set to."""

    name: str
    kind: str
    value: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class Form:
    """A form as a page shows it."""

    page: str
    action: str
    method: str
    autosave: str = ""
    fields: list[Field] = field(default_factory=list)

    @property
    def shape(self) -> tuple[object, ...]:
        """What makes two forms the same for whoever tries them: where they go, and their fields."""
        try:
            match = resolve(urlsplit(self.action).path)
        except Resolver404:
            return (self.action,)
        return match.view_name, _words(match.kwargs), self.method, tuple(sorted({one.name for one in self.fields}))


class _Reader(HTMLParser):
    """The forms and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.links = page, [], []
        self.form: Form | None = None
        self.select: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(urldefrag(urljoin(self.page, given["href"]))[0])
        elif tag == "form":
            action = urljoin(self.page, given.get("action") or self.page)
            self.form = Form(self.page, action, given.get("method", "get").lower(), given.get("data-autosave", ""))
            self.forms.append(self.form)
        elif self.form is not None:
            self._input(self.form, tag, given)

    def _input(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "select" and name:
            self.select = (name, [])
        elif tag == "option" and self.select is not None:
            self.select[1].append(given.get("value", ""))
        elif tag in ("input", "textarea", "button") and name and name != "csrfmiddlewaretoken":
            kind = given.get("type", "submit" if tag == "button" else "text")
            if kind in ("radio", "checkbox", "submit"):
                form.fields.append(Field(name, CHOSEN, choices=(given.get("value", "on"),)))
            elif kind != "file":
                form.fields.append(Field(name, HIDDEN if kind == "hidden" else TEXT, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select is not None and self.form is not None:
            name, choices = self.select
            self.form.fields.append(Field(name, CHOSEN, choices=tuple(choices)))
            self.select = None


def _place(address: str) -> tuple[object, ...]:
    """What an address opens, whatever the number in it, so that one page of a kind is enough."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return (address,)
    return (match.view_name, _words(match.kwargs))


def forms_of(client: Any, *starts: str, under: tuple[str, ...] = ("/",), of_a_kind: int = 6) -> Iterator[Form]:
    """Every form that a person meets on the pages that can be reached from some, ``of_a_kind`` pages of each kind."""
    waiting, seen, kinds = list(starts), set(starts), dict[tuple[object, ...], int]()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        reader = _Reader(address)
        reader.feed(answer.content.decode())
        yield from (one for one in reader.forms if one.action.startswith(under))
        for link in reader.links:
            if link in seen or not link.startswith("/") or link.startswith(SKIPPED) or not link.startswith(under):
                continue
            kind = _place(link)
            seen.add(link)
            if kinds.get(kind, 0) < of_a_kind:
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(link)


def plausible(one: Field) -> str:
    """Something that a field may well accept."""
    if one.kind == HIDDEN:
        return one.value
    if one.kind == CHOSEN:
        return next((choice for choice in one.choices if choice), "")
    last = one.name.rpartition("-")[2]
    known = {"day": "1", "month": "6", "year": "2023", "pence": "100", "email": "a@example.test", "minutes": "30"}
    return known.get(last, one.value or "Words that say why, at some length")


def contents(form: Form, chance: random.Random) -> Iterator[dict[str, str]]:
    """Bad content for a form: bad words among what is as it should be, every field bad, one at a time, none at all."""
    sound = {one.name: plausible(one) for one in reversed(form.fields)}
    for value in VALUES:
        yield sound | {one.name: value for one in form.fields if one.kind == TEXT}
    for value in chance.sample(VALUES, 5):
        yield dict.fromkeys(sound, value)
    for name in sound:
        yield sound | {name: chance.choice(VALUES)}
    yield {}


def send(client: Any, method: str, address: str, content: dict[str, str]) -> str:
    """What went wrong, as a line; empty where the service answered. Nothing that was written stays."""
    try:
        with transaction.atomic():
            answer = client.get(address, content) if method == "get" else client.post(address, content)
            transaction.set_rollback(True)
    except Exception as error:
        shown = {name: value[:20] for name, value in content.items()}
        return f"{method} {address} {shown}: {type(error).__name__}: {str(error)[:200]}"
    return f"{method} {address}: {answer.status_code}" if answer.status_code >= 500 else ""
