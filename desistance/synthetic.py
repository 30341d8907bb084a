"""Synthetic populations: no real person in them, and what is true of them is known.

They satisfy the tables of `desistance.reoffending`, hold a published pair of shares (by default the one of London
adults in PCD 1291, paragraph 1.2), are full of near misses that a careless count would take for reoffences, and can
carry a planted effect. Seeded: the same arguments give the same rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from desistance.dates import as_day
from desistance.errors import InputError
from desistance.memory import refuse_too_large
from desistance.reoffending.contracts import EVENT_TYPES, INVALID_OFFENCE, placed_codes, violent_codes

PERSON_BYTES = 1_500
Array = NDArray[Any]
DAY = np.dtype("datetime64[D]")
LOWER_BANDS = ((0, 0), (1, 2), (3, 6), (7, 10))
LOWER_SHARES = (0.39, 0.26, 0.22, 0.13)
LOWER_RATES = (0.105, 0.17, 0.24, 0.30)
PERSISTENT_RATE = 0.47
PERSISTENT_FROM = 11
MEAN_BEYOND = 25.0
LATEST_PROOF = 170
VIOLENT_SHARE = 0.25
NEAR_MISSES = ("same day", "anniversary", "proven late", "not proven", "breach", "index offence")


@dataclass(frozen=True)
class Shares:
    """A published pair: the share of reoffenders, and of their reoffences, that the most persistent hold.

    `per_reoffender` is the mean number of reoffences of a reoffender, which the pair alone does not fix.
    """

    of_reoffenders: float
    of_reoffences: float
    per_reoffender: float

    def __post_init__(self) -> None:
        for name in ("of_reoffenders", "of_reoffences"):
            if not 0 < getattr(self, name) < 1:
                raise InputError(
                    f"{name} is {getattr(self, name)}", argument="shares", remedy="Give a share between 0 and 1."
                )
        if self.others_mean < 1 or self.persistent_mean < 1:
            says = f"reoffenders with {self.per_reoffender} reoffences on average cannot be shared out so"
            remedy = f"The pair needs a mean of at least {self.least_mean:.2f}: every reoffender has one or more."
            raise InputError(says, argument="shares", remedy=remedy)

    @property
    def ratio(self) -> float:
        """How many times as many reoffences a persistent reoffender has as another."""
        return (self.of_reoffences / self.of_reoffenders) / ((1 - self.of_reoffences) / (1 - self.of_reoffenders))

    @property
    def persistent_mean(self) -> float:
        return self.per_reoffender * self.of_reoffences / self.of_reoffenders

    @property
    def others_mean(self) -> float:
        return self.per_reoffender * (1 - self.of_reoffences) / (1 - self.of_reoffenders)

    @property
    def least_mean(self) -> float:
        """The smallest mean with which nobody who reoffended has fewer than one reoffence."""
        others = (1 - self.of_reoffenders) / (1 - self.of_reoffences)
        return max(others, self.of_reoffenders / self.of_reoffences)

    def working(self) -> str:
        """The arithmetic that the pair implies, line by line."""
        a, b, mean = self.of_reoffenders, self.of_reoffences, self.per_reoffender
        most, rest = b / a, (1 - b) / (1 - a)
        return "\n".join(
            (
                f"persistent: {b:.0%} of reoffences / {a:.0%} of reoffenders = {most:.2f} times the mean",
                f"others: {1 - b:.0%} of reoffences / {1 - a:.0%} of reoffenders = {rest:.2f} times the mean",
                f"ratio: {most:.2f} / {rest:.2f} = {self.ratio:.1f} times as many reoffences each",
                f"with {mean} reoffences a reoffender: {self.persistent_mean:.1f} each against {self.others_mean:.1f}",
                f"possible only at {self.least_mean:.2f} or more: below it some reoffenders would have less than one",
            )
        )


# The decision says 38% and "more than 75%"; the mean is the national one (2.9 in the cohort of July 2011 to June 2012).
PCD_1291 = Shares(of_reoffenders=0.38, of_reoffences=0.76, per_reoffender=2.9)


@dataclass(frozen=True)
class Truth:
    """What was planted: the mean difference in the chance of reoffending that the service makes to the treated."""

    risk_difference: float
    treated: int


@dataclass(frozen=True)
class Population:
    """Three tables for `desistance.reoffending.measure`, the cohort they were made for, and the truth about them."""

    people: pa.Table
    events: pa.Table
    offences: pa.Table
    cohort_start: dt.date
    cohort_end: dt.date
    truth: Truth

    def __str__(self) -> str:
        planted = (
            f"; planted effect {self.truth.risk_difference:+.3f} on {self.truth.treated:,}"
            if self.truth.treated
            else ""
        )
        return f"{self.people.num_rows:,} synthetic people with {self.offences.num_rows:,} offences{planted}"


def population(
    people: int,
    *,
    seed: int = 0,
    cohort_start: dt.date | str = dt.date(2022, 4, 1),
    cohort_end: dt.date | str = dt.date(2022, 6, 30),
    shares: Shares = PCD_1291,
    treated: float = 0.0,
    risk_difference: float = 0.0,
    confounding: float = 0.0,
    history: bool = True,
) -> Population:
    """Make `people` people, each with an index event in the cohort, and their offences.

    `treated` is the share with `treated` true; their chance of reoffending moves by `risk_difference` (a proportion,
    -0.05 for five points fewer; kept within 0 and 1). With `confounding` above 0 the more persistent are treated more
    often: the log odds rise by that much a band, and a plain comparison is wrong. `history` writes the previous
    offences as rows. Rates by band: 10.5% with none and 47% with 11 or more are published (July 2011 to June 2012);
    those between and the spread within bands are made up. Raises InputError for sizes and shares that cannot be.
    """
    start, end = as_day(cohort_start, argument="cohort_start"), as_day(cohort_end, argument="cohort_end")
    _check(people, start, end, treated, risk_difference)
    random = _random(seed, confounding)
    previous, bands = _previous(random, people, shares)
    flag = _treatment(random, bands, treated, confounding)
    before = np.array([*LOWER_RATES, PERSISTENT_RATE])[bands]
    after = np.clip(before + risk_difference * flag, 0.0, 1.0)
    reoffends = random.random(people) < after
    index = _days(start) + random.integers(0, (end - start).days + 1, people)
    width = len(str(people))
    names = pa.array(np.char.add("P", np.char.zfill(np.arange(people).astype(str), width)), pa.string())
    rows = _offences(random, index, previous if history else np.zeros_like(previous), bands, reoffends, shares)
    return Population(
        people=_people(random, names, previous, flag),
        events=_events(random, names, index),
        offences=rows.set_column(0, "person_id", names.take(rows["person_id"])),
        cohort_start=start,
        cohort_end=end,
        truth=Truth(float((after - before)[flag].mean()) if flag.any() else 0.0, int(flag.sum())),
    )


def persistent_share(shares: Shares) -> float:
    """The share of offenders with 11 or more previous offences that gives them their share of reoffenders."""
    others = float(np.dot(LOWER_SHARES, LOWER_RATES))
    odds = shares.of_reoffenders / (1 - shares.of_reoffenders) * others / PERSISTENT_RATE
    return odds / (1 + odds)


def months_later(days: Array, months: int) -> Array:
    """Calendar months later for many days at once; month ends clamp."""
    month = days.astype("datetime64[M]")
    moved = month + np.timedelta64(months, "M")
    last = (moved + np.timedelta64(1, "M")).astype(DAY) - np.timedelta64(1, "D")
    clamped: Array = np.minimum(moved.astype(DAY) + (days - month.astype(DAY)), last)
    return clamped


def _random(seed: int, confounding: float) -> np.random.Generator:
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError(f"{seed!r} is no seed", argument="seed", remedy="Give a whole number, 0 or more.")
    if not np.isfinite(confounding):
        raise InputError(f"{confounding!r} is no number", argument="confounding", remedy="Give 0 for none.")
    return np.random.default_rng(seed)


def _check(people: int, start: dt.date, end: dt.date, treated: float, risk_difference: float) -> None:
    if isinstance(people, bool) or not isinstance(people, int) or people < 1:
        raise InputError(f"{people!r} is not a number of people", argument="people", remedy="Give 1 or more.")
    remedy = f"Ask for fewer people: each takes about {PERSON_BYTES:,} bytes."
    refuse_too_large(people * PERSON_BYTES, argument="people", remedy=remedy)
    if end < start:
        raise InputError("is before cohort_start", argument="cohort_end", remedy="Give the first and the last day.")
    if not 0 <= treated <= 1:
        raise InputError(f"{treated!r} is not a share", argument="treated", remedy="Give 0 to 1.")
    if not -1 <= risk_difference <= 1:
        raise InputError(
            f"{risk_difference!r} is no difference of proportions", argument="risk_difference", remedy="Give -1 to 1."
        )


def _previous(random: np.random.Generator, people: int, shares: Shares) -> tuple[Array, Array]:
    persistent = persistent_share(shares)
    bands = random.choice(5, people, p=[*(share * (1 - persistent) for share in LOWER_SHARES), persistent])
    low = np.array([*(first for first, _ in LOWER_BANDS), PERSISTENT_FROM])[bands]
    high = np.array([*(last for _, last in LOWER_BANDS), PERSISTENT_FROM])[bands]
    beyond = random.geometric(1 / (1 + MEAN_BEYOND), people) - 1
    return np.where(bands == 4, low + beyond, random.integers(low, high + 1)), bands


def _treatment(random: np.random.Generator, bands: Array, share: float, confounding: float) -> Array:
    if share in (0, 1):
        return np.full(len(bands), bool(share))
    odds = np.exp(confounding * (bands - bands.mean())) * share / (1 - share)
    chosen: Array = random.random(len(bands)) < odds / (1 + odds)
    return chosen


def _people(random: np.random.Generator, names: pa.Array, previous: Array, flag: Array) -> pa.Table:
    number = len(names)
    areas = np.array(["North", "East", "South", "West"])
    return pa.table(
        {
            "person_id": names,
            "previous_offences": pa.array(previous, pa.int64()),
            "gender": pa.array(np.where(random.random(number) < 0.85, "male", "female"), pa.string()),
            "age": pa.array(18 + random.gamma(2.0, 8.0, number).astype(np.int64).clip(0, 70)),
            "area": pa.array(areas[random.integers(0, 4, number)], pa.string()),
            "treated": pa.array(flag),
        }
    )


def _events(random: np.random.Generator, names: pa.Array, index: Array) -> pa.Table:
    """The index of each person and, for some, a later event that must not become a second entry."""
    again = np.flatnonzero(random.random(len(index)) < 0.3)
    who = np.concatenate([np.arange(len(index)), again])
    days = np.concatenate([index, index[again] + random.integers(1, 400, len(again))])
    types = np.array(EVENT_TYPES)[random.choice(3, len(who), p=[0.15, 0.6, 0.25])]
    columns = {"person_id": names.take(pa.array(who)), "type": pa.array(types, pa.string()), "date": pa.array(days)}
    return pa.table(columns)


def _offences(
    random: np.random.Generator, index: Array, previous: Array, bands: Array, reoffends: Array, shares: Shares
) -> pa.Table:
    parts = [
        _history(random, index, previous),
        _reoffences(random, index, bands, reoffends, shares),
        _near_misses(random, index),
    ]
    who, committed, proven, excluded = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = random.permutation(len(who))
    who, committed, proven, excluded = who[order], committed[order], proven[order], excluded[order]
    return pa.table(
        {
            "person_id": pa.array(who),
            "offence_date": pa.array(committed, pa.date32()),
            "proven_date": pa.array(proven, pa.date32()),
            "excluded": pa.DictionaryArray.from_arrays(
                pa.array(np.zeros(len(who), np.int32), mask=~excluded), pa.array(["breach"])
            ).cast(pa.string()),
            "offence_code": _codes(random, len(who)),
        }
    )


def _history(random: np.random.Generator, index: Array, previous: Array) -> tuple[Array, ...]:
    who = np.repeat(np.arange(len(index)), previous)
    ago = random.integers(2, 4000, len(who))
    committed = index[who] - ago
    return who, committed, committed + random.integers(0, ago), np.zeros(len(who), bool)


def _reoffences(
    random: np.random.Generator, index: Array, bands: Array, reoffends: Array, shares: Shares
) -> tuple[Array, ...]:
    means = np.where(bands == 4, shares.persistent_mean, shares.others_mean)
    counts = np.where(reoffends, 1 + random.poisson(means - 1), 0)
    who = np.repeat(np.arange(len(index)), counts)
    room = (months_later(index, 12) - index).astype(np.int64)[who]
    committed = index[who] + random.integers(1, room)
    return who, committed, committed + random.integers(0, LATEST_PROOF, len(who)), np.zeros(len(who), bool)


def _near_misses(random: np.random.Generator, index: Array) -> tuple[Array, ...]:
    """One a person: a row that looks like a reoffence and, by one rule each, is none."""
    kind = random.integers(0, len(NEAR_MISSES), len(index))
    end, last = months_later(index, 12), months_later(index, 18)
    day, month = np.timedelta64(1, "D"), np.timedelta64(30, "D")
    inside = index + month
    committed = np.select([kind == 0, kind == 1, kind == 2, kind == 5], [index, end, end - day, index - month], inside)
    proven = np.select([kind == 2, kind == 3, kind == 5], [last, np.datetime64("NaT", "D"), index], committed + day)
    return np.arange(len(index)), committed, proven, kind == 4


def _codes(random: np.random.Generator, number: int) -> pa.Array:
    listed = violent_codes()
    codes, violent = listed["code"].combine_chunks(), listed["violent"].to_numpy() == 1
    yes, no = np.flatnonzero(violent), np.flatnonzero(~violent)
    chosen = np.where(
        random.random(number) < VIOLENT_SHARE,
        yes[random.integers(0, len(yes), number)],
        no[random.integers(0, len(no), number)],
    )
    drawn = codes.take(pa.array(chosen))
    return pc.if_else(pc.equal(drawn, INVALID_OFFENCE), placed_codes()["code"][0], drawn)


def _days(day: dt.date) -> Array:
    return np.asarray(np.datetime64(day, "D"))
