"""Rules about a seat in commissioning."""

from __future__ import annotations

from datetime import date

from throughcare.errors import Invalid


def check_seat(
    kind: str, title: str, words: str, on: date, people: int, *, is_found: bool, kinds: frozenset[str], today: date
) -> None:
    """Raises ``Invalid`` unless a seat says where people had a part, when, and what came of it."""
    wrong: dict[str, str] = {}
    if kind not in kinds:
        wrong["kind"] = "Choose what people had a part in."
    if not title.strip():
        wrong["title"] = "Name the specification, question, contract or variation."
    if not is_found:
        wrong["reference"] = (
            "Give the number that the document bears, the service or the decision, so that it can be found again."
        )
    if len(words.split()) < 3:
        wrong["words"] = "Say in a sentence what people did there and what came of it."
    if on > today:
        wrong["on"] = "Record it once it has taken place: this day is still to come."
    if people < 0:
        wrong["people"] = "A number of people is nought or more."
    if wrong:
        raise Invalid(wrong)


def people_shown(people: int, *, fewest: int) -> str:
    """How many took part, as it may be shown: a small number only as "fewer than"."""
    if people == 0:
        return "nobody in person"
    return f"{people} people" if people >= fewest else f"fewer than {fewest} people"
