"""The clinical compartment: what was done and written in sessions. Every read of it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from throughcare.delivery.appointments.models import ClinicalNote
from throughcare.delivery.appointments.queries.scope import (
    CLINICAL_NOTES,
    clinical_cases,
    not_restricted_to,
    own_provider,
)
from throughcare.delivery.people.models import Identifier, ServiceUser
from throughcare.delivery.people.queries.scope import standing_for
from throughcare.delivery.people.rules.identifiers import recognise
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.errors import NotAllowed, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.queries import opened_by
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note: of which session, by whom, what was done, the words, and whether a later one took its place."""

    appointment_id: int
    number: int
    starts: datetime
    state: str
    by: str
    at: datetime
    activities: tuple[str, ...]
    words: str
    is_latest: bool


@dataclass(frozen=True, slots=True)
class CaseNotes:
    """A case's notes for somebody to whom they are open."""

    referral_id: int
    reference: str
    person_name: str
    notes: tuple[NoteShown, ...]
    through_glass: bool


def of_appointment(viewer: Viewer, appointment_id: int, at: datetime) -> list[NoteShown]:
    """Notes of one session, the latest first; none for those to whom they are closed."""
    found = _shown(visible_to(viewer, ClinicalNote).filter(status__appointment_id=appointment_id))
    if found:
        read_of(("appointment", appointment_id), by=viewer, at=at, reason_code="clinical")
    return found


def _shown(rows: object) -> list[NoteShown]:
    listed = list(
        rows.select_related("status__appointment__referral", "status__by").order_by(  # type: ignore[attr-defined]
            "-status__appointment__starts_at", "-status__appointment_id", "-status__number"
        )
    )
    latest: dict[int, int] = {}
    for note in listed:
        latest.setdefault(note.status.appointment_id, note.status.number)
    return [_note(note, latest[note.status.appointment_id]) for note in listed]


def _note(note: ClinicalNote, latest: int) -> NoteShown:
    appointment = note.status.appointment
    known = {
        one.code: one.means
        for one in definition(appointment.referral.service, appointment.referral.definition).activities
    }
    return NoteShown(
        appointment_id=appointment.pk,
        number=note.status.number,
        starts=appointment.starts_at,
        state=note.status.state,
        by=note.status.by.name,
        at=note.status.at,
        activities=tuple(known.get(code, code) for code in note.activities),
        words=note.words,
        is_latest=note.status.number == latest,
    )


def are_open(viewer: Viewer, referral_id: int) -> bool:
    """Whether a case's notes are open to a viewer now."""
    return bool(Referral.objects.filter(clinical_cases(viewer), pk=referral_id).exists())


def check_can_open(viewer: Viewer, referral_id: int) -> Referral:
    """Raises ``NotFound`` for a case whose notes no reason would open to the viewer."""
    own = Referral.objects.filter(own_provider(viewer), not_restricted_to(viewer), pk=referral_id)
    referral: Referral | None = own.exclude(state="draft").first()
    if referral is None or not viewer.can(Permission.VIEW_CLINICAL):
        raise NotFound("There is nothing here, or nothing that you may see.", remedy="Go back to your cases.")
    return referral


def case_by_number(viewer: Viewer, number: str, *, on: date) -> int | None:
    """The newest case of the viewer's own service by its reference or a number of its person; restricted ones never."""
    wanted = Q(reference__iexact=number.strip())
    for one in recognise(number, year_now=on.year):
        holders = Identifier.objects.filter(kind=one.kind, value=one.value).values("service_user")
        wanted |= Q(service_user__in=ServiceUser.objects.filter(standing_for(holders)).values("pk"))
    own = Referral.objects.filter(own_provider(viewer), not_restricted_to(viewer), wanted).exclude(state="draft")
    found: int | None = (
        own.order_by(F("closed_at").desc(nulls_first=True), "-submitted_at", "-id").values_list("pk", flat=True).first()
    )
    return found


def of_case(viewer: Viewer, referral_id: int, at: datetime) -> CaseNotes:
    """Every note of a case. Raises ``NotAllowed`` with how to ask where they are closed to clinical staff."""
    referral = check_can_open(viewer, referral_id)
    if not are_open(viewer, referral_id):
        raise NotAllowed(
            "The clinical notes of this case are closed to you: you neither work it nor supervise it.",
            remedy="In an emergency, open them with a reason. Somebody else reviews each opening.",
        )
    notes = _shown(ClinicalNote.objects.filter(status__appointment__referral_id=referral_id))
    glass = str(referral_id) in opened_by(viewer, CLINICAL_NOTES, at=at)
    read_of(("clinical_notes", referral_id), by=viewer, at=at, reason_code="break_glass" if glass else "")
    return CaseNotes(referral.pk, referral.reference, referral.about.name, tuple(notes), glass)
