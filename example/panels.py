"""A panel in each command unit: each meeting decides what is due, and the next agenda builds itself.

That of Central East is shown over two years, the others by their last meeting and the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from example.cohort import Coming, take_coming
from example.london import HISTORY_DAYS, NEXT, REASONS
from example.people import CREWS, EAST, Crew
from throughcare import clock
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import Meeting, Panel, PanelAction, PanelCase
from throughcare.delivery.people import actions as people
from throughcare.delivery.people.models import Nominal, ServiceUser
from throughcare.foundation.access.areas import area_name, unit_of
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation

SEED = 2022
PROVIDER_SEAT = "panel.provider"
PEOPLE = (("Alder", "X900101"), ("Birch", "X900102"), ("Cedar", "X900103"))
EVERY, BEFORE, AHEAD = timedelta(days=28), timedelta(days=25), timedelta(days=3)
FREEZES = timedelta(days=3)
WORDS = (
    "",
    "",
    "Keeps appointments and has started work with a cousin.",
    "Arrested twice since the last meeting, released under investigation.",
    "Lives with his mother again. Probation and police will visit together.",
)
PROMISES = (
    "Visit at home with probation.",
    "Ask housing what became of the application.",
    "Speak with the drug and alcohol service about the missed script.",
)


def last_meetings(now: datetime) -> dict[str, datetime]:
    """When the panel of each command unit met last: not all of them in one week."""
    return {area: now - BEFORE + timedelta(days=place * 2 % 19) for place, area in enumerate(sorted(CREWS))} | {
        EAST: now - BEFORE
    }


def decides_from(now: datetime) -> dict[str, datetime]:
    """From when on each command unit's panel decides in the demo; before that its history is written without one."""
    first = {area: last - FREEZES for area, last in last_meetings(now).items()}
    return first | {EAST: now - timedelta(days=HISTORY_DAYS + 1)}


class Panels:
    """The panel of a command unit and who acts for it."""

    def __init__(self, viewers: dict[str, Viewer], now: datetime, crew: Crew) -> None:
        self.viewers, self.now, self.crew = viewers, now, crew
        self.coordinator, self.chair = viewers[crew.coordinator], viewers[crew.chair]
        self.last = last_meetings(now)[crew.area]
        self.random = Random(f"{SEED}:{crew.area}")  # noqa: S311 - the demo is the same every time  # nosec B311

    @property
    def seats(self) -> tuple[str, ...]:
        """Who sits on the panel; a service provider's member on one of them."""
        return (*self.crew.seats, PROVIDER_SEAT) if self.crew.area == EAST else self.crew.seats

    def begin(self, at: datetime) -> Panel:
        """The panel with a seat for each agency."""
        row = actions.start_panel(
            name=f"{area_name(self.crew.area).removesuffix(' command unit')} IOM panel",
            area=self.crew.area,
            chair_id=self.chair.person_id or 0,
            every_days=EVERY.days,
            quorum=3,
            place="Hackney Service Centre (example)" if self.crew.area == EAST else "The town hall (example)",
            by=self.coordinator,
            at=at,
        )
        for name in self.seats:
            seat = self.viewers[name]
            call = {"panel_id": row.pk, "organisation_id": self.agency(name), "person_id": seat.person_id or 0}
            actions.add_member(**call, by=self.coordinator, at=at)
        return row

    def agency(self, name: str) -> int:
        """The number of the agency that somebody of the demo belongs to."""
        return int(Organisation.objects.get(code=self.viewers[name].organisation_code).pk)

    def coming(self) -> dict[int, tuple[str, str]]:
        """Who came: everybody, but for the provider now and then."""
        missed = self.random.random() < 0.2
        return {
            self.agency(name): ("apologies" if name == PROVIDER_SEAT and missed else "present", "")
            for name in self.seats
        }

    def frozen(self, met: Meeting, at: datetime) -> None:
        """Freezes the agenda and opens the meeting."""
        actions.freeze_agenda(meeting_id=met.pk, by=self.coordinator, at=at - FREEZES)
        actions.open_meeting(meeting_id=met.pk, coming=self.coming(), by=self.chair, at=at)

    def decides(self, met: Meeting, at: datetime) -> None:
        """Decides every case that the chair sees, and writes some actions down."""
        for case in visible_to(self.chair, PanelCase).filter(meeting=met, state="listed").order_by("pk"):
            stay = Nominal.objects.filter(service_user=case.service_user_id).order_by("-pk").first()
            kind, reason = self._decision(stay)
            call = {"meeting_id": met.pk, "service_user_id": case.service_user_id, "by": self.chair, "at": at}
            actions.decide(kind=kind, reason=reason, words=self.random.choice(WORDS), **call)
            if self.random.random() < 0.12:
                owner = self.agency(self.random.choice(self.crew.seats))
                due = clock.today(at) + timedelta(days=self.random.choice((7, 14, 21)))
                actions.promise(owner_id=owner, words=self.random.choice(PROMISES), due=due, **call)

    def _decision(self, stay: Nominal | None) -> tuple[str, str]:
        draw = self.random.random()
        if stay is not None and stay.state in ("nominated", "deferred"):
            if draw < 0.12:
                return "not_adopt", self.random.choice(("below_rule", "managed_elsewhere"))
            if draw < 0.22 and stay.state == "nominated":
                return "defer", self.random.choice(("information_missing", "court_pending"))
            rating = self.random.choice(("red", "red", "amber"))
            return f"adopt_{rating}", "persistent_and_violent" if rating == "red" else "spare_place"
        if stay is None or stay.state != "adopted":
            return "noted", ""
        if draw < 0.05:
            return "deselect", "sustained_progress" if stay.rating == "green" else "long_sentence"
        rating = self.random.choice(NEXT[stay.rating or "red"])
        known = [one for one in REASONS[rating] if one != "no_change" or rating == stay.rating]
        return f"rate_{rating}", self.random.choice(known)

    def finished(self, met: Meeting, at: datetime) -> None:
        """Finishes the meeting and approves its minutes."""
        actions.finish_meeting(meeting_id=met.pk, by=self.chair, at=at)
        actions.approve_minutes(meeting_id=met.pk, by=self.chair, at=at + timedelta(days=1))

    def done(self, row: Panel, at: datetime) -> None:
        """Agencies say what came of most of their actions; some are late."""
        by_agency = {self.agency(name): self.viewers[name] for name in self.crew.seats}
        for one in PanelAction.objects.filter(panel=row, state__in=("open", "carried_over")).order_by("pk"):
            if self.random.random() < 0.75 and one.owner_id in by_agency:
                actions.do_action(
                    action_id=one.pk, outcome="Done, and told the panel.", by=by_agency[one.owner_id], at=at
                )


def load_panels(viewers: dict[str, Viewer], now: datetime, coming: Sequence[Coming] = ()) -> None:
    """Each panel with what waits for it."""
    of_unit: dict[str, list[Coming]] = defaultdict(list)
    for one in coming:
        of_unit[unit_of(one.person.borough)].append(one)
    with transaction.atomic():
        for area, crew in sorted(CREWS.items()):
            panel = Panels(viewers, now, crew)
            if area == EAST:
                _last_and_next(panel, *_two_years(panel, of_unit[area]))
            else:
                _one_meeting(panel, of_unit[area])


def _one_meeting(panel: Panels, coming: Sequence[Coming]) -> None:
    """A panel's last meeting, and the next one, on whose agenda stands what is due by then."""
    row = panel.begin(panel.last - timedelta(days=40))
    met = _scheduled(panel, row, panel.last, at=panel.last - timedelta(days=7))
    waiting = _taken(panel, coming, before=panel.last - FREEZES)
    panel.frozen(met, panel.last)
    panel.decides(met, panel.last)
    panel.finished(met, panel.last)
    after = min(panel.last + timedelta(days=2), panel.now)
    _scheduled(panel, row, panel.last + EVERY, at=after)
    actions.close_meeting(meeting_id=met.pk, by=panel.coordinator, at=after)
    _taken(panel, waiting, before=panel.now)


def _scheduled(panel: Panels, row: Panel, day: datetime, *, at: datetime) -> Meeting:
    return actions.schedule(panel_id=row.pk, on=clock.today(day), by=panel.coordinator, at=at)


def _two_years(panel: Panels, coming: Sequence[Coming]) -> tuple[Panel, Meeting, list[Coming]]:
    """Every meeting but the last, each on what had happened by then. Gives the panel, its last, what is left."""
    last = panel.last
    many = (HISTORY_DAYS - BEFORE.days) // EVERY.days
    days = [last - EVERY * number for number in range(many - 1, 0, -1)]
    row = panel.begin(days[0] - timedelta(days=20))
    met = _scheduled(panel, row, days[0], at=days[0] - timedelta(days=7))
    waiting = list(coming)
    for day, after in zip(days, [*days[1:], last], strict=True):
        waiting = _taken(panel, waiting, before=day - FREEZES)
        panel.frozen(met, day)
        panel.decides(met, day)
        panel.finished(met, day)
        before, met = met, _scheduled(panel, row, after, at=day + timedelta(days=2))
        actions.close_meeting(meeting_id=before.pk, by=panel.coordinator, at=day + timedelta(days=3))
        panel.done(row, day + timedelta(days=12))
    return row, met, _taken(panel, waiting, before=last - FREEZES)


def _taken(panel: Panels, waiting: Sequence[Coming], *, before: datetime) -> list[Coming]:
    """Takes the steps before a moment and gives those that are left."""
    take_coming([one for one in waiting if one.at < before], panel.viewers, panel.now)
    return [one for one in waiting if one.at >= before]


def _last_and_next(panel: Panels, row: Panel, met: Meeting, late: Sequence[Coming]) -> None:
    viewers, then, now = panel.viewers, panel.last, panel.now
    alder, birch, cedar = _people(viewers, then - timedelta(days=9))
    for one in (alder, birch):
        _nominate(one, viewers, then - timedelta(days=9))
    panel.frozen(met, then)
    _held(panel, met, then, alder, birch)
    panel.decides(met, then)
    panel.finished(met, then)
    _taken(panel, late, before=now)
    _nominate(cedar, viewers, then + timedelta(days=11))
    following = actions.schedule(panel_id=row.pk, on=clock.today(now + AHEAD), by=panel.coordinator, at=now)
    actions.close_meeting(meeting_id=met.pk, by=panel.coordinator, at=now - timedelta(days=20))
    given = {"meeting_id": following.pk, "by": viewers["police"], "at": now}
    asked = "A joint visit with housing before the tenancy ends."
    actions.add_case(service_user_id=alder.pk, asked_for=asked, **given)
    words = "Nominated after two burglaries near home. Lives with his mother, who asks for help."
    actions.save_paper(service_user_id=cedar.pk, words=words, kept_back="A neighbour told us.", share=True, **given)
    seat = {"meeting_id": following.pk, "by": viewers[PROVIDER_SEAT], "at": now}
    choices = {"engagement": "partly", "risk_status": "nothing_to_act_on"}
    actions.save_paper(service_user_id=alder.pk, share=True, **choices, **seat)


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
        found.append(person)
    return found


def _nominate(person: ServiceUser, viewers: dict[str, Viewer], at: datetime) -> None:
    people.nominate(service_user_id=person.pk, reason="meets_rule", by=viewers["police"], at=at)


def _held(panel: Panels, met: Meeting, at: datetime, alder: ServiceUser, birch: ServiceUser) -> None:
    """At the last meeting one person was adopted as red and another deferred, with an action each agency remembers."""
    common = {"meeting_id": met.pk, "at": at}
    chair = panel.chair
    actions.decide(service_user_id=alder.pk, kind="adopt_red", reason="persistent_and_violent", by=chair, **common)
    actions.decide(service_user_id=birch.pk, kind="defer", reason="information_missing", by=chair, **common)
    words = "Wants to work, and asks for somebody to go with him to the first day."
    actions.save_discussion(service_user_id=alder.pk, words=words, by=panel.coordinator, **common)
    due = clock.today(at) + timedelta(days=14)
    call = {"owner_id": panel.agency("police"), "words": PROMISES[0], "due": due}
    actions.promise(service_user_id=alder.pk, **call, by=chair, **common)
