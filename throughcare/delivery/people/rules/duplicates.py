"""How strongly the facts say that two records are of one person.

Each fact adds or takes away weight; the sum decides whether the pair is put before a person, who decides. Weights are
in hundredths and are our own: they order proposals, they are no probability. The shape follows hmpps-person-match:
twins are told apart by a rule of their own, and a number in common is always looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from throughcare.delivery.people.rules.names import likeness, names_alike, plain

PROPOSE_FROM = 600
SAME_NUMBER, OTHER_NUMBER = 1200, -400
BORN_SAME_DAY, BORN_NEARLY, BORN_OTHERWISE = 600, 250, -700
OTHER_GENDER = -300
SAME_BOROUGH = 50
TWINS = -500
NAME_WEIGHTS = ((0.999, 500, "name_same"), (0.88, 350, "name_alike"), (0.75, 100, "name_similar"))
OTHER_NAME = -600
TWIN_GIVEN_NAMES_BELOW = 0.8

EVIDENCE = {
    "same_crn": "the same CRN",
    "same_pnc": "the same PNC ID",
    "same_cro": "the same CRO number",
    "same_nomis": "the same NOMIS number",
    "same_nhs": "the same NHS number",
    "other_crn": "different CRNs",
    "other_pnc": "different PNC IDs",
    "other_cro": "different CRO numbers",
    "other_nomis": "different NOMIS numbers",
    "other_nhs": "different NHS numbers",
    "name_same": "the same name",
    "name_alike": "names spelled much alike",
    "name_similar": "similar names",
    "name_other": "different names",
    "born_same_day": "the same date of birth",
    "born_nearly": "dates of birth that differ in one part or have day and month the other way round",
    "born_otherwise": "different dates of birth",
    "other_gender": "different genders",
    "same_borough": "the same borough",
    "possible_twins": "possibly twins: same day and family name, other given name, no number in common",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says: names as given and family name, aliases included; numbers by kind."""

    names: tuple[tuple[str, str], ...]
    born: date | None
    gender: str
    borough: str
    numbers: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight of evidence in hundredths, and the codes of what spoke for and against."""

    weight: int
    evidence: tuple[str, ...]

    @property
    def is_proposed(self) -> bool:
        """Whether a person should look: enough weight, or a number in common."""
        return self.weight >= PROPOSE_FROM or any(code.startswith("same_") for code in self.numbers)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The evidence that is about numbers."""
        kinds = ("crn", "pnc", "cro", "nomis", "nhs")
        return tuple(code for code in self.evidence if code.partition("_")[2] in kinds)


def weigh(one: Facts, other: Facts) -> Weighed:
    """The weight of evidence that two records are of one person."""
    found = [*_numbers(one, other), _names(one, other)]
    if one.born and other.born:
        found.append(_birth(one.born, other.born))
    if {one.gender, other.gender} == {"male", "female"}:
        found.append((OTHER_GENDER, "other_gender"))
    if one.borough == other.borough:
        found.append((SAME_BOROUGH, "same_borough"))
    if _may_be_twins(one, other, found):
        return Weighed(TWINS, (*(code for _, code in found), "possible_twins"))
    return Weighed(sum(weight for weight, _ in found), tuple(code for _, code in found))


def _numbers(one: Facts, other: Facts) -> Iterable[tuple[int, str]]:
    for kind in sorted(set(one.numbers) & set(other.numbers)):
        if one.numbers[kind] & other.numbers[kind]:
            yield SAME_NUMBER, f"same_{kind}"
        elif one.numbers[kind] and other.numbers[kind]:
            yield OTHER_NUMBER, f"other_{kind}"


def _names(one: Facts, other: Facts) -> tuple[int, str]:
    best = max(names_alike(" ".join(mine), " ".join(theirs)) for mine in one.names for theirs in other.names)
    return next(((weight, code) for least, weight, code in NAME_WEIGHTS if best >= least), (OTHER_NAME, "name_other"))


def _birth(one: date, other: date) -> tuple[int, str]:
    if one == other:
        return BORN_SAME_DAY, "born_same_day"
    mine, theirs = (one.year, one.month, one.day), (other.year, other.month, other.day)
    turned = (one.year, one.day, one.month) == theirs
    if turned or sum(a == b for a, b in zip(mine, theirs, strict=True)) == 2:
        return BORN_NEARLY, "born_nearly"
    return BORN_OTHERWISE, "born_otherwise"


def _may_be_twins(one: Facts, other: Facts, found: Iterable[tuple[int, str]]) -> bool:
    codes = {code for _, code in found}
    if "born_same_day" not in codes or any(code.startswith("same_") and code != "same_borough" for code in codes):
        return False
    return all(
        plain(mine[1]) == plain(theirs[1]) and likeness(plain(mine[0]), plain(theirs[0])) < TWIN_GIVEN_NAMES_BELOW
        for mine in one.names
        for theirs in other.names
    )
