"""The latest record of an appointment, as the form that amends it shows it."""

from __future__ import annotations

from datetime import datetime

from throughcare.delivery.appointments.models import AppointmentStatus, ClinicalNote
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of


def latest(viewer: Viewer, appointment_id: int, at: datetime) -> dict[str, object]:
    """What the last status and note say, by the names of ``Record``; the note only for those who may read it."""
    status = visible_to(viewer, AppointmentStatus).filter(appointment_id=appointment_id).order_by("-number").first()
    if status is None:
        return {}
    notes = visible_to(viewer, ClinicalNote).filter(status__appointment_id=appointment_id)
    note = notes.order_by("-status__number").first()
    if note is not None:
        read_of(("appointment", appointment_id), by=viewer, at=at, reason_code="clinical")
    return {
        "code": status.state,
        "minutes_late": status.minutes_late,
        "reason": status.reason,
        "why": status.why,
        "told": status.told,
        "held_as": status.held_as,
        "note": note.words if note else "",
        "activities": note.activities if note else [],
    }
