"""Random tables for one instrument: mostly plausible, with as many faults as asked for."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pyarrow as pa

from desistance.scores import facts
from desistance.scores.instruments import INSTEAD, INSTRUMENTS
from desistance.scores.items import ITEMS, Item

TYPES = {
    "code": pa.string(),
    "offence code": pa.string(),
    "whole number": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "true or false": pa.bool_(),
    "list of codes": pa.list_(pa.string()),
}
CODES = sorted({*facts.categories(), *facts.ogrs3_weights()})
ODD_CODES = ("00000", "99998", "08800", "1234", "123456", "ABCDE", "", "٠١٢٣٤")
EDGES = ((2, 29), (2, 28), (3, 1), (1, 31), (11, 30), (12, 31))
BIRTHS, LATER = (1940, 2012), (1960, 2027)


class Maker:
    """Draws cells; `faults` is the share of empty, odd or impossible ones."""

    def __init__(self, seed: int, faults: float) -> None:
        self.random = random.Random(seed)
        self.faults = faults

    def table(self, instrument: str, rows: int, *, by: str, dynamic: bool) -> pa.Table:
        """`by` is dates, ages or both; without `dynamic` the columns of answers are left out."""
        found = INSTRUMENTS[instrument]
        left_out = set() if dynamic else set(found.answers) if len(found.variants) > 1 else set()
        if by == "dates":
            left_out |= set(INSTEAD.values()) - set(found.required)
        elif by == "ages" and instrument not in {"dcsrp", "csrp", "mst", "iicsrp", "snsv_2015"}:
            left_out |= {*INSTEAD, "date_of_birth", "assessment_date"}
        optional = {name for name in found.optional if self.random.random() < 0.2}
        names = [name for name in found.columns if name not in left_out | optional]
        people = [self._person() for _ in range(rows)]
        return pa.table({name: self._column(name, people) for name in names})

    def _column(self, name: str, people: list[dict[str, Any]]) -> pa.Array:
        item = ITEMS[name]
        values = [self._cell(item, person) for person in people]
        if item.kind == "whole number" and any(isinstance(value, float) for value in values):
            return pa.array([None if value is None else float(value) for value in values], pa.float64())
        if item.kind == "true or false" and any(isinstance(value, str) for value in values):
            return pa.array([None if value is None else str(value) for value in values], pa.string())
        array = pa.array(values, TYPES[item.kind])
        return array.dictionary_encode() if item.kind == "code" and self.random.random() < 0.3 else array

    def _cell(self, item: Item, person: dict[str, Any]) -> Any:
        draw = self.random.random()
        if draw < self.faults / 2 or (item.name in {"offence_weight", "offence_category"} and draw < 0.7):
            return None
        if draw < self.faults:
            return self._fault(item)
        if item.name in person and draw < 0.9:
            return person[item.name]
        return self._plausible(item)

    def _plausible(self, item: Item) -> Any:
        if item.kind == "code":
            return self.random.choice((str.lower, str.upper, str.title, str))(self.random.choice(item.codes))
        if item.kind == "true or false":
            return self.random.random() < 0.4
        if item.kind == "date":
            return self._day(*(BIRTHS if item.name == "date_of_birth" else LATER))
        if item.kind == "offence code":
            return self.random.choice(CODES)
        if item.kind == "number":
            return round(self.random.uniform(-0.8, 0.8), 4)
        if item.kind == "list of codes":
            return self.random.sample([code.lower() for code in item.codes], self.random.randrange(3))
        most = {"age_at_first_sanction": 25, "total_sanctions": 30, "violent_sanctions": 3}.get(item.name, 4)
        if item.name.startswith("age"):
            return self.random.randint(10 if item.name == "age_at_first_sanction" else 18, 60 if most == 4 else most)
        return min(self.random.randint(item.minimum or 0, most), item.maximum or most)

    def _fault(self, item: Item) -> Any:
        if item.kind == "code":
            return self.random.choice(("MAYBE", "", " male", "1"))
        if item.kind == "true or false":
            return self.random.choice(("true", "FALSE", "yes", "1"))
        if item.kind == "date":
            return self.random.choice(
                (dt.date(1850, 1, 1), dt.date(1849, 12, 31), dt.date(2149, 12, 31), dt.date(2200, 1, 1))
            )
        if item.kind == "offence code":
            return self.random.choice(ODD_CODES)
        if item.kind == "number":
            return self.random.choice((float("inf"), float("nan")))
        if item.kind == "list of codes":
            return self.random.choice(([None], ["PIRACY"], [], [""], ["none", "ARSON"]))
        return self.random.choice((-1, 0, 110, 999, 1000, 10**15, 1.5, float("nan")))

    def _person(self) -> dict[str, Any]:
        birth = self._day(*BIRTHS)
        convicted = self._day(birth.year + 10, birth.year + 70)
        start = self._day(convicted.year, convicted.year + 3)
        age = convicted.year - birth.year - ((convicted.month, convicted.day) < (birth.month, birth.day))
        follow = start.year - birth.year - ((start.month, start.day) < (birth.month, birth.day))
        return {
            "date_of_birth": birth,
            "date_of_conviction": convicted,
            "follow_up_start": start,
            "assessment_date": self._day(start.year - 1, start.year + 6),
            "age_at_conviction": age,
            "age_at_follow_up": follow,
            "date_of_most_recent_sexual_offence": self._day(birth.year + 9, birth.year + 40),
        }

    def _day(self, first_year: int, last_year: int) -> dt.date:
        year = self.random.randint(first_year, last_year)
        if self.random.random() < 0.5:
            month, day = self.random.choice(EDGES)
        else:
            month, day = self.random.randint(1, 12), self.random.randint(1, 28)
        try:
            return dt.date(year, month, day)
        except ValueError:
            return dt.date(year, 2, 28)
