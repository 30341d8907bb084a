"""When two records may be made one, and which record stands for which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from throughcare.errors import Invalid, WrongState

SHORTEST_REASON = 5
LONGEST_REASON = 4000


def check_one_stay(kept_has: bool, merged_has: bool) -> None:
    """Raises ``WrongState`` where both records have a stay that has not ended: one person has one."""
    if kept_has and merged_has:
        raise WrongState(
            "Both records are in the cohort or put forward for it, and one person can be there once.",
            remedy="Ask the panel to end one of the stays first.",
        )


def check_deaths(kept: date | None, merged: date | None) -> None:
    """Raises ``WrongState`` where two days of death are recorded that differ."""
    if kept is not None and merged is not None and kept != merged:
        raise WrongState("The two records say different days of death.", remedy="Correct one of them first.")


def check_words(words: str) -> None:
    """Raises ``Invalid`` unless a decision on a pair is explained."""
    if len(words.strip()) < SHORTEST_REASON:
        raise Invalid({"words": "Say how you know."})
    if len(words) > LONGEST_REASON:
        raise Invalid({"words": f"The words are longer than {LONGEST_REASON:,} characters. Shorten them."})


def roots(merged_into: Mapping[int, int]) -> dict[int, int]:
    """The record that stands for each merged one, following merges of merges. Raises ``ValueError`` for a circle."""
    found = {}
    for start in merged_into:
        seen = {start}
        now = merged_into[start]
        while now in merged_into:
            if now in seen:
                raise ValueError(f"Record {start} is merged into itself.")
            seen.add(now)
            now = merged_into[now]
        found[start] = now
    return found
