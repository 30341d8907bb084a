"""DC-SRP, IIC-SRP and the combined CSRP.

Source: ministryofjustice/hmpps-arns-risk-actuarial-api, August 2026. Where sources differ:
docs/explanation/score-traps.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desistance.scores import dates, facts, marks, person
from desistance.scores.batch import Batch
from desistance.scores.generation4 import SVRP, score_predictor
from desistance.scores.instruments import SEXUAL_COUNTS
from desistance.scores.items import SUPERVISION
from desistance.scores.marks import Mask
from desistance.scores.rounding import band_places, hundredths, logistic
from desistance.scores.scored import Floats, Scored

ADULT, CHILD = "total_contact_adult_sexual_sanctions", "total_contact_child_sexual_sanctions"
NONCONTACT, IMAGES = "total_non_contact_sexual_offences", "total_indecent_image_sanctions"
IIC_RULES = 6
QUIET_YEARS = 5


@dataclass(frozen=True)
class History:
    """Who has a sexual history, and the counts (0 where not known)."""

    women: Mask
    recorded: Mask
    men: Mask
    counts: dict[str, NDArray[np.int32]]


def score_dcsrp(batch: Batch, forced: str | None) -> Scored:
    """DC-SRP: points for men with a sexual history; 0 per cent and no band for everybody else."""
    history = _history(batch)
    for name in ("supervision_status", "date_of_birth"):
        batch.need(name)
    age = person.age_at_follow_up(batch)
    points = np.where(history.men, _points(batch, history, age.data), 0)
    probability = _by_points(points, history.men)
    bands = _reduced(batch, history, band_places(points.astype(np.float64), facts.lower_bounds("DC_SRP")))
    batch.notices.say(marks.MEN_ONLY, ~history.men)
    return Scored(
        np.zeros(batch.rows, np.bool_),
        probability_2y=probability,
        per_cent_2y=hundredths(probability) / 100.0,
        points=points.astype(np.int64),
        points_known=history.men,
        bands=np.where(history.men, bands, -1).astype(np.int8),
    )


def score_iicsrp(batch: Batch, forced: str | None) -> Scored:
    """IIC-SRP: the first rule that fits a man's sexual sanctions; 0 per cent for women and without sexual history."""
    history = _history(batch)
    rules = facts.points_and_bands()["iic_srp"]
    images, child = history.counts[IMAGES], history.counts[CHILD]
    rule = np.select([images >= 2, images == 1, child >= 2, child == 1], [0, 1, 2, 3], IIC_RULES - 1)
    probability = np.where(history.men, np.array([one["probability"] for one in rules])[rule], 0.0)
    bands = np.array([facts.BANDS.index(one["band"]) for one in rules])[rule]
    batch.notices.say(marks.SEXUAL_ONLY, ~history.recorded)
    return Scored(
        np.zeros(batch.rows, np.bool_),
        probability_2y=probability,
        per_cent_2y=hundredths(probability) / 100.0,
        bands=np.where(history.men, bands, np.where(history.recorded, 0, -1)).astype(np.int8),
    )


def score_csrp(batch: Batch, forced: str | None) -> Scored:
    """CSRP: the sum of SVRP, DC-SRP and IIC-SRP as rounded, plus a constant for women with a sexual history."""
    svrp = score_predictor(SVRP, batch, forced)
    parts = [svrp, score_dcsrp(batch, None), score_iicsrp(batch, None)]
    history = _history(batch)
    constant = facts.points_and_bands()["csrp"]["female_with_sexual_history_adds"]
    added = np.where(history.women & history.recorded, constant, 0.0)
    probability = sum((part.probability_2y for part in parts if part.probability_2y is not None), start=added)
    whole = sum(
        (np.rint(part.per_cent_2y * 100.0) for part in parts if part.per_cent_2y is not None), start=hundredths(added)
    )
    score = np.minimum(whole, 9999.0) / 100.0
    return Scored(
        svrp.dynamic,
        probability_2y=probability,
        per_cent_2y=score,
        bands=band_places(score, facts.lower_bounds("CSRP")),
    )


def _history(batch: Batch) -> History:
    gender, ever = batch.need("gender"), batch.need("has_ever_committed_sexual_offence")
    women = gender.known & (gender.data == 1)
    recorded = ever.known & ever.data.astype(np.bool_)
    asked = ~women & ~(ever.known & ~recorded)
    counts = {name: batch.need(name, asked) for name in SEXUAL_COUNTS}
    total = sum((one.data for one in counts.values()), start=np.zeros(batch.rows, np.int32))
    full: Mask = np.logical_and.reduce([one.known for one in counts.values()])
    sanctions = batch.column("total_sanctions")
    denied = ~women & ever.known & ~recorded
    batch.problems.say(marks.SEXUAL_COUNTS_WITHOUT_HISTORY, denied & (total > 0))
    batch.problems.say(marks.SEXUAL_HISTORY_WITHOUT_COUNTS, asked & full & (total == 0))
    batch.problems.say(marks.SEXUAL_ABOVE_TOTAL, asked & sanctions.known & (total > sanctions.data))
    men = ~women & recorded
    return History(women, recorded, men, {name: one.data for name, one in counts.items()})


def _points(batch: Batch, history: History, age: NDArray[np.int32]) -> NDArray[np.int64]:
    of = facts.points_and_bands()["dc_srp"]
    sanctions = batch.need("total_sanctions").data
    stranger = batch.column("is_current_offence_against_victim_stranger").data
    at_last = _age_at_last_sexual_offence(batch, history)
    last = of["age_at_last_sexual_sanction"]
    return np.asarray(
        _stepped(of["adult_contact_sanctions"], history.counts[ADULT])
        + _stepped(of["child_contact_sanctions"], history.counts[CHILD])
        + _stepped(of["noncontact_sanctions"], history.counts[NONCONTACT])
        + np.where(age >= 60, 0, 14 - np.maximum(0, (age - 18) // 3))
        + np.where(at_last >= 18, last["18+"], np.where(at_last >= 16, last["16-17"], last["10-15"]))
        + np.where(sanctions >= 2, of["two_or_more_sanctions"], 0)
        + of["stranger_victim"] * stranger
    )


def _age_at_last_sexual_offence(batch: Batch, history: History) -> NDArray[np.int32]:
    birth = batch.column("date_of_birth")
    day = batch.need("date_of_most_recent_sexual_offence", history.men)
    both = history.men & birth.known & day.known
    batch.problems.say(marks.SEXUAL_NOT_AFTER_BIRTH, both & (day.data <= birth.data))
    years = dates.completed_years(_packed(birth.data), _packed(day.data))
    batch.problems.say(marks.SEXUAL_AGE, both & (years >= person.AGE_LIMIT))
    return np.where(both, years, 0)


def _by_points(points: NDArray[np.int64], men: Mask) -> Floats:
    of = facts.points_and_bands()["dc_srp"]
    probability = logistic(of["logit_constant"] + of["logit_per_point"] * points)
    return np.where(men & (points > 0), probability, 0.0)


def _reduced(batch: Batch, history: History, bands: NDArray[np.int8]) -> NDArray[np.int8]:
    """One band lower outside custody after five quiet years; what cannot be checked is not reduced, and noted."""
    supervision = batch.column("supervision_status")
    eligible = history.men & supervision.known & (supervision.data != SUPERVISION.index("CUSTODY")) & (bands >= 1)
    start, assessed = batch.column("follow_up_start"), batch.column("assessment_date")
    checked = assessed.known & start.known
    batch.notices.say(marks.NO_REDUCTION, eligible & ~checked)
    quiet = eligible & checked
    for name in ("most_recent_offence_date", "date_of_most_recent_sexual_offence", "follow_up_start"):
        since = batch.column(name)
        years = dates.completed_years(_packed(since.data), _packed(assessed.data))
        quiet &= ~since.known | (years >= QUIET_YEARS)
    return np.asarray(bands - quiet, np.int8)


def _stepped(points: list[int], counts: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.array(points)[np.minimum(counts, len(points) - 1)]


def _packed(days: NDArray[np.int32]) -> NDArray[np.int32]:
    return dates.packed(days.astype(np.int32, copy=False))
