"""Coarsened exact matching: rows are compared only with rows of the same cell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.errors import InputError
from desistance.matching.inputs import IntArray, codes, indicator, vector
from desistance.matching.match import Match, stratum_weights
from desistance.tables import as_arrow

Cuts = Sequence[float] | int | str


def coarsened(table: Any, treated: Any, *, cuts: Mapping[str, Cuts] | str) -> Match:
    """Match within cells of coarsened covariates (Iacus, King and Porro 2012).

    `cuts` maps a column to its cut points (a value on a cut goes up), to a number of equal-width bins, or to
    "sturges"; columns without cuts match exactly; cuts="sturges" coarsens every column of numbers so. `treated` is one
    0/1 value a row or the name of a column of the table. The result has no pairs: `clusters` are the cells. Raises
    InputError for unknown columns, unusable cuts and when no cell holds rows of both kinds.
    """
    found = as_arrow(table, argument="table")
    if isinstance(treated, str):
        treated, found = _split(found, treated)
    mask = indicator(treated, argument="treated", rows=found.num_rows)
    chosen = _chosen(found, cuts)
    strata = np.zeros(found.num_rows, dtype=np.int64)
    for name in found.column_names:
        part = _binned(found, name, chosen[name]) if name in chosen else codes(found[name], argument=name)
        strata = np.unique(strata * (int(part.max(initial=0)) + 1) + part, return_inverse=True)[1].astype(np.int64)
    weights, clusters = stratum_weights(strata, mask)
    if not weights.any():
        raise InputError(
            "no cell holds treated rows and others", argument="cuts", remedy="Use fewer cuts or fewer columns."
        )
    unmatched = np.flatnonzero(mask & (weights == 0)).astype(np.int64)
    empty = pa.array([], pa.int64())
    pairs = pa.table({"treated": empty, "control": empty, "rank": empty})
    return Match(pairs, weights, unmatched, None, clusters, mask)


def _split(found: pa.Table, name: str) -> tuple[Any, pa.Table]:
    if name not in found.column_names:
        raise InputError("no such column", argument="treated", column=name, remedy="Name the 0/1 column of treatment.")
    return found[name], found.drop_columns([name])


def _chosen(found: pa.Table, cuts: Mapping[str, Cuts] | str) -> dict[str, Cuts]:
    if isinstance(cuts, str):
        numeric = (pa.types.is_integer, pa.types.is_floating)
        return {field.name: cuts for field in found.schema if any(test(field.type) for test in numeric)}
    unknown = [name for name in cuts if name not in found.column_names]
    if unknown:
        raise InputError(
            "has cuts but is not in the table",
            argument="cuts",
            column=unknown[0],
            remedy=f"The columns are {', '.join(found.column_names)}.",
        )
    return dict(cuts)


def _binned(found: pa.Table, name: str, cuts: Cuts) -> IntArray:
    values = vector(found[name], argument=name)
    if isinstance(cuts, str):
        if cuts != "sturges":
            raise InputError(
                f"{cuts!r} is no rule", argument="cuts", column=name, remedy='Give cut points or "sturges".'
            )
        cuts = math.ceil(math.log2(len(values)) + 1)
    if isinstance(cuts, int | np.integer):
        if cuts < 1:
            raise InputError(f"{cuts} bins", argument="cuts", column=name, remedy="Give 1 or more.")
        points = np.linspace(values.min(), values.max(), int(cuts) + 1)[1:-1]
    else:
        points = vector(list(cuts) or np.zeros(0), argument=f"cuts[{name!r}]")
    if (np.diff(points) < 0).any():
        raise InputError("cuts are not in order", argument="cuts", column=name, remedy="Give them from low to high.")
    return np.searchsorted(points, values, side="right").astype(np.int64)
