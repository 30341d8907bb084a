"""What may be recorded of a risk score, of a challenge to it, of a need and of an offence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from throughcare.delivery.people.rules.needs import check_links
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.words import day

MOST_TENTHS = 1000
ANSWERS = ("yes", "no", "not_known")
OUTCOMES = ("upheld", "partly_upheld", "not_upheld")
LONGEST_WORDS = 20_000


def check_past(on: date, *, field: str, born: date | None, today: date) -> None:
    """Raises ``Invalid`` for a day to come or before the person was born."""
    if on > today:
        raise Invalid({field: "The day cannot be after today."})
    if born is not None and on < born:
        raise Invalid({field: f"The day is before the date of birth, {day(born)}."})


def check_score(
    *, tenths_1y: int | None, tenths_2y: int | None, band: str, years: Collection[str], bands: Collection[str]
) -> None:
    """Raises ``Invalid`` unless a score says something that its instrument can say."""
    if tenths_1y is None and tenths_2y is None and not band:
        raise Invalid({"": "Give a percentage or a band."})
    for field, tenths, year in (("percent_1y", tenths_1y, "1"), ("percent_2y", tenths_2y, "2")):
        if tenths is None:
            continue
        if year not in years:
            raise Invalid({field: "This instrument has no such percentage. Leave it empty."})
        if not 0 <= tenths <= MOST_TENTHS:
            raise Invalid({field: "A percentage is between 0 and 100."})
    if tenths_1y is not None and tenths_2y is not None and tenths_1y > tenths_2y:
        raise Invalid({"percent_2y": "The two-year percentage cannot be below the one-year percentage."})
    if band and band not in bands:
        raise Invalid({"band": "Choose one of the bands."})


def check_words(words: str, *, field: str = "words", says: str = "Say why.") -> None:
    """Raises ``Invalid`` for words that are missing or too long to keep."""
    if not words.strip():
        raise Invalid({field: says})
    if len(words) > LONGEST_WORDS:
        raise Invalid({field: f"The words are longer than {LONGEST_WORDS:,} characters. Shorten them."})


def check_answerer(*, made_by: int | None, by: int | None) -> None:
    """Raises ``NotAllowed`` where the one who made a score or rating would answer the challenge to it."""
    if made_by is not None and made_by == by:
        raise NotAllowed(
            "You made what is challenged, so somebody else answers.",
            remedy="It waits with another coordinator or chair of the area.",
        )


def check_outcome(outcome: str, *, state: str) -> None:
    """Raises unless a challenge waits and the outcome is one that there is."""
    if state != "open":
        raise WrongState("This challenge has been answered.", remedy="Open it to read the answer.")
    if outcome not in OUTCOMES:
        raise Invalid({"outcome": "Choose upheld, partly upheld or not upheld."})


def check_need(
    *, code: str, known: Collection[str], answers: tuple[str, str, str], source: str, sources: Collection[str]
) -> None:
    """Raises ``Invalid`` unless a need is known and its three answers can stand together."""
    if code not in known:
        raise Invalid({"code": "Choose a need of the list."})
    for field, answer in zip(("present", "linked_to_offending", "linked_to_serious_harm"), answers, strict=True):
        if answer not in ANSWERS:
            raise Invalid({field: "Choose yes, no or not known."})
    if not check_links(*answers):
        raise Invalid(
            {"present": "A need that is not there cannot be linked to anything. Say that it is there, or no."}
        )
    if source not in sources:
        raise Invalid({"source": "Choose how this is known."})
