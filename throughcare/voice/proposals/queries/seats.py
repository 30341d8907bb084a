"""Seats in commissioning, and the voices that informed a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from throughcare import clock
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.states import Publication
from throughcare.delivery.services.queries.loading import definitions
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.parts import Line, Part
from throughcare.foundation.ports.thread import ThreadStep
from throughcare.voice.proposals.models import Proposal, Seat
from throughcare.voice.proposals.queries.local import limit
from throughcare.voice.proposals.queries.public import SENT
from throughcare.voice.proposals.rules.seats import people_shown


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat. ``people`` is in words, since a small number is not told."""

    id: int
    kind: str
    title: str
    on: date
    service: str
    service_code: str
    reference: str
    decision_id: int | None
    decision: str
    decision_slug: str
    people: str
    words: str
    organisation: str
    proposals: tuple[tuple[int, str, str], ...]


def services(on: date) -> list[tuple[str, str]]:
    """The services by code and name, to choose from: the page of each is its specification."""
    return [(one.service.code, one.service.name) for one in definitions(on)]


def _slug_of(decision_id: int | None) -> str:
    """The address of a decision on the public register; empty where it is not there."""
    published = Decision.objects.filter(pk=decision_id, publication=Publication.PUBLISHED)
    return str(published.values_list("slug", flat=True).first() or "") if decision_id else ""


def _row(row: Seat, viewer: Viewer, today: date) -> SeatRow:
    names = dict(services(today))
    seen = visible_to(viewer, Proposal).filter(seats=row).order_by("pk")
    return SeatRow(
        row.pk,
        row.get_kind_display(),
        row.title,
        row.on,
        names.get(row.service, row.service),
        row.service if row.service in names else "",
        row.reference,
        row.decision_id,
        row.decision_reference,
        _slug_of(row.decision_id),
        people_shown(row.people, fewest=limit("fewest_people", today)),
        row.words,
        row.organisation.name,
        tuple((one.pk, one.title, one.state) for one in seen),
    )


def seats(viewer: Viewer, *, at: datetime) -> list[SeatRow]:
    """Every seat that a viewer may see, the latest first."""
    rows = visible_to(viewer, Seat).select_related("organisation")
    return [_row(row, viewer, clock.today(at)) for row in rows]


def seat(viewer: Viewer, seat_id: int, *, at: datetime) -> SeatRow:
    """One seat; ``NotFound`` where there is none that the viewer may see."""
    return _row(get_visible(viewer, Seat, pk=seat_id), viewer, clock.today(at))


def part_of_decision(viewer: Viewer, decision_id: int, at: datetime) -> Part | None:
    """The part of a decision's page that says which voices informed it."""
    if not (viewer.can(Permission.VIEW_INSIGHT) or viewer.can(Permission.MAKE_PROPOSAL)):
        return None
    today = clock.today(at)
    rows = visible_to(viewer, Seat).filter(decision_id=decision_id)
    lines = [
        Line(
            f"{row.get_kind_display()}: {row.title}",
            people_shown(row.people, fewest=limit("fewest_people", today)),
            row.on,
            reverse("seat", args=[row.pk]),
        )
        for row in rows
    ]
    can_take = viewer.can(Permission.MAKE_PROPOSAL) or viewer.can(Permission.ANSWER_PROPOSAL)
    found = visible_to(viewer, Proposal).filter(seats__decision_id=decision_id).distinct().order_by("pk")
    lines += [
        Line(f"Proposal: {one.title}", "", one.raised_on, reverse("proposal", args=[one.pk]), ("proposal", one.state))
        for one in found
    ]
    return Part(
        "Voices that informed it",
        60,
        tuple(lines),
        empty="Nobody on IOM had a recorded part in this decision. A seat can be recorded under Voices.",
        todo=("Record a seat in commissioning", reverse("take_seat")) if can_take else None,
    )


ANSWERS = {"adopted": "they said yes", "adapted": "they said yes in part", "declined": "they said no"}


def part_of_published_decision(viewer: Viewer, decision_id: int, at: datetime) -> Part | None:
    """The same for anyone: kinds of part and protected counts, and proposals that stand on "You said, we did" already.

    Titles and words of seats are not shown: nobody has published them.
    """
    fewest = limit("fewest_people", clock.today(at))
    lines = [
        Line(f"{row.get_kind_display()} with people on IOM", people_shown(row.people, fewest=fewest), row.on)
        for row in Seat.objects.filter(decision_id=decision_id).order_by("on", "pk")
    ]
    asked = Proposal.objects.filter(seats__decision_id=decision_id, state__in=SENT).distinct().order_by("pk")
    lines += [
        Line(
            one.title,
            ANSWERS.get(one.answer, "no answer yet"),
            one.answered_on,
            f"{reverse('changes')}#change-{one.pk}",
        )
        for one in asked
    ]
    return Part("Voices that informed it", 60, tuple(lines)) if lines else None


def thread_of_voices(decision_id: int, viewer: Viewer, at: datetime) -> Iterator[ThreadStep]:
    """What people said on a decision's thread: its seats and their proposals."""
    if not (viewer.can(Permission.VIEW_INSIGHT) or viewer.can(Permission.MAKE_PROPOSAL)):
        return
    today = clock.today(at)
    for row in visible_to(viewer, Seat).filter(decision_id=decision_id).order_by("on", "pk"):
        people = people_shown(row.people, fewest=limit("fewest_people", today))
        title = f"{row.get_kind_display()}: {row.title}"
        yield ThreadStep("insight", title, "", people, row.on, reverse("seat", args=[row.pk]))
    wanted = Q(seats__decision_id=decision_id)
    for one in visible_to(viewer, Proposal).filter(wanted).distinct().order_by("pk"):
        yield ThreadStep("insight", one.title, one.state, "", one.raised_on, reverse("proposal", args=[one.pk]))
