"""The one door out: withhold small counts, and as few others as keep them from being worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from desistance.disclosure.choosing import choose
from desistance.disclosure.cubes import Cube, Key, Rows, by_subtraction, read_earlier, read_rows
from desistance.disclosure.relating import Family, Relation, relate
from desistance.disclosure.results import Protected, Release
from desistance.disclosure.rules import Dominance, Rules
from desistance.disclosure.system import BELOW, DOMINATED, Builder
from desistance.errors import InputError
from desistance.progress import step

By = Sequence[str] | str | Mapping[str, Sequence[str] | str]


def protect(
    tables: Any,
    *,
    count: str,
    by: By,
    threshold: int = 10,
    rounding: int | None = None,
    zeros: Literal["hide", "show"] = "hide",
    links: Sequence[tuple[Any, Any]] = (),
    earlier: Any = (),
    dominance: Dominance | None = None,
) -> Protected:
    """Make tables of counts fit to leave.

    `tables` is one long table or several (a mapping of names, or a list, named by position); `by` the dimensions, for
    all or by table name; an empty dimension is a total, and every total comes back. Counts below `threshold` are
    withheld (0 too, unless `zeros="show"`), dominated ones too, and then as few others as keep each withheld count from
    being worked out, exactly or to within the rounding, by someone who knows these rules and sees all that is shown.
    Shown counts are rounded to `rounding`.

    A link `(plus, minus)` says that the second table holds some of the rows of the first, so that the one less the
    other is known too. `earlier` are releases already out: results of this function or tables. A table of the same name
    that has not fallen anywhere is taken to hold some of the same rows. Raises InputError for unusable input.
    """
    rules = Rules(threshold, rounding, zeros)
    given = _named(tables)
    now = [read_rows(one, name=name, count=count, by=_by(by, name), dominance=dominance) for name, one in given.items()]
    out = [rows for release in _releases(earlier) for rows in _out(release, count, by)]
    family = relate(now, out, [(str(a), str(b)) for a, b in map(_pair, links)], rules)
    builder = Builder(rules)
    places = _placed(family, builder, dominance)
    system = builder.built()
    release = Release(count, family.now, {cube.name: places[id(cube)] for cube in family.now})
    with step("choosing what is withheld"):
        return Protected(release, system, choose(system), family.notes)


def _placed(family: Family, builder: Builder, dominance: Dominance | None) -> dict[int, dict[Key, int]]:
    """Every count and every sum put into the system; where each cube's counts went."""
    rules = builder.rules
    places = {id(cube): _counts(cube, builder, rules, dominance) for cube in family.now}
    places |= {id(cube): _already_out(cube, builder, rules) for cube in family.out}
    for cube in (*family.now, *family.out):
        held = places[id(cube)]
        builder.sums += [(held[total], [held[part] for part in parts]) for total, parts in cube.sums()]
    for relation in family.relations:
        _join(relation, places, builder, rules)
    return places


def _named(tables: Any) -> dict[str, Any]:
    from desistance.tables import as_arrow

    if isinstance(tables, Mapping) and not _is_columns(tables):
        return {str(name): one for name, one in tables.items()}
    if (
        isinstance(tables, Sequence)
        and not isinstance(tables, str)
        and not all(isinstance(one, Mapping) for one in tables)
    ):
        return {str(place): one for place, one in enumerate(tables)}
    return {"table": as_arrow(tables, argument="tables")}


def _is_columns(tables: Mapping[Any, Any]) -> bool:
    """A dictionary of columns is one table; a dictionary of tables is several."""
    return bool(tables) and all(isinstance(one, list | tuple) and not _is_rows(one) for one in tables.values())


def _is_rows(one: Any) -> bool:
    return bool(one) and all(isinstance(row, Mapping) for row in one)


def _by(by: By, name: str) -> tuple[str, ...]:
    chosen: Any = by
    if isinstance(by, Mapping):
        if name not in by:
            remedy = "Give the dimensions of every table, or one list for all."
            raise InputError(f"no dimensions are given for table {name!r}", argument="by", remedy=remedy)
        chosen = by[name]
    names = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    if not names or len(set(names)) < len(names):
        raise InputError(f"{names!r} are no dimensions", argument="by", remedy="Name one or more columns, each once.")
    return names


def _pair(link: Any) -> tuple[Any, Any]:
    if isinstance(link, str) or not isinstance(link, Sequence) or len(link) != 2:
        raise InputError(f"{link!r} is no link", argument="links", remedy="Give pairs (plus, minus) of table names.")
    return link[0], link[1]


def _releases(earlier: Any) -> list[Any]:
    if isinstance(earlier, Protected | Mapping) or hasattr(earlier, "__arrow_c_stream__"):
        return [earlier]
    return list(earlier)


def _out(release: Any, count: str, by: By) -> list[Rows]:
    if isinstance(release, Protected):
        return release.already_out()
    return [read_earlier(one, name=name, count=count, by=_by(by, name)) for name, one in _named(release).items()]


def _counts(cube: Cube, builder: Builder, rules: Rules, dominance: Dominance | None) -> dict[Key, int]:
    places = {}
    for key, count in cube.counts.items():
        held = count or 0
        top = cube.top.get(key)
        reason, width = (BELOW if rules.small(held) else None), rules.width
        if dominance and top and reason is None and dominance.holds(held, *top):
            reason, width = DOMINATED, max(width, -int(-dominance.margin * top[0] // 1))
        level = sum(value is None for value in key)
        places[key] = builder.add(held, reason=reason, width=width, level=level)
    return places


def _already_out(cube: Cube, builder: Builder, rules: Rules) -> dict[Key, int]:
    """Counts of an earlier release: what it showed is known, and what it withheld must stay so."""
    own = cube.rules or rules
    places = {}
    told = {} if own.rounding else by_subtraction(cube)
    for key, count in (cube.counts | told).items():
        shown = count is not None
        bounds = own.behind(count) if count is not None else (0.0, float("inf"))
        known = cube.known(key) if cube.truth is not None else count if bounds[0] == bounds[1] else None
        places[key] = builder.add(known, bounds=bounds, width=0 if shown else rules.width)
    return places


def _join(relation: Relation, places: Mapping[int, Mapping[Key, int]], builder: Builder, rules: Rules) -> None:
    plus, minus = places[id(relation.plus)], places[id(relation.minus)]
    for one, other in relation.pairs:
        if relation.kind == "same":
            _meet(plus[one], minus[other], builder)
            continue
        more, less = builder.truth[plus[one]], builder.truth[minus[other]]
        rest = more - less if more is not None and less is not None else None
        needed = rules.width if rest is None or rules.small(rest) else 0
        held = builder.add(rest, reason=BELOW if needed else None, bounds=(0.0, float("inf")), width=needed)
        builder.sums.append((plus[one], [minus[other], held]))


def _meet(one: int, other: int, builder: Builder) -> None:
    """One count in two tables. What an earlier release withheld this one may still show, if that is safe."""
    for place in (one, other):
        held = builder.bounds[place]
        if held is not None and held[1] == float("inf"):
            builder.bounds[place] = None
    builder.union(one, other)
