"""The slow twin of the ledger's fold: lives through every day, one after another, and asks what is true on it.

Obvious rather than fast, it exists so that a generative test can hold the fold to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from throughcare.delivery.people.rules.ledger import OVERLAY_ENDED, OVERLAY_STARTED, OVERLAY_WITHDRAWN, Entry
from throughcare.delivery.people.states import IN_COHORT, NOMINAL_STARTS

Told = tuple[str, str, str, str]


def cohort_lived_through(entries: Sequence[Entry], on: date) -> dict[int, Told]:
    """Who is in the cohort on a day: state, rating, type and borough by person, having lived through all days to it."""
    now: dict[int, dict[str, str]] = {}
    person_of: dict[int, int] = {}
    day = min((one.on for one in entries), default=on)
    while day <= on:
        todays = [one for one in entries if one.on == day and one.stay is not None and one.overlay is None]
        for one in sorted(todays, key=lambda entry: entry.number):
            assert one.stay is not None
            facts = now.setdefault(one.stay, {"state": "", "rating": "", "kind": "", "borough": ""})
            person_of[one.stay] = one.person
            if one.what == "readopted" or one.what in NOMINAL_STARTS:
                facts["rating"] = ""
            for name in facts:
                facts[name] = getattr(one, name) or facts[name]
        day += timedelta(days=1)
    return {
        person_of[stay]: (facts["state"], facts["rating"], facts["kind"], facts["borough"])
        for stay, facts in now.items()
        if facts["state"] in IN_COHORT
    }


def overlays_lived_through(entries: Sequence[Entry], on: date) -> dict[int, set[str]]:
    """The kinds of overlay true of each person on a day: started by then, not ended by then, never withdrawn."""
    found: dict[int, set[str]] = {}
    for start in entries:
        if start.what != OVERLAY_STARTED or start.on > on:
            continue
        same = [one for one in entries if one.overlay == start.overlay and one.number > start.number]
        if any(one.what == OVERLAY_WITHDRAWN for one in same):
            continue
        ends = [one.on for one in sorted(same, key=lambda one: one.number) if one.what == OVERLAY_ENDED]
        if not ends or on < ends[-1]:
            found.setdefault(start.person, set()).add(start.kind)
    return found
