"""Who acts in the tests of panels, and a panel of the Central East command unit with its agencies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.delivery.people.cast import adopted, nominated, someone
from tests.support.world import AT, organisation, viewer
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import Meeting, Panel
from throughcare.foundation.access.viewers import Viewer

TODAY = AT.date()
EAST, NORTH = "ce", "cn"
MEETS_ON = date(2026, 6, 10)
THEN = datetime(2026, 6, 10, 10, tzinfo=UTC)

__all__ = ["AT", "EAST", "MEETS_ON", "NORTH", "THEN", "TODAY", "adopted", "nominated", "someone"]


def coordinator(area: str = EAST) -> Viewer:
    """The coordinator of an area, in a borough's team."""
    return viewer("iom_coordinator", name=f"coordinator.{area}", at="hackney", kind="borough", area=area)


def chair(area: str = EAST) -> Viewer:
    """The chair of an area's panel."""
    return viewer("panel_chair", name=f"chair.{area}", at="london_probation", kind="probation", area=area)


def deputy(area: str = EAST) -> Viewer:
    """Somebody else who may chair, from the police."""
    return viewer("panel_chair", name=f"deputy.{area}", at="mps", kind="police", area=area)


def police(area: str = EAST) -> Viewer:
    """A member for the police."""
    return viewer("police_officer", name=f"police.{area}", at="mps", kind="police", area=area)


def probation(area: str = EAST) -> Viewer:
    """A member for probation."""
    return viewer(
        "probation_practitioner", name=f"practitioner.{area}", at="london_probation", kind="probation", area=area
    )


def health(area: str = EAST) -> Viewer:
    """A member for a health trust."""
    return viewer("panel_member", name=f"health.{area}", at="east_london_trust", kind="health", area=area)


def provider() -> Viewer:
    """Somebody who works for a provider and sits on no panel."""
    return viewer("service_practitioner", name="provider", at="mental_health_example", kind="provider")


MEMBERS = (coordinator, chair, police, health)


def panel(area: str = EAST, *, at: datetime = AT) -> Panel:
    """The panel of a command unit, with a seat for borough, probation, police and health."""
    row = actions.start_panel(
        name=f"Panel of {area.upper()}",
        area=area,
        chair_id=chair(area).person_id or 0,
        every_days=28,
        quorum=3,
        by=coordinator(area),
        at=at,
    )
    for who in MEMBERS:
        member = who(area)
        agency = organisation(member.organisation_code).pk
        actions.add_member(
            panel_id=row.pk, organisation_id=agency, person_id=member.person_id or 0, by=coordinator(area), at=at
        )
    return row


def meeting(row: Panel | None = None, *, on: date = MEETS_ON, at: datetime = AT) -> Meeting:
    """A meeting that is set."""
    row = row or panel()
    return actions.schedule(panel_id=row.pk, on=on, by=coordinator(row.area), at=at)


def coming(*absent: str) -> dict[int, tuple[str, str]]:
    """Everyone of the panel is there, except the agencies named."""
    codes = ("hackney", "london_probation", "mps", "east_london_trust")
    return {organisation(code).pk: ("absent" if code in absent else "present", "") for code in codes}


def frozen(row: Meeting, *, at: datetime = AT) -> Meeting:
    """The meeting with its agenda frozen."""
    return actions.freeze_agenda(meeting_id=row.pk, by=coordinator(row.panel.area), at=at)


def held(row: Meeting | None = None, *, at: datetime = THEN) -> Meeting:
    """The meeting, open."""
    row = row or meeting()
    frozen(row)
    return actions.open_meeting(meeting_id=row.pk, coming=coming(), by=chair(row.panel.area), at=at)


def decide(
    row: Meeting, person: Any, kind: str = "adopt_red", reason: str = "professional_judgement", **more: Any
) -> Any:
    """The chair decides a person's case."""
    more.setdefault("by", chair(row.panel.area))
    more.setdefault("at", THEN)
    return actions.decide(meeting_id=row.pk, service_user_id=person.pk, kind=kind, reason=reason, **more)


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)
