"""What an agency may bring to a case, and until when."""

from __future__ import annotations

from throughcare.delivery.panels import states
from throughcare.errors import Invalid, NotAllowed, WrongState

WORDS_LIMIT = 50_000
HEALTH_KINDS = frozenset({"health", "provider"})


def is_health(kinds: frozenset[str]) -> bool:
    """Whether an agency holds clinical records, so that it brings codes and no words. ``kinds`` are its kinds."""
    return bool(kinds & HEALTH_KINDS)


def check_open(state: str) -> None:
    """Papers are written until the agenda is frozen."""
    if state != states.Meeting.SCHEDULED:
        raise WrongState(
            "The agenda is frozen, so papers can no longer be changed.",
            remedy="Say it at the meeting: it goes into the note of the case.",
        )


def check_sits(sits: bool) -> None:
    """Papers come from agencies that sit on the panel."""
    if not sits:
        raise NotAllowed(
            "Your agency does not sit on this panel.", remedy="Ask its coordinator to add your agency first."
        )


def check_content(*, health: bool, words: str, kept_back: str, engagement: str, risk_status: str) -> None:
    """A health agency brings engagement and risk by code; the others bring words."""
    if health and (words.strip() or kept_back.strip()):
        raise Invalid({"words": "A health agency states engagement and risk only. Leave clinical content out."})
    if not health and (engagement or risk_status):
        raise Invalid({"engagement": "Only a health agency states engagement by choice."})


def check_can_share(*, health: bool, words: str, engagement: str, risk_status: str) -> None:
    """A paper is shown to the panel when it says something."""
    if health and not (engagement and risk_status):
        missing = {} if engagement else {"engagement": "Choose how the person engages."}
        raise Invalid(missing | ({} if risk_status else {"risk_status": "Choose what the panel should know of risk."}))
    if not health and not words.strip():
        raise Invalid({"words": "Write what the panel should know, or leave the paper unshared."})
