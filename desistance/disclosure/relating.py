"""How the tables of a release, and those already out, hang together: which counts are the same, less, or more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desistance.disclosure.cubes import Cube, Key, Rows, as_given, complete
from desistance.disclosure.rules import Rules
from desistance.errors import InputError

Pair = tuple[Key, Key]


@dataclass(frozen=True)
class Relation:
    """Two cubes and the keys that meet: `same` counts, or `plus` holding all that `minus` holds."""

    kind: str
    plus: Cube
    minus: Cube
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Family:
    """The cubes of this release and of earlier ones, how they relate, and what was noticed."""

    now: tuple[Cube, ...]
    out: tuple[Cube, ...]
    relations: tuple[Relation, ...]
    notes: tuple[str, ...]


def relate(now: Sequence[Rows], out: Sequence[Rows], links: Sequence[tuple[str, str]], rules: Rules) -> Family:
    """Complete every table over the values that it shares with related ones, and say how they relate.

    Tables of this release whose shared counts all agree show the same rows. A table that is already out under the name
    of one of this release shows the same rows where all counts shown agree, and earlier ones of the same rows where
    none has fallen; otherwise it is held to be about others. Raises InputError for links that cannot be.
    """
    linked = [_found(link, now, out) for link in links]
    together = [(one, other) for i, one in enumerate(now) for other in now[:i]]
    again = [(one, other) for one in now for other in out if one.name == other.name]
    for pair in (*together, *again, *linked):
        _refuse_unlike_types(*pair)
    same = [(one, other) for one, other in together if _alike(one, other, linked)]
    domains = _domains([*now, *out], [*linked, *same, *again])
    cubes = {id(rows): complete(rows, domains[id(rows)]) for rows in now}
    cubes |= {id(rows): as_given(rows, domains[id(rows)]) for rows in out}
    relations = [
        _relation("less", cubes[id(plus)], cubes[id(minus)], exact=rules.rounding is None) for plus, minus in linked
    ]
    relations += [_relation("same", cubes[id(one)], cubes[id(other)]) for one, other in same]
    notes = []
    for one, other in again:
        if (one, other) in linked:
            continue
        kind = _change(cubes[id(one)], cubes[id(other)], rules)
        if kind == "other":
            notes.append(f"Table {one.name!r} fell since it was last out, so the two are held to be about other rows.")
        else:
            relations.append(_relation(kind, cubes[id(one)], cubes[id(other)], exact=False))
    return Family(
        tuple(cubes[id(rows)] for rows in now), tuple(cubes[id(rows)] for rows in out), tuple(relations), tuple(notes)
    )


def _found(link: tuple[str, str], now: Sequence[Rows], out: Sequence[Rows]) -> tuple[Rows, Rows]:
    known = {rows.name: rows for rows in [*out, *now]}
    if isinstance(link, str) or len(link) != 2 or link[0] == link[1]:
        raise InputError(f"{link!r} is no link", argument="links", remedy="Give pairs (plus, minus) of table names.")
    missing = [str(name) for name in link if str(name) not in known]
    if missing:
        remedy = f"The tables are {', '.join(known)}."
        raise InputError(f"no table is called {missing[0]!r}", argument="links", remedy=remedy)
    return known[str(link[0])], known[str(link[1])]


def _refuse_unlike_types(one: Rows, other: Rows) -> None:
    """A value that is text in one table and a number in another would be two groups, and their difference unguarded."""
    for dimension in _shared(one, other):
        first, second = (_kinds(rows.values(dimension)) for rows in (one, other))
        if first and second and first != second:
            raise InputError(
                f"holds {' and '.join(first)} in table {one.name!r} and {' and '.join(second)} in {_told(other)}",
                argument="tables",
                column=dimension,
                remedy="Give a dimension one type in all tables of a release and in those already out.",
            )


def _told(rows: Rows) -> str:
    return repr(rows.name) if rows.truth is None else f"{rows.name!r} that is already out"


def _kinds(values: Sequence[Any]) -> list[str]:
    words = {"str": "text", "int": "numbers", "float": "numbers", "bool": "true or false", "date": "dates"}
    return sorted({words.get(type(value).__name__, type(value).__name__) for value in values})


def _shared(one: Rows | Cube, other: Rows | Cube) -> list[str]:
    return [dimension for dimension in one.by if dimension in other.by]


def _alike(one: Rows, other: Rows, linked: Sequence[tuple[Rows, Rows]]) -> bool:
    """Whether two tables of a release agree wherever they meet."""
    if any({id(one), id(other)} == {id(plus), id(minus)} for plus, minus in linked):
        return False
    shared = _shared(one, other)
    return _margins(one, shared) == _margins(other, shared)


def _margins(rows: Rows, shared: Sequence[str]) -> dict[Key, int]:
    """Counts over the shared dimensions, nothing for 0."""
    places = [rows.by.index(dimension) for dimension in shared]
    held: dict[Key, int] = {}
    for key, count in rows.counts.items():
        if None not in key and count:
            margin = tuple(key[place] for place in places)
            held[margin] = held.get(margin, 0) + count
    return held


def _domains(tables: Sequence[Rows], related: Sequence[tuple[Rows, Rows]]) -> dict[int, dict[str, list[Any]]]:
    """The values of every dimension of every table: its own and those of the tables that it is related to."""
    from desistance.disclosure.cubes import sorted_keys

    domains = {id(rows): {dimension: set(rows.values(dimension)) for dimension in rows.by} for rows in tables}
    for _ in related:
        for one, other in related:
            for dimension in _shared(one, other):
                both = domains[id(one)][dimension] | domains[id(other)][dimension]
                domains[id(one)][dimension] = domains[id(other)][dimension] = both
    return {
        name: {
            dimension: [key[0] for key in sorted_keys((value,) for value in values)]
            for dimension, values in held.items()
        }
        for name, held in domains.items()
    }


def _relation(kind: str, plus: Cube, minus: Cube, *, exact: bool = True) -> Relation:
    shared = _shared(plus, minus)
    keys = {_over(key, plus, shared): key for key in plus.counts if _only(key, plus, shared)}
    pairs = tuple(
        (keys[held], key)
        for key in minus.counts
        if _only(key, minus, shared) and (held := _over(key, minus, shared)) in keys
    )
    if kind == "less":
        _check_less(plus, minus, pairs, exact=exact)
    return Relation(kind, plus, minus, pairs)


def _only(key: Key, cube: Cube, shared: Sequence[str]) -> bool:
    """Whether all but the shared dimensions are totalled."""
    return all(value is None or dimension in shared for dimension, value in zip(cube.by, key, strict=True))


def _over(key: Key, cube: Cube, shared: Sequence[str]) -> Key:
    held = dict(zip(cube.by, key, strict=True))
    return tuple(held[dimension] for dimension in shared)


def _check_less(plus: Cube, minus: Cube, pairs: Sequence[Pair], *, exact: bool) -> None:
    for one, other in pairs:
        more, less = plus.known(one), minus.known(other)
        if exact and more is not None and less is not None and more < less:
            where = ", ".join(f"{name} {value}" for name, value in zip(plus.by, one, strict=True) if value is not None)
            raise InputError(
                f"{minus.name!r} has {less} and {plus.name!r} has {more} ({where or 'in total'})",
                argument="links",
                remedy="The first table of a link holds every row of the second.",
            )


def _change(now: Cube, out: Cube, rules: Rules) -> str:
    """How a table compares with its like that is out: the same, grown (less), or other."""
    kind = "same"
    for one, other in _relation("same", now, out).pairs:
        count, (low, high) = now.counts[one] or 0, _before(out, other, rules)
        if count < low:
            return "other"
        if count > high:
            kind = "less"
    return kind


def _before(out: Cube, key: Key, rules: Rules) -> tuple[float, float]:
    """The least and greatest that a count which is out can have been, for all we know."""
    if out.truth is not None:
        return out.truth.get(key, 0), out.truth.get(key, 0)
    shown = out.counts[key]
    return (0.0, float("inf")) if shown is None else rules.behind(shown)
