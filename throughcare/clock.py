"""The only place that reads the clock. Views and commands call it once and pass the time on as ``at``."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, with a time zone."""
    return timezone.now()


def today(at: datetime | None = None) -> date:
    """The civil date in London at a moment, now unless told otherwise."""
    return (at or now()).astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The moment at which a civil day in London is over."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON)
