"""Today's wait: how long people waited for a worker lately, in working days with pauses taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from throughcare import clock
from throughcare.delivery.referrals.models import Step
from throughcare.delivery.referrals.queries.moments import moments_of
from throughcare.delivery.referrals.rules.clocks import read, runs
from throughcare.delivery.referrals.states import Event
from throughcare.delivery.services.queries import definition
from throughcare.foundation.ui.words import count

LATELY = timedelta(days=91)
FEWEST = 5
MOST = 300


@dataclass(frozen=True, slots=True)
class Wait:
    """The median of ``n`` recent waits in days of ``unit``, against what was promised; unknown for too few."""

    median: int | None
    n: int
    promised: int | None
    unit: str

    @property
    def is_known(self) -> bool:
        """Whether enough people waited lately to say."""
        return self.median is not None

    @property
    def words(self) -> str:
        """The wait in a sentence."""
        day = self.unit.replace("_", " ").removesuffix("s")
        promise = f" The promise is {count(self.promised, day)}." if self.promised is not None else ""
        if self.median is None:
            return f"Not known: fewer than {FEWEST} people were given a worker in the last three months.{promise}"
        return f"About {count(self.median, day)} (middle of {self.n} people in the last three months).{promise}"


def wait_today(service: str, provider_id: int, today: date) -> Wait:
    """The wait for a worker at a provider of a service, from those who got one in the last three months."""
    found = definition(service, on=today)
    promise = found.promise
    since = datetime.combine(today - LATELY, time(), clock.LONDON)
    ids = list(
        Step.objects.filter(
            referral__service=service, referral__provider_id=provider_id, event=Event.WORKER_ALLOCATED, at__gte=since
        )
        .order_by("-at", "-id")
        .values_list("referral_id", flat=True)[:MOST]
    )
    if promise is None:
        return Wait(None, 0, None, "working_days")
    waits = []
    for moments in moments_of(ids).values():
        done = [one for one in runs(promise, moments) if one.stop is not None and not one.cut]
        waits += [read(promise, one, today).elapsed for one in done[-1:]]
    middle = round(median(waits)) if len(waits) >= FEWEST else None
    return Wait(middle, len(waits), promise.limit, promise.unit)
