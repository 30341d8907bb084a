"""Cancelling, answering an offer, groups, reminders, going out alone, and breaking the glass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.actions import Record, Terms
from throughcare.delivery.appointments.forms.fields import ClockField, KeyedForm
from throughcare.delivery.appointments.forms.when import WhenForm
from throughcare.delivery.appointments.models import AppointmentStatus, ReminderConsent
from throughcare.delivery.appointments.queries import settings
from throughcare.delivery.appointments.queries.appointments import Row
from throughcare.delivery.appointments.rules.attendance import Outcome
from throughcare.foundation.ui.fields import DateField3, ProseField

MOST_PLACES = 40


class CancelForm(KeyedForm):
    """Cancels what is ahead."""

    who = forms.ChoiceField(
        label="Who cancels it",
        widget=forms.RadioSelect,
        choices=[("person", "The person"), ("service", "The service")],
    )
    why = ProseField(
        label="Why the service cancels it",
        limit=500,
        one_line=True,
        required=False,
        help_text="Only where the service cancels. The referrer reads it.",
    )
    told_on = DateField3(
        label="Day on which the person said so", required=False, help_text="Leave empty if it was just now."
    )
    told_at = ClockField(label="Time at which they said so", required=False)


class OfferForm(KeyedForm):
    """Writes down the person's answer."""

    answer = forms.ChoiceField(
        label="What the person said",
        widget=forms.RadioSelect,
        choices=[("yes", "The time suits: book it"), ("no", "It does not suit")],
    )


class GroupForm(WhenForm):
    """Plans a meeting of a group."""

    service = forms.ChoiceField(label="Service")
    title = ProseField(label="Name of the group", limit=120, one_line=True, help_text="Name nobody in it.")
    places = forms.IntegerField(
        label="Places",
        min_value=2,
        max_value=MOST_PLACES,
        initial=8,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    facilitators = forms.TypedMultipleChoiceField(label="Who runs it", widget=forms.CheckboxSelectMultiple, coerce=int)
    field_order = ("key", "cautions", "service", "title", "facilitators", "places", "on", "at", "minutes", "manner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["worker"]

    def group_terms(self) -> Terms:
        """When and where it meets."""
        return Terms(self.starts(), self.cleaned_data["minutes"], self.place())


class MoveGroupForm(WhenForm):
    """Moves a meeting with everybody in it."""

    reason = forms.ChoiceField(label="Why it is moved", widget=forms.RadioSelect)
    asked_by = forms.ChoiceField(
        label="Who asked for it", widget=forms.RadioSelect, choices=AppointmentStatus.AskedBy.choices, initial="service"
    )
    field_order = ("key", "cautions", "reason", "asked_by", "on", "at", "minutes", "manner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["worker"]

    def group_terms(self) -> Terms:
        """When and where it meets instead."""
        return Terms(self.starts(), self.cleaned_data["minutes"], self.place())


class GroupRecordForm(KeyedForm):
    """Everybody's own attendance at one meeting: who is not marked stays unrecorded."""

    activities = forms.MultipleChoiceField(label="What was done", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(
        self, *args: Any, members: Sequence[Row], activities: Sequence[tuple[str, str]], on: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        self.choose(activities=activities)
        rows = settings.codes(clock.today(on))
        codes = [(code, one.label) for code, one in rows.items() if not one.asks and not one.reasons]
        for row in members:
            self.fields[f"code_{row.id}"] = forms.ChoiceField(
                label=row.person_name, choices=[("", "Not recorded yet"), *codes], required=False
            )

    def records(self) -> dict[int, Record]:
        """A record for each who was marked; what needs more than a code is recorded on the person's own page."""
        given = self.cleaned_data
        found = {}
        for row in self.members:
            if code := given[f"code_{row.id}"]:
                attended = states.has_happened(code)
                done = tuple(given["activities"]) if attended else ()
                found[row.id] = Record(Outcome(code), activities=done)
        return found


class MemberForm(KeyedForm):
    """Gives somebody a place in a group."""

    referral = forms.TypedChoiceField(label="Whose case", coerce=int)


class ConsentForm(KeyedForm):
    """Writes down how a person agreed to be reminded."""

    channel = forms.ChoiceField(
        label="How they want to be reminded", widget=forms.RadioSelect, choices=ReminderConsent.Channel.choices
    )
    address = forms.CharField(
        label="Mobile number or e-mail address",
        max_length=254,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    marked_safe = forms.BooleanField(
        label="I asked whether others can read it, and it is safe",
        required=False,
        help_text="Needed before anything is sent to a person whose record is restricted.",
    )


class VisitForm(KeyedForm):
    """Starts a visit alone."""

    where = ProseField(
        label="Where you will be",
        limit=300,
        one_line=True,
        help_text="So that somebody could find you. Only your buddy and the service lead see it.",
    )
    back_at = ClockField(label="When you will be back", help_text="Today. For example, 16:30.")
    buddy = forms.TypedChoiceField(label="Who looks out for you", coerce=int)


class LongerForm(KeyedForm):
    """Stays longer."""

    back_at = ClockField(label="When you will be back", help_text="Today. For example, 17:30.")


class AlarmForm(KeyedForm):
    """What the buddy or the lead did."""

    words = ProseField(label="What you did", limit=1000, help_text="For example: rang twice, no answer, called 999.")


class GlassByNumberForm(KeyedForm):
    """Which case of a colleague somebody needs, and why."""

    number = forms.CharField(
        label="Reference of the case, or a number of the person",
        max_length=40,
        help_text="For example, MH-4K7-2QD, or their CRN or NHS number.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    reason = ProseField(
        label="Why you need it now",
        limit=2000,
        help_text="The data protection officer reads this, and sees what you opened.",
    )


class GlassForm(KeyedForm):
    """Why somebody needs the clinical notes of a case that is not theirs."""

    reason = ProseField(
        label="Why you need them now",
        limit=2000,
        help_text="The data protection officer reads this, and sees what you opened.",
    )
