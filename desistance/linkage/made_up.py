"""Made-up records of made-up people, with the truth: to try a linkage on, to teach with and to measure by.

No name is anyone's: they are put together from syllables. Postcodes lie in areas that do not exist and NHS numbers in
the range kept for tests. The same arguments give the same records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.errors import InputError
from desistance.linkage.identifiers import cro_of, nhs_number_of, pnc_of

AGENCIES = ("police", "probation", "prison", "health")
HOLDS = {"pnc": (0.8, 0.6, 0.5, 0.0), "cro": (0.6, 0.4, 0.3, 0.0), "crn": (0.0, 1.0, 0.2, 0.0)}
HOLDS |= {"nomis": (0.1, 0.3, 1.0, 0.0), "nhs_number": (0.0, 0.0, 0.1, 0.9)}
"""How often a record of each agency holds each identifier of a person who has one."""
HAS = {"pnc": 0.9, "cro": 0.7, "crn": 0.6, "nomis": 0.5, "nhs_number": 0.98}
ONSETS, VOWELS, ENDS = (
    text.split()
    for text in (
        "b br c ch d dr f fl g gr h j k l m n p pr qu r s sh st t th tr v w y z",
        "a e i o u ai ee ou ia",
        "l n r s th ck m nd rt x",
    )
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class MadeUp:
    """`records` as agencies hold them; `person` says whose each one is, in the same order."""

    records: pa.Table
    person: np.ndarray[Any, Any]

    @property
    def truth(self) -> pa.Table:
        """`record_id` and `person`."""
        return pa.table({"record_id": self.records["record_id"], "person": pa.array(self.person)})


@dataclass(frozen=True)
class Faults:
    """How often a record has each fault."""

    given_name: float = 0.10
    surname: float = 0.12
    swapped: float = 0.03
    date: float = 0.06
    moved: float = 0.35
    alias: float = 0.06
    empty: float = 0.02


def made_up(
    people: int, *, records: int | None = None, seed: int = 0, twins: float = 0.01, faults: Faults | None = None
) -> MadeUp:
    """Records of `people` people, `records` in all (twice as many unless given), shuffled. `twins`: share of people."""
    if people < 1 or (records is not None and records < people):
        raise InputError("needs at least one person and a record of each", argument="people", remedy="Give more.")
    draw = np.random.default_rng(seed)
    wanted = records or 2 * people
    whose = np.concatenate([np.arange(people), draw.integers(0, people, wanted - people)])
    draw.shuffle(whose)
    truth = _people(people, twins, draw)
    columns = {name: values[whose] for name, values in truth.items()}
    agency = draw.integers(0, len(AGENCIES), wanted)
    _spoil(columns, draw, faults or Faults())
    for name, shares in HOLDS.items():
        columns[name] = np.where(draw.random(wanted) < np.array(shares)[agency], columns[name], None)
    table = {
        "record_id": pa.array([f"R{number:08d}" for number in range(wanted)]),
        "source": pa.array(np.array(AGENCIES, dtype=object)[agency]),
        **{name: pa.array(values.tolist()) for name, values in columns.items() if name != "date_of_birth"},
        "date_of_birth": pa.array(columns["date_of_birth"].astype("datetime64[D]"), pa.date32()),
    }
    table["aliases"] = pa.array(columns["aliases"].tolist(), pa.list_(pa.string()))
    return MadeUp(pa.table(table), whose)


def _people(people: int, twins: float, draw: np.random.Generator) -> dict[str, np.ndarray[Any, Any]]:
    given = _names(max(200, min(2_000, people // 10)), draw, 1)
    family = _names(max(800, min(20_000, people // 4)), draw, 2)
    births = np.datetime64("1955-01-01") + draw.integers(0, 365 * 50, people)
    found = {
        "given_name": given[_zipf(len(given), people, draw)],
        "surname": family[_zipf(len(family), people, draw)],
        "date_of_birth": births,
        "postcode": _postcodes(people, draw),
        "gender": np.where(draw.random(people) < 0.85, "male", "female").astype(object),
        "aliases": np.array([None] * people, dtype=object),
    }
    _pair_twins(found, int(twins * people / 2), draw)
    serials = draw.permutation(people) + 1
    years = draw.integers(1985, 2025, people)
    makers: dict[str, Callable[[int], str | None]] = {
        "pnc": lambda i: pnc_of(int(years[i]), int(serials[i])),
        "cro": lambda i: cro_of(int(years[i]), int(serials[i] % 1_000_000)),
        "crn": lambda i: f"{LETTERS[serials[i] // 1_000_000 % 26].upper()}{serials[i] % 1_000_000:06d}",
        "nomis": lambda i: _nomis(int(serials[i])),
        "nhs_number": lambda i: nhs_number_of(int(serials[i] % 1_000_000)),
    }
    has = {name: draw.random(people) < share for name, share in HAS.items()}
    for name, make in makers.items():
        found[name] = np.array([make(i) if has[name][i] else None for i in range(people)], dtype=object)
    return found


def _pair_twins(found: dict[str, np.ndarray[Any, Any]], pairs: int, draw: np.random.Generator) -> None:
    """Two people of one surname, birth and address with names of their own."""
    chosen = draw.permutation(len(found["surname"]))[: 2 * pairs]
    for name in ("surname", "date_of_birth", "postcode"):
        found[name][chosen[pairs:]] = found[name][chosen[:pairs]]


def _spoil(columns: dict[str, np.ndarray[Any, Any]], draw: np.random.Generator, faults: Faults) -> None:
    rows = len(columns["surname"])

    def some(share: float) -> np.ndarray[Any, Any]:
        return np.flatnonzero(draw.random(rows) < share)

    for name, share in (("given_name", faults.given_name), ("surname", faults.surname)):
        chosen = some(share)
        columns[name][chosen] = [_slip(text, draw) for text in columns[name][chosen]]
    chosen = some(faults.swapped)
    columns["given_name"][chosen], columns["surname"][chosen] = (
        columns["surname"][chosen],
        columns["given_name"][chosen].copy(),
    )
    chosen = some(faults.alias)
    others = draw.permutation(rows)[: len(chosen)]
    for row, other in zip(chosen, others, strict=True):
        columns["aliases"][row] = [f"{columns['given_name'][row]} {columns['surname'][row]}"]
        columns["surname"][row] = columns["surname"][other]
    chosen = some(faults.date)
    moves = draw.choice(np.array([-366, -31, -10, -1, 1, 9, 30, 365, 3652]), len(chosen))
    columns["date_of_birth"][chosen] = columns["date_of_birth"][chosen] + moves
    chosen = some(faults.moved)
    columns["postcode"][chosen] = _postcodes(len(chosen), draw)
    for name in ("given_name", "postcode", "gender"):
        columns[name][some(faults.empty)] = None
    missing = some(faults.empty)
    columns["date_of_birth"][missing] = np.datetime64("NaT")


def _slip(text: str, draw: np.random.Generator) -> str:
    """One slip of the pen: a letter lost, doubled, changed or swapped with the next."""
    place, kind = int(draw.integers(0, len(text))), int(draw.integers(0, 4))
    if kind == 0 and len(text) > 2:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    if kind == 2 and place + 1 < len(text):
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + LETTERS[int(draw.integers(0, 26))] + text[place + 1 :]


def _names(wanted: int, draw: np.random.Generator, syllables: int) -> np.ndarray[Any, Any]:
    found: dict[str, None] = {}
    while len(found) < wanted:
        parts = [
            ONSETS[int(draw.integers(len(ONSETS)))] + VOWELS[int(draw.integers(len(VOWELS)))]
            for _ in range(syllables + int(draw.integers(0, 2)))
        ]
        found["".join(parts).capitalize() + ENDS[int(draw.integers(len(ENDS)))]] = None
    return np.array(list(found), dtype=object)


def _zipf(size: int, rows: int, draw: np.random.Generator) -> np.ndarray[Any, Any]:
    """Few names are common and most are rare."""
    weight = 1 / (np.arange(size) + 10.0)
    return draw.choice(size, rows, p=weight / weight.sum())


def _postcodes(rows: int, draw: np.random.Generator) -> np.ndarray[Any, Any]:
    area, district, sector = draw.integers(0, 26, rows), draw.integers(1, 20, rows), draw.integers(0, 10, rows)
    ends = np.array([f"{a}{b}" for a in "ABDEFGHJ" for b in "ABDEFGHJLN"], dtype=object)[draw.integers(0, 80, rows)]
    return np.array(
        [f"X{LETTERS[a].upper()}{d} {s}{e}" for a, d, s, e in zip(area, district, sector, ends, strict=True)],
        dtype=object,
    )


def _nomis(serial: int) -> str:
    number, letters = serial % 10_000, serial // 10_000
    first, rest = letters // 676 % 26, letters % 676
    return f"{LETTERS[first]}{number:04d}{LETTERS[rest // 26]}{LETTERS[rest % 26]}".upper()
