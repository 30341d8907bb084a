"""A trained model: what is compared, how much each level weighs, and how common each name and place is.

A match weight is the binary logarithm of odds: how many times likelier two records agree like this when they are of one
person than when they are not, doubled once for each point; the prior odds that any two records are of one person are in
it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.errors import InputError
from desistance.linkage.counting import duckdb_sql
from desistance.linkage.models import Comparison, Field, Level, Model

FORM = "desistance linkage model 1"
FEWEST_NAMED = 10
"""A saved model names only values that at least this many records hold, so that nobody's rare name leaves with it."""


@dataclass(frozen=True)
class Trained:
    """`m` and `u` hold a share a level by comparison; `prior` is the share of all pairs that are of one person.

    `frequencies` has a table (`value`, `frequency`) for each column that adjusts; a value that is not in it counts as
    as common as the rarest that is.
    """

    model: Model
    m: tuple[tuple[float, ...], ...]
    u: tuple[tuple[float, ...], ...]
    prior: float
    records: int
    notes: tuple[str, ...] = ()
    frequencies: dict[str, pa.Table] | None = None

    @property
    def start(self) -> float:
        """The match weight before anything is compared."""
        return float(np.log2(self.prior / (1 - self.prior)))

    def weights(self, comparison: int) -> list[float]:
        """The match weight of each level of a comparison, from the strongest to `otherwise`."""
        return [float(np.log2(m / u)) for m, u in zip(self.m[comparison], self.u[comparison], strict=True)]

    def only(self, model: Model, notes: tuple[str, ...]) -> Trained:
        """The same weights for a model that lacks some of the comparisons."""
        kept = [i for i, one in enumerate(self.model.comparisons) if one.name in {c.name for c in model.comparisons}]
        m, u = (tuple(shares[i] for i in kept) for shares in (self.m, self.u))
        return replace(self, model=model, m=m, u=u, notes=(*self.notes, *notes))

    @property
    def parameters(self) -> pa.Table:
        """One row a level: `comparison`, `level`, `m`, `u`, `match_weight`."""
        rows = [
            {"comparison": one.name, "level": label, "m": m, "u": u, "match_weight": float(np.log2(m / u))}
            for i, one in enumerate(self.model.comparisons)
            for label, m, u in zip(one.labels, self.m[i], self.u[i], strict=True)
        ]
        return pa.Table.from_pylist(rows)

    def splink_settings(self, *, two: bool, blocking: list[str], dialect: str = "duckdb") -> dict[str, Any]:
        """The model as Splink reads it."""
        return {
            "link_type": "link_only" if two else "dedupe_only",
            "unique_id_column_name": "key",
            "probability_two_random_records_match": self.prior,
            "blocking_rules_to_generate_predictions": blocking,
            "comparisons": [self._splink_comparison(i, dialect) for i in range(len(self.model.comparisons))],
            "retain_matching_columns": False,
            "retain_intermediate_calculation_columns": False,
        }

    def _splink_comparison(self, place: int, dialect: str) -> dict[str, Any]:
        comparison = self.model.comparisons[place]
        read = duckdb_sql if dialect == "duckdb" else str
        levels: list[dict[str, Any]] = [
            {"sql_condition": read(comparison.missing), "label_for_charts": "missing", "is_null_level": True}
        ]
        for level, m, u in zip(comparison.levels, self.m[place], self.u[place], strict=False):
            adjusted = {"tf_adjustment_column": level.frequency} if level.frequency else {}
            condition = {"sql_condition": read(level.condition), "label_for_charts": level.label}
            levels.append({**condition, "m_probability": m, "u_probability": u, **adjusted})
        last = {"m_probability": self.m[place][-1], "u_probability": self.u[place][-1]}
        levels.append({"sql_condition": "ELSE", "label_for_charts": comparison.otherwise, **last})
        return {"output_column_name": comparison.name, "comparison_levels": levels}

    def save(self, path: str | Path) -> None:
        """Write the model as JSON. Only values that ten records or more hold are named in it."""
        held = {name: _common(table, self.records) for name, table in (self.frequencies or {}).items()}
        told = {
            "form": FORM,
            "model": asdict(self.model),
            "m": self.m,
            "u": self.u,
            "prior": self.prior,
            "records": self.records,
            "notes": self.notes,
            "frequencies": {name: dict(zip(*table.to_pydict().values(), strict=True)) for name, table in held.items()},
        }
        place = Path(path)
        if not place.absolute().parent.is_dir():
            raise InputError("the folder does not exist", argument=str(place.parent), remedy="Create it first.")
        half = place.with_name(place.name + ".part")
        half.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        half.replace(place)


def load(path: str | Path) -> Trained:
    """Read a model that `Trained.save` wrote. Raises InputError where the file is none."""
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
        return _told(told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"is no trained model ({type(error).__name__})",
            argument=str(path),
            remedy="Give the path of a model that `Trained.save` or `desistance link --save-model` wrote.",
        ) from error


def _told(told: dict[str, Any]) -> Trained:
    if told["form"] != FORM:
        raise ValueError(told["form"])
    model = told["model"]
    comparisons = tuple(
        Comparison(**{**one, "columns": tuple(one["columns"]), "levels": tuple(Level(**x) for x in one["levels"])})
        for one in model["comparisons"]
    )
    twins = model["twins"] and (tuple(model["twins"][0]), model["twins"][1])
    whole = Model(
        name=model["name"],
        fields=tuple(Field(**one) for one in model["fields"]),
        comparisons=comparisons,
        blocking=tuple(tuple(one) for one in model["blocking"]),
        sessions=tuple(tuple(one) for one in model["sessions"]),
        derived=dict(model["derived"]),
        twins=twins,
        verified=tuple(model["verified"]),
    )
    frequencies = {
        name: pa.table(
            {"value": pa.array(list(held), pa.string()), "frequency": pa.array(list(held.values()), pa.float64())}
        )
        for name, held in told["frequencies"].items()
    }
    m, u = (tuple(tuple(float(x) for x in one) for one in told[name]) for name in ("m", "u"))
    found = Trained(whole, m, u, float(told["prior"]), int(told["records"]), tuple(told["notes"]), frequencies)
    _refuse_unfit(found)
    return found


def _refuse_unfit(found: Trained) -> None:
    """Every level has a share above nothing and those of a comparison add up: else the file was changed by hand."""
    for name in ("m", "u"):
        for one, shares in zip(found.model.comparisons, getattr(found, name), strict=True):
            if len(shares) != len(one.labels) or min(shares) <= 0 or abs(sum(shares) - 1) > 1e-6:
                raise ValueError(f"{name} of {one.name}")
    if not 0 < found.prior < 1:
        raise ValueError("prior")


def _common(table: pa.Table, records: int) -> pa.Table:
    kept = table.filter(pc.greater_equal(table["frequency"], FEWEST_NAMED / max(records, 1)))
    return kept.sort_by("value")
