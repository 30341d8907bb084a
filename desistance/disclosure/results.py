"""What comes out of the door, and the proof that it is safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.disclosure.attack import Attack, interval
from desistance.disclosure.choosing import Choice
from desistance.disclosure.cubes import Cube, Key, Rows, sorted_keys
from desistance.disclosure.system import OUT, PROTECTS, BoolArray, System


@dataclass(frozen=True)
class Release:
    """The cubes of a release and where each of their counts is in the system."""

    count: str
    cubes: tuple[Cube, ...]
    places: Mapping[str, Mapping[Key, int]]


class Tables(Mapping[str, pa.Table]):
    """Tables by name, or by position."""

    def __init__(self, held: dict[str, pa.Table]) -> None:
        self._held = held

    def __getitem__(self, key: str | int) -> pa.Table:
        return self._held[list(self._held)[key] if isinstance(key, int) else key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


@dataclass(frozen=True)
class Audit:
    """What can be worked out. `cells` has a row for each withheld count: `table`, its dimensions, `low` and `high` (the
    least and greatest value that all that is shown allows, empty for no upper end) and `recovered`.

    `safe` is true where none is recovered, exactly or to within the rounding; `least` where it is proven that no
    smaller number of counts would have done.
    """

    safe: bool
    least: bool
    withheld: int
    cells: pa.Table

    def __str__(self) -> str:
        lost = int(np.sum(self.cells["recovered"].to_numpy(zero_copy_only=False))) if self.withheld else 0
        which = lost or "counts of earlier releases"
        told = "none can be worked out" if self.safe else f"{which} CAN BE WORKED OUT"
        least = "the least possible number" if self.least else "not proven to be the least possible number"
        return f"{self.withheld} counts withheld ({least}); {told}"


@dataclass(frozen=True)
class Protected:
    """`tables` fit to leave (null = withheld), `reasons` for each withheld count, `audit()`, and `notes`.

    The reasons are for the record, not for release; the audit holds even against someone who sees them, wherever that
    can be had at all.
    """

    _release: Release
    _system: System
    _choice: Choice
    notes: tuple[str, ...]

    @property
    def count(self) -> str:
        """The column of counts."""
        return self._release.count

    def by(self, name: str) -> tuple[str, ...]:
        """The dimensions of a table."""
        return self._cube(name).by

    @cached_property
    def tables(self) -> Tables:
        """Each table by name (and by position), every cell and total, null for withheld."""
        return Tables({cube.name: self._table(cube) for cube in self._release.cubes})

    @cached_property
    def reasons(self) -> pa.Table:
        """A row for each withheld count: `table`, the dimensions, `reason`."""
        return self._listed({"reason": [self._reason(place) for _, _, place in self._withheld()]})

    def audit(self) -> Audit:
        """Attack the release and say what can be worked out."""
        found = [self._attacked(place) for _, _, place in self._withheld()]
        cells = self._listed(
            {
                "low": pa.array([low for low, _, _ in found], pa.int64()),
                "high": pa.array([high if high < self._system.top else None for _, high, _ in found], pa.int64()),
                "recovered": pa.array([lost for _, _, lost in found], pa.bool_()),
            }
        )
        safe = not any(lost for _, _, lost in found) and not self._choice.exposed.any()
        return Audit(safe, self._choice.least, len(found), cells)

    def already_out(self) -> list[Rows]:
        """These tables as an earlier release: what was shown, and what we know."""
        found = []
        for cube in self._release.cubes:
            keys = sorted_keys(cube.counts)
            shown = dict(zip(keys, self.tables[cube.name][self.count].to_pylist(), strict=True))
            truth = {key: held or 0 for key, held in cube.counts.items()}
            found.append(Rows(cube.name, cube.by, cube.types, shown, {}, {}, truth, self._system.rules))
        return found

    def __str__(self) -> str:
        lines = [str(self.audit())]
        for cube in self._release.cubes:
            table = self.tables[cube.name]
            lines.append(f"{cube.name}: {table[self.count].null_count} of {table.num_rows} counts withheld")
        return "\n".join([*lines, *self.notes])

    def __repr__(self) -> str:
        return f"Protected({', '.join(self.tables)})"

    def _cube(self, name: str) -> Cube:
        return next(cube for cube in self._release.cubes if cube.name == name)

    def _hides(self, place: int) -> bool:
        held = int(self._system.index[place])
        return bool(self._choice.withheld[held] or self._system.reason[held])

    def _table(self, cube: Cube) -> pa.Table:
        keys = sorted_keys(cube.counts)
        places = self._release.places[cube.name]
        shown = [None if self._hides(places[key]) else self._system.rules.shown(cube.counts[key] or 0) for key in keys]
        return pa.table({**_dimensions(cube, keys), self.count: pa.array(shown, pa.int64())})

    def _withheld(self) -> list[tuple[Cube, Key, int]]:
        return [
            (cube, key, self._release.places[cube.name][key])
            for cube in self._release.cubes
            for key in sorted_keys(cube.counts)
            if self._hides(self._release.places[cube.name][key])
        ]

    def _reason(self, place: int) -> str:
        held = int(self._system.index[place])
        reason = self._system.reason[held] or PROTECTS
        return f"{reason} ({OUT})" if self._system.out[held] else reason

    def _listed(self, columns: dict[str, Any]) -> pa.Table:
        """The withheld counts of all tables under one another, with these columns."""
        held = self._withheld()
        names = list(dict.fromkeys(name for cube in self._release.cubes for name in cube.by))
        types = {name: kind for cube in self._release.cubes for name, kind in zip(cube.by, cube.types, strict=True)}
        listed: dict[str, Any] = {"table": pa.array([cube.name for cube, _, _ in held], pa.string())}
        for name in names:
            values = [dict(zip(cube.by, key, strict=True)).get(name) for cube, key, _ in held]
            listed[name] = pa.array(values, types[name])
        return pa.table({**listed, **columns})

    def _attacked(self, place: int) -> tuple[int, int, bool]:
        held = int(self._system.index[place])
        attack = self._attacks[0 if self._choice.named[held] else 1]
        low, high = interval(attack, held)
        return low, high, bool(high - low < self._system.needed[held] or self._choice.exposed[held])

    @cached_property
    def _attacks(self) -> tuple[Attack, Attack]:
        withheld: BoolArray = self._choice.withheld
        first, second = (Attack(self._system, *self._system.ranges(withheld, named=named)) for named in (True, False))
        return first, second


def _dimensions(cube: Cube, keys: list[Key]) -> dict[str, pa.Array]:
    return {
        name: pa.array([key[place] for key in keys], kind)
        for place, (name, kind) in enumerate(zip(cube.by, cube.types, strict=True))
    }
