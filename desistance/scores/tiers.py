"""The tier of a case, A (most to be done) to G: a table of ARP by CSRP, raised where another rule asks for more."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.scores.facts import rows
from desistance.tables import Column, TableContract

LETTERS = ("A", "B", "C", "D", "E", "F", "G")
VERSION = "2026"
TIERED = TableContract(
    "tiered",
    "One row a person, with the scores of generation 4 that the table goes by.",
    (
        Column("arp_percent_2y", "number", "ARP over two years, in per cent as `score` gives it.", nullable=True),
        Column("csrp_percent_2y", "number", "CSRP over two years, in per cent as `score` gives it.", nullable=True),
        Column(
            "at_least",
            "text",
            "The tier that another rule asks for (DC-SRP, MAPPA, life sentence, domestic abuse, stalking, child "
            "protection), where one does.",
            required=False,
            nullable=True,
            codes=LETTERS,
            any_case=True,
        ),
    ),
)


def tier(table: Any) -> pa.Table:
    """The tier of each row: `tier`, `from_scores`, `raised`, `version` and `problem`, in the order given.

    `from_scores` is the published table's; `tier` is the higher of it and `at_least`, and `raised` says whether that
    moved it. The published table is verified; the rules that raise are not, so that they come in as a fact and are not
    worked out here. A row whose score is missing or cannot be a percentage has a `problem` and no tier.
    """
    given = TIERED.check(table, argument="table")
    percents = [given[name].to_numpy() for name in ("csrp_percent_2y", "arp_percent_2y")]
    usable = [np.nan_to_num(values, nan=-1.0) for values in percents]
    sound = np.all([(values >= 0) & (values <= 100) for values in usable], axis=0)
    bounds, places = _published()
    reached = [np.searchsorted(bound, values, side="right") - 1 for bound, values in zip(bounds, usable, strict=True)]
    own = places[reached[0], reached[1]]
    asked = np.full(given.num_rows, len(LETTERS) - 1)
    if "at_least" in given.column_names:
        asked = pc.fill_null(pc.index_in(given["at_least"], pa.array(LETTERS)), len(LETTERS) - 1).to_numpy()
    final = np.minimum(own, asked)
    letters, missing = np.array(LETTERS, dtype=object), ~sound
    return pa.table(
        {
            "tier": pa.array(letters[final], pa.string(), mask=missing),
            "from_scores": pa.array(letters[own], pa.string(), mask=missing),
            "raised": pa.array(final < own, mask=missing),
            "version": pa.array([VERSION] * given.num_rows, pa.string()),
            "problem": pa.array([_problem(*row) for row in zip(*percents, strict=True)], pa.string()),
        }
    )


@functools.cache
def _published() -> tuple[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
    """Lower bounds of CSRP and of ARP, and the place in LETTERS by the highest of each that is reached."""
    held = {
        (float(row["csrp_from_pct"]), float(row["arp_from_pct"])): LETTERS.index(row["tier"])
        for row in rows("tier_table")
    }
    csrp, arp = (np.array(sorted({key[axis] for key in held})) for axis in (0, 1))
    return (csrp, arp), np.array([[held[c, a] for a in arp.tolist()] for c in csrp.tolist()])


def _problem(csrp: float, arp: float) -> str | None:
    told = []
    for name, value in (("arp_percent_2y", arp), ("csrp_percent_2y", csrp)):
        if np.isnan(value):
            told.append(f"missing: {name}")
        elif not 0 <= value <= 100:
            told.append(f"{name}: {value:g} is no percentage")
    return "; ".join(told) or None
