"""Counts of answers fit to be seen: everybody's and each group's are protected together, since they stand on one page.

What everybody answered less what a group answered is what the others answered, so each table holds the rest too, which
is shown nowhere. ``desistance`` withholds what is small and as few others as keep it from being worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

REST = "_rest"
Counts = Mapping[str, int]
Group = tuple[str, str]  # the question about who people are, and their answer to it


@dataclass(frozen=True, slots=True)
class Shown:
    """Counts by answer, null where withheld, and of how many people; null where each could give many answers."""

    counts: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class Together:
    """What may be shown of one question, for everybody and for each group."""

    everybody: Shown
    groups: Mapping[Group, Shown]


def protected(counts: Counts, fewest: int) -> Mapping[str, int | None]:
    """Counts of answers of which each person gave one, with small ones and those that give them away withheld."""
    return together(counts, {}, fewest).everybody.counts


def together(everybody: Counts, groups: Mapping[Group, Counts], fewest: int) -> Together:
    """The same for everybody and for groups at once. Each question about who people are parts everybody anew."""
    seen = _seen(everybody, groups, fewest)
    return Together(
        Shown({answer: seen["_all", "", answer] for answer in everybody}, sum(everybody.values())),
        {
            (about, value): Shown({one: seen[about, value, one] for one in everybody}, sum(counts.values()))
            for (about, value), counts in groups.items()
        },
    )


def _seen(everybody: Counts, groups: Mapping[Group, Counts], fewest: int) -> Mapping[tuple[str, str, str], int | None]:
    """Every count by table, group and answer, null where withheld."""
    parts = tuple((group, tuple(counts.get(one, 0) for one in everybody)) for group, counts in groups.items())
    return _worked_out(tuple(everybody.items()), parts, fewest)


@lru_cache(maxsize=512)
def _worked_out(
    everybody: tuple[tuple[str, int], ...], groups: tuple[tuple[Group, tuple[int, ...]], ...], fewest: int
) -> Mapping[tuple[str, str, str], int | None]:
    """Kept for the next time that the page is opened: with many groups it takes half a second a question."""
    answers, totals = zip(*everybody, strict=True)
    tables: dict[str, dict[str, list[Any]]] = {"_all": {"answer": list(answers), "n": list(totals)}}
    by: dict[str, list[str]] = {"_all": ["answer"]}
    for about in dict.fromkeys(about for (about, _), _ in groups):
        members = {value: counts for (one, value), counts in groups if one == about}
        members[REST] = _rest(totals, members.values())
        rows = [(value, one, n) for value, counts in members.items() for one, n in zip(answers, counts, strict=True)]
        tables[about] = dict(zip((about, "answer", "n"), map(list, zip(*rows, strict=True)), strict=True))
        by[about] = [about, "answer"]
    found = _withheld(tables, by, fewest)
    return {(name, row.get(name, ""), row["answer"]): row["n"] for name, rows in found.items() for row in rows}


def _withheld(tables: dict[str, dict[str, list[Any]]], by: dict[str, list[str]], fewest: int) -> dict[str, list[Any]]:
    if not any(0 < number < fewest for table in tables.values() for number in table["n"]):
        return {
            name: [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
            for name, table in tables.items()
        }
    from desistance.disclosure import protect

    release = protect(tables, count="n", by=by, threshold=fewest, zeros="show")
    return {name: release.tables[name].to_pylist() for name in tables}


def _rest(totals: Sequence[int], groups: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Those of no group that is told apart."""
    return tuple(max(0, number - sum(told)) for number, *told in zip(totals, *groups, strict=True))


def several_together(
    everybody: Counts, groups: Mapping[Group, Counts], sizes: Mapping[Group, int], asked: int, fewest: int
) -> Together:
    """Counts of answers of which each person could give many: of each, those who gave it beside those who did not.

    ``asked`` are all who were asked and ``sizes`` how many each group has, since both are known.
    """
    found = {
        answer: together(
            _has(number, asked),
            {group: _has(counts.get(answer, 0), sizes[group]) for group, counts in groups.items()},
            fewest,
        )
        for answer, number in everybody.items()
    }
    return Together(
        Shown({answer: _if_whole(one.everybody) for answer, one in found.items()}, None),
        {
            group: Shown({answer: _if_whole(one.groups[group]) for answer, one in found.items()}, None)
            for group in groups
        },
    )


def _has(number: int, of: int) -> dict[str, int]:
    return {"yes": number, "no": max(0, of - number)}


def _if_whole(shown: Shown) -> int | None:
    """How many gave an answer, where how many did not may be seen too."""
    return None if shown.counts["no"] is None else shown.counts["yes"]


def can_be_told_apart(*, kind: str, own: int | None, size: int, fewest: int) -> bool:
    """Whether a group's tables may be shown at all: its size stands in each, so it must be one that may be seen.

    ``own`` is how many gave the group's answer, as it is shown. Where people could give many, the group has only those
    who gave that one, and the difference is shown with it.
    """
    if own is None:
        return False
    return kind != "several" or not 0 < own - size < fewest
