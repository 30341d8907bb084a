"""Carrying an amendment over to a later version of what it amends: three texts made one, place by place.

Where only one side changed, that change is taken. Where both did, the draft's own text stays and the place is named,
so that its author looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from throughcare.commissioning.decisions.rules.paper import Paper, Section

Unit = TypeVar("Unit")
WHOLE = (
    *("title", "objective", "programme", "decision_maker", "decided_for", "summary", "table", "powers"),
    *("background", "access"),
)


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The draft as it stands on the later version, and the places that both sides changed, in plain words."""

    paper: Paper
    both_changed: tuple[str, ...]


def carry_over(base: Paper, onto: Paper, mine: Paper) -> CarriedOver:
    """The draft ``mine``, written from ``base``, as a change of ``onto``."""
    both: list[str] = []
    whole = {
        name: _merged(getattr(base, name), getattr(onto, name), getattr(mine, name), name.replace("_", " "), both)
        for name in WHOLE
    }
    recommendations = _keyed(
        base.recommendations, onto.recommendations, mine.recommendations, lambda one: one.number, "rec", both
    )
    sections = tuple(
        _section(number, base, onto, mine, both)
        for number in _order([one.number for one in onto.sections], [one.number for one in mine.sections])
    )
    kept = tuple(one for one in sections if one is not None)
    return CarriedOver(replace(mine, **whole, recommendations=recommendations, sections=kept), tuple(both))


def _merged(base: Any, onto: Any, mine: Any, place: str, both: list[str]) -> Any:
    if mine in (base, onto):
        return onto
    if onto != base:
        both.append(place)
    return mine


def _order(onto: Sequence[Any], mine: Sequence[Any]) -> list[Any]:
    return [*onto, *(one for one in mine if one not in onto)]


def _keyed(
    base: Sequence[Unit],
    onto: Sequence[Unit],
    mine: Sequence[Unit],
    key: Callable[[Unit], Any],
    word: str,
    both: list[str],
) -> tuple[Unit, ...]:
    """Units with a number, merged one by one; all of them together where a number is missing or stands twice."""
    told = [{key(one): one for one in units} for units in (base, onto, mine)]
    if any(len(by_key) < len(units) for by_key, units in zip(told, (base, onto, mine), strict=True)):
        whole: tuple[Unit, ...] = _merged(tuple(base), tuple(onto), tuple(mine), f"{word}s", both)
        return whole
    before, later, own = told
    merged = [
        _merged(before.get(one), later.get(one), own.get(one), f"{word} {one}", both)
        for one in _order(list(later), [*own])
    ]
    return tuple(one for one in merged if one is not None)


def _section(number: int, base: Paper, onto: Paper, mine: Paper, both: list[str]) -> Section | None:
    before, later, own = (
        next((one for one in paper.sections if one.number == number), None) for paper in (base, onto, mine)
    )
    if before is None or later is None or own is None:
        found: Section | None = _merged(before, later, own, f"section {number}", both)
        return found
    title = _merged(before.title, later.title, own.title, f"title of section {number}", both)
    paragraphs = _keyed(
        before.paragraphs, later.paragraphs, own.paragraphs, lambda one: one.number or one.text, "para", both
    )
    return Section(number, title, paragraphs)
