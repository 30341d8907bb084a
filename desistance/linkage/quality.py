"""How far a linkage can be trusted: what was compared and joined, what can never be linked, precision and recall."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.linkage.trained import Trained

Values = np.ndarray[Any, Any]
STEPS = np.arange(0.0, 31.0)
BAND = 5


@dataclass(frozen=True)
class Quality:
    """The figures behind a linkage.

    `thresholds`: a row a match weight, with the pairs at or above it and the precision and recall that the model
    expects (`expected_...`); with labels also what they show (`measured_...`, null where nothing can be divided by).
    `histogram`: pairs by whole match weight. `unlinkable`: the share of records that hold too little to reach a weight
    even with themselves. `sizes`: clusters by the number of their records. `decisions`: pairs by decision and why.
    """

    records: int
    compared: int
    all_pairs: float
    expected_matches: float
    clusters: int
    problems: int
    join: float
    break_below: float
    parameters: pa.Table
    thresholds: pa.Table
    histogram: pa.Table
    unlinkable: pa.Table
    sizes: pa.Table
    decisions: pa.Table
    notes: tuple[str, ...]
    labelled: int = 0

    def at(self, weight: float) -> dict[str, Any]:
        """The row of `thresholds` for a whole match weight."""
        return next(row for row in self.thresholds.to_pylist() if row["match_weight"] == weight)

    @property
    def cannot_join(self) -> float:
        """The share of records that no other record can ever join, for want of anything to compare."""
        rows = self.unlinkable.to_pylist()
        return float(next((row["share"] for row in rows if row["match_weight"] >= self.join), rows[-1]["share"]))

    @property
    def bands(self) -> pa.Table:
        """Pairs by match weight in bands of five."""
        low = np.floor(self.histogram["weight"].to_numpy() / BAND).astype(int) * BAND
        pairs = self.histogram["pairs"].to_numpy()
        starts = np.unique(low)
        counted = [int(pairs[low == start].sum()) for start in starts]
        return pa.table({"match_weight": starts, "below": starts + BAND, "pairs": counted})

    def write(self, folder: str | Path) -> Path:
        """Write quality.html (one page that stands alone), its charts as SVG and its tables as CSV; return the page."""
        from desistance.linkage.quality_page import write

        return write(self, Path(folder))

    def __str__(self) -> str:
        row = self.at(float(round(min(max(self.join, 0), 30))))
        precision = _told(row["expected_precision"], 4)
        told = [
            f"{self.records:,} records are {self.clusters:,} people; {self.compared:,} of {self.all_pairs:,.0f} pairs "
            f"were compared, and about {self.expected_matches:,.0f} are expected to be of one person.",
            f"At a match weight of {self.join:g} the model expects a precision of {precision} and a recall of "
            f"{_told(row['expected_recall'], 3)}; {self.cannot_join:.1%} of records hold too little to be linked.",
        ]
        if self.labelled:
            told.append(
                f"On {self.labelled:,} labelled pairs: precision {_told(row['measured_precision'], 4)}, recall "
                f"{_told(row['measured_recall'], 3)}."
            )
        if self.problems:
            told.append(f"{self.problems:,} records have a problem.")
        return "\n".join([*told, *self.notes])


def thresholds(weight: Values, matches: float, labels: tuple[Values, Values] | None) -> pa.Table:
    """Precision and recall by threshold: as the model expects them, and as labelled pairs show them.

    `labels` are the match weight of each labelled pair (minus infinity where it was never compared) and whether it is
    one person. Expected recall counts pairs that blocking never brought together: they are in the expected matches.
    """
    probability = 1 / (1 + np.exp2(-np.clip(weight, -1000, 1000)))
    rows = []
    for step in STEPS:
        above = weight >= step
        found = float(probability[above].sum())
        row: dict[str, Any] = {
            "match_weight": step,
            "pairs": int(above.sum()),
            "expected_precision": found / above.sum() if above.any() else None,
            "expected_recall": min(1.0, found / matches) if matches else None,
        }
        rows.append(row | _measured(step, labels))
    names = ("match_weight", "expected_precision", "expected_recall", "measured_precision", "measured_recall")
    schema = pa.schema([(name, pa.float64()) for name in names]).insert(1, pa.field("pairs", pa.int64()))
    return pa.Table.from_pylist(rows, schema)


def _measured(step: float, labels: tuple[Values, Values] | None) -> dict[str, Any]:
    if labels is None:
        return {}
    weight, same = labels
    above = weight >= step
    right = int((above & same).sum())
    return {
        "measured_precision": right / int(above.sum()) if above.any() else None,
        "measured_recall": right / int(same.sum()) if same.any() else None,
    }


def unlinkable(trained: Trained, tables: list[pa.Table]) -> pa.Table:
    """The share of records that do not reach a match weight even when compared with themselves."""
    weight = np.concatenate([_with_itself(trained, table) for table in tables])
    share = [float((weight < step).mean()) if len(weight) else 0.0 for step in STEPS]
    return pa.table({"match_weight": STEPS, "share": share})


def _with_itself(trained: Trained, table: pa.Table) -> Values:
    total = np.full(table.num_rows, trained.start)
    for place, comparison in enumerate(trained.model.comparisons):
        if not set(comparison.columns) <= set(table.column_names):
            continue
        there = pc.is_valid(table[comparison.columns[0]]).to_numpy()
        strongest = comparison.levels[0]
        total += np.where(there, trained.weights(place)[0], 0.0)
        held = (trained.frequencies or {}).get(strongest.frequency)
        if held is not None and held.num_rows:
            at = pc.index_in(table[strongest.frequency], value_set=held["value"].combine_chunks())
            common = pc.take(held["frequency"], at).to_numpy()
            rarest = float(np.min(held["frequency"].to_numpy()))
            common = np.where(np.isnan(common), rarest, common)
            total += np.where(there, np.log2(trained.u[place][0]) - np.log2(common), 0.0)
    return total


def sizes(label: Values) -> pa.Table:
    """How many clusters have how many records."""
    count = np.unique(label, return_counts=True)[1]
    records, clusters = np.unique(count, return_counts=True)
    return pa.table({"records": pa.array(records, pa.int64()), "clusters": pa.array(clusters, pa.int64())})


def decisions(pairs: pa.Table) -> pa.Table:
    """Pairs by decision and why."""
    found = pairs.group_by(["decision", "why"]).aggregate([([], "count_all")])
    return found.rename_columns(["decision", "why", "pairs"]).sort_by([("decision", "ascending"), ("why", "ascending")])


def _told(value: float | None, digits: int) -> str:
    return "not known" if value is None else f"{value:.{digits}f}"
