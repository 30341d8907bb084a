"""Risk scores of the instruments used in England and Wales, for whole tables.

A score is a frequency in a group, not a fact about a person. Where an official score is recorded, keep it and hold the
score computed here beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from desistance.errors import InputError
from desistance.progress import counter
from desistance.scores.batch import Batch
from desistance.scores.columns import prepared
from desistance.scores.family2015 import ogrs4_scorer, score_snsv
from desistance.scores.generation4 import ARP, SVRP, VRP, scorer
from desistance.scores.instruments import INSTEAD, INSTRUMENTS, Instrument, chosen, known
from desistance.scores.items import ITEMS
from desistance.scores.maturity import score_mst
from desistance.scores.ogrs3 import score_ogp, score_ogrs3, score_ovp
from desistance.scores.scored import Scored
from desistance.scores.sexual import score_csrp, score_dcsrp, score_iicsrp
from desistance.scores.table import check_one_generation, scores_of
from desistance.scores.tiers import tier
from desistance.tables import as_arrow

__all__ = ["INSTRUMENTS", "Input", "Instrument", "check_one_generation", "inputs", "score", "tier"]

BATCH_ROWS = 1 << 17
CARRIED = "person_id"
SCORERS: dict[str, Callable[[Batch, str | None], Scored]] = {
    "ogrs3": score_ogrs3,
    "ovp": score_ovp,
    "ogp": score_ogp,
    "ogrs4g_2015": ogrs4_scorer("OGRS4G_2015"),
    "ogrs4v_2015": ogrs4_scorer("OGRS4V_2015"),
    "snsv_2015": score_snsv,
    "arp": scorer(ARP),
    "vrp": scorer(VRP),
    "svrp": scorer(SVRP),
    "dcsrp": score_dcsrp,
    "iicsrp": score_iicsrp,
    "csrp": score_csrp,
    "mst": score_mst,
}


@dataclass(frozen=True)
class Input:
    """One column that an instrument reads. `when`: always, dynamic form, in place of another column, or optional."""

    column: str
    type: str
    codes: tuple[str, ...]
    meaning: str
    required: bool
    when: str


def score(table: Any, instrument: str, *, variant: str = "auto") -> pa.Table:
    """Score every row of a table with one instrument.

    `table` is anything that speaks Arrow, with the columns that `inputs(instrument)` lists; others are ignored.
    `variant` is static, dynamic, or auto: dynamic where every answer is there, static elsewhere.

    Returns a pyarrow table in the input's order: `probability_1y`, `probability_2y` (unrounded, 0 to 1),
    `percent_1y`, `percent_2y` (as officially rounded), `points`, `band` (for `mst`: `flag`), `variant`, `instrument`,
    `version`, `problem` (why the row has no score) and `notice` (what to know about a row that has one). A `person_id`
    in the input comes first. What an instrument does not define is null.

    Raises InputError for an unknown instrument or variant, a missing column or a column of the wrong type.
    """
    found = known(instrument)
    forced = chosen(found, variant)
    given = as_arrow(table, argument="table")
    _refuse_missing(given, found, forced)
    ready = prepared(given, _columns(found, forced), argument="table")
    parts, tell = [], counter("scoring")
    for start in range(0, given.num_rows, BATCH_ROWS):
        parts.append(_score_rows(ready.slice(start, BATCH_ROWS), found, forced))
        tell(min(start + BATCH_ROWS, given.num_rows), given.num_rows)
    scores = pa.concat_tables(parts) if parts else _score_rows(ready, found, forced)
    if CARRIED in given.column_names:
        scores = scores.add_column(0, CARRIED, given.column(CARRIED))
    return scores


def inputs(instrument: str) -> tuple[Input, ...]:
    """The columns that an instrument reads, the required ones first. Raises InputError for an unknown instrument."""
    found = known(instrument)
    return tuple(_input(found, name) for name in found.columns)


def _input(instrument: Instrument, name: str) -> Input:
    item = ITEMS[name]
    ages = {age: day for day, age in INSTEAD.items()}
    if name in instrument.required:
        when = "always"
    elif name in instrument.answers:
        when = "dynamic form" if len(instrument.variants) > 1 else "always"
    elif name in ages:
        when = f"in place of {ages[name]}"
    elif name in {"offence_weight", "offence_category"}:
        when = "in place of offence_code"
    else:
        when = "optional"
    return Input(name, item.kind, item.codes, item.meaning, when == "always", when)


def _columns(instrument: Instrument, forced: str | None) -> tuple[str, ...]:
    if forced != "static":
        return instrument.columns
    return tuple(name for name in instrument.columns if name not in instrument.answers)


def _score_rows(ready: pa.Table, instrument: Instrument, forced: str | None) -> pa.Table:
    batch = Batch(ready)
    return scores_of(batch, SCORERS[instrument.name](batch, forced), instrument)


def _refuse_missing(table: pa.Table, instrument: Instrument, forced: str | None) -> None:
    needed = [name for name in instrument.required if not _replaced(table, instrument, name)]
    if forced == "dynamic" or instrument.variants == ("dynamic",):
        needed += instrument.answers
    has = table.column_names
    missing = [name for name in needed if name not in has and ITEMS[name].alias not in has]
    if missing:
        words = "columns" if len(missing) > 1 else "column"
        raise InputError(
            f"missing {words} {', '.join(missing)}, which {instrument.name} needs",
            argument="table",
            column=missing[0],
            remedy=f"Add or rename; see desistance.scores.inputs({instrument.name!r}), also for what may stand in.",
        )


def _replaced(table: pa.Table, instrument: Instrument, name: str) -> bool:
    """Whether other columns of the table stand in for a required one."""
    has = set(table.column_names)
    if name in INSTEAD:
        return INSTEAD[name] in has
    if name == "offence_code":
        return bool(has & {"offence_weight", "offence_category"} & set(instrument.optional))
    if name == "date_of_birth":
        days = [day for day in INSTEAD if day in instrument.required]
        return bool(days) and all(INSTEAD[day] in has for day in days) and instrument.name not in {"dcsrp", "csrp"}
    if name == "assessment_date":
        return "date_of_conviction" in instrument.required and not has & {"date_of_conviction", "follow_up_start"}
    return False
