"""Carrying an amendment over to a later version of what it amends: three texts made one, place by place.

Where only one side changed, that change is taken. Where both did, the draft's own text stays and the place is named,
so that its author looks at it. Recommendations and paragraphs are known again by their words, since their numbers
change with what is put in or taken out before them; at the end they are numbered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeVar

from throughcare.commissioning.decisions.rules.aligning import Beside, align
from throughcare.commissioning.decisions.rules.drafting import numbering
from throughcare.commissioning.decisions.rules.paper import Paper, Paragraph, Recommendation, Section

Unit = TypeVar("Unit", Paragraph, Recommendation)
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
    recommendations = _recommendations(base, onto, mine, both)
    sections = _sections(base.sections, onto.sections, mine.sections, both)
    return CarriedOver(replace(mine, **whole, recommendations=recommendations, sections=sections), tuple(both))


def _merged(base: Any, onto: Any, mine: Any, place: str, both: list[str]) -> Any:
    if mine in (base, onto):
        return onto
    if onto != base:
        both.append(place)
    return mine


@dataclass(frozen=True, slots=True)
class _Kind:
    """How units of one kind are called and numbered.

    ``in_order`` gives the number of the first, second...; ``fresh`` gives, beside those that are taken, a number for
    one more from the number before it and whether it comes last.
    """

    word: str
    what: str
    words: Callable[[Any], str]
    in_order: Callable[[int], Any]
    fresh: Callable[[Sequence[Any]], Callable[[Any, bool], Any]]


def _recommendations(base: Paper, onto: Paper, mine: Paper, both: list[str]) -> tuple[Recommendation, ...]:
    def fresh(taken: Sequence[int]) -> Callable[[int, bool], int]:
        following = count(max(taken, default=0) + 1)
        return lambda last, is_last: next(following)

    kind = _Kind("rec", "recommendations", lambda one: one.text, lambda place: place, fresh)
    return _units(base.recommendations, onto.recommendations, mine.recommendations, kind, both)


def _sections(
    base: tuple[Section, ...], onto: tuple[Section, ...], mine: tuple[Section, ...], both: list[str]
) -> tuple[Section, ...]:
    beside = align(base, onto, mine, lambda one: str(one.number), exactly=True).units
    made = [one for one in (_section(each, both) for each in beside) if one is not None]
    numbers = [[one.number for one in sections] for sections in (base, onto, mine)]
    if all(each == sorted(each) for each in numbers):
        made.sort(key=lambda one: one.number)
    return tuple(made)


def _section(one: Beside[Section], both: list[str]) -> Section | None:
    """A section with the paragraphs of the three; none where no paragraph of it stays."""
    if one.own == one.before or one.later in (one.before, one.own):
        return one.later if one.own == one.before else one.own
    standing = [each for each in (one.before, one.later, one.own) if each is not None]
    number = standing[0].number
    kind = _Kind(
        "para",
        f"paragraphs of section {number}",
        lambda each: each.text.strip(),
        lambda place: f"{number}.{place}",
        lambda taken: numbering(taken, number),
    )
    base, onto, mine = (each.paragraphs if each else () for each in (one.before, one.later, one.own))
    paragraphs = _units(base, onto, mine, kind, both)
    if not paragraphs and all(each is None or each.paragraphs for each in (one.later, one.own)):
        return None
    before, later, own = (each.title if each else standing[0].title for each in (one.before, one.later, one.own))
    return Section(number, _merged(before, later, own, f"title of section {number}", both), paragraphs)


def _units(
    base: tuple[Unit, ...], onto: tuple[Unit, ...], mine: tuple[Unit, ...], kind: _Kind, both: list[str]
) -> tuple[Unit, ...]:
    if mine == base:
        return onto
    if onto in (base, mine):
        return mine
    aligned = align(base, onto, mine, kind.words)
    made = [_made(one) for one in aligned.units]
    kept = [(one, unit) for one, (unit, _) in zip(aligned.units, made, strict=True) if unit is not None]
    if all(_is_in_order(units, kind) for units in (base, onto, mine)):
        numbers = [kind.in_order(place) for place in range(1, len(kept) + 1)]
    else:
        numbers = list(_numbers([one for one, _ in kept], kind))
    numbered = [replace(unit, number=number) for (_, unit), number in zip(kept, numbers, strict=True)]
    standing = iter(numbered)
    for one, (unit, is_both) in zip(aligned.units, made, strict=True):
        stands = next(standing) if unit is not None else None
        both += [_place(one, stands, kind)] if is_both else []
    both += [f"order of the {kind.what}"] if aligned.both_moved else []
    return tuple(numbered)


def _made(one: Beside[Unit]) -> tuple[Unit | None, bool]:
    """What becomes of a unit, null where it goes, and whether both sides changed it; its number is no change."""
    before, later, own = (
        each and replace(each, number=type(each.number)()) for each in (one.before, one.later, one.own)
    )
    if own in (before, later):
        return one.later, False
    return one.own, later != before


def _is_in_order(units: Sequence[Unit], kind: _Kind) -> bool:
    return [one.number for one in units] == [kind.in_order(place) for place in range(1, len(units) + 1)]


def _numbers(kept: Sequence[Beside[Unit]], kind: _Kind) -> Iterator[Any]:
    """The numbers of units that a paper numbers in its own way; what the draft puts in takes none that is taken."""
    taken: set[Any] = {one.later.number for one in kept if one.later is not None and one.later.number}
    fresh = kind.fresh([*taken, *(one.own.number for one in kept if one.own is not None)])
    last: Any = type(kind.in_order(1))()
    for place, one in enumerate(kept, start=1):
        number = _number(one)
        if number in taken:
            number = one.later.number if one.later is not None else fresh(last, place == len(kept))
        last = number
        yield number


def _number(one: Beside[Unit]) -> Any:
    if one.own is None or (one.later is not None and (one.before is None or one.later.number != one.before.number)):
        return one.later.number if one.later else None
    return one.own.number


def _place(one: Beside[Unit], stands: Unit | None, kind: _Kind) -> str:
    """The place in plain words, with the number that it has in the draft now."""
    if stands is None:
        return f"{kind.word} {one.later.number if one.later else ''} of the later version (left out of the draft)"
    return f"{kind.word} {stands.number}" + (" (left out of the later version)" if one.later is None else "")
