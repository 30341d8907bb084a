"""Working through a risk answer: everything that must be said before it can be put away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.errors import Invalid

TOLD: dict[str, str] = {
    "lead": "Service lead",
    "referrer": "The referrer",
    "gp": "GP",
    "crisis_team": "Crisis team",
    "emergency": "Police or ambulance",
    "family": "Family or carer, with consent",
    "nobody": "Nobody: why is written below",
}
NEEDS_WORDS = ("asked", "said", "safety_plan", "out_of_hours")
ASKS: dict[str, str] = {
    "asked": "Write what you asked the person.",
    "said": "Write what the person said.",
    "safety_plan": "Write the safety plan, or why there is none.",
    "told": "Say who was told.",
    "out_of_hours": "Write who covers out of hours, and how the person reaches them.",
    "outcome": "Choose how it stands now.",
}


@dataclass(frozen=True, slots=True)
class Protocol:
    """What was written so far. ``told`` are codes of ``TOLD``; ``outcome`` is a code of the model's."""

    asked: str = ""
    said: str = ""
    safety_plan: str = ""
    told: tuple[str, ...] = ()
    told_words: str = ""
    out_of_hours: str = ""
    outcome: str = ""


def missing(protocol: Protocol) -> dict[str, str]:
    """What is still to be said, by field. Empty when the answer is worked through."""
    found = {name: ASKS[name] for name in NEEDS_WORDS if not getattr(protocol, name).strip()}
    if not protocol.told:
        found["told"] = ASKS["told"]
    elif protocol.told == ("nobody",) and not protocol.told_words.strip():
        found["told_words"] = "Write why nobody was told."
    elif "nobody" in protocol.told and len(protocol.told) > 1:
        found["told"] = "Choose who was told, or that nobody was, not both."
    if not protocol.outcome:
        found["outcome"] = ASKS["outcome"]
    return dict(sorted(found.items(), key=lambda pair: list(Protocol.__slots__).index(pair[0])))


def check_worked_through(protocol: Protocol) -> None:
    """Raises ``Invalid`` with everything that is missing. An emergency must name who was called."""
    found = missing(protocol)
    told = set(protocol.told)
    if protocol.outcome == "emergency" and not told & {"emergency", "crisis_team"}:
        found.setdefault("told", "You said that emergency services were called: tick who.")
    if protocol.outcome == "not_reached" and not told & {"lead", "emergency", "crisis_team"}:
        found.setdefault("told", "The person was not reached: tell the service lead at least.")
    if found:
        raise Invalid(found)


def check_told(told: Sequence[str]) -> None:
    """Raises ``Invalid`` for a code that is not offered."""
    if set(told) - set(TOLD):
        raise Invalid({"told": "Choose from the list."})


def is_overdue(due_on: date, today: date) -> bool:
    """Whether it was not worked through on the day of the answer."""
    return today > due_on


def kept(given: Mapping[str, object]) -> Protocol:
    """A protocol from cleaned fields, with what is absent left empty."""
    words = {name: str(given.get(name) or "") for name in (*NEEDS_WORDS, "told_words", "outcome")}
    told = given.get("told") or ()
    return Protocol(**words, told=tuple(str(one) for one in told))  # type: ignore[attr-defined]
