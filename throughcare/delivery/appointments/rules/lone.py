"""Going out alone: how long, who is told, and when somebody must act."""

from __future__ import annotations

from datetime import datetime, timedelta

from throughcare.errors import Invalid

LONGEST = timedelta(hours=12)


def check_visit(*, starts: datetime, expected_end: datetime, worker_id: int | None, buddy_id: int) -> None:
    """Raises ``Invalid`` unless a visit ends after it starts, today, and somebody else watches over it."""
    wrong = {}
    if expected_end <= starts:
        wrong["expected_end"] = "Say a time still to come, by which you will be back."
    elif expected_end - starts > LONGEST:
        wrong["expected_end"] = f"A visit lasts {LONGEST.seconds // 3600} hours at most. Start another one after that."
    if buddy_id == worker_id:
        wrong["buddy"] = "Choose somebody else to look out for you."
    if wrong:
        raise Invalid(wrong)


def is_overdue(*, state: str, expected_end: datetime, at: datetime) -> bool:
    """Whether a worker who is out should be back and has not said so."""
    return state == "out" and at >= expected_end
