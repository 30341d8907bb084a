"""DC-SRP, IIC-SRP, CSRP and MST, one row at a time."""

from __future__ import annotations

from typing import Any

from desistance.scores import facts, marks
from desistance.scores.instruments import MST_ITEMS, SEXUAL_COUNTS
from desistance.scores.items import SUPERVISION
from desistance.scores.reference import cells as c
from desistance.scores.reference.careers import generation_4

IMAGES, ADULT, CHILD, NONCONTACT = SEXUAL_COUNTS


def dcsrp(cells: c.Cells, variant: str) -> dict[str, Any]:
    """Points for men with a sexual history."""
    man, counts = _history(cells)
    supervision = cells.need("supervision_status")
    birth, sanctions = cells.need("date_of_birth"), cells.need("total_sanctions")
    age = c.age_at(cells, "follow_up_start", c.AT_FOLLOW_UP)
    stranger = cells.value("is_current_offence_against_victim_stranger")
    for name in ("most_recent_offence_date", "assessment_date"):
        cells.value(name)
    last = _age_at_last(cells, birth) if man else cells.value("date_of_most_recent_sexual_offence")
    if not man:
        cells.notices.add(marks.MEN_ONLY)
    if cells.missing or cells.problems:
        return {}
    if not man:
        return {"probability_2y": 0.0, "percent_2y": 0.0, "variant": "static"}
    points = (
        min(counts[ADULT], 3) * 5
        + min(counts[CHILD], 3) * 3
        + min(counts[NONCONTACT], 3) * 2
        + (0 if (age or 0) >= 60 else 14 - max(0, ((age or 0) - 18) // 3))
        + (10 if last >= 18 else 5 if last >= 16 else 0)
        + (6 if sanctions >= 2 else 0)
        + (4 if stranger else 0)
    )
    probability = c.logistic(-8.633 + 0.1598 * points) if points else 0.0
    place = sum(points >= bound for bound in (22, 30, 36))
    return {
        "probability_2y": probability,
        "percent_2y": c.two_decimals(probability),
        "points": points,
        "band": facts.BANDS[place - _reduction(cells, place, supervision)],
        "variant": "static",
    }


def iicsrp(cells: c.Cells, variant: str) -> dict[str, Any]:
    """The first rule that fits."""
    man, counts = _history(cells)
    ever = cells.value("has_ever_committed_sexual_offence")
    cells.value("total_sanctions")
    if not ever:
        cells.notices.add(marks.SEXUAL_ONLY)
    if cells.missing or cells.problems:
        return {}
    if not man:
        return {"probability_2y": 0.0, "percent_2y": 0.0, "band": "LOW" if ever else None, "variant": "static"}
    images, child = counts[IMAGES], counts[CHILD]
    rules = [
        (images >= 2, 0.1031, "HIGH"),
        (images == 1, 0.03328, "MEDIUM"),
        (child >= 2, 0.00926, "LOW"),
        (child == 1, 0.00634, "LOW"),
        (True, 0.00281, "LOW"),
    ]
    probability, band = next((chance, of) for fits, chance, of in rules if fits)
    return {"probability_2y": probability, "percent_2y": c.two_decimals(probability), "band": band, "variant": "static"}


def csrp(cells: c.Cells, variant: str) -> dict[str, Any]:
    """The sum of SVRP, DC-SRP and IIC-SRP as rounded."""
    parts = [generation_4("SVRP", cells, variant), dcsrp(cells, "static"), iicsrp(cells, "static")]
    if cells.missing or cells.problems:
        return {}
    constant = 0.0
    if cells.value("gender") == 1 and cells.value("has_ever_committed_sexual_offence"):
        constant = facts.points_and_bands()["csrp"]["female_with_sexual_history_adds"]
    total = round(sum(part["percent_2y"] for part in parts) + c.two_decimals(constant), 2)
    score = min(total, 99.99)
    return {
        "probability_2y": sum(part["probability_2y"] for part in parts) + constant,
        "percent_2y": score,
        "band": c.band(score, facts.lower_bounds("CSRP")),
        "variant": parts[0]["variant"],
    }


def mst(cells: c.Cells, variant: str) -> dict[str, Any]:
    """Ten items for men of 18 to 25."""
    gender, birth, day = (cells.value(name) for name in ("gender", "date_of_birth", "assessment_date"))
    age = c.age_on(birth, day) if birth is not None and day is not None else None
    answers = [cells.value(name) for name in MST_ITEMS]
    outside = age is not None and not 18 <= age <= 25
    if not outside:
        for name in ("gender", "date_of_birth", "assessment_date"):
            cells.need(name)
        if sum(answer is not None for answer in answers) < 9:
            for name in MST_ITEMS:
                cells.need(name)
    applies = not outside and gender == 0
    if not applies:
        cells.notices.add(marks.MATURITY_ONLY)
    if cells.missing or cells.problems:
        return {}
    if not applies:
        return {"flag": False, "variant": "dynamic"}
    points = sum(int(answer or 0) for answer in answers)
    return {"points": points, "flag": points >= 10, "variant": "dynamic"}


def _history(cells: c.Cells) -> tuple[bool, dict[str, int]]:
    gender, ever = cells.need("gender"), cells.need("has_ever_committed_sexual_offence")
    woman, denied = gender == 1, ever is False
    asked = not woman and not denied
    counts = {name: cells.need(name) if asked else cells.value(name) for name in SEXUAL_COUNTS}
    total = sum(count or 0 for count in counts.values())
    sanctions = cells.value("total_sanctions")
    if not woman and denied and total > 0:
        cells.problems.add(marks.SEXUAL_COUNTS_WITHOUT_HISTORY)
    if asked and total == 0 and all(count is not None for count in counts.values()):
        cells.problems.add(marks.SEXUAL_HISTORY_WITHOUT_COUNTS)
    if asked and sanctions is not None and total > sanctions:
        cells.problems.add(marks.SEXUAL_ABOVE_TOTAL)
    return not woman and ever is True, {name: count or 0 for name, count in counts.items()}


def _age_at_last(cells: c.Cells, birth: Any) -> int:
    day = cells.need("date_of_most_recent_sexual_offence")
    if birth is None or day is None:
        return 0
    if day <= birth:
        cells.problems.add(marks.SEXUAL_NOT_AFTER_BIRTH)
        return 0
    age = c.age_on(birth, day)
    if age >= 110:
        cells.problems.add(marks.SEXUAL_AGE)
    return age


def _reduction(cells: c.Cells, place: int, supervision: int) -> int:
    if place == 0 or SUPERVISION[supervision] == "CUSTODY":
        return 0
    assessed, start = cells.value("assessment_date"), cells.value("follow_up_start")
    if assessed is None or start is None:
        cells.notices.add(marks.NO_REDUCTION)
        return 0
    days = [cells.value(name) for name in ("most_recent_offence_date", "date_of_most_recent_sexual_offence")]
    return int(all(day is None or c.age_on(day, assessed) >= 5 for day in (start, *days)))
