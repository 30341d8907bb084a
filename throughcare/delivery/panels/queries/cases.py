"""One case at one meeting: why it is there, what agencies brought, what was said, decided and promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import ExpectedRelease, KeptBack, Meeting, PanelCase, PanelDecision, Paper
from throughcare.delivery.panels.queries import promises
from throughcare.delivery.panels.queries.agenda import Card, cards, decided_words
from throughcare.delivery.panels.queries.cohort import about_same, standing
from throughcare.delivery.panels.queries.seats import seats
from throughcare.delivery.panels.rules.papers import is_health
from throughcare.delivery.people.models import ServiceUser
from throughcare.errors import NotFound
from throughcare.foundation.access.areas import area_name, boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class PaperShown:
    """An agency's paper as the panel may read it."""

    agency: str
    is_mine: bool
    is_health: bool
    words: str
    engagement: str
    risk_status: str
    shared_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """The viewer's agency's own paper, for writing it; ``version`` 0 where there is none yet."""

    agency: str
    is_health: bool
    words: str = ""
    kept_back: str = ""
    engagement: str = ""
    risk_status: str = ""
    is_shared: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """A decision of an earlier meeting about the same person."""

    on: date
    panel: str
    words: str


@dataclass(frozen=True, slots=True)
class May:
    """What a viewer may do with a case now: note what was said and write down actions, and change the agenda."""

    note: bool
    take_off: bool
    step_aside: bool
    carry_over: bool
    bring_papers: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case at a meeting."""

    meeting_id: int
    panel: str
    on: date
    meeting_state: str
    number: int
    of: int
    card: Card
    turn: str
    since: datetime | None
    discussion: str
    version: int
    papers: tuple[PaperShown, ...]
    missing: tuple[str, ...]
    own_paper: OwnPaper | None
    actions: list[promises.ActionRow]
    earlier: tuple[Earlier, ...]
    previous_id: int | None
    next_id: int | None
    may: May

    @property
    def whose(self) -> str:
        """Whose turn it is, empty where it is nobody's."""
        return "" if self.turn.startswith("nobody") else self.turn


def case(viewer: Viewer, meeting_id: int, service_user_id: int, *, at: datetime, on: date) -> CasePage:
    """One case; ``NotFound`` where it is not on the agenda or not the viewer's to see. The look is recorded."""
    meeting: Meeting = get_visible(viewer, Meeting, pk=meeting_id)
    agenda = cards(viewer, meeting)
    place = next((number for number, one in enumerate(agenda) if one.service_user_id == service_user_id), None)
    if place is None:
        raise NotFound(
            "This case is not on this agenda, or not one that you may see.",
            remedy="Go back to the meeting and open it from there.",
        )
    read_of(("service_user", service_user_id), by=viewer, at=at, reason_code="panel")
    card = agenda[place]
    stored = PanelCase.objects.filter(pk=card.case_id).first() if card.case_id else None
    shown = _papers(viewer, meeting, service_user_id)
    sitting = dict.fromkeys(seat.agency for seat in seats(viewer, meeting.panel_id))
    brought = {one.agency for one in shown if one.shared_at}
    return CasePage(
        meeting_id=meeting.pk,
        panel=meeting.panel.name,
        on=meeting.on,
        meeting_state=meeting.state,
        number=place + 1,
        of=len(agenda),
        card=card,
        turn=states.CASE_OWNER[card.state],
        since=stored.since if stored else None,
        discussion=stored.discussion if stored else "",
        version=stored.version if stored else 0,
        papers=shown,
        missing=tuple(one for one in sitting if one not in brought),
        own_paper=own_paper(viewer, meeting, service_user_id),
        actions=promises.of_person(viewer, service_user_id, on=on),
        earlier=_earlier(viewer, meeting, service_user_id),
        previous_id=agenda[place - 1].service_user_id if place else None,
        next_id=agenda[place + 1].service_user_id if place + 1 < len(agenda) else None,
        may=_may(viewer, meeting, stored),
    )


def _may(viewer: Viewer, meeting: Meeting, stored: PanelCase | None) -> May:
    chairs = viewer.can(Permission.CHAIR_PANEL) and meeting.chair_id == viewer.person_id
    runs = viewer.can(Permission.RUN_PANEL) or chairs
    held, going = meeting.state == states.Meeting.HELD, meeting.state in (*states.UPCOMING, states.Meeting.HELD)
    listed = stored is not None and stored.state == states.Case.LISTED
    return May(
        note=held and runs and stored is not None,
        take_off=going and runs and listed,
        step_aside=going and chairs and stored is not None and listed and stored.stepped_aside_id is None,
        carry_over=held and runs and listed,
        bring_papers=meeting.state == states.Meeting.SCHEDULED,
    )


def _papers(viewer: Viewer, meeting: Meeting, service_user_id: int) -> tuple[PaperShown, ...]:
    rows = visible_to(viewer, Paper).filter(about_same(service_user_id), meeting=meeting)
    return tuple(
        PaperShown(
            agency=one.organisation.name,
            is_mine=one.organisation.code in viewer.organisation_codes,
            is_health=one.is_health,
            words=one.words,
            engagement=Paper.Engagement(one.engagement).label if one.engagement else "",
            risk_status=Paper.RiskStatus(one.risk_status).label if one.risk_status else "",
            shared_at=one.shared_at,
            at=one.at,
        )
        for one in rows.select_related("organisation").order_by("organisation__name", "pk")
    )


def paper_of(papers: QuerySet[Paper], number: int) -> Paper | None:
    """Of an agency's papers for a meeting the one about the person of a record: that record's own before another's."""
    about = papers.filter(about_same(number)).order_by("pk")
    return min(about, key=lambda one: bool(one.service_user_id != number), default=None)


def own_paper(viewer: Viewer, meeting: Meeting, service_user_id: int) -> OwnPaper | None:
    """The paper of the viewer's agency, or an empty one; null where no agency of theirs sits on the panel."""
    if not viewer.can(Permission.BRING_PANEL_PAPER):
        return None
    mine = [one for one in seats(viewer, meeting.panel_id) if one.agency_code in viewer.organisation_codes]
    if not mine:
        return None
    seat = next((one for one in mine if one.agency_code == viewer.organisation_code), mine[0])
    seen = visible_to(viewer, Paper).filter(meeting=meeting, organisation_id=seat.organisation_id)
    row = paper_of(seen, service_user_id)
    if row is None:
        return OwnPaper(seat.agency, is_health(frozenset({seat.agency_kind})))
    kept = visible_to(viewer, KeptBack).filter(paper=row).first()
    return OwnPaper(
        seat.agency,
        row.is_health,
        row.words,
        kept.words if kept else "",
        row.engagement,
        row.risk_status,
        row.shared_at is not None,
        row.version,
    )


def paper_for(viewer: Viewer, meeting_id: int, service_user_id: int) -> OwnPaper:
    """The own paper for writing; ``NotFound`` where the meeting, the case or the seat is not the viewer's."""
    meeting: Meeting = get_visible(viewer, Meeting, pk=meeting_id)
    listed = any(one.service_user_id == service_user_id for one in cards(viewer, meeting))
    found = own_paper(viewer, meeting, service_user_id) if listed else None
    if found is None:
        raise NotFound(
            "Your agency brings no paper here.", remedy="Go back to the meeting and open the case from there."
        )
    return found


def _earlier(viewer: Viewer, meeting: Meeting, service_user_id: int) -> tuple[Earlier, ...]:
    rows = (
        visible_to(viewer, PanelDecision)
        .filter(about_same(service_user_id, "case__service_user"), case__meeting__on__lt=meeting.on)
        .select_related("case__meeting__panel")
        .order_by("-case__meeting__on", "-case_id", "-number")
    )
    return tuple(Earlier(one.case.meeting.on, one.case.meeting.panel.name, decided_words(one)) for one in rows[:10])


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody who could be put on the agenda, and whether they are on it."""

    service_user_id: int
    name: str
    born: date | None
    borough: str
    is_listed: bool


def name_of(viewer: Viewer, service_user_id: int) -> str:
    """A person's name; ``NotFound`` where the viewer may not see them."""
    number = standing([service_user_id]).get(service_user_id)
    found: ServiceUser = get_visible(viewer, ServiceUser, pk=number)
    return found.name


def sought(viewer: Viewer, meeting_id: int, text: str) -> tuple[Sought, ...]:
    """People of the panel's area whose name or number holds what was typed: twenty at most, by name."""
    meeting: Meeting = get_visible(viewer, Meeting, pk=meeting_id)
    listed = {one.head.id for one in cards(viewer, meeting)}
    words = text.split()
    rows = visible_to(viewer, ServiceUser).filter(borough__in=boroughs_of(meeting.panel.area))
    for word in words:
        rows = rows.filter(
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(identifiers__value__iexact=word)
        )
    found = rows.order_by("family_name", "given_name", "pk")[:MOST_FOUND] if words else ()
    return tuple(Sought(one.pk, one.name, one.date_of_birth, area_name(one.borough), one.pk in listed) for one in found)


def release_of(viewer: Viewer, service_user_id: int) -> tuple[str, date | None]:
    """A person's name and the day of their expected release, where one is known."""
    name = name_of(viewer, service_user_id)
    row = visible_to(viewer, ExpectedRelease).filter(about_same(service_user_id)).order_by("-at", "-id").first()
    return name, row.on if row else None
