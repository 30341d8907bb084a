"""The vectorised scorer gives, row by row, what the slow obvious one gives."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_tables import Maker

from desistance import scores
from desistance.scores.instruments import INSTRUMENTS
from desistance.scores.reference import score_row

PROBABILITIES = ("probability_1y", "probability_2y")


def differences(table: pa.Table, instrument: str, variant: str) -> list[tuple[int, str, Any, Any]]:
    found = scores.score(table, instrument, variant=variant).to_pylist()
    wanted = [score_row(row, instrument, variant=variant) for row in table.to_pylist()]
    assert len(found) == len(wanted)
    return [
        (place, name, ours[name], theirs[name])
        for place, (ours, theirs) in enumerate(zip(found, wanted, strict=True))
        for name in theirs
        if not same(name, ours[name], theirs[name])
    ]


def same(name: str, ours: Any, theirs: Any) -> bool:
    if name in PROBABILITIES and ours is not None and theirs is not None:
        return math.isclose(ours, theirs, rel_tol=1e-11, abs_tol=1e-14)
    return bool(ours == theirs)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 25),
    faults=st.sampled_from((0.0, 0.01, 0.05, 0.4)),
    by=st.sampled_from(("dates", "ages", "both")),
    with_answers=st.booleans(),
    variant=st.sampled_from(("auto", "static", "dynamic")),
)
def test_vectorised_equals_the_reference(
    instrument: str, seed: int, rows: int, faults: float, by: str, with_answers: bool, variant: str
) -> None:
    forms = INSTRUMENTS[instrument].variants
    form = variant if variant in forms else "auto"
    table = Maker(seed, faults).table(instrument, rows, by=by, dynamic=with_answers or form == "dynamic")
    assert differences(table, instrument, form) == []


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_random_tables_reach_scores_and_problems(instrument: str) -> None:
    """Otherwise the equality above would say little."""
    tables = [Maker(seed, 0.01).table(instrument, 200, by="dates", dynamic=True) for seed in range(4)]
    found = pa.concat_tables([scores.score(table, instrument) for table in tables])
    assert 150 <= found.column("problem").null_count <= 795
    if len(INSTRUMENTS[instrument].variants) == 2:
        assert set(found.column("variant").to_pylist()) == {"static", "dynamic", None}


def test_batches_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Maker(11, 0.05).table("csrp", 300, by="both", dynamic=True)
    whole = scores.score(table, "csrp")
    monkeypatch.setattr(scores, "BATCH_ROWS", 7)
    assert scores.score(table, "csrp").equals(whole)
    chunked = pa.concat_tables([table.slice(0, 100), table.slice(100)])
    assert scores.score(chunked, "csrp").equals(whole)
