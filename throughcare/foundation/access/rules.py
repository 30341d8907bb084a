"""Rules of break-glass access."""

from __future__ import annotations

from datetime import datetime, timedelta

from throughcare.errors import Invalid, NotAllowed

LASTS = timedelta(minutes=60)
SHORTEST_REASON = 20


def check_reason(reason: str) -> None:
    """A reviewer must be able to judge the reason: it says something, in words."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            {"reason": f"Say why you need this now, in at least {SHORTEST_REASON} characters. A reviewer will read it."}
        )


def check_can_review(*, opened_by: int, reviewer: int | None, reviewed_at: datetime | None) -> None:
    """Somebody else reviews, once."""
    if reviewer == opened_by:
        raise NotAllowed("You opened this yourself, so somebody else reviews it.")
    if reviewed_at is not None:
        raise NotAllowed("This has been reviewed already.")
