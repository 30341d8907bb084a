"""Three versions of a list laid beside each other: each unit is known again by its words, wherever it stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

Unit = TypeVar("Unit")
Label = tuple[str, int]
BASE, ONTO, MINE = "base", "onto", "mine"
LIKE = 0.5


@dataclass(frozen=True, slots=True)
class Beside(Generic[Unit]):
    """A unit as it stands in each of the three versions, null where it is in none."""

    before: Unit | None
    later: Unit | None
    own: Unit | None


@dataclass(frozen=True, slots=True)
class Aligned(Generic[Unit]):
    """Every unit of the three versions once, in the order of the version that moved any; whether both did."""

    units: tuple[Beside[Unit], ...]
    both_moved: bool


def align(
    base: Sequence[Unit],
    onto: Sequence[Unit],
    mine: Sequence[Unit],
    words: Callable[[Unit], str],
    *,
    exactly: bool = False,
) -> Aligned[Unit]:
    """The units of three versions; what ``onto`` and ``mine`` both put in with the same words is one.

    Where ``exactly``, a unit is known by its very words alone, and none is taken for another that changed.
    """
    was, now, own_now = ([words(one) for one in units] for units in (base, onto, mine))
    standing: list[Label] = [(BASE, place) for place in range(len(base))]
    later, own = _labels(was, now, ONTO, exactly), _labels(was, own_now, MINE, exactly)
    own = _shared(later, own, now, own_now)
    moved = [_moved(later), _moved(own)]
    first, second = (own, later) if moved[1] else (later, own)
    order = _woven(_woven(first, standing), second)
    found = [dict(zip(labels, units, strict=True)) for labels, units in ((standing, base), (later, onto), (own, mine))]
    units = tuple(Beside(*(each.get(label) for each in found)) for label in order)
    return Aligned(units, all(moved) and _common(later, own) != _common(own, later))


def _labels(base: Sequence[str], side: Sequence[str], name: str, exactly: bool) -> list[Label]:
    twins = _twins(base, side)
    if exactly:
        twins = {now: was for now, was in twins.items() if base[was] == side[now]}
    return [(BASE, twins[place]) if place in twins else (name, place) for place in range(len(side))]


def _twins(base: Sequence[str], side: Sequence[str]) -> dict[int, int]:
    """The place in ``base`` of each unit of ``side`` that stood there.

    The same words come first, in order and then moved; then what is like them; then what stands where others went, so
    that what one side took out and the other wrote wholly anew is not taken for something of its own.
    """
    found: dict[int, int] = {}
    blocks = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    for tag, a, b, c, d in blocks:
        if tag == "equal":
            found.update(zip(range(c, d), range(a, b), strict=True))
    _pair_likest(base, side, range(len(base)), range(len(side)), LIKE, found)
    for _, a, b, c, d in blocks:
        _pair_likest(base, side, range(a, b), range(c, d), 0, found)
    return found


def _pair_likest(
    base: Sequence[str], side: Sequence[str], was: range, now: range, least: float, found: dict[int, int]
) -> None:
    """Pairs what is free in two ranges of places, the likest first, as far as they are alike enough."""
    known = set(found.values())
    old = {place: Counter(base[place].lower().split()) for place in was if place not in known}
    new = {place: Counter(side[place].lower().split()) for place in now if place not in found}
    pairs = [(_likeness(one, other), i, j) for i, one in old.items() for j, other in new.items()]
    alike = sorted((base[i] != side[j], -like, abs(i - j), j, i) for like, i, j in pairs if like >= least)
    for *_, j, i in alike:
        if j not in found and i not in known:
            found[j] = i
            known.add(i)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that two texts have in common: 1 where all, 0 where none."""
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _shared(later: Sequence[Label], own: Sequence[Label], onto: Sequence[str], mine: Sequence[str]) -> list[Label]:
    """The labels of the draft, with that of the later version where both put in the same words."""
    free = [(label, onto[place]) for place, label in enumerate(later) if label[0] == ONTO]
    found = []
    for place, label in enumerate(own):
        twin = next((one for one in free if label[0] == MINE and one[1] == mine[place]), None)
        if twin is not None:
            free.remove(twin)
        found.append(twin[0] if twin is not None else label)
    return found


def _moved(labels: Iterable[Label]) -> bool:
    places = [place for name, place in labels if name == BASE]
    return places != sorted(places)


def _common(labels: Sequence[Label], others: Sequence[Label]) -> list[Label]:
    return [one for one in labels if one in others]


def _woven(order: Sequence[Label], other: Sequence[Label]) -> list[Label]:
    """``order`` with what only ``other`` has, each after what it follows there and what ``order`` alone put there."""
    found = list(order)
    for at, label in enumerate(other):
        if label in found:
            continue
        place = found.index(other[at - 1]) + 1 if at else 0
        while place < len(found) and found[place][0] != BASE and found[place] not in other:
            place += 1
        found.insert(place, label)
    return found
