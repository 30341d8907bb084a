"""How often each theme was met: in all, and by service, area and group, fit to be seen.

Each theme is counted among comments that were read and settled. A table of a dimension holds, for each theme, how many
comments of each group have it and how many do not; ``desistance.disclosure`` withholds what is small on either side and
what would give that away. Sizes of groups are known to it, since they are shown beside the shares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.voice.coding.rules.intervals import newcombe, wilson, z_for

OTHERS = "others"
THRESHOLD = 10
Table = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Read:
    """A settled comment: its themes, and its group in each dimension (``service``, ``area``, ``group:sex`` ...)."""

    themes: frozenset[str]
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A share that may be seen, from 0 to 1 with its interval."""

    yes: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself."""
        return self.yes / self.n


@dataclass(frozen=True, slots=True)
class Compared:
    """A group beside the rest: the difference of shares with its interval, and whether it is clear after allowing for
    how many differences were looked at."""

    theme: str
    group: str
    difference: float
    low: float
    high: float
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension with sizes of groups (null where withheld) and the cells that may be seen, by theme and group."""

    code: str
    sizes: Mapping[str, int | None]
    cells: Mapping[tuple[str, str], Cell]
    compared: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """All that is seen: how many comments, each theme's share (null where withheld), and the dimensions."""

    n: int
    themes: Mapping[str, Cell | None]
    dimensions: tuple[Dimension, ...]


def sizes_of(read: Sequence[Read], dimension: str, *, least: int) -> Counter[str]:
    """How many comments each group has; groups below ``least`` are counted together as others."""
    found = Counter(one.places.get(dimension, "") for one in read)
    small = {group for group, n in found.items() if n < least}
    if len(small) > 1:
        rest = sum(found.pop(group) for group in small)
        found[OTHERS] += rest
    return found


def count(read: Sequence[Read], themes: Sequence[str], dimensions: Iterable[str], *, threshold: int) -> Counted:
    """Counts everything and protects it. Nothing at all is told of fewer comments than ``threshold``."""
    n = len(read)
    if n < threshold:
        return Counted(0, dict.fromkeys(themes), ())
    totals = {theme: sum(theme in one.themes for one in read) for theme in themes}
    overall = {theme: _overall(totals[theme], n, threshold) for theme in themes}
    shown = {theme: _cell(totals[theme], n) if _is_shown(overall[theme]) else None for theme in themes}
    found = tuple(one for name in dimensions if (one := _dimension(read, themes, name, overall, threshold)) is not None)
    return Counted(n, shown, found)


def _protect(tables: Mapping[str, Table], by: Mapping[str, Any], threshold: int, earlier: Sequence[Any] = ()) -> Any:
    import pyarrow as pa

    from desistance.disclosure import protect

    arrow = {name: pa.table(table) for name, table in tables.items()}
    return protect(arrow, count="n", by=by, threshold=threshold, earlier=list(earlier))


def _overall(yes: int, n: int, threshold: int) -> Any:
    return _protect({"all": {"has": ["yes", "no"], "n": [yes, n - yes]}}, {"all": "has"}, threshold)


def _is_shown(overall: Any) -> bool:
    return all(value is not None for value in overall.tables["all"]["n"].to_pylist())


def _cell(yes: int, n: int) -> Cell:
    found = wilson(yes, n)
    return Cell(yes, n, found.low, found.high)


def _dimension(
    read: Sequence[Read], themes: Sequence[str], name: str, overall: Mapping[str, Any], threshold: int
) -> Dimension | None:
    sizes = sizes_of(read, name, least=threshold)
    groups = sorted(sizes)
    if len(groups) < 2:
        return None
    size_table: Table = {"group": groups, "n": [sizes[group] for group in groups]}
    kept = _protect({"sizes": size_table}, {"sizes": "group"}, threshold)
    seen = dict(zip(kept.tables["sizes"]["group"].to_pylist(), kept.tables["sizes"]["n"].to_pylist(), strict=True))
    counts = _by_group(read, name, set(groups))
    cells: dict[tuple[str, str], Cell] = {}
    for theme in (one for one in themes if _is_shown(overall[one])):
        had = {group: counts[group, theme] for group in groups}
        if not any(threshold <= yes <= sizes[group] - threshold for group, yes in had.items()):
            continue
        for group, yes in _shown_of(had, sizes, size_table, kept, overall[theme], threshold).items():
            if seen[group] is not None:
                cells[theme, group] = _cell(yes, sizes[group])
    total = {theme: sum(counts[group, theme] for group in groups) for theme in themes if _is_shown(overall[theme])}
    return Dimension(name, {group: seen[group] for group in groups}, cells, _compare(cells, total, len(read)))


def _by_group(read: Sequence[Read], name: str, groups: set[str]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for one in read:
        group = one.places.get(name, "")
        found.update((group if group in groups else OTHERS, theme) for theme in one.themes)
    return found


def _shown_of(
    had: Mapping[str, int], sizes: Mapping[str, int], size_table: Table, kept: Any, overall: Any, threshold: int
) -> dict[str, int]:
    """The counts of one theme that may be seen, group by group."""
    rows: Table = {"group": [], "has": [], "n": []}
    for group, yes in had.items():
        rows["group"] += [group, group]
        rows["has"] += ["yes", "no"]
        rows["n"] += [yes, sizes[group] - yes]
    yes_in_all = sum(had.values())
    every: Table = {"has": ["yes", "no"], "n": [yes_in_all, sum(sizes.values()) - yes_in_all]}
    protected = _protect(
        {"sizes": size_table, "all": every, "theme": rows},
        {"sizes": "group", "all": "has", "theme": ["group", "has"]},
        threshold,
        earlier=[kept, overall],
    )
    found = protected.tables["theme"].to_pylist()
    no = {row["group"] for row in found if row["has"] == "no" and row["n"] is not None}
    return {
        row["group"]: row["n"]
        for row in found
        if row["has"] == "yes" and row["group"] in no and row["n"] is not None and row["group"] is not None
    }


def _compare(cells: Mapping[tuple[str, str], Cell], totals: Mapping[str, int], n: int) -> tuple[Compared, ...]:
    """Each group beside all the others, where both can be seen."""
    pairs = [
        (theme, group) for theme, group in cells if theme in totals and group != OTHERS and cells[theme, group].n < n
    ]
    strict = z_for(len(pairs))
    found = []
    for theme, group in pairs:
        cell = cells[theme, group]
        rest = (totals[theme] - cell.yes, n - cell.n)
        plain = newcombe(cell.yes, cell.n, *rest)
        clear = newcombe(cell.yes, cell.n, *rest, z=strict).is_clear
        found.append(Compared(theme, group, plain.difference, plain.low, plain.high, clear))
    return tuple(sorted(found, key=lambda one: (not one.is_clear, -abs(one.difference), one.theme, one.group)))
