"""Forms of panels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from throughcare.delivery.panels.models import Attendance, Paper
from throughcare.delivery.panels.rules.papers import WORDS_LIMIT
from throughcare.foundation.ui.fields import DateField3, FormKeyField, ProseField

Choices = Sequence[tuple[object, str]]
NO_CLINICAL = "No clinical content: nothing about diagnosis, treatment or what was said to a clinician."


class ChoosingForm(forms.Form):
    """A form whose choices come from the page."""

    def choose(self, **choices: Choices) -> None:
        """Fills the choices of fields, with an empty one first where there are several."""
        for name, found in choices.items():
            rows = [(str(value), text) for value, text in found]
            head = [] if len(rows) == 1 else [("", "Choose one")]
            self.fields[name].choices = head + rows  # type: ignore[attr-defined]


class PanelSettingsForm(ChoosingForm):
    """The panel's settings."""

    name = ProseField(label="Name of the panel", limit=200, one_line=True, help_text="For example, Hackney IOM panel.")
    chair = forms.ChoiceField(label="Chair")
    every_days = forms.IntegerField(
        label="Meets every so many days", min_value=1, max_value=366, help_text="28 is every four weeks."
    )
    quorum = forms.IntegerField(
        label="Quorum", min_value=1, max_value=50, help_text="How many agencies must be there to decide."
    )
    place = ProseField(label="Usual place", limit=200, one_line=True, required=False)


class StartPanelForm(PanelSettingsForm):
    """Starts a panel."""

    area = forms.ChoiceField(label="Area")
    field_order = ("area", "name", "chair", "every_days", "quorum", "place")


class MemberForm(ChoosingForm):
    """Gives somebody a seat. The value names a person and their agency."""

    seat = forms.ChoiceField(label="Who, and for which agency")


class MeetingForm(forms.Form):
    """When and where."""

    on = DateField3(label="Day")
    starts = forms.TimeField(
        label="Starts at",
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        help_text="For example, 10:00.",
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={"invalid": "Write the time like 10:00."},
    )
    place = ProseField(label="Place or link", limit=200, one_line=True, required=False)


class ReasonForm(forms.Form):
    """A reason only."""

    reason = ProseField(label="Why", limit=2000)


class ConfirmForm(forms.Form):
    """A step that needs no words."""


class ChairForm(ChoosingForm):
    """Names who chairs."""

    chair = forms.ChoiceField(label="Who chairs this meeting")


class AttendanceForm(forms.Form):
    """Which agencies are here. Fields are made for each agency that sits on the panel."""

    def __init__(self, *args: Any, agencies: Iterable[tuple[int, str, str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers: list[int] = []
        for number, name, kind, who, members in agencies:
            self.numbers.append(number)
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=name,
                choices=Attendance.Kind.choices,
                widget=forms.RadioSelect,
                initial=kind or Attendance.Kind.PRESENT,
            )
            self.fields[f"who_{number}"] = ProseField(
                label=f"Who came for {name}", limit=300, one_line=True, required=False, initial=who or members
            )

    @property
    def coming(self) -> dict[int, tuple[str, str]]:
        """What was given: kind of attendance and who, by agency."""
        given = self.cleaned_data
        return {number: (given[f"kind_{number}"], given[f"who_{number}"]) for number in self.numbers}


class AskForm(forms.Form):
    """What the panel is asked for when a case is added by hand."""

    asked_for = ProseField(
        label="What is the panel asked for", limit=2000, help_text="One or two sentences. " + NO_CLINICAL
    )


class FindForm(forms.Form):
    """Finds somebody of the cohort by a part of their name or a number."""

    sought = forms.CharField(
        label="Name or number",
        max_length=100,
        help_text="A part of the name, a CRN or a PNC ID.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PaperForm(forms.Form):
    """An agency's paper in words."""

    words = ProseField(
        label="What the panel should know",
        limit=WORDS_LIMIT,
        required=False,
        help_text="Contact, compliance, risk, what helps, what is asked of others. " + NO_CLINICAL,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    kept_back = ProseField(
        label="Not for the panel",
        limit=WORDS_LIMIT,
        required=False,
        help_text="Only your own agency sees this, before, during and after the meeting.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class HealthPaperForm(forms.Form):
    """A health agency's paper: two facts by choice."""

    engagement = forms.ChoiceField(
        label="How does this person engage with you?",
        choices=Paper.Engagement.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    risk_status = forms.ChoiceField(
        label="Does the panel need to act on something?",
        choices=Paper.RiskStatus.choices,
        widget=forms.RadioSelect,
        required=False,
    )


class DiscussionForm(forms.Form):
    """What was said."""

    words = ProseField(
        label="What was said",
        limit=WORDS_LIMIT,
        required=False,
        help_text="It goes into the minutes. " + NO_CLINICAL,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class DecisionForm(forms.Form):
    """A decision: the reason is the button that is pressed; words and the day of review are filled in already."""

    key = FormKeyField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(required=False, max_length=60)
    words = ProseField(label="In words", limit=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    review_on = DateField3(label="Comes back by", required=False)


class PromiseForm(ChoosingForm):
    """An action that an agency takes on."""

    key = FormKeyField()
    words = ProseField(label="What will be done", limit=5_000, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ChoiceField(label="By which agency")
    due = DateField3(label="By when")


class OutcomeForm(forms.Form):
    """What came of an action."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    step = forms.ChoiceField(
        label="What came of it",
        choices=[
            ("done", "It is done"),
            ("carried_over", "It takes longer: carry it over"),
            ("not_done", "It will not be done"),
        ],
        widget=forms.RadioSelect,
    )
    words = ProseField(label="In words", limit=20_000)
    due = DateField3(label="New day", required=False, help_text="Only where it is carried over.")


class ReleaseForm(forms.Form):
    """When somebody is expected to be released."""

    on = DateField3(label="Expected day of release", help_text="For example, 27 3 2027.")
