"""Tables of appointments."""

from throughcare.delivery.appointments.models.appointments import Appointment, Facilitator, GroupSession
from throughcare.delivery.appointments.models.lone import LoneVisit
from throughcare.delivery.appointments.models.records import (
    AppointmentStatus,
    ClinicalNote,
    FlagSeen,
    SessionDraft,
    SessionFlag,
)
from throughcare.delivery.appointments.models.sending import CalendarFeed, Reminder, ReminderConsent

__all__ = [
    "Appointment",
    "AppointmentStatus",
    "CalendarFeed",
    "ClinicalNote",
    "Facilitator",
    "FlagSeen",
    "GroupSession",
    "LoneVisit",
    "Reminder",
    "ReminderConsent",
    "SessionDraft",
    "SessionFlag",
]
