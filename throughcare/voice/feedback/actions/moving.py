"""Taking a machine of feedback one step on, the same way for all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare import machines
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event


def move(
    row: Any,
    machine: machines.Machine,
    subject: str,
    step: str,
    *,
    by: Viewer,
    at: datetime,
    reason: str = "",
) -> None:
    """Moves a row, saves it and records the event. Raises ``WrongState``, and ``Invalid`` where a reason is missing."""
    try:
        end = machines.move(machine, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This is {row.state.replace('_', ' ')}, so it cannot be {step.replace('_', ' ')} now.",
            remedy="Open it again to see whose turn it is.",
        ) from error
    if machine[step].needs_reason and not reason.strip():
        raise Invalid({"reason": "Say why."})
    row.state, row.since = end, at
    if machine[step].needs_reason and hasattr(row, "reason"):
        row.reason = reason.strip()[:500]
    row.version += 1
    row.save()
    event(f"{subject}.{step}", subject=(subject, row.pk), by=by, at=at, state=end)
