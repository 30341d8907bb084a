"""How many contacts of a case were held."""

from __future__ import annotations

from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.appointments.states import ATTENDED


def contacts_held(referral_id: int) -> int:
    """Sessions that the person attended, of any length. For those who have been let see the case already."""
    rows = Appointment.objects.filter(referral=referral_id, purpose=Appointment.Purpose.SESSION, state__in=ATTENDED)
    return int(rows.count())
