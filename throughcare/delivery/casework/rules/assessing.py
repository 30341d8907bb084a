"""An assessment: whole before it is completed, shared only as the person agreed, amended for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from throughcare.errors import Invalid

SECTIONS: dict[str, tuple[str, str]] = {
    "background": ("What is known already", "From the referral and other services. Not asked again."),
    "presenting": ("What the person says is happening", "In their own words where you can."),
    "formulation": ("How it fits together", "What started it, what keeps it going, what it has to do with offending."),
    "strengths": ("Strengths and what has helped", ""),
    "risk": ("Risk and safety", "To the person, to others, from others; what keeps people safe."),
    "recommendation": ("What is suggested", "Advice only, work together, or another service."),
}
NEEDED = ("presenting", "formulation", "risk", "recommendation")


def check_can_complete(sections: Mapping[str, str], *, shared_summary: str, share_agreed: str, needs: int) -> None:
    """Raises ``Invalid`` with everything an assessment lacks.

    The referrer is told something in every case: the summary itself, or, where the person refused, that it was held.
    """
    found = {name: f"Write: {SECTIONS[name][0].lower()}." for name in NEEDED if not sections.get(name, "").strip()}
    if not share_agreed:
        found["share_agreed"] = "Ask the person whether the summary may go to the referrer."
    if share_agreed == "agreed" and not shared_summary.strip():
        found["shared_summary"] = "Write what the referrer is told."
    if not needs:
        found[""] = "Add the needs you found, or that none was."
    if found:
        raise Invalid(found)


def check_amend(reason: str) -> None:
    """Raises ``Invalid`` unless an amendment says why."""
    if not reason.strip():
        raise Invalid({"reason": "Say why the assessment is amended. The earlier version stays to be seen."})


def check_need(code: str, known: Sequence[str]) -> None:
    """Raises ``Invalid`` for a need that the service does not know."""
    if code not in known:
        raise Invalid({"code": "Choose a need of the list."})
