"""The table of scores: its columns, and the guard against mixing generations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from desistance.errors import InputError
from desistance.scores.batch import Batch
from desistance.scores.facts import BANDS
from desistance.scores.instruments import INSTRUMENTS, Instrument
from desistance.scores.marks import Mask
from desistance.scores.scored import Scored
from desistance.tables import as_arrow


def scores_of(batch: Batch, scored: Scored, instrument: Instrument) -> pa.Table:
    """Return the columns of INTERFACES for one batch; a row with a problem has no score, band or flag."""
    bad = batch.problems.where()
    columns: dict[str, pa.Array] = {
        "probability_1y": _floats(scored.probability_1y, bad),
        "probability_2y": _floats(scored.probability_2y, bad),
        "percent_1y": _floats(scored.per_cent_1y, bad),
        "percent_2y": _floats(scored.per_cent_2y, bad),
        "points": _points(scored, bad),
    }
    if scored.flag is not None:
        columns["flag"] = pa.array(scored.flag, mask=bad)
    else:
        columns["band"] = _bands(scored, bad)
    columns["variant"] = _either(scored.dynamic, bad)
    columns["instrument"] = pa.repeat(instrument.name, batch.rows)
    columns["version"] = pa.repeat(instrument.version, batch.rows)
    columns["problem"] = batch.problems.sentences()
    columns["notice"] = batch.notices.sentences(~bad)
    return pa.table(columns)


def check_one_generation(table: Any, *, argument: str = "scores") -> None:
    """Raise InputError unless all rows of a table of scores are of one generation of instruments.

    Reads the columns `instrument` (any case) and `version`; the rows named are those that differ from the first row's
    generation, or from the first version of their instrument.
    """
    scores = as_arrow(table, argument=argument)
    if not scores.num_rows:
        return
    for name in ("instrument", "version"):
        if name not in scores.column_names:
            raise InputError(
                "missing column",
                argument=argument,
                column=name,
                remedy="Keep the columns that desistance.scores.score gives.",
            )
    names = pc.utf8_lower(scores.column("instrument")).combine_chunks().dictionary_encode()
    generations = [
        INSTRUMENTS[name].generation if name in INSTRUMENTS else str(name) for name in names.dictionary.to_pylist()
    ]
    if len(set(generations)) > 1:
        ranks = np.array([sorted(set(generations)).index(one) for one in generations])
        places = ranks[names.indices.to_numpy(zero_copy_only=False)]
        raise InputError(
            f"holds scores of {' and '.join(sorted(set(generations)))}, which are not comparable",
            argument=argument,
            column="instrument",
            rows=np.flatnonzero(places != places[0]).tolist(),
            remedy="Keep one table for each generation; compare bands, never percentages, across them.",
        )
    _refuse_versions(scores, argument)


def _refuse_versions(scores: pa.Table, argument: str) -> None:
    names = pc.utf8_lower(scores.column("instrument"))
    for name in pc.unique(names).drop_null().to_pylist():
        mine = np.flatnonzero(pc.fill_null(pc.equal(names, name), False).to_numpy())
        versions = scores.column("version").take(pa.array(mine))
        told = pc.unique(versions).to_pylist()
        if len(told) > 1:
            unlike = pc.is_in(versions, value_set=pa.array(told[:1], versions.type)).to_numpy() == 0
            listed = ", ".join("none said" if one is None else str(one) for one in told)
            raise InputError(
                f"holds {name} in more than one version ({listed})",
                argument=argument,
                column="version",
                rows=mine[unlike].tolist(),
                remedy="Score all rows with one version.",
            )


def _floats(values: NDArray[np.float64] | None, bad: Mask) -> pa.Array:
    if values is None:
        return pa.nulls(len(bad), pa.float64())
    return pa.array(values, pa.float64(), mask=bad if bad.any() else None)


def _points(scored: Scored, bad: Mask) -> pa.Array:
    if scored.points is None:
        return pa.nulls(len(bad), pa.int64())
    unknown = bad if scored.points_known is None else bad | ~scored.points_known
    return pa.array(scored.points, pa.int64(), mask=unknown)


def _bands(scored: Scored, bad: Mask) -> pa.Array:
    if scored.bands is None:
        return pa.nulls(len(bad), pa.string())
    return pa.array(BANDS, pa.string()).take(pa.array(scored.bands, mask=bad | (scored.bands < 0)))


def _either(dynamic: Mask, bad: Mask) -> pa.Array:
    if not bad.any() and (dynamic.all() or not dynamic.any()):
        return pa.repeat("dynamic" if dynamic.all() else "static", len(bad))
    return pa.array(["static", "dynamic"]).take(pa.array(dynamic.astype(np.int8), mask=bad))
