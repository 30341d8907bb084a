"""ARP, VRP and SVRP: static, and dynamic where the answers are complete.

Source: ministryofjustice/hmpps-arns-risk-actuarial-api, August 2026.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desistance.scores import coefficients, facts, marks, person
from desistance.scores.batch import CODE_UNKNOWN, Batch
from desistance.scores.career import Careers
from desistance.scores.instruments import ARP_DRUGS, ARP_ITEMS, OTHER_DRUGS, SVRP_ITEMS, VRP_DRUGS, VRP_ITEMS
from desistance.scores.items import PREVIOUS_CONVICTIONS, RELATIONSHIP
from desistance.scores.marks import Mask
from desistance.scores.rounding import band_places, hundredths, logistic
from desistance.scores.scored import Floats, Scored

GRADED = {
    "carry_or_use_weapon": ("did_offence_involve_carrying_or_using_weapon", 1),
    "accommodation_suitability": ("suitability_of_accommodation", 1),
    "unemployed": ("is_unemployed", 2),
    "relationship_quality": ("current_relationship_with_partner", 1),
    "domestic_abuse": ("evidence_of_domestic_abuse", 1),
    "activities_encourage_offending": ("regular_offending_activities", 1),
    "motivation_to_tackle_drug_misuse": ("motivation_to_tackle_drug_misuse", 1),
    "chronic_drinking": ("current_alcohol_use_problems", 1),
    "binge_drinking": ("excessive_alcohol_use", 1),
    "impulsivity": ("impulsivity_problems", 1),
    "temper": ("temper_control", 1),
    "pro_criminal_attitude": ("pro_criminal_attitudes", 1),
}
DRUG_TERMS = {"prescription_drug_misuse": "misused_prescription_drug"}
PAST_TERMS = (
    "past_homicide_offence",
    "past_gbh_offence",
    "past_kidnapping_offence",
    "past_firearms_offence",
    "past_robbery_offence",
    "past_aggravated_burglary_offence",
    "past_weapon_offence",
    "past_criminal_damage_offence",
    "past_arson_offence",
)
LIVING_TOGETHER = RELATIONSHIP.index("IN_RELATIONSHIP_LIVING_TOGETHER")


@dataclass(frozen=True)
class Predictor:
    """One of the three: the answers that its dynamic form needs and the drugs it counts."""

    name: str
    answers: tuple[str, ...]
    drugs: tuple[str, ...] = ()


ARP = Predictor("ARP", ARP_ITEMS, ARP_DRUGS)
VRP = Predictor("VRP", VRP_ITEMS, VRP_DRUGS)
SVRP = Predictor("SVRP", SVRP_ITEMS)


def score_predictor(of: Predictor, batch: Batch, forced: str | None) -> Scored:
    """Score a batch; `forced` is static, dynamic or None for dynamic where the answers are complete."""
    rows = careers(batch, violent=of is not ARP)
    dynamic = batch.dynamic(of.answers, forced)
    if forced != "static":
        _refuse_drugs_without_motivation(of, batch)
    z = np.empty(batch.rows)
    if not dynamic.all():
        tables = coefficients.tables(of.name, "static")
        z = tables.sum(rows) + tables.of.intercepts[1]
    if dynamic.any():
        tables = coefficients.tables(of.name, "dynamic")
        z = np.where(dynamic, tables.sum(rows) + tables.of.intercepts[1] + _items(of, batch), z)
    probability = logistic(z)
    score = hundredths(probability) / 100.0
    return Scored(
        dynamic,
        probability_2y=probability,
        per_cent_2y=score,
        bands=band_places(score, facts.lower_bounds(of.name)),
    )


def scorer(of: Predictor) -> Callable[[Batch, str | None], Scored]:
    """The scoring function of one predictor."""
    return functools.partial(score_predictor, of)


def careers(batch: Batch, *, violent: bool) -> Careers:
    """The static inputs of a batch, with their problems recorded."""
    at_conviction = person.age_at_conviction(batch)
    at_follow_up = person.age_at_follow_up(batch, at_conviction)
    person.refuse_early_follow_up(batch, at_conviction, at_follow_up)
    places = {group: place for place, group in enumerate(coefficients.offence_groups())}
    groups = batch.offence(_group_of(places))
    batch.problems.missing("offence_code", groups == -1)
    return Careers(
        women=person.female(batch),
        age=at_follow_up.data,
        sanctions=batch.need("total_sanctions").data,
        years=person.sanctions_since_first(batch, at_conviction),
        months=person.offence_free_months(batch),
        group=np.maximum(groups, 0),
        violent=person.violent_sanctions(batch) if violent else None,
    )


def _group_of(places: dict[str, int]) -> Callable[[str], int]:
    categories = facts.categories()

    def group_of(code: str) -> int:
        category = categories.get(code)
        return CODE_UNKNOWN if category is None else places[category]

    return group_of


def _refuse_drugs_without_motivation(of: Predictor, batch: Batch) -> None:
    used = np.zeros(batch.rows, np.bool_)
    for drug in of.drugs:
        used |= _uses(batch, drug)
    if of.drugs:
        motivation = batch.column("motivation_to_tackle_drug_misuse")
        batch.problems.say(marks.DRUGS_WITHOUT_MOTIVATION, used & motivation.null)


def _items(of: Predictor, batch: Batch) -> Floats:
    terms = facts.terms(of.name, "dynamic")
    total = np.zeros(batch.rows)
    for term, (name, times) in GRADED.items():
        if term in terms:
            total += np.arange(3).astype(np.float64).take(batch.column(name).data) * (times * terms[term])
    if "live_in_relationship" in terms:
        together = batch.column("current_relationship_status").data == LIVING_TOGETHER
        quality = batch.column("current_relationship_with_partner").data
        total += together * (terms["live_in_relationship"] + terms["quality_of_live_in_relationship"] * quality)
    for drug in of.drugs:
        if drug not in OTHER_DRUGS:
            total += _uses(batch, drug) * terms[_drug_term(drug, terms)]
    if "other_drugs" in terms:
        others: Mask = np.logical_or.reduce([_uses(batch, drug) for drug in OTHER_DRUGS])
        total += others * terms["other_drugs"]
    if PAST_TERMS[0] in terms:
        total += _past(terms).take(batch.column("previous_convictions").data)
    return total


def _drug_term(drug: str, terms: dict[str, float]) -> str:
    return next(term for term in terms if DRUG_TERMS.get(term, term) == drug)


def _uses(batch: Batch, drug: str) -> Mask:
    return batch.column(f"has_{drug}_usage").data.astype(np.bool_, copy=False)


def _past(terms: dict[str, float]) -> Floats:
    sets = range(1 << len(PREVIOUS_CONVICTIONS))
    return np.array([sum(terms[term] for bit, term in enumerate(PAST_TERMS) if held >> bit & 1) for held in sets])
