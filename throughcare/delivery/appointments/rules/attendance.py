"""What became of an appointment: which code, what must be said with it, and how it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from throughcare.delivery.appointments import states
from throughcare.errors import Invalid

MOST_LATE = 240
MOST_WHY = 500


class Code(Protocol):
    """A row of ``reference/attendance_codes.toml``, as the rules need it."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def counts_in(self) -> str: ...
    @property
    def uses_session(self) -> bool: ...
    @property
    def asks(self) -> str: ...
    @property
    def reasons(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody says became of an appointment.

    ``minutes_late`` is asked where the person came late, ``reason`` is one of the code's own reasons where it has
    any, ``why`` is in words and is not clinical.
    """

    code: str
    minutes_late: int | None = None
    reason: str = ""
    why: str = ""


def checked_outcome(outcome: Outcome, codes: Mapping[str, Code]) -> Outcome:
    """The outcome without what its code does not ask for. Raises ``Invalid`` where something it asks for lacks."""
    code = codes.get(outcome.code)
    if code is None:
        raise Invalid({"code": "Say what became of the appointment."})
    wrong: dict[str, str] = {}
    late, why = outcome.minutes_late, outcome.why.strip()
    if code.asks == "minutes_and_why" and not (late and 0 < late <= MOST_LATE):
        wrong["minutes_late"] = f"Say how many minutes late, between 1 and {MOST_LATE}."
    if code.asks in ("minutes_and_why", "why") and not why:
        wrong["why"] = "Say why, in a few words. Nothing clinical: the referrer reads it."
    if len(why) > MOST_WHY:
        wrong["why"] = f"Say why in {MOST_WHY} characters or fewer; the rest belongs in the note."
    if code.reasons and outcome.reason not in code.reasons:
        wrong["reason"] = "Choose the reason."
    if wrong:
        raise Invalid(wrong)
    return Outcome(
        code.id,
        minutes_late=late if code.asks == "minutes_and_why" else None,
        reason=outcome.reason if code.reasons else "",
        why=why,
    )


def cancelling_code(*, by_service: bool, starts: datetime, told_at: datetime, late_hours: int) -> str:
    """The code of a cancellation: by the service, by the person in good time, or by the person too late."""
    if by_service:
        return states.Appointment.CANCELLED_BY_SERVICE.value
    if told_at > starts - timedelta(hours=late_hours):
        return states.Appointment.LATE_CANCELLED_BY_PERSON.value
    return states.Appointment.CANCELLED_BY_PERSON.value
