"""When, how and with whom: booking an appointment and moving one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from throughcare.delivery.appointments.actions import Terms
from throughcare.delivery.appointments.forms.fields import CautionsMixin, ClockField, KeyedForm, moment_of
from throughcare.delivery.appointments.models import AppointmentStatus
from throughcare.delivery.appointments.rules.places import Manner, Place
from throughcare.foundation.ui.fields import DateField3, ProseField

LENGTHS = [(15, "15 minutes"), (30, "30 minutes"), (45, "45 minutes"), (50, "50 minutes"), (60, "1 hour")] + [
    (90, "1 hour 30 minutes"),
    (120, "2 hours"),
    (180, "3 hours"),
]
MANNERS = [(one.value, one.label) for one in Manner]


class WhenForm(KeyedForm, CautionsMixin):
    """A day, a time, a length, a place and a worker."""

    on = DateField3(label="Day", help_text="For example, 27 3 2026.", error_messages={"required": "Say which day."})
    at = ClockField(
        label="Time", help_text="For example, 14:00 or 2pm.", error_messages={"required": "Say at what time."}
    )
    minutes = forms.TypedChoiceField(label="Length", choices=LENGTHS, coerce=int, initial=60)
    manner = forms.ChoiceField(
        label="How it takes place",
        widget=forms.RadioSelect,
        choices=MANNERS,
        error_messages={"required": "Say how it takes place."},
    )
    office = forms.ChoiceField(label="Office", required=False)
    first_line = ProseField(label="First line of the address", limit=120, one_line=True, required=False)
    postcode = forms.CharField(
        label="Postcode",
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    interpreter = ProseField(
        label="Language of the interpreter",
        limit=60,
        one_line=True,
        required=False,
        help_text="Leave empty where none is needed.",
    )
    worker = forms.TypedChoiceField(label="Who holds it", coerce=int, required=False, empty_value=None)

    asked_when_unfolded = ("office", "first_line", "postcode", "worker")

    def place(self) -> Place:
        """How and where."""
        given = self.cleaned_data
        return Place(given["manner"], given["office"], given["first_line"], given["postcode"], given["interpreter"])

    def starts(self) -> datetime:
        """When it begins."""
        found = moment_of(self.cleaned_data["on"], self.cleaned_data["at"])
        assert found is not None
        return found

    def terms(self, purpose: str) -> Terms:
        """What was asked for."""
        given: dict[str, Any] = self.cleaned_data
        return Terms(self.starts(), given["minutes"], self.place(), purpose, given["worker"])


class BookForm(WhenForm):
    """Books an appointment, or offers it."""

    purpose = forms.ChoiceField(
        label="What it is for", widget=forms.RadioSelect, error_messages={"required": "Say what it is for."}
    )
    is_offer = forms.BooleanField(
        label="Only offer this time: the person has not said yes",
        required=False,
    )
    field_order = ("key", "cautions", "purpose", "on", "at", "minutes", "manner")


class MoveForm(WhenForm):
    """Moves an appointment to another time, place or worker."""

    reason = forms.ChoiceField(
        label="Why it is moved", widget=forms.RadioSelect, error_messages={"required": "Choose why it is moved."}
    )
    asked_by = forms.ChoiceField(
        label="Who asked for it",
        widget=forms.RadioSelect,
        choices=AppointmentStatus.AskedBy.choices,
        error_messages={"required": "Say who asked for it."},
    )
    why = ProseField(
        label="Anything more to say about it", limit=500, required=False, help_text="The referrer can read this."
    )
    field_order = ("key", "cautions", "reason", "asked_by", "why", "on", "at", "minutes", "manner")
