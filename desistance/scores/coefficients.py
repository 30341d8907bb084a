"""Coefficients of the career-shaped predictors, from their tables into one form."""

from __future__ import annotations

import functools

from desistance.scores import facts
from desistance.scores.career import Coefficients, Tables, Violence
from desistance.scores.items import CATEGORIES_2015

POWERS = ("", "_quadratic", "_cubic", "_quartic")


@functools.cache
def offence_groups() -> tuple[str, ...]:
    """The 24 actuarial categories, in the order used for `Careers.group`."""
    return tuple(sorted(set(facts.categories().values())))


@functools.cache
def generation_4(predictor: str, variant: str) -> Coefficients:
    """ARP, VRP or SVRP in one form."""
    terms = facts.terms(predictor, variant)
    copas = "g" if predictor == "ARP" else "v"
    constants = facts.points_and_bands()["career_constants"][predictor]
    ages = [[terms.get(f"aai{power}_{sex}", 0.0) for power in POWERS] for sex in ("male", "female")]
    squared = [terms.get(f"three_plus_sanctions_copas_squared_{sex}", 0.0) for sex in ("male", "female")]
    violence = None
    if predictor != "ARP":
        violence = Violence(
            (terms["never_violent_male"], terms["never_violent_female"]),
            terms["once_violent"],
            terms["violent_sanctions"],
            terms["violent_rate"],
        )
    return Coefficients(
        intercepts=(None, terms["two_year_constant"]),
        age=((0.0, *ages[0]), (terms["female"], *ages[1])),
        first_sanction=terms["first_sanction"],
        second_sanction=(terms["second_sanction"], terms["second_sanction"]),
        each_sanction=terms["sanction_occasions"],
        years_to_second=_pair(terms, "yrs_between_first_and_second_sanction_"),
        copas=_pair(terms, f"three_plus_sanctions_copas_{copas}_"),
        copas_squared=(squared[0], squared[1]),
        copas_years=constants["copas"],
        months=(0.0, *(terms.get(f"offence_free_months{power}", 0.0) for power in POWERS)),
        offence=facts.offence_terms(predictor, variant),
        violence=violence,
    )


@functools.cache
def ogrs4(predictor: str) -> Coefficients:
    """OGRS4G_2015 or OGRS4V_2015 (`second sanction + years x career term` for two sanctions, as in generation 4)."""
    of = facts.ogrs4_2015(predictor)
    violence = None
    if predictor == "OGRS4V_2015":
        never = of["neverViolentMale", ""], of["neverViolentFemale", ""]
        violence = Violence(never, of["onceViolent", ""], of["violentSanctionOccasions", ""], of["copasViolent", ""])
    return Coefficients(
        intercepts=(of["Intercept_1", ""], of["Intercept_2", ""]),
        age=(_powers(of, "male"), _powers(of, "female")),
        first_sanction=of["firstSanction", ""],
        second_sanction=(of["secondSanctionMale", ""], of["secondSanctionFemale", ""]),
        each_sanction=of["sanctionOccasions", ""],
        years_to_second=(of["criminalCareerMale", ""], of["criminalCareerfemale", ""]),
        copas=(of["copasMale", "power_1"], of["copasFemale", "power_1"]),
        copas_squared=(of["copasMale", "power_2"], of["copasFemale", "power_2"]),
        copas_years=12 if violence else 26,
        months=_powers(of, "offenceFreeMonths"),
        offence={category: of["offence_category", category] for category in CATEGORIES_2015},
        violence=violence,
    )


@functools.cache
def snsv(variant: str) -> Coefficients:
    """SNSV 2015 in one form."""
    of = facts.snsv_2015(variant)
    never = of["maleneverviolent", ""], of["femaleneverviolent", ""]
    return Coefficients(
        intercepts=(of["Intercept_1", ""], of["Intercept_2", ""]),
        age=(_powers(of, "male"), _powers(of, "female")),
        first_sanction=of["firstsanction", ""],
        second_sanction=(of["secondsanction", ""], of["secondsanction", ""]),
        each_sanction=of["ogrs3_sanctionoccasions", ""],
        years_to_second=(of["malesecondsanctionyearssincefirs", ""], of["femalesecondsanctionyearssincefi", ""]),
        copas=(of["malethreeplussanctionsogrs4v_rat", ""], of["femalethreeplussanctionsogrs4v_r", ""]),
        copas_squared=(0.0, 0.0),
        copas_years=12,
        months=_powers(of, "OffenceFreeMonths"),
        offence={category: of["offence_category", category] for category in CATEGORIES_2015},
        violence=Violence(never, of["onceviolent", ""], of["ogrs3_ovp_sanct", ""], of["ogrs4v_rate_violent", ""]),
    )


@functools.cache
def tables(predictor: str, variant: str) -> Tables:
    """Look-up tables of a predictor in one form."""
    if predictor in {"ARP", "VRP", "SVRP"}:
        return Tables(generation_4(predictor, variant), offence_groups())
    return Tables(snsv(variant) if predictor == "SNSV_2015" else ogrs4(predictor), CATEGORIES_2015)


def _pair(terms: dict[str, float], stem: str) -> tuple[float, float]:
    return terms[f"{stem}male"], terms[f"{stem}female"]


def _powers(of: dict[tuple[str, str], float], term: str) -> tuple[float, ...]:
    return tuple(of.get((term, f"power_{power}"), 0.0) for power in range(5))
