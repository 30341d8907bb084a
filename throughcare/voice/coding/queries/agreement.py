"""How well coders agree, from what they chose before anybody settled a difference."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.voice.coding.models import Codebook, Reading, Theme
from throughcare.voice.coding.rules.agreement import (
    FEWEST,
    Agreement,
    Pair,
    agreement,
    agreement_by_theme,
    apart,
    same_choice,
    times_chosen,
)


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """Agreement on one theme, and how many of the two coders' choices it is about."""

    code: str
    name: str
    agreement: Agreement
    chosen: int


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """Agreement over all themes and for each. ``same`` is the share of comments with exactly the same choice."""

    codebook_id: int
    name: str
    overall: Agreement
    same: float
    themes: tuple[ThemeAgreement, ...]
    fewest: int


def choices_of(codebook_id: int) -> Counter[Pair]:
    """How many comments have each two choices, as codes of themes, merged themes by the one they live on in."""
    names = _current(codebook_id)
    coded = Reading.objects.filter(codebook=codebook_id, compared__gt="").order_by()
    found: Counter[Pair] = Counter()
    for compared, times in coded.values_list("compared").annotate(n=Count("pk")):
        first, second = apart(compared)
        found[frozenset(names[one] for one in first), frozenset(names[one] for one in second)] += times
    return found


def _current(codebook_id: int) -> dict[int, str]:
    rows = Theme.objects.filter(codebook=codebook_id).values_list("pk", "code", "merged_into__code")
    return {pk: merged or code for pk, code, merged in rows}


def agreement_of(book: Codebook) -> dict[str, Any]:
    """Agreement over all themes, as plain values, to be kept with a release."""
    found = agreement(choices_of(book.pk), sorted(set(_current(book.pk).values())))
    return {"n": found.n, "alike": found.alike, "kappa": found.kappa, "low": found.low, "high": found.high}


def agreement_page(viewer: Viewer, codebook_id: int) -> AgreementPage:
    """Agreement of the coders of a codebook."""
    check_can(viewer, Permission.CODE_FEEDBACK)
    book: Codebook = get_visible(viewer, Codebook, pk=codebook_id)
    choices = choices_of(book.pk)
    in_use = {one.code: one.name for one in Theme.objects.filter(codebook=book, state=Theme.State.IN_USE)}
    met = times_chosen(choices)
    of_each = agreement_by_theme(choices, [code for code in in_use if met[code]])
    rows = [ThemeAgreement(code, in_use[code], found, met[code]) for code, found in of_each.items()]
    rows.sort(key=lambda row: (row.agreement.kappa is None, row.agreement.kappa or 0.0, row.name))
    overall = agreement(choices, sorted(in_use))
    return AgreementPage(book.pk, book.name, overall, same_choice(choices), tuple(rows), FEWEST)
