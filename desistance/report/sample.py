"""From a study's files to the people compared: measured, chosen, with covariates as numbers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance import reoffending
from desistance.cohorts.facts import counted
from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, FloatArray, IntArray
from desistance.report.study import Chosen, Covariate, Study
from desistance.report.time_zero import checked
from desistance.synthetic import months_later
from desistance.tables import Column, TableContract, read

MADE = {"index_type": "category", "previous_band": "category"}
BEFORE_MONTHS = 12


@dataclass(frozen=True)
class Side:
    """How many of one side were named in people, and how many of them had an index event in the cohort."""

    named: int
    with_index: int


@dataclass(frozen=True)
class Sample:
    """One row a person analysed, in the order of `person_id`.

    `table` has the columns of people and of the measure; `X` the covariates, rows by columns, named by `names`;
    `before` the proven offences in the twelve months before the index day. `doubtful` counts rows that were read and
    look wrong; `hashes` are the SHA-256 of the inputs; `checked` says what was looked at of where follow-up starts.
    """

    table: pa.Table = field(repr=False)
    treated: BoolArray = field(repr=False)
    X: FloatArray = field(repr=False)
    names: tuple[str, ...]
    before: FloatArray = field(repr=False)
    took_part: Side
    pool: Side
    doubtful: int
    hashes: dict[str, str]
    checked: tuple[str, ...]

    def rows(self, places: IntArray) -> Sample:
        """The sample of some of its rows, a row twice meaning a person drawn twice."""
        return replace(
            self,
            table=self.table.take(pa.array(places)),
            treated=self.treated[places],
            X=self.X[places],
            before=self.before[places],
        )

    def numbers(self, column: str) -> FloatArray:
        """A column as numbers, empty ones NaN."""
        values = self.table[column]
        if pa.types.is_boolean(values.type):
            values = values.cast(pa.int8())
        return np.asarray(values.cast(pa.float64()).to_numpy(), dtype=np.float64)


def sample(study: Study) -> Sample:
    """Read, measure and choose. Raises InputError for what cannot be used and for a cohort that is not over."""
    people, events, offences = _read(study)
    cohort = study.cohort
    measured = reoffending.measure(
        people,
        events,
        offences,
        cohort_start=cohort.start,
        cohort_end=cohort.end,
        as_at=cohort.as_at,
        follow_up_months=cohort.follow_up_months,
        waiting_months=cohort.waiting_months,
    )
    _refuse_immature(measured, study)
    _refuse_made(people, measured.people, study)
    took_part = _chosen(people, cohort.where, "cohort", study) & _flag(people, cohort.treated)
    pool = _chosen(people, study.pool.where, "pool", study) & ~_flag(people, cohort.treated)
    place = pc.index_in(measured.people["person_id"], value_set=people["person_id"].combine_chunks())
    rows = np.asarray(place.to_numpy(), dtype=np.int64)
    kept = (took_part | pool)[rows]
    table = _joined(people.take(pa.array(rows[kept])), measured.people.filter(pa.array(kept)))
    treated = took_part[rows[kept]]
    _refuse_empty(treated, study)
    X, names = _covariates(table, study)
    return Sample(
        table=table,
        treated=treated,
        X=X,
        names=names,
        before=_before(table, offences),
        took_part=Side(int(took_part.sum()), int(treated.sum())),
        pool=Side(int(pool.sum()), int((~treated).sum())),
        doubtful=measured.problems.num_rows,
        hashes={name: _sha256(study, name) for name in ("people", "events", "offences")},
        checked=checked(study, table, treated, rows[kept]),
    )


def _read(study: Study) -> tuple[pa.Table, pa.Table, pa.Table]:
    contract = reoffending.PEOPLE.with_column(
        Column(study.cohort.treated, "boolean", "Whether the person took part.", nullable=False)
    )
    for one in study.covariates:
        if one.column not in MADE and one.column != "previous_offences":
            contract = contract.with_column(_declared(one))
    for name in filter(None, (study.cohort.treated_from, study.cohort.eligible_from)):
        contract = contract.with_column(Column(name, "date", "A day of the study's time zero.", nullable=True))
    if study.sensitivity.needs:
        contract = contract.with_column(Column(study.sensitivity.linked, "boolean", "Whether needs were assessed."))
    for name in study.sensitivity.needs:
        contract = contract.with_column(Column(name, "number", "An assessed need.", nullable=True))
    people = read(study.file("people"), contract)
    tables = [read(study.file(name), of) for name, of in _others().items()]
    return people, tables[0], tables[1]


def _others() -> dict[str, TableContract]:
    return {"events": reoffending.EVENTS, "offences": reoffending.OFFENCES}


def _declared(one: Covariate) -> Column:
    if one.kind == "category":
        return Column(one.column, "text", f"Covariate {one.name}.")
    low, high = one.bounds
    return Column(one.column, "number", f"Covariate {one.name}.", minimum=low, maximum=high)


def _flag(people: pa.Table, column: str) -> BoolArray:
    return np.asarray(people[column].to_numpy(), dtype=np.bool_)


def _chosen(people: pa.Table, where: Chosen, section: str, study: Study) -> BoolArray:
    kept = np.ones(people.num_rows, dtype=bool)
    for column, values in where.items():
        if column not in people.column_names:
            raise InputError(
                "is no column of people",
                argument=f"{study.place.name} [{section}] where",
                column=column,
                remedy=f"Choose from {', '.join(people.column_names)}.",
            )
        held = pc.is_in(people[column].cast(pa.string()), value_set=pa.array(values, pa.string()))
        kept &= held.to_numpy()
    return kept


def _refuse_made(people: pa.Table, measured: pa.Table, study: Study) -> None:
    """A column of people under a name that is measured here would be taken for what was measured."""
    made = [name for name in measured.column_names if name in people.column_names and name != "person_id"]
    if made:
        raise InputError(
            "is a column that the study makes itself",
            argument=study.inputs.people,
            column=made[0],
            remedy="Drop or rename it: outcomes and index events are measured anew from events and offences.",
        )


def _joined(people: pa.Table, measured: pa.Table) -> pa.Table:
    for name in measured.column_names:
        if name not in people.column_names:
            people = people.append_column(name, measured[name])
    return people


def _refuse_immature(measured: reoffending.Reoffending, study: Study) -> None:
    if measured.overall.mature is False:
        raise InputError(
            f"the cohort is not over: it is final from {measured.final_from}, and as_at is {study.cohort.as_at}",
            argument=f"{study.place.name} [cohort]",
            remedy="Wait until then, extract the offences again, or register an earlier cohort.",
        )


def _refuse_empty(treated: BoolArray, study: Study) -> None:
    for side, says, section in (
        (treated, "nobody who took part has an index event in the cohort", "[cohort]"),
        (~treated, "nobody who could be compared with has an index event in the cohort", "[pool]"),
    ):
        if not side.any():
            raise InputError(
                says,
                argument=f"{study.place.name} {section}",
                remedy="Check the treated column, the dates of the cohort and the values kept by `where`.",
            )


def _covariates(table: pa.Table, study: Study) -> tuple[FloatArray, tuple[str, ...]]:
    columns: list[FloatArray] = []
    names: list[str] = []
    for one in study.covariates:
        values = table[one.column]
        if values.null_count:
            raise InputError(
                f"is empty for {values.null_count:,} of the people analysed",
                argument=study.inputs.people,
                column=one.column,
                remedy="Fill it in, leave those people out, or leave the covariate out of the study.",
            )
        if MADE.get(one.column, one.kind) == "category":
            found, labels = _categories(values, one)
        else:
            found, labels = [np.asarray(values.cast(pa.float64()).to_numpy(), dtype=np.float64)], [one.name]
        columns += found
        names += labels
    return np.column_stack(columns), tuple(names)


def _categories(values: pa.ChunkedArray, one: Covariate) -> tuple[list[FloatArray], list[str]]:
    """0/1 columns for every value but the most common, which the others are told from."""
    text = values.cast(pa.string())
    counted = sorted(pc.value_counts(text).to_pylist(), key=lambda row: (-row["counts"], row["values"]))
    if len(counted) < 2:
        raise InputError(
            "has one value only, so nothing can be alike or unlike in it",
            column=one.column,
            argument="[[covariate]]",
            remedy="Leave it out of the study.",
        )
    kept = sorted(row["values"] for row in counted[1:])
    columns = [pc.equal(text, value).cast(pa.float64()).to_numpy().astype(np.float64) for value in kept]
    told = [value.replace("_", " ") for value in kept]
    return columns, [f"{one.name}: {value}" for value in (told if len(set(told)) == len(told) else kept)]


def _before(table: pa.Table, offences: pa.Table) -> FloatArray:
    """Proven offences in the twelve months before the index day: an outcome that taking part cannot have touched."""
    index = table["index_date"].to_numpy().astype("datetime64[D]")
    since = months_later(index, -BEFORE_MONTHS)
    proven = counted(offences.filter(pc.is_valid(offences["proven_date"])))
    place = pc.index_in(proven["person_id"], value_set=table["person_id"].combine_chunks())
    known = proven.append_column("place", place).filter(pc.is_valid(place))
    who = known["place"].to_numpy().astype(np.int64)
    committed = known["offence_date"].to_numpy().astype("datetime64[D]")
    inside = (committed >= since[who]) & (committed < index[who])
    return np.bincount(who[inside], minlength=len(index)).astype(np.float64)


def _sha256(study: Study, name: str) -> str:
    digest = hashlib.sha256()
    with study.file(name).open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()
