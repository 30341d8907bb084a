"""Linkage on Spark: the same weights, pairs and clusters as on DuckDB."""

import numpy as np
import pytest

from desistance import linkage

pytestmark = [
    pytest.mark.spark,
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.timeout(900),
]


def test_spark_and_duckdb_bring_the_same_records_together(spark, made, linked):
    found = linkage.link(made.records, engine="spark")
    assert found.model.m == linked.model.m
    assert found.model.u == linked.model.u
    assert found.clusters.equals(linked.clusters)
    assert found.pairs.drop_columns(["match_weight", "match_probability"]).equals(
        linked.pairs.drop_columns(["match_weight", "match_probability"])
    )
    for name in ("match_weight", "match_probability"):
        assert np.allclose(found.pairs[name].to_numpy(), linked.pairs[name].to_numpy(), atol=1e-9)
    assert found.quality.histogram.equals(linked.quality.histogram)
