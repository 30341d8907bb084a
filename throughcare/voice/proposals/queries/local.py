"""What the reference files say about proposals."""

from __future__ import annotations

from datetime import date

from throughcare.voice.feedback.queries.local import reference


def limit(name: str, on: date) -> int:
    """A number by which proposals are answered, in force on a day."""
    return next(row.value for row in reference().proposal_limits if row.id == name and row.in_force(on))


def is_confirmed(name: str, on: date) -> bool:
    """Whether such a number was read in a source; if not, screens say that it is a local setting."""
    rows = reference().proposal_limits
    return any(row.certainty == "verified" for row in rows if row.id == name and row.in_force(on))
