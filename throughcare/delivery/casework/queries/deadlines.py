"""By when things are due in a case, read from the case's own clocks, so that a pause moves the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.moments import moments_of
from throughcare.delivery.referrals.rules.clocks import readings
from throughcare.delivery.services.queries import definition


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is due; ``is_still`` while the case is on hold, when no day can be named."""

    due: date | None
    is_still: bool = False


def deadlines(cases: Iterable[Referral], clock_id: str, today: date) -> dict[int, Deadline]:
    """The deadline that a clock sets in each case where it is running, by the number of the case."""
    by_number = {case.pk: case for case in cases}
    moments = moments_of(by_number)
    found = {}
    for number, case in by_number.items():
        service = definition(case.service, case.definition)
        for reading in readings(service, moments[number], today):
            if reading.clock.id == clock_id and reading.is_running:
                found[number] = Deadline(reading.due, reading.is_paused)
    return found


def deadline(case: Referral, clock_id: str, otherwise: date | None, today: date) -> Deadline:
    """The deadline of one case; ``otherwise`` where the service has no such clock or it is not running."""
    return deadlines([case], clock_id, today).get(case.pk, Deadline(otherwise))
