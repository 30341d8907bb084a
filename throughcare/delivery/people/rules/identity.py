"""What may be recorded about who a person is, and about who may see a restricted record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from throughcare.delivery.people.rules.names import parts
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.ui.words import day

LONGEST_NAME = 100
OLDEST = 120
SHORTEST_REASON = 10


def clean_name(text: str) -> str:
    """A name with single spaces and nothing else changed."""
    return " ".join(text.split())


def check_name(given: str, family: str) -> None:
    """Raises ``Invalid`` unless there are a given and a family name with letters, of a length that fits."""
    faults = {}
    for field, text, what in (("given_name", given, "given name"), ("family_name", family, "family name")):
        if not clean_name(text):
            faults[field] = f"Enter a {what}. Where it is not known, write Unknown."
        elif not parts(text):
            faults[field] = f"A {what} has letters in it."
        elif len(clean_name(text)) > LONGEST_NAME:
            faults[field] = f"A {what} has at most {LONGEST_NAME} characters."
    if faults:
        raise Invalid(faults)


def check_birth(born: date | None, *, today: date) -> None:
    """Raises ``Invalid`` for a date of birth that cannot be."""
    if born is None:
        return
    if born > today:
        raise Invalid({"date_of_birth": "The date of birth cannot be after today."})
    if today.year - born.year > OLDEST:
        raise Invalid({"date_of_birth": f"{day(born)} is more than {OLDEST} years ago. Check the year."})


def check_borough(borough: str, *, known: Collection[str], areas: Collection[str]) -> None:
    """Raises unless the borough is known and one that the person works in."""
    if borough not in known:
        raise Invalid({"borough": "Choose a borough."})
    if borough not in areas:
        raise Invalid({"borough": "You do not work in this borough. Ask its coordinator to add the person."})


def check_reason(words: str, *, field: str = "words") -> None:
    """Raises ``Invalid`` unless a reason says something."""
    if len(words.strip()) < SHORTEST_REASON:
        raise Invalid({field: f"Say why, in at least {SHORTEST_REASON} characters."})


def check_someone_keeps(*, named: Collection[int], ending: int) -> None:
    """Raises ``NotAllowed`` where the last person who may open a restricted record would be taken off."""
    if set(named) <= {ending}:
        raise NotAllowed(
            "This is the last person who may see the record.",
            remedy="Name somebody else first, or lift the restriction.",
        )


def check_access_end(until: datetime | None, *, at: datetime) -> None:
    """Raises ``Invalid`` for an end that has passed."""
    if until is not None and until <= at:
        raise Invalid({"until": "The end must be after now."})
