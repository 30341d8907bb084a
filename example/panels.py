"""A panel of the example: a meeting that was held and minuted, and the next one, whose agenda builds itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from throughcare import clock
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import Meeting, Panel
from throughcare.delivery.people import actions as people
from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation

AREA = "ce"
SEATS = ("coordinator", "panel.chair", "police", "practitioner")
PEOPLE = (("Alder", "X900101"), ("Birch", "X900102"), ("Cedar", "X900103"))
BEFORE, AHEAD = timedelta(days=25), timedelta(days=3)


def load_panels(viewers: dict[str, Viewer], now: datetime) -> None:
    """The panel of Central East with the people it discussed, made through the actions that people use."""
    then = now - BEFORE
    alder, birch, cedar = _people(viewers, then - timedelta(days=9))
    row = _panel(viewers, then - timedelta(days=8))
    _held(viewers, row, then, alder, birch)
    coordinator = viewers["coordinator"]
    following = actions.schedule(panel_id=row.pk, on=clock.today(now + AHEAD), by=coordinator, at=now)
    actions.close_meeting(meeting_id=_last(row, following).pk, by=coordinator, at=now - timedelta(days=20))
    given = {"meeting_id": following.pk, "by": viewers["police"], "at": now}
    asked = "A joint visit with housing before the tenancy ends."
    actions.add_case(service_user_id=alder.pk, asked_for=asked, **given)
    words = "Nominated after two burglaries near home. Lives with his mother, who asks for help."
    actions.save_paper(service_user_id=cedar.pk, words=words, kept_back="A neighbour told us.", share=True, **given)


def _people(viewers: dict[str, Viewer], at: datetime) -> list[ServiceUser]:
    found = []
    for name, crn in PEOPLE:
        person = people.add_service_user(
            given_name=name,
            family_name="Sample",
            borough="hackney",
            numbers=[("crn", crn)],
            by=viewers["practitioner"],
            at=at,
        )
        late = timedelta(days=20) if name == "Cedar" else timedelta()
        people.nominate(service_user_id=person.pk, reason="meets_rule", by=viewers["police"], at=at + late)
        found.append(person)
    return found


def _panel(viewers: dict[str, Viewer], at: datetime) -> Panel:
    coordinator = viewers["coordinator"]
    row = actions.start_panel(
        name="Central East IOM panel",
        area=AREA,
        chair_id=viewers["panel.chair"].person_id or 0,
        every_days=28,
        quorum=3,
        place="Hackney Service Centre (example)",
        by=coordinator,
        at=at,
    )
    for name in SEATS:
        seat = viewers[name]
        agency = Organisation.objects.get(code=seat.organisation_code).pk
        actions.add_member(
            panel_id=row.pk, organisation_id=agency, person_id=seat.person_id or 0, by=coordinator, at=at
        )
    return row


def _held(viewers: dict[str, Viewer], row: Panel, at: datetime, alder: ServiceUser, birch: ServiceUser) -> None:
    """A meeting at which one person was adopted as red and another deferred, with an action each agency remembers."""
    coordinator, chair = viewers["coordinator"], viewers["panel.chair"]
    met = actions.schedule(panel_id=row.pk, on=clock.today(at), by=coordinator, at=at - timedelta(days=7))
    actions.freeze_agenda(meeting_id=met.pk, by=coordinator, at=at - timedelta(days=3))
    agencies = {Organisation.objects.get(code=viewers[name].organisation_code).pk for name in SEATS}
    coming = {number: ("present", "") for number in agencies}
    common = {"meeting_id": met.pk, "at": at}
    actions.open_meeting(coming=coming, by=chair, **common)
    actions.decide(service_user_id=alder.pk, kind="adopt_red", reason="persistent_and_violent", by=chair, **common)
    actions.decide(service_user_id=birch.pk, kind="defer", reason="information_missing", by=chair, **common)
    words = "Wants to work, and asks for somebody to go with him to the first day."
    actions.save_discussion(service_user_id=alder.pk, words=words, by=coordinator, **common)
    police = Organisation.objects.get(code=viewers["police"].organisation_code).pk
    due = clock.today(at) + timedelta(days=14)
    actions.promise(
        service_user_id=alder.pk, owner_id=police, words="Visit at home with probation.", due=due, by=chair, **common
    )
    actions.finish_meeting(by=chair, **common)
    actions.approve_minutes(meeting_id=met.pk, by=chair, at=at + timedelta(days=1))


def _last(row: Panel, following: Meeting) -> Meeting:
    found: Meeting = Meeting.objects.filter(panel=row).exclude(pk=following.pk).get()
    return found
