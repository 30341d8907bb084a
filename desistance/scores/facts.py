"""Coefficients, points, bands and offence codes, read from the tables in `desistance/data/actuarial`."""

from __future__ import annotations

import csv
import functools
import tomllib
from importlib import resources
from typing import Any

UNKNOWN_CATEGORY = "UNKNOWN"
EXACT_OFFENCE_NEEDED = "999"

CATEGORY_OF_2015 = {
    "ABSCONDING_OR_BAIL": "Absconding/bail",
    "ACQUISITIVE_VIOLENCE": "Acquisitive violence",
    "BURGLARY_DOMESTIC": "Burglary (domestic)",
    "BURGLARY_OTHER": "Burglary (other)",
    "CRIMINAL_DAMAGE": "Criminal damage",
    "DRINK_DRIVING": "Drink driving",
    "DRUG_IMPORT_EXPORT_OR_PRODUCTION": "Drug import/export/production",
    "DRUG_POSSESSION_OR_SUPPLY": "Drug possession/supply",
    "DRUNKENNESS": "Drunkenness",
    "FIREARMS_MOST_SERIOUS": "Violence against the person",
    "FIREARMS_OTHER": "Violence against the person",
    "FRAUD_AND_FORGERY": "Fraud, forgery & misrepresentation",
    "HANDLING_STOLEN_GOODS": "Handling stolen goods",
    "MOTORING_OFFENCES": "Motoring (not drink driving)",
    "OTHER_OFFENCES": "Other offence",
    "PUBLIC_ORDER_AND_HARRASSMENT": "Public order, harassment",
    "SEXUAL_AGAINST_CHILD": "Sexual (against children)",
    "SEXUAL_NOT_AGAINST_CHILD": "Sexual (not against children)",
    "THEFT_NON_MOTOR": "Theft (not vehicle-related)",
    "VEHICLE_RELATED_THEFT": "Vehicle-related theft",
    "VIOLENCE_AGAINST_THE_PERSON_ABH_PLUS": "Violence against the person",
    "VIOLENCE_AGAINST_THE_PERSON_SUB_ABH": "Violence against the person",
    "WEAPONS_NON_FIREARM": "Violence against the person",
    "WELFARE_FRAUD": "Welfare fraud",
}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table of `desistance/data/actuarial`."""
    text = resources.files("desistance").joinpath("data", "actuarial", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@functools.cache
def points_and_bands() -> dict[str, Any]:
    """Bands of every predictor; points and constants of OVP, OGP, DC-SRP, IIC-SRP and MST."""
    path = resources.files("desistance").joinpath("data", "actuarial", "points_and_bands.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@functools.cache
def ogrs3(digits: int) -> dict[tuple[str, str], float]:
    """OGRS3 by (component, level): 5 digits are OASys, 9 the model as first published."""
    column = "value_5dp" if digits == 5 else "value_9dp"
    return {(row["component"], row["level"]): float(row[column]) for row in rows("ogrs3_coefficients") if row[column]}


@functools.cache
def ogrs3_weights() -> dict[str, float | None]:
    """Offence code -> OGRS3 weight; None for a code that names a group. Codes without a group are left out."""
    found: dict[str, float | None] = {}
    for row in rows("offence_codes_ogrs3_rsr"):
        weight = row["ogrs3_weight"]
        if weight:
            found[row["offence_code"]] = None if weight == EXACT_OFFENCE_NEEDED else float(weight)
    return found


@functools.cache
def ovp_points() -> dict[tuple[str, str], int]:
    """OVP points by (item, level)."""
    return {(row["item"], row["level"]): int(row["points"]) for row in rows("ovp_points")}


@functools.cache
def categories() -> dict[str, str]:
    """Offence code -> actuarial category. Codes of unknown category are left out."""
    return {
        row["offence_code"]: row["actuarial_category"]
        for row in rows("offence_codes")
        if row["actuarial_category"] != UNKNOWN_CATEGORY
    }


@functools.cache
def terms(predictor: str, variant: str) -> dict[str, float]:
    """Coefficients of ARP, VRP or SVRP by term."""
    return {
        row["term"]: float(row["coefficient"])
        for row in rows("arp_vrp_svrp_coefficients")
        if (row["predictor"], row["variant"]) == (predictor, variant)
    }


@functools.cache
def offence_terms(predictor: str, variant: str) -> dict[str, float]:
    """Coefficients of ARP, VRP or SVRP by offence category."""
    return {
        row["offence_category"]: float(row["coefficient"])
        for row in rows("arp_vrp_svrp_offence_category")
        if (row["predictor"], row["variant"]) == (predictor, variant)
    }


@functools.cache
def ogrs4_2015(predictor: str) -> dict[tuple[str, str], float]:
    """Coefficients of OGRS4G_2015 or OGRS4V_2015 by (term, index)."""
    return {
        (row["term"], row["index"]): float(row["value"])
        for row in rows("ogrs4_2015_coefficients")
        if row["predictor"] == predictor
    }


@functools.cache
def snsv_2015(variant: str) -> dict[tuple[str, str], float]:
    """Coefficients of SNSV 2015 by (term, index)."""
    return {(row["term"], row["index"]): float(row[variant]) for row in rows("snsv_2015_coefficients") if row[variant]}


def lower_bounds(band: str) -> list[float]:
    """The four lower bounds of a predictor's bands, LOW first (integer ranges by their first value)."""
    table = points_and_bands()["bands"][band]
    return [float(bound if not isinstance(bound, list) else bound[0]) for bound in (table[one] for one in BANDS)]


BANDS = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
