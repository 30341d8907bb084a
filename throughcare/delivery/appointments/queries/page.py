"""One appointment as its page shows it, with what the viewer can do and may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.appointments.queries import appointments, notes, permits
from throughcare.delivery.appointments.queries.appointments import Flagged, Row, StatusShown
from throughcare.delivery.appointments.queries.notes import NoteShown
from throughcare.delivery.appointments.queries.permits import Steps
from throughcare.delivery.appointments.queries.today import cautions
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class AppointmentPage:
    """Where it stands, what the referrer was told, its history; notes only for those to whom they are open.

    ``later`` is when it is instead, where it was moved, with the number of that appointment.
    """

    row: Row
    history: tuple[StatusShown, ...]
    notes: tuple[NoteShown, ...]
    flags: tuple[Flagged, ...]
    steps: Steps
    cautions: tuple[str, ...]
    later: tuple[int, datetime] | None


def appointment_page(viewer: Viewer, appointment_id: int, at: datetime) -> AppointmentPage:
    """One appointment; ``NotFound`` where the viewer may not see it."""
    found = appointments.opened(viewer, appointment_id)
    later = Appointment.objects.filter(replaces=found).values_list("pk", "starts_at").first()
    return AppointmentPage(
        row=appointments.row_of(found),
        history=tuple(appointments.history_of(found)),
        notes=tuple(notes.of_appointment(viewer, appointment_id, at)),
        flags=tuple(appointments.flags(viewer, appointment_id)),
        steps=permits.steps_of(viewer, found),
        cautions=tuple(cautions(found)),
        later=later,
    )
