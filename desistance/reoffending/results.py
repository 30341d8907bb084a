"""What a measure returns: small frozen records that print well."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

BANDS = ("0", "1-2", "3-6", "7-10", "11+")
PERSISTENT = "11+"
FEWEST_RELIABLE = 30


@dataclass(frozen=True)
class Rates:
    """Offenders, reoffenders and reoffences with their rates; a rate is None where its denominator is 0.

    `rate` is reoffenders / offenders, `per_reoffender` reoffences / reoffenders, `per_100_offenders` reoffences for
    each hundred offenders, `mean_days_to_first` the mean days to the first reoffence among reoffenders. `mature` is
    None where no `as_at` was given: nobody asked. `harm` is the sum of a numeric severity, where there is one.
    """

    offenders: int
    reoffenders: int
    reoffences: int
    rate: float | None
    per_reoffender: float | None
    per_100_offenders: float | None
    mean_days_to_first: float | None = None
    mature: bool | None = None
    harm: float | None = None

    @property
    def reliable(self) -> bool:
        """Whether there are the thirty offenders below which the Ministry calls a rate unreliable."""
        return self.offenders >= FEWEST_RELIABLE

    def __str__(self) -> str:
        if self.rate is None:
            return "No offenders in the cohort, so there is no rate."
        each = "" if self.per_reoffender is None else f", {self.per_reoffender:.2f} each"
        told = f"{self.reoffenders:,} of {self.offenders:,} reoffended ({self.rate:.1%})"
        told += f", {self.reoffences:,} reoffences{each}"
        few = "" if self.reliable else f" Fewer than {FEWEST_RELIABLE} offenders: unreliable."
        young = " Not final: the cohort is not over." if self.mature is False else ""
        return f"{told}, {self.per_100_offenders:.1f} per 100 offenders.{few}{young}"


@dataclass(frozen=True)
class PersistentShare:
    """The share of reoffenders and of reoffences that one band of previous offences holds, with both denominators."""

    band: str
    reoffenders: int
    of_reoffenders: int
    reoffences: int
    of_reoffences: int

    @property
    def share_of_reoffenders(self) -> float | None:
        return self.reoffenders / self.of_reoffenders if self.of_reoffenders else None

    @property
    def share_of_reoffences(self) -> float | None:
        return self.reoffences / self.of_reoffences if self.of_reoffences else None


@dataclass(frozen=True)
class Reoffending:
    """Proven reoffending of one cohort.

    `people`: one row a person, in the order of `person_id`. `groups`: one row a group. `bands`: the same by previous
    offences. `severities`: by the text of `severity`, or None. `problems`: rows that were read and are doubtful
    (`argument`, `row`, `problem`, `counted`). `final_from` is the first day on which nothing can change any more.
    """

    people: pa.Table
    overall: Rates
    groups: pa.Table
    bands: pa.Table
    severities: pa.Table | None
    problems: pa.Table
    cohort_start: dt.date
    cohort_end: dt.date
    final_from: dt.date
    as_at: dt.date | None
    follow_up_months: int
    waiting_months: int
    kind: str
    by: tuple[str, ...]

    @property
    def label(self) -> str:
        kind = "proven" if self.kind == "all" else "proven violent"
        return f"{self.follow_up_months}-month {kind} reoffending, cohort {self.cohort_start} to {self.cohort_end}"

    def share(self, band: str = PERSISTENT) -> PersistentShare:
        """How much of the reoffending one band of previous offences holds."""
        held = self.bands.filter(pc.equal(self.bands["previous_band"], band)).to_pylist()
        mine: dict[str, Any] = held[0] if held else {"reoffenders": 0, "reoffences": 0}
        return PersistentShare(
            band, mine["reoffenders"], self.overall.reoffenders, mine["reoffences"], self.overall.reoffences
        )

    def __str__(self) -> str:
        doubtful = f"\n{self.problems.num_rows:,} doubtful rows: see .problems." if self.problems.num_rows else ""
        final = "" if self.overall.mature is not False else f" Final from {self.final_from}."
        return f"{self.label.capitalize()}: {self.overall}{final}{doubtful}"


def rates(row: dict[str, Any], *, mature: bool | None) -> Rates:
    """One row of a table of groups as Rates."""
    names = (
        "offenders",
        "reoffenders",
        "reoffences",
        "rate",
        "per_reoffender",
        "per_100_offenders",
        "mean_days_to_first",
    )
    return Rates(**{name: row[name] for name in names}, mature=mature, harm=row.get("harm"))


def marked(table: pa.Table, mature: bool | None) -> pa.Table:
    """The table with the column `mature`, one value for every group."""
    return table.append_column("mature", pa.array([mature] * table.num_rows, pa.bool_()))
