"""ARP, VRP, SVRP and the 2015 family, one row at a time."""

from __future__ import annotations

import math
from typing import Any

from desistance.scores import coefficients, facts, marks
from desistance.scores.career import Coefficients
from desistance.scores.family2015 import SNSV_TERMS
from desistance.scores.instruments import (
    ARP_DRUGS,
    ARP_ITEMS,
    OTHER_DRUGS,
    SNSV_ITEMS,
    SVRP_ITEMS,
    VRP_DRUGS,
    VRP_ITEMS,
)
from desistance.scores.items import CATEGORIES_2015
from desistance.scores.reference import cells as c

ANSWERS = {"ARP": ARP_ITEMS, "VRP": VRP_ITEMS, "SVRP": SVRP_ITEMS}
DRUGS: dict[str, tuple[str, ...]] = {"ARP": ARP_DRUGS, "VRP": VRP_DRUGS, "SVRP": ()}
PAST = {
    "HOMICIDE": "past_homicide_offence",
    "WOUNDING_GBH": "past_gbh_offence",
    "KIDNAPPING": "past_kidnapping_offence",
    "FIREARMS": "past_firearms_offence",
    "ROBBERY": "past_robbery_offence",
    "AGGRAVATED_BURGLARY": "past_aggravated_burglary_offence",
    "WEAPON": "past_weapon_offence",
    "CRIMINAL_DAMAGE": "past_criminal_damage_offence",
    "ARSON": "past_arson_offence",
}


def generation_4(name: str, cells: c.Cells, variant: str) -> dict[str, Any]:
    """ARP, VRP or SVRP."""
    conviction = c.age_at(cells, "date_of_conviction", c.AT_CONVICTION)
    category = c.offence_code(cells, facts.categories())
    if cells.empty("offence_code"):
        cells.missing.add("offence_code")
    women = cells.need("gender")
    age = c.age_at(cells, "follow_up_start", c.AT_FOLLOW_UP, conviction, falls_back=True)
    c.refuse_early_follow_up(cells, conviction, age)
    sanctions = cells.need("total_sanctions")
    years, months = c.years_since_first(cells, conviction), c.offence_free_months(cells)
    violent = None if name == "ARP" else c.violent_sanctions(cells)
    full = c.dynamic(cells, ANSWERS[name], variant)
    if variant != "static":
        _refuse_drugs_without_motivation(cells, name)
    if cells.missing or cells.problems:
        return {}
    form = "dynamic" if full else "static"
    of = coefficients.generation_4(name, form)
    z = of.intercepts[1] + career(of, women, int(age or 0), sanctions, years, months, category, violent)
    z += _items(name, cells) if full else 0.0
    probability = c.logistic(z)
    score = c.two_decimals(probability)
    return {
        "probability_2y": probability,
        "percent_2y": score,
        "band": c.band(score, facts.lower_bounds(name)),
        "variant": form,
    }


def ogrs4(name: str, cells: c.Cells, variant: str) -> dict[str, Any]:
    """OGRS4/G or OGRS4/V of 2015."""
    conviction = c.age_at(cells, "date_of_conviction", c.AT_CONVICTION)
    women = cells.need("gender")
    age = c.age_at(cells, "follow_up_start", c.AT_FOLLOW_UP, conviction, falls_back=True)
    c.refuse_early_follow_up(cells, conviction, age)
    sanctions = cells.need("total_sanctions")
    years, months = c.years_since_first(cells, conviction), c.offence_free_months(cells)
    violent = c.violent_sanctions(cells) if name == "OGRS4V_2015" else None
    category = _category(cells)
    if cells.missing or cells.problems:
        return {}
    of = coefficients.ogrs4(name)
    return _two_years(of, career(of, women, int(age or 0), sanctions, years, months, category, violent), "static")


def snsv(cells: c.Cells, variant: str) -> dict[str, Any]:
    """SNSV of 2015."""
    conviction, women, age = cells.need("age_at_conviction"), cells.need("gender"), cells.need("age_at_sentence")
    years = c.years_since_first(cells, conviction)
    sanctions, months = cells.need("total_sanctions"), cells.need("calendar_months_sentence_to_assessment")
    category, violent = cells.need("offence_category"), c.violent_sanctions(cells)
    full = c.dynamic(cells, SNSV_ITEMS, variant)
    kind = cells.value("vatp_subcategory") or 0
    if cells.missing or cells.problems:
        return {}
    form = "dynamic" if full else "static"
    of, terms = coefficients.snsv(form), facts.snsv_2015(form)
    z = career(of, women, age, sanctions, years, min(months, 36), CATEGORIES_2015[category], violent)
    if CATEGORIES_2015[category] == "Violence against the person":
        z += terms["violence_subcategory", str(kind)]
    if full:
        z += sum(times * terms[term, ""] * cells.value(name) for name, (term, times) in SNSV_TERMS.items())
    return _two_years(of, z, form)


def career(
    of: Coefficients, women: int, age: int, sanctions: int, years: int, months: int, category: str, violent: int | None
) -> float:
    """The sum of terms without intercept and dynamic items."""
    z: float = sum(value * age**power for power, value in enumerate(of.age[women]))
    z += of.offence[category] + of.each_sanction * sanctions
    z += sum(value * months**power for power, value in enumerate(of.months))
    if sanctions == 1:
        z += of.first_sanction
    elif sanctions == 2:
        z += of.second_sanction[women] + of.years_to_second[women] * years
    else:
        rate = math.log(sanctions / (years + of.copas_years))
        z += of.copas[women] * rate + of.copas_squared[women] * rate**2
    if of.violence is None or violent is None:
        return z
    if violent == 0:
        return z + of.violence.never[women]
    z += of.violence.each * violent + of.violence.rate * math.log(violent / (years + 30))
    return z + of.violence.once if violent == 1 else z


def _refuse_drugs_without_motivation(cells: c.Cells, name: str) -> None:
    used = [cells.value(f"has_{drug}_usage") for drug in DRUGS[name]]
    if not used:
        return
    cells.value("motivation_to_tackle_drug_misuse")
    if any(used) and cells.empty("motivation_to_tackle_drug_misuse"):
        cells.problems.add(marks.DRUGS_WITHOUT_MOTIVATION)


def _items(name: str, cells: c.Cells) -> float:
    terms = facts.terms(name, "dynamic")
    of = {answer: cells.value(answer) for answer in ANSWERS[name]}
    z: float = terms["accommodation_suitability"] * of["suitability_of_accommodation"]
    z += 2 * terms["unemployed"] * of["is_unemployed"]
    z += terms["chronic_drinking"] * of["current_alcohol_use_problems"]
    if name == "SVRP":
        z += terms["carry_or_use_weapon"] * of["did_offence_involve_carrying_or_using_weapon"]
        z += sum(terms[PAST[code]] for code in of["previous_convictions"])
    else:
        z += _general_items(terms, of, cells, name)
    if name != "ARP":
        z += terms["temper"] * of["temper_control"]
    if name != "VRP":
        z += terms["pro_criminal_attitude"] * of["pro_criminal_attitudes"]
    return z


def _general_items(terms: dict[str, float], of: dict[str, Any], cells: c.Cells, name: str) -> float:
    quality = of["current_relationship_with_partner"]
    z: float = terms["relationship_quality"] * quality
    if of["current_relationship_status"] == 1:
        z += terms["live_in_relationship"] + terms["quality_of_live_in_relationship"] * quality
    z += terms["domestic_abuse"] * of["evidence_of_domestic_abuse"]
    z += terms["activities_encourage_offending"] * of["regular_offending_activities"]
    z += terms["binge_drinking"] * of["excessive_alcohol_use"] + terms["impulsivity"] * of["impulsivity_problems"]
    z += terms["motivation_to_tackle_drug_misuse"] * (cells.value("motivation_to_tackle_drug_misuse") or 0)
    used = [drug for drug in DRUGS[name] if cells.value(f"has_{drug}_usage")]
    spelled = {"misused_prescription_drug": "prescription_drug_misuse"}
    z += sum(terms[spelled.get(drug, drug)] for drug in used if drug not in OTHER_DRUGS)
    return z + (terms["other_drugs"] if set(used) & set(OTHER_DRUGS) else 0.0)


def _category(cells: c.Cells) -> str:
    found = c.offence_code(cells, facts.categories())
    given = cells.value("offence_category")
    if not cells.empty("offence_code") and given is not None:
        cells.problems.add(marks.CODE_AND_CATEGORY)
    if cells.empty("offence_code") and cells.empty("offence_category"):
        cells.missing.add(
            "offence_code" if cells.has("offence_code") or not cells.has("offence_category") else "offence_category"
        )
    return facts.CATEGORY_OF_2015[found] if found is not None else CATEGORIES_2015[given or 0]


def _two_years(of: Coefficients, z: float, form: str) -> dict[str, Any]:
    one, two = c.logistic((of.intercepts[0] or 0.0) + z), c.logistic(of.intercepts[1] + z)
    return {
        "probability_1y": one,
        "probability_2y": two,
        "percent_1y": c.two_decimals(one),
        "percent_2y": c.two_decimals(two),
        "variant": form,
    }
