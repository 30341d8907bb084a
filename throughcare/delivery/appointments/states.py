"""The machines of contact: an appointment from offer to what became of it, and a lone visit from door to door.

What became of an appointment is one of the attendance codes of ``reference/attendance_codes.toml``; the state has the
code's name. A record can be amended, so every outcome can become another; a rescheduled appointment lives on as the
new one that replaces it and never changes again.
"""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, Transition


class Appointment(StrEnum):
    """Where an appointment stands."""

    OFFERED = "offered"
    BOOKED = "booked"
    OFFER_DECLINED = "offer_declined"
    RESCHEDULED = "rescheduled"
    ATTENDED_ON_TIME = "attended_on_time"
    ATTENDED_LATE = "attended_late"
    ATTENDED_SHORT = "attended_short"
    DID_NOT_ATTEND = "did_not_attend"
    ACCEPTABLE_ABSENCE = "acceptable_absence"
    LATE_CANCELLED_BY_PERSON = "late_cancelled_by_person"
    CANCELLED_BY_PERSON = "cancelled_by_person"
    CANCELLED_BY_SERVICE = "cancelled_by_service"
    IN_CUSTODY = "in_custody"
    ARRESTED = "arrested"
    IN_HOSPITAL = "in_hospital"
    LOGISTICS = "logistics"
    ENTERED_IN_ERROR = "entered_in_error"


class LoneVisit(StrEnum):
    """Where a worker who went out alone stands. Overdue is no state: it is ``out`` past the expected end."""

    OUT = "out"
    RAISED = "raised"
    BACK = "back"
    FOUND_SAFE = "found_safe"


AHEAD = frozenset({Appointment.OFFERED, Appointment.BOOKED})
OUTCOMES = frozenset(Appointment) - AHEAD - {Appointment.RESCHEDULED, Appointment.OFFER_DECLINED}
ATTENDED = frozenset({Appointment.ATTENDED_ON_TIME, Appointment.ATTENDED_LATE, Appointment.ATTENDED_SHORT})
CANCELLED = frozenset(
    {
        Appointment.LATE_CANCELLED_BY_PERSON,
        Appointment.CANCELLED_BY_PERSON,
        Appointment.CANCELLED_BY_SERVICE,
        Appointment.ENTERED_IN_ERROR,
    }
)

APPOINTMENT_TRANSITIONS: Machine = {
    "booked": Transition(frozenset({Appointment.OFFERED}), Appointment.BOOKED),
    "offer_declined": Transition(frozenset({Appointment.OFFERED}), Appointment.OFFER_DECLINED),
    "rescheduled": Transition(AHEAD, Appointment.RESCHEDULED),
    **{one.value: Transition((AHEAD | OUTCOMES) - {one}, one) for one in Appointment if one in OUTCOMES},
}

APPOINTMENT_OWNER: dict[str, str] = {
    Appointment.OFFERED: "the person, to say whether the time suits",
    Appointment.BOOKED: "the worker, to record it once its time has come",
    Appointment.OFFER_DECLINED: "the worker, to offer another time",
    Appointment.RESCHEDULED: "nobody: it lives on as the new one",
    **{one.value: "nobody, unless the record must be amended" for one in Appointment if one in OUTCOMES},
}

LONE_VISIT_TRANSITIONS: Machine = {
    "returned": Transition(frozenset({LoneVisit.OUT, LoneVisit.RAISED}), LoneVisit.BACK),
    "raised": Transition(frozenset({LoneVisit.OUT}), LoneVisit.RAISED),
    "found_safe": Transition(frozenset({LoneVisit.OUT, LoneVisit.RAISED}), LoneVisit.FOUND_SAFE),
}

LONE_VISIT_OWNER: dict[str, str] = {
    LoneVisit.OUT: "the worker, to say that they are back; past the expected end the buddy, to reach them",
    LoneVisit.RAISED: "the buddy and the service lead, until the worker is found safe",
    LoneVisit.BACK: "nobody",
    LoneVisit.FOUND_SAFE: "nobody",
}


def is_ahead(state: str) -> bool:
    """Whether an appointment still waits for its time or its record."""
    return state in AHEAD


def has_happened(state: str) -> bool:
    """Whether the person came, on time or late, for all of it or part."""
    return state in ATTENDED
