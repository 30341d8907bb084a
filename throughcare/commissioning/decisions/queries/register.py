"""The public register: what anyone may search and read, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet, Window

from throughcare.commissioning.decisions.models import Decision, SearchWord
from throughcare.commissioning.decisions.rules import reading
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.searching import words_in
from throughcare.commissioning.decisions.states import Publication
from throughcare.errors import NotFound

PER_PAGE = 20
CHOICES_LAST = 60  # seconds
LAST_CHARACTER = "\U0010ffff"
COLUMNS = [
    "slug",
    "reference",
    "title",
    "summary",
    "decision_maker",
    "signed_on",
    "published_on",
    "publication",
    "effect",
    "programme",
    "deferred_until",
    "exemption",
]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register."""

    slug: str
    reference: str
    title: str
    summary: str
    decision_maker: str
    signed_on: date | None
    published_on: date | None
    publication: str
    effect: str
    programme: str


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the register with how many were found in all."""

    rows: tuple[RegisterRow, ...]
    found: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register is asked for; every one of ``words`` must start a word of the paper."""

    words: str = ""
    year: int | None = None
    decision_maker: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """A published decision: its register line and the paper as signed, or why it is not shown."""

    id: int
    row: RegisterRow
    paper: Paper | None
    exemption: str
    rationale: str
    amends: RegisterRow | None
    amendment_says: str
    amended_by: tuple[RegisterRow, ...]


def _listed() -> QuerySet[Any]:
    """Published papers in full; those kept in Part 2 by reference and exemption alone."""
    return Decision.objects.filter(publication__in=[Publication.PUBLISHED, Publication.PART_2])


def search(filters: Filters, page: int = 1) -> RegisterPage:
    """The register by words and filters, latest signature first."""
    found = _listed()
    words = words_in(filters.words)[:12]
    if words:
        found = found.filter(pk__in=_holding(words), publication=Publication.PUBLISHED)
    if filters.year is not None:
        found = found.filter(signed_on__gte=date(filters.year, 1, 1), signed_on__lt=date(filters.year + 1, 1, 1))
    if filters.decision_maker:
        found = found.filter(decision_maker=filters.decision_maker)
    if filters.programme:
        found = found.filter(programme=filters.programme)
    return _page(found.order_by("-signed_on", "-id"), page)


def _page(found: QuerySet[Any], number: int) -> RegisterPage:
    """One page of what was found. Looking up the words is the work, so it is done once for the page and the count."""
    narrow = found.annotate(in_all=Window(Count("pk"))).values_list("pk", "in_all")
    start = (max(number, 1) - 1) * PER_PAGE
    keys = list(narrow[start : start + PER_PAGE])
    if not keys and start:
        return _page(found, max(ceil(found.count() / PER_PAGE), 1))
    rows = {row.pk: row for row in Decision.objects.filter(pk__in=[key for key, _ in keys]).only(*COLUMNS)}
    in_all = keys[0][1] if keys else 0
    pages = max(ceil(in_all / PER_PAGE), 1)
    return RegisterPage(tuple(_row(rows[key]) for key, _ in keys), in_all, max(number, 1), pages)


def _holding(words: Sequence[str]) -> QuerySet[Any]:
    """The decisions that hold every word. An intersection keeps the planner from looking one word up per decision."""
    first, *others = (SearchWord.objects.filter(_starts_with(word)).order_by().values("decision_id") for word in words)
    return first.intersection(*others) if others else first


def _starts_with(word: str) -> Q:
    """Words that start with one, by the index: SQLite looks up a range of bytes, PostgreSQL a pattern."""
    if connection.vendor == "sqlite":
        return Q(word__gte=word, word__lt=f"{word}{LAST_CHARACTER}")
    return Q(word__startswith=word)


def _row(row: Decision) -> RegisterRow:
    withheld = row.publication == Publication.PART_2
    summary = "" if withheld else row.summary
    return RegisterRow(
        slug=row.slug,
        reference=row.reference,
        title="Not published" if withheld else row.title,
        summary=summary if len(summary) <= 400 else f"{summary[:397].rsplit(' ', 1)[0]}...",
        decision_maker=row.decision_maker,
        signed_on=row.signed_on,
        published_on=row.published_on,
        publication=row.publication,
        effect=row.effect,
        programme=row.programme,
    )


def choices() -> tuple[list[int], list[str]]:
    """The years between the first and the last signature, and the decision makers that occur, for the filters.

    Worked out once a minute, since they hardly ever change and every search shows them.
    """
    found: tuple[list[int], list[str]] = cache.get_or_set("register.choices", _choices, CHOICES_LAST)
    return found


def _choices() -> tuple[list[int], list[str]]:
    ends = _listed().aggregate(first=Min("signed_on"), last=Max("signed_on"))
    years = list(range(ends["last"].year, ends["first"].year - 1, -1)) if ends["first"] else []
    makers = _listed().exclude(decision_maker="").order_by("decision_maker").values_list("decision_maker", flat=True)
    return years, list(makers.distinct())


def decision(slug: str) -> PublicDecision:
    """One decision of the register by its stable address."""
    row = _listed().filter(slug=slug).select_related("amends").first()
    if row is None:
        raise NotFound("There is no published decision at this address.", remedy="Search the register.")
    withheld = row.publication == Publication.PART_2
    listed = {other.pk: other for other in _listed().filter(Q(amends=row) | Q(pk=row.amends_id or 0))}
    amends = listed.pop(row.amends_id, None) if row.amends_id else None
    return PublicDecision(
        id=row.pk,
        row=_row(row),
        paper=None if withheld else reading.from_dict(row.content),
        exemption=row.exemption,
        rationale=row.rationale,
        amends=_row(amends) if amends else None,
        amendment_says=row.amendment_says if amends else "",
        amended_by=tuple(_row(other) for other in listed.values()),
    )


def latest(count: int = 30) -> list[RegisterRow]:
    """The newest publications, for the feed."""
    found = _listed().exclude(published_on=None).order_by("-published_on", "-id").only(*COLUMNS)
    return [_row(row) for row in found[:count]]


def everything() -> list[PublicDecision]:
    """Every decision of the register, for export."""
    return [decision(slug) for slug in _listed().order_by("signed_on", "id").values_list("slug", flat=True)]
