"""Who acts in the tests of people, and people to act on, made through the same actions that everyone uses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from tests.support.world import viewer
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import Nominal, ServiceUser
from throughcare.foundation.access.viewers import Viewer

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
TODAY = AT.date()
EAST, NORTH = "ce", "cn"
_numbers = count(100_000)


def later(days: int) -> datetime:
    """So many days after the day on which the tests stand."""
    return AT + timedelta(days=days)


def coordinator(area: str = EAST) -> Viewer:
    """The coordinator of an area."""
    return viewer("iom_coordinator", name=f"coordinator.{area}", at="hackney", kind="borough", area=area)


def chair(area: str = EAST) -> Viewer:
    """The chair of an area's panel."""
    return viewer("panel_chair", name=f"chair.{area}", at="london_probation", kind="probation", area=area)


def practitioner(area: str = EAST) -> Viewer:
    """A probation practitioner."""
    name = f"practitioner.{area}"
    return viewer("probation_practitioner", name=name, at="london_probation", kind="probation", area=area)


def police(area: str = EAST) -> Viewer:
    """An IOM police officer."""
    return viewer("police_officer", name=f"police.{area}", at="mps", kind="police", area=area)


def provider() -> Viewer:
    """Somebody who works for a provider and has no case."""
    return viewer("service_practitioner", name="provider", at="mental_health_example", kind="provider")


def someone(given: str = "Ash", family: str = "Sample", *, by: Viewer | None = None, **more: Any) -> ServiceUser:
    """A person in Hackney, with a CRN of their own unless told otherwise."""
    more.setdefault("borough", "hackney")
    more.setdefault("date_of_birth", date(1990, 5, 17))
    more.setdefault("numbers", [("crn", f"X{next(_numbers)}")])
    at = more.pop("at", AT)
    adder = by or practitioner(NORTH if more["borough"] in ("camden", "islington") else EAST)
    return actions.add_service_user(given_name=given, family_name=family, by=adder, at=at, **more)


def nominated(person: ServiceUser | None = None, *, at: datetime = AT, **more: Any) -> Nominal:
    """A stay of somebody whom police nominated."""
    person = person or someone()
    area = NORTH if person.borough in ("camden", "islington") else EAST
    more.setdefault("reason", "meets_rule")
    return actions.nominate(service_user_id=person.pk, by=police(area), at=at, **more)


def adopted(person: ServiceUser | None = None, *, at: datetime = AT, rating: str = "red", **more: Any) -> Nominal:
    """A stay that the panel took on and rated."""
    row = nominated(person, at=at)
    by = chair(NORTH if row.borough in ("camden", "islington") else EAST)
    more.setdefault("reason", "persistent_and_violent")
    return actions.adopt(nominal_id=row.pk, rating=rating, by=by, at=at, **more)
