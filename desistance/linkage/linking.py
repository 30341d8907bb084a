"""Linkage from tables to clusters: check, bring into one form, train, compare, decide."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance import engines
from desistance.errors import InputError
from desistance.linkage import overrides as given
from desistance.linkage import quality, scoring
from desistance.linkage.clustering import Evidence, cluster, identifier_codes
from desistance.linkage.contracts import LABELS, records_contract
from desistance.linkage.models import MODELS, Model
from desistance.linkage.normalise import Normalised, normalise
from desistance.linkage.results import Linked
from desistance.linkage.trained import Trained, load
from desistance.progress import step

Values = np.ndarray[Any, Any]
SQL_WORDS = frozenset({"substr", "least", "greatest", "case", "when", "then", "end", "is", "not", "null", "and", "or"})


@dataclass(frozen=True)
class Tables:
    """The checked tables in the form that is compared, the number of each record, and one table of them all."""

    normalised: tuple[Normalised, ...]
    keys: given.Keys
    numbers: tuple[Values, ...]
    """The number of each row, by table."""
    stacked: pa.Table

    @property
    def two(self) -> bool:
        return len(self.normalised) == 2


def link(
    left: Any,
    right: Any = None,
    *,
    model: str | Model | Trained = "person",
    join: float = 20.0,
    break_below: float = 14.0,
    overrides: Any = None,
    previous: Any = None,
    labels: Any = None,
    engine: str | engines.Settings = "duckdb",
) -> Linked:
    """Bring together the records of one person, within one table or across two, without a common key.

    Each table has `record_id` and what the model compares (`desistance.linkage.records_contract`). `model` is
    `"person"`, a `Model` to train on these records, or a `Trained` one or its path. Pairs at `join` or above hold
    together; pairs from `break_below` up to it only where their records stand in one cluster of `previous`; `overrides`
    (`left_id`, `right_id`, `action`) always win. `labels` (`left_id`, `right_id`, `same`) measure precision and recall.

    The same records give the same clusters in whatever order they stand. Raises InputError for input that cannot be
    used, for contradicting overrides, and where the model cannot be fully trained on these records.
    """
    _check_thresholds(join, break_below)
    chosen = known_model(model)
    with step("bringing records into one form"):
        tables = _tables(left, right, chosen.model if isinstance(chosen, Trained) else chosen)
    includes, excludes = given.decided(overrides, tables.keys)
    former = given.former(previous, tables.keys)
    with engines.workspace(engine) as workspace:
        trained, scored = _scored(workspace, chosen, tables, former)
    evidence = _evidence(tables, trained.model, scored, former, (includes, excludes), (join, break_below))
    return _linked(evidence, trained, scored, tables, labels)


def _linked(evidence: Evidence, trained: Trained, scored: scoring.Scored, tables: Tables, labels: Any) -> Linked:
    with step("deciding"):
        label = cluster(evidence)
    pairs, clusters = _pairs(evidence, label, tables), _clusters(label, tables)
    return Linked(
        pairs=pairs,
        clusters=clusters,
        quality=_quality(evidence, trained, scored, tables, (pairs, clusters, label), labels),
        model=trained,
        normalised=tables.normalised,
        join=evidence.join,
        break_below=evidence.break_below,
    )


def _check_thresholds(join: float, break_below: float) -> None:
    for argument, value in (("join", join), ("break_below", break_below)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
            raise InputError(f"{value!r} is no match weight", argument=argument, remedy="Give a number such as 20.")
    if break_below > join:
        says = f"is {break_below:g}, above join {join:g}"
        raise InputError(says, argument="break_below", remedy="Give one at or below join.")
    if break_below < scoring.FLOOR:
        says = f"is {break_below:g}, below {scoring.FLOOR:g}, under which pairs are not kept"
        raise InputError(says, argument="break_below", remedy=f"Give {scoring.FLOOR:g} or more.")


def known_model(model: str | Model | Trained) -> Model | Trained:
    """The model that is meant: one by name, one given, or a trained one from its .json file."""
    if isinstance(model, Model | Trained):
        return model
    if model in MODELS:
        return MODELS[model]
    if isinstance(model, str) and model.endswith(".json"):
        return load(model)
    remedy = f"Use {', '.join(repr(name) for name in MODELS)}, a Model, or a trained model or its .json file."
    raise InputError(f"no model is called {model!r}", argument="model", remedy=remedy)


def _tables(left: Any, right: Any, model: Model) -> Tables:
    """Check both tables, number their records in the order of their ids, and bring them into one form."""
    given_tables = {"left": left} if right is None else {"left": left, "right": right}
    checked = [records_contract(model, name).check(table, argument=name) for name, table in given_tables.items()]
    for argument, table in zip(given_tables, checked, strict=True):
        if not table.num_rows:
            raise InputError("has no rows", argument=argument, remedy="Give one record or more.")
    normalised = tuple(normalise(table, model) for table in checked)
    ids = [given.sorted_ids(table["record_id"]) for table in checked]
    keys = given.Keys(ids[0], ids[1] if right is not None else None)
    numbers, stacked = [], []
    for side, one in enumerate(normalised):
        number = pc.index_in(one.table["record_id"], value_set=ids[side]).to_numpy().astype(np.int64)
        number += len(ids[0]) * side
        numbers.append(number)
        kept = one.table.drop_columns(["record_id"]).append_column("key", pa.array(number))
        kept = kept.append_column("side", pa.array(np.full(len(number), side, dtype=np.int64)))
        stacked.append(kept)
    whole = pa.concat_tables(stacked, promote_options="default").combine_chunks()
    return Tables(normalised, keys, tuple(numbers), whole.sort_by("key"))


def _scored(
    workspace: engines.Workspace, chosen: Model | Trained, tables: Tables, former: Values
) -> tuple[Trained, scoring.Scored]:
    table = tables.stacked
    extra = []
    if (former >= 0).any():
        table = table.append_column(scoring.FORMER, pa.array(former, mask=former < 0))
        extra.append(scoring.FORMER)
    model, notes = _present(chosen.model if isinstance(chosen, Trained) else chosen, table)
    scoring.stage(workspace, table, model)
    if isinstance(chosen, Trained):
        trained = chosen.only(model, notes)
    else:
        with step("training"):
            trained = _train(workspace, table, model, notes, two=tables.two)
    trained = replace(trained, frequencies=scoring.frequencies(workspace, trained.model))
    with step("comparing records"):
        return trained, scoring.score(workspace, trained, two=tables.two, extra=extra)


def _train(
    workspace: engines.Workspace, table: pa.Table, model: Model, notes: tuple[str, ...], *, two: bool
) -> Trained:
    """Training always counts on DuckDB, on a sample, so that both engines have the same weights."""
    from desistance.linkage.training import train

    if workspace.engine != "duckdb":
        with engines.workspace("duckdb") as own:
            scoring.stage(own, table, model)
            return _train(own, table, model, notes, two=two)
    known, found, more = train(scoring.counter(workspace, two=two), model)
    m, u = (tuple(tuple(one.tolist()) for one in shares) for shares in (found.m, found.u))
    return Trained(known, m, u, found.share, table.num_rows, (*notes, *more))


def _present(model: Model, table: pa.Table) -> tuple[Model, tuple[str, ...]]:
    """The model less the comparisons whose column is missing or empty, each named."""
    kept, notes = [], []
    for one in model.comparisons:
        column = one.columns[0]
        if column in table.column_names and table[column].null_count < table.num_rows:
            kept.append(one)
        elif one.needed:
            remedy = "Give the column, or a model of your own that does without it."
            raise InputError("is missing or holds nothing usable", argument="records", column=column, remedy=remedy)
        else:
            notes.append(f"{column} is missing or empty and is not compared")
    derived = {name: sql for name, sql in model.derived.items() if _names_in(sql, table)}
    there = {*table.column_names, *derived}
    blocking = tuple(rule for rule in model.blocking if set(rule) <= there)
    return replace(model, comparisons=tuple(kept), derived=derived, blocking=blocking), tuple(notes)


def _names_in(sql: str, table: pa.Table) -> bool:
    """Whether every column that a derived one is made of is there."""
    words = set(re.findall(r"[a-z_]+", sql))
    return all(word in table.column_names for word in words - SQL_WORDS)


def _evidence(
    tables: Tables,
    model: Model,
    scored: scoring.Scored,
    former: Values,
    decided: tuple[Values, Values],
    thresholds: tuple[float, float],
) -> Evidence:
    """What clustering goes by, in numbers."""
    order = scored.pairs.sort_by([("key_l", "ascending"), ("key_r", "ascending")])
    identifiers = identifier_codes(model, tables.stacked)
    return Evidence(
        tables.keys.records,
        order["key_l"].to_numpy(),
        order["key_r"].to_numpy(),
        order["match_weight"].to_numpy(),
        former=former,
        identifiers=identifiers,
        single=tuple(name for name in model.verified if name in identifiers),
        twins=np.column_stack([scored.twins[name].to_numpy() for name in ("key_l", "key_r")]).reshape(-1, 2),
        includes=decided[0],
        excludes=decided[1],
        join=thresholds[0],
        break_below=thresholds[1],
    )


def _clusters(label: Values, tables: Tables) -> pa.Table:
    """One row a record in the order given, the left table first."""
    parts = []
    names = _names(label, tables)
    for side, (one, number) in enumerate(zip(tables.normalised, tables.numbers, strict=True)):
        columns = {
            "table": pa.array([("left", "right")[side]] * len(number)),
            "record_id": one.table["record_id"],
            "cluster": pc.take(names, pa.array(number)),
            "problem": one.problem(),
        }
        parts.append(pa.table(columns))
    if len({part.schema.field("record_id").type for part in parts}) > 1:
        parts = [part.set_column(1, "record_id", part["record_id"].cast(pa.string())) for part in parts]
    return pa.concat_tables(parts)


def _names(label: Values, tables: Tables) -> pa.Array:
    """What each record's cluster is called: the id of its first record."""
    keys = tables.keys
    if keys.right is None:
        return keys.ids(label)
    right = pc.binary_join_element_wise("right", keys.right.cast(pa.string()), ":")
    return pc.take(pa.concat_arrays([keys.left.cast(pa.string()), right]), pa.array(label))


def _pairs(evidence: Evidence, label: Values, tables: Tables) -> pa.Table:
    """Scored pairs and decided ones with what became of them, the surest first."""
    from desistance.linkage.deciding import decide

    numbers, weight, decision, why = decide(evidence, label)
    keys, shift = tables.keys, len(tables.keys.left)
    right = keys.ids(numbers[:, 1]) if keys.right is None else keys.right.take(pa.array(numbers[:, 1] - shift))
    bits = np.clip(weight, -1000, 1000)
    found = pa.table(
        {
            "left_id": keys.ids(numbers[:, 0]),
            "right_id": right,
            "match_weight": pa.array(weight, from_pandas=True),
            "match_probability": pa.array(1 / (1 + np.exp2(-bits)), from_pandas=True),
            "decision": pa.array(decision, pa.string()),
            "why": pa.array(why, pa.string()),
        }
    )
    order = np.lexsort((numbers[:, 1], numbers[:, 0], -np.nan_to_num(weight, nan=np.inf)))
    return found.take(pa.array(order))


def _quality(
    evidence: Evidence,
    trained: Trained,
    scored: scoring.Scored,
    tables: Tables,
    found: tuple[pa.Table, pa.Table, Values],
    labels: Any,
) -> quality.Quality:
    pairs, clusters, label = found
    left, right = (sum(tables.stacked["side"].to_numpy() == side) for side in (0, 1))
    all_pairs = float(left) * float(right) if tables.two else left * (left - 1) / 2
    matches = trained.prior * all_pairs
    labelled = None if labels is None else _labelled(labels, evidence, tables.keys)
    return quality.Quality(
        records=tables.keys.records,
        compared=scored.compared,
        all_pairs=all_pairs,
        expected_matches=matches,
        clusters=len(np.unique(label)),
        problems=clusters.num_rows - clusters["problem"].null_count,
        join=evidence.join,
        break_below=evidence.break_below,
        parameters=trained.parameters,
        thresholds=quality.thresholds(evidence.weight, matches, labelled),
        histogram=scored.histogram,
        unlinkable=quality.unlinkable(trained, [one.table for one in tables.normalised]),
        sizes=quality.sizes(label),
        decisions=quality.decisions(pairs),
        notes=trained.notes,
        labelled=0 if labelled is None else len(labelled[0]),
    )


def _labelled(labels: Any, evidence: Evidence, keys: given.Keys) -> tuple[Values, Values]:
    """The match weight of each labelled pair, minus infinity where it was not kept, and whether it is one person."""
    table = LABELS.check(labels, argument="labels")
    pairs = np.column_stack(
        [
            keys.numbers(table[name], right=name == "right_id", column=name, argument="labels")
            for name in ("left_id", "right_id")
        ]
    ).reshape(-1, 2)
    pairs = np.sort(pairs, axis=1)
    size = max(keys.records, 1)
    scored = evidence.left * size + evidence.right
    wanted = pairs[:, 0] * size + pairs[:, 1]
    place = np.searchsorted(scored, wanted)
    there = (
        (place < len(scored)) & (scored[np.minimum(place, len(scored) - 1)] == wanted) if len(scored) else wanted < 0
    )
    weight = np.full(len(wanted), -np.inf)
    weight[there] = evidence.weight[place[there]]
    return weight, table["same"].to_numpy().astype(bool)
