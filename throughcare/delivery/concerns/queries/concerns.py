"""Concerns as lists and pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.concerns import states
from throughcare.delivery.concerns.models import Concern, ConcernStep, Telling
from throughcare.delivery.concerns.queries import vocabulary
from throughcare.delivery.concerns.queries.handlers import can_act
from throughcare.delivery.concerns.queries.scope import by_hand
from throughcare.delivery.concerns.rules import clocks
from throughcare.delivery.concerns.rules.handling import (
    DONE_NOW,
    KIND_WORDS,
    OUTCOMES,
    SERIOUSNESS,
    VOICES,
    WHY_NOT,
    Kind,
)
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.foundation.access.routes import may_open
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of

LISTED = ("organisation", "raised_by", "owner", "service_user__merged_into", "referral")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A step with its last day in time, and whether it was (null while that is open)."""

    label: str
    last_day: date | None
    in_time: bool | None
    done_at: datetime | None

    @property
    def says(self) -> str:
        """How the clock stands, in words."""
        if self.done_at is not None:
            return "done in time" if self.in_time else "done late"
        return "late" if self.in_time is False else "to be done"


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """A concern in a list: ``next_by`` is the last day of what is due next, ``handles`` that the viewer may act."""

    id: int
    kind: str
    kind_words: str
    about: str
    seriousness: str
    organisation: str
    person: str
    state: str
    turn: str
    since: datetime
    raised_at: datetime
    next_by: date | None
    is_late: bool
    is_escalated: bool
    owner: str
    handles: bool

    @property
    def title(self) -> str:
        """What it is called: its kind and number, never a name."""
        return f"{self.kind_words} {self.id}"

    @property
    def whose(self) -> str:
        """Whose turn it is, empty where it is nobody's."""
        return "" if self.turn.startswith("nobody") else self.turn


@dataclass(frozen=True, slots=True)
class StepShown:
    """Something that was done."""

    label: str
    words: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ToldShown:
    """Somebody who must be told: told on a day, not told for a reason, or still to be told."""

    code: str
    whom: str
    on: date | None = None
    why_not: str = ""
    words: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether they were told, or it is said why not."""
        return self.on is not None or self.why_not != ""


@dataclass(frozen=True, slots=True)
class ConcernPage:
    """A concern. ``steps`` is empty for somebody who may not act on it, ``nobody_acts`` warns whoever raised it.

    ``person_page`` is empty where nobody is named and for somebody to whom that page does not open.
    """

    row: ConcernRow
    category: str
    seriousness: str
    voice: str
    confidential: bool
    raised_by: str
    about_staff: str
    person_page: str
    referral_id: int | None
    referral: str
    happened_on: date | None
    words: str
    done_now: tuple[str, ...]
    done_words: str
    deadlines: tuple[Deadline, ...]
    escalates_at: datetime | None
    steps: tuple[StepShown, ...]
    told: tuple[ToldShown, ...]
    outcome: str
    finding: str
    learning: str
    version: int
    organisation_id: int
    owner_id: int | None
    is_mine: bool
    nobody_acts: bool
    is_acknowledged: bool
    is_open: bool
    can_withdraw: bool


def _rows(viewer: Viewer) -> Any:
    return visible_to(viewer, Concern).select_related(*LISTED)


def concern_row(one: Concern, now: datetime, *, handles: bool) -> ConcernRow:
    """A concern in a list."""
    due = _next_due(one)
    return ConcernRow(
        id=one.pk,
        kind=one.kind,
        kind_words=KIND_WORDS[Kind(one.kind)],
        about=vocabulary.category_label(one.kind, one.category),
        seriousness=one.seriousness,
        organisation=one.organisation.name,
        person=one.service_user.standing.name if one.service_user else "",
        state=one.state,
        turn=states.CONCERN_OWNER[one.state],
        since=one.since,
        raised_at=one.raised_at,
        next_by=clocks.last_day(due),
        is_late=due is not None and due <= now,
        is_escalated=one.state in states.OPEN and clocks.is_escalated(one.escalates_at, one.acted_at, now=now),
        owner=one.owner.name if one.owner else "",
        handles=handles,
    )


def _next_due(one: Concern) -> datetime | None:
    """The deadline that comes next of those that are not met."""
    if one.state not in states.OPEN:
        return None
    waiting = [one.close_by]
    waiting += [one.acknowledge_by] if one.acknowledged_at is None else []
    waiting += [one.act_by] if one.acted_at is None else []
    return min((due for due in waiting if due is not None), default=None)


def concerns(viewer: Viewer, *, now: datetime, ended: bool = False) -> tuple[ConcernRow, ...]:
    """What the viewer raised or handles, what is due soonest first."""
    found = _rows(viewer)
    found = found if ended else found.filter(state__in=states.OPEN)
    mine = set(Concern.objects.filter(by_hand(viewer)).values_list("pk", flat=True))
    rows = [concern_row(one, now, handles=one.pk in mine) for one in found]
    return tuple(sorted(rows, key=lambda one: (one.next_by is None, one.next_by or date.max, -one.id)))


def about(viewer: Viewer, *, now: datetime, service_user_id: int = 0, referral_id: int = 0) -> tuple[ConcernRow, ...]:
    """Concerns about one person or one referral that the viewer may see, newest first."""
    about_it = Q(referral_id=referral_id) if referral_id else about_any_of([service_user_id])
    found = _rows(viewer)
    rows = [] if found.query.is_empty() else list(found.filter(about_it).order_by("-raised_at", "-pk"))
    if not rows:
        return ()
    ours = Concern.objects.filter(by_hand(viewer), pk__in=[one.pk for one in rows])
    mine = set(ours.values_list("pk", flat=True))
    return tuple(concern_row(one, now, handles=one.pk in mine) for one in rows)


def concern(viewer: Viewer, concern_id: int, *, at: datetime) -> ConcernPage:
    """One concern; ``NotFound`` where there is none that the viewer may see. The look is recorded."""
    one: Concern = get_visible(viewer, Concern, pk=concern_id)
    read_of(("concern", one.pk), by=viewer, at=at)
    mine = bool(Concern.objects.filter(by_hand(viewer), pk=one.pk).exists())
    is_raiser = one.raised_by_id == viewer.person_id
    is_open = one.state in states.OPEN
    return ConcernPage(
        row=concern_row(one, at, handles=mine),
        category=vocabulary.category_label(one.kind, one.category),
        seriousness=SERIOUSNESS[one.seriousness],
        voice=VOICES[one.voice],
        confidential=one.confidential,
        raised_by=f"{one.raised_by.name}, {one.raised_by_organisation.name}",
        about_staff=one.about_staff.name if one.about_staff else "",
        person_page=_person_page(viewer, one),
        referral_id=one.referral_id,
        referral=one.referral.reference if one.referral else "",
        happened_on=one.happened_on,
        words=one.words,
        done_now=tuple(DONE_NOW[code] for code in one.done_now),
        done_words=one.done_words,
        deadlines=_deadlines(one, at),
        escalates_at=one.escalates_at,
        steps=_steps(viewer, one),
        told=_told(viewer, one),
        outcome=OUTCOMES.get(one.outcome, ""),
        finding=one.finding if mine or one.outcome else "",
        learning=one.learning,
        version=one.version,
        organisation_id=one.organisation_id,
        owner_id=one.owner_id,
        is_mine=mine,
        nobody_acts=is_open and not can_act(one, on=clock.today(at)),
        is_acknowledged=one.acknowledged_at is not None,
        is_open=is_open,
        can_withdraw=is_open and one.kind == Kind.COMPLAINT and (is_raiser or mine),
    )


def _person_page(viewer: Viewer, one: Concern) -> str:
    page = reverse("service_user", args=[one.service_user.standing.pk]) if one.service_user else ""
    return page if page and may_open(viewer, page) else ""


def _deadlines(one: Concern, now: datetime) -> tuple[Deadline, ...]:
    found = (
        ("Acknowledge", one.acknowledge_by, one.acknowledged_at),
        ("Act", one.act_by, one.acted_at),
        ("Close", one.close_by, one.closed_at),
    )
    return tuple(
        Deadline(label, clocks.last_day(due), clocks.in_time(done, due, now=now), done)
        for label, due, done in found
        if due is not None
    )


def _steps(viewer: Viewer, one: Concern) -> tuple[StepShown, ...]:
    rows = visible_to(viewer, ConcernStep).filter(concern=one).select_related("person").order_by("-at", "-pk")
    return tuple(StepShown(row.label, row.words, row.person.name, row.at) for row in rows)


def _told(viewer: Viewer, one: Concern) -> tuple[ToldShown, ...]:
    known = vocabulary.must_be_told(one.kind, one.category, one.seriousness, clock.today(one.raised_at))
    rows = {row.whom: row for row in visible_to(viewer, Telling).filter(concern=one)}
    return tuple(
        ToldShown(code, label, rows[code].on, WHY_NOT.get(rows[code].why_not, ""), rows[code].words)
        if code in rows
        else ToldShown(code, label)
        for code, label in known.items()
    )
