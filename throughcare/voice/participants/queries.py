"""Reads of participants and their payments, for their own organisation; opening somebody's page is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q
from django.urls import reverse

from throughcare import clock, machines
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, get_visible, scope, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Membership
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.record.events import read_of
from throughcare.foundation.reference import load
from throughcare.foundation.reference.collecting import PeerCourse
from throughcare.foundation.ui.words import pounds
from throughcare.voice.participants import rules, states
from throughcare.voice.participants.models import Participant, Payment, Training

P = Permission
STEPS = {
    "offer": ("offered", "Offer it", P.KEEP_PARTICIPANTS),
    "accept": ("accepted", "They accept", P.KEEP_PARTICIPANTS),
    "decline": ("declined", "They decline", P.KEEP_PARTICIPANTS),
    "approve": ("approved", "Approve", P.APPROVE_PAYMENT),
    "refuse": ("refused", "Refuse", P.APPROVE_PAYMENT),
    "pay": ("paid", "It was paid", P.KEEP_PARTICIPANTS),
}


def _own(viewer: Viewer, path: str) -> Q:
    if not (viewer.can(P.KEEP_PARTICIPANTS) or viewer.can(P.APPROVE_PAYMENT)):
        return NOBODY
    return Q(**{f"{path}__code__in": viewer.organisation_codes})


@scope(Participant)
def _participants(viewer: Viewer) -> Q:
    return _own(viewer, "organisation")


@scope(Training)
def _trainings(viewer: Viewer) -> Q:
    return _own(viewer, "participant__organisation")


@scope(Payment)
def _payments(viewer: Viewer) -> Q:
    return _own(viewer, "participant__organisation")


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment, with the steps that are the viewer's."""

    id: int
    version: int
    kind: str
    pence: int
    occasion: str
    day: date
    advice: str
    state: str
    turn: str
    participant_id: int
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """Somebody in the list."""

    id: int
    name: str
    is_peer_researcher: bool
    since: date


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A course that was finished; ``until`` is the first day on which it no longer holds, null for one without end."""

    course: str
    day: date
    until: date | None


@dataclass(frozen=True, slots=True)
class ParticipantPage:
    """Somebody, with training and payments."""

    row: ParticipantRow
    reach: str
    account: str
    trainings: tuple[TrainingRow, ...]
    missing: tuple[str, ...]
    payments: tuple[PaymentRow, ...]
    can_keep: bool


def participants(viewer: Viewer) -> list[ParticipantRow]:
    """Everybody who takes part, by name."""
    return [_row(one) for one in visible_to(viewer, Participant)]


def _row(one: Participant) -> ParticipantRow:
    return ParticipantRow(one.pk, one.name, one.is_peer_researcher, one.since)


def participant(viewer: Viewer, participant_id: int, *, at: datetime) -> ParticipantPage:
    """One of them; that the page was opened is recorded."""
    one: Participant = get_visible(viewer, Participant, pk=participant_id)
    read_of(("participant", one.pk), by=viewer, at=at)
    today = clock.today(at)
    courses = {course.id: course for course in peer_courses(today)}
    return ParticipantPage(
        _row(one),
        one.reach,
        one.account.email if one.account else "",
        tuple(_training(training, courses) for training in one.trainings.all()),
        tuple(rules.missing(_done(one), map(_needed, courses.values()), today)) if one.is_peer_researcher else (),
        tuple(_payment(viewer, payment) for payment in one.payments.all()),
        viewer.can(P.KEEP_PARTICIPANTS),
    )


def _training(row: Training, courses: Mapping[str, PeerCourse]) -> TrainingRow:
    course = courses.get(row.course)
    until = rules.holds_until(row.day, course.months) if course else None
    return TrainingRow(course.name if course else row.course, row.day, until)


@lru_cache(maxsize=8)
def peer_courses(on: date) -> tuple[PeerCourse, ...]:
    """The courses that peer researchers need, in force on a day."""
    return load().as_of(on).peer_courses


def _needed(course: PeerCourse) -> rules.Needed:
    return rules.Needed(course.id, course.name, course.months)


def _done(participant: Participant) -> dict[str, date]:
    """The latest day of each course."""
    return {row.course: row.day for row in participant.trainings.order_by("day", "pk")}


def accounts_of(participant: Participant, *, on: date) -> dict[int, str]:
    """Accounts of peer researchers of the participant's organisation, to choose theirs from."""
    held = Membership.objects.on(on).filter(organisation_id=participant.organisation_id, role="peer_researcher")
    return {one.person_id: f"{one.person.name} ({one.person.email})" for one in held.select_related("person")}


def account_choices(viewer: Viewer, participant_id: int, *, on: date) -> list[tuple[str, str]]:
    """The same as choices of a form."""
    found = accounts_of(get_visible(viewer, Participant, pk=participant_id), on=on)
    return [(str(pk), name) for pk, name in sorted(found.items(), key=lambda one: one[1])]


def check_trained(viewer: Viewer, work: str, at: datetime) -> None:
    """Raises ``WrongState`` unless a peer researcher finished what the work needs. Staff are trained elsewhere."""
    if viewer.can(P.RUN_ENGAGEMENT):
        return
    today = clock.today(at)
    row = Participant.objects.filter(account_id=viewer.person_id).first() if viewer.person_id else None
    needed = [_needed(course) for course in peer_courses(today) if work in course.needed_for]
    rules.check_trained(_done(row) if row else None, needed, today)


def payment(viewer: Viewer, payment_id: int) -> PaymentRow:
    """One payment."""
    return _payment(viewer, get_visible(viewer, Payment, pk=payment_id))


def _payment(viewer: Viewer, one: Payment) -> PaymentRow:
    possible = machines.events_from(states.PAYMENT_TRANSITIONS, one.state)
    own = one.proposed_by_id == viewer.person_id
    steps = tuple(
        (code, label)
        for code, (event, label, permission) in STEPS.items()
        if event in possible and viewer.can(permission) and not (code == "approve" and own)
    )
    return PaymentRow(
        one.pk,
        one.version,
        one.get_kind_display(),
        one.pence,
        one.occasion,
        one.day,
        one.get_advice_display() if one.advice else "Not offered yet",
        one.state,
        states.PAYMENT_OWNER[one.state],
        one.participant_id,
        steps,
    )


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Payments that wait for somebody. No name stands on the home page."""
    done = (states.Payment.PAID, states.Payment.DECLINED, states.Payment.REFUSED)
    for one in visible_to(viewer, Payment).exclude(state__in=done):
        row = _payment(viewer, one)
        href = reverse("participant", args=[row.participant_id])
        yield Owed(
            f"Payment: {row.turn}", href, pounds(row.pence), since=one.since, by_me=bool(row.steps), whose=row.turn
        )
