"""The three tables of a selection as arrays of person positions and days, and the rows in them that look wrong."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from desistance.cohorts.rules import KNOWN_INSTRUMENTS, Criterion, Rule
from desistance.errors import InputError
from desistance.synthetic import months_later
from desistance.tables import same_type

Array = NDArray[Any]
EPOCH = dt.date(1970, 1, 1)
FAR = np.iinfo(np.int32).max
OLDEST_YEARS = 120


class Window(NamedTuple):
    """The days on which a version of a rule is asked: from `start` to the first day no longer, since 1970."""

    start: int
    end: int


class Facts:
    """The three tables, cut to what was known by a day.

    Raises InputError for offences and scores of people who are not in `people`.
    """

    def __init__(self, people: pa.Table, offences: pa.Table, scores: pa.Table, rule: Rule, known_by: dt.date) -> None:
        for table, name in ((offences, "offences"), (scores, "scores")):
            if table.num_rows:
                same_type("person_id", people, table, arguments=("people", name))
        self.people = people
        self.known_by = day_number(known_by)
        self.offences = self._placed(offences, "offences")
        self.scores = self._placed(scores, "scores")
        self.criteria = tuple(one for version in rule.versions for one in version.criteria)
        self._first = rule.versions[0].start

    def asks(self, kind: str) -> list[Criterion]:
        """The criteria of a kind, of all versions of the rule."""
        return [one for one in self.criteria if one.kind == kind]

    def born(self) -> pa.ChunkedArray:
        """The dates of birth, empty where they cannot be: after `known_by`, or 120 years before the rule and more."""
        born = self.people["date_of_birth"]
        oldest = day_number(dt.date(self._first.year - OLDEST_YEARS, self._first.month, 1))
        days = born.cast(pa.int32())
        possible = pc.and_(pc.greater_equal(days, oldest), pc.less_equal(days, self.known_by))
        return pc.if_else(possible, born, pa.scalar(None, born.type))

    def problems(self) -> pa.Array:
        """For each person, in the order of `people`: what is wrong with their rows, or null.

        Only what the rule asks about is looked at, and all rows that were given are, whenever they became known.
        """
        told: dict[int, list[str]] = defaultdict(list)
        if self.asks("age"):
            self._tell_births(told)
        if self.asks("offences"):
            self._tell_offences(told)
        if self.asks("score"):
            self._tell_scores(told)
        said = ["; ".join(told[who]) if who in told else None for who in range(self.people.num_rows)]
        return pa.array(said, pa.string())

    def _placed(self, table: pa.Table, argument: str) -> pa.Table:
        ids = table["person_id"].cast(self.people["person_id"].type)
        who = pc.index_in(ids, value_set=self.people["person_id"].combine_chunks())
        strangers = np.flatnonzero(pc.is_null(who).to_numpy())
        if len(strangers):
            raise InputError(
                f"{ids[int(strangers[0])].as_py()!r} is not in people",
                argument=argument,
                column="person_id",
                rows=strangers,
                remedy=f"Add those people to people, or leave their rows out of {argument}.",
            )
        return table.append_column("who", who).append_column("row", pa.array(np.arange(table.num_rows)))

    def _tell_births(self, told: dict[int, list[str]]) -> None:
        if "date_of_birth" not in self.people.column_names:
            return
        for who in np.flatnonzero(pc.is_null(self.born()).to_numpy()):
            given = self.people["date_of_birth"][int(who)].as_py()
            told[int(who)].append(f"date_of_birth is {given or 'empty'}, so no age is known")

    def _tell_offences(self, told: dict[int, list[str]]) -> None:
        table = counted(self.offences)
        undated = pc.is_null(table["offence_date"])
        _tell(told, table.filter(undated), "offences row {row} has no offence date and does not count")
        if "proven_date" in table.column_names:
            backwards = pc.fill_null(pc.less(table["proven_date"], table["offence_date"]), False)
            _tell(told, table.filter(backwards), "offences row {row} was proven before it was committed")

    def _tell_scores(self, told: dict[int, list[str]]) -> None:
        table = self.scores
        names = pc.utf8_lower(table["instrument"])
        unknown = pc.invert(pc.is_in(names, value_set=pa.array(KNOWN_INSTRUMENTS)))
        _tell(told, table.filter(unknown), "scores row {row} is of an unknown instrument and is not read")
        read = [name.lower() for one in self.asks("score") for name in one.instruments]
        bare = pc.and_(pc.is_in(names, value_set=pa.array(read)), pc.is_null(table["band"]))
        _tell(told, table.filter(bare), "scores row {row} has no band and is not read")


def counted(offences: pa.Table) -> pa.Table:
    """The offences that are not excluded: nothing stands in `excluded`, or blanks alone."""
    if "excluded" not in offences.column_names:
        return offences
    return offences.filter(pc.equal(pc.ascii_trim_whitespace(pc.fill_null(offences["excluded"], "")), ""))


def day_number(day: dt.date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def day_numbers(days: pa.ChunkedArray) -> Array:
    """Days since 1970 of a column without empty values."""
    found: Array = days.cast(pa.int32()).to_numpy().astype(np.int64)
    return found


def months_after(days: Array, months: int) -> Array:
    """Calendar months later, in and out as days since 1970; month ends clamp."""
    moved: Array = months_later(days.astype("datetime64[D]"), months).astype(np.int64)
    return moved


def day_of_month(days: Array) -> Array:
    """How many days after the first of its month a day lies."""
    whole = days.astype("datetime64[D]")
    return np.asarray(whole - whole.astype("datetime64[M]").astype("datetime64[D]"))


def _tell(told: dict[int, list[str]], table: pa.Table, says: str) -> None:
    for who, row in zip(table["who"].to_pylist(), table["row"].to_pylist(), strict=True):
        told[who].append(says.format(row=row))
