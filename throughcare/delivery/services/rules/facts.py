"""The facts that eligibility, tiers and priority may ask about: a fixed vocabulary, each with its kind and question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Value = bool | int | str | tuple[str, ...] | None
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: its kind, what it is called, and where it comes from when nobody is asked."""

    kind: Literal["yes_no", "number", "one_of", "many_of"]
    name: str
    known_from: str


RECORD, ANSWER, REFERRAL = "the person's record", "the referrer", "the referral"
FACTS: dict[str, Fact] = {
    "in_cohort": Fact("yes_no", "In the IOM cohort", RECORD),
    "uses_iom_service": Fact("yes_no", "Uses an IOM service", ANSWER),
    "rating": Fact("one_of", "IOM rating", RECORD),
    "years_since_offence": Fact("number", "Years since the last offence", ANSWER),
    "reoffending_percent": Fact("number", "Two-year reoffending score, in per cent", RECORD),
    "violence_percent": Fact("number", "Two-year violence score, in per cent", RECORD),
    "violence_band": Fact("one_of", "Violence band", RECORD),
    "age": Fact("number", "Age in years", RECORD),
    "presenting": Fact("many_of", "What the referrer sees", ANSWER),
    "supervised": Fact("yes_no", "Under supervision", ANSWER),
    "area_served": Fact("yes_no", "In an area that the service covers", REFERRAL),
    "alive": Fact("yes_no", "Alive", RECORD),
    "agrees": Fact("yes_no", "The person agrees to the referral", ANSWER),
    "advice_only": Fact("yes_no", "Only advice is wanted", ANSWER),
    "wants_mentor": Fact("yes_no", "The person wants a mentor", ANSWER),
    "signs": Fact("many_of", "Signs of neurodivergence", ANSWER),
    "diagnosed": Fact("yes_no", "Has a diagnosis", ANSWER),
    "gp": Fact("one_of", "Registered with a GP", ANSWER),
    "in_custody": Fact("yes_no", "In custody", REFERRAL),
    "days_to_release": Fact("number", "Days to release", REFERRAL),
    "linked_to_offending": Fact("yes_no", "The need is linked to offending", REFERRAL),
    "linked_to_harm": Fact("yes_no", "The need is linked to serious harm", REFERRAL),
    "dual_diagnosis": Fact("yes_no", "Mental health and substance misuse together", REFERRAL),
}
TESTS: dict[str, frozenset[str]] = {
    "yes_no": frozenset({"yes", "no"}),
    "number": frozenset({"at_least", "at_most"}),
    "one_of": frozenset({"among"}),
    "many_of": frozenset({"among"}),
}


def holds(facts: Facts, fact: str, test: str, number: int | None, among: tuple[str, ...]) -> bool | None:
    """Whether a test holds of a fact; null where the fact is not known."""
    value = facts.get(fact)
    if value is None:
        return None
    if test in ("yes", "no"):
        return bool(value) is (test == "yes")
    if test == "among":
        given = value if isinstance(value, tuple) else (str(value),)
        return bool(set(given) & set(among))
    if not isinstance(value, int) or number is None:
        return None
    return value >= number if test == "at_least" else value <= number
