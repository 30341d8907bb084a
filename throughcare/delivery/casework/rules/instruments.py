"""An instrument as rules see it: its items, bands and thresholds, put together from the rows of the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from throughcare.errors import Invalid
from throughcare.foundation.reference.clinical import Instrument, InstrumentBand, InstrumentItem


@dataclass(frozen=True, slots=True)
class Item:
    """One question: the answers it takes, whether it counts the other way round, and when it is a risk answer.

    ``counts_from`` is the level from which it counts in an instrument that counts items; null elsewhere.
    """

    number: int
    values: tuple[int, ...]
    reverse: bool = False
    risk_from: int | None = None
    counts_from: int | None = None

    def points(self, value: int) -> int:
        """What an answer adds to the sum."""
        if self.counts_from is not None:
            return int(value >= self.counts_from)
        return self.values[0] + self.values[-1] - value if self.reverse else value

    def is_risk(self, value: int) -> bool:
        """Whether an answer raises a prompt at once, whatever the total."""
        return self.risk_from is not None and value >= self.risk_from


@dataclass(frozen=True, slots=True)
class Band:
    """A named part of the range, both ends included; ``sex`` where the range differs by it."""

    lowest: int
    highest: int
    name: str
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of an instrument. ``row`` is the reference's own, with licence, sources and certainties."""

    row: Instrument
    items: tuple[Item, ...]
    bands: tuple[Band, ...]

    @property
    def code(self) -> str:
        """The instrument's code."""
        return self.row.id

    @property
    def version(self) -> str:
        """Which version of it."""
        return self.row.version

    @property
    def name(self) -> str:
        """What it is called."""
        return self.row.name

    @property
    def has_total(self) -> bool:
        """Whether its answers add up to anything."""
        return self.row.scoring != "profile"

    def item(self, number: int) -> Item:
        """One question. Raises ``Invalid`` where the instrument has none of that number."""
        if not 1 <= number <= len(self.items):
            raise Invalid(f"{self.name} has questions 1 to {len(self.items)}, and no question {number}.")
        return self.items[number - 1]

    def caseness_from(self, sex: str = "") -> int | None:
        """The score that counts as a case; null where there is none, or it depends on a sex that is not known."""
        by_sex = {"male": self.row.caseness_male, "female": self.row.caseness_female}
        found = by_sex.get(sex)
        return found if found is not None else self.row.caseness

    @property
    def caseness_by_sex(self) -> dict[str, int]:
        """Both thresholds where they differ by sex, empty elsewhere."""
        found = {"male": self.row.caseness_male, "female": self.row.caseness_female}
        return {sex: value for sex, value in found.items() if value is not None}

    def band(self, total: Fraction, sex: str = "") -> str:
        """The name of the band a total lies in; empty where there are none, or they depend on a sex not known.

        A prorated total between two whole numbers belongs to the lower band: 10.6 has not reached 11.
        """
        ours = [one for one in self.bands if one.sex in ("", sex)]
        reached = [one for one in ours if one.lowest <= total]
        return max(reached, key=lambda one: one.lowest).name if reached else ""


def definition_of(row: Instrument, items: Sequence[InstrumentItem], bands: Sequence[InstrumentBand]) -> Definition:
    """Puts a definition together. Raises ``ValueError`` with the instrument's name where its rows do not fit."""
    special = {one.number: one for one in items if (one.instrument, one.version) == (row.id, row.version)}
    found = tuple(_item(row, number, special.get(number)) for number in range(1, row.items + 1))
    ranges = [one for one in bands if (one.instrument, one.version) == (row.id, row.version)]
    ours = tuple(Band(one.lowest, one.highest, one.name, one.sex) for one in ranges)
    definition = Definition(row, found, tuple(sorted(ours, key=lambda one: (one.sex, one.lowest))))
    faults = [*_item_faults(definition, special), *_total_faults(definition), *_band_faults(definition)]
    if faults:
        raise ValueError(f"{row.name} version {row.version}: {'; '.join(faults)}.")
    return definition


def _item(row: Instrument, number: int, special: InstrumentItem | None) -> Item:
    usual = tuple(range(row.item_min, row.item_max + 1))
    return Item(
        number,
        tuple(sorted(special.values)) if special and special.values else usual,
        number in row.reverse_items,
        row.risk_from if number in row.risk_items else None,
        special.counts_from if special else None,
    )


def _item_faults(definition: Definition, special: dict[int, InstrumentItem]) -> list[str]:
    row = definition.row
    named = {*row.reverse_items, *row.risk_items, *special}
    faults = [f"no question {number}" for number in sorted(named) if not 1 <= number <= row.items]
    counting = row.scoring == "count"
    faults += [
        f"question {one.number} {'lacks' if counting else 'has'} a level to count from"
        for one in definition.items
        if (one.counts_from is not None) != counting
    ]
    return faults


def _total_faults(definition: Definition) -> list[str]:
    row = definition.row
    if not definition.has_total:
        return [] if not (row.total_max or row.caseness or row.reliable_change) else ["a profile has no total"]
    least = sum(min(one.points(value) for value in one.values) for one in definition.items)
    most = sum(max(one.points(value) for value in one.values) for one in definition.items)
    if (least, most) != (row.total_min, row.total_max):
        return [f"its items add up to {least} to {most}, not {row.total_min} to {row.total_max}"]
    return []


def _band_faults(definition: Definition) -> list[str]:
    faults = []
    for sex in sorted({one.sex for one in definition.bands}):
        ours = [one for one in definition.bands if one.sex == sex]
        expected = definition.row.total_min
        for band in ours:
            if band.lowest != expected or band.highest < band.lowest:
                faults.append(f"band {band.name!r} should begin at {expected}")
            expected = band.highest + 1
        if expected != definition.row.total_max + 1:
            faults.append(f"the bands end at {expected - 1}, not {definition.row.total_max}")
    return faults
