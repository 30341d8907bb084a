"""Forms of referrals on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.delivery.casework.models import OnwardReferral
from throughcare.delivery.casework.rules.onward import SECTIONS
from throughcare.foundation.reference.clinical import OnwardReason, OnwardRoute
from throughcare.foundation.ui.fields import DateField3, ProseField


class StartOnwardForm(forms.Form):
    """Where to, and whether the case itself is handed over."""

    route = forms.ChoiceField(label="Where is the person referred to?", widget=forms.RadioSelect)
    addressee = ProseField(label="Name of the team or service", limit=200, one_line=True)
    is_step_up = forms.BooleanField(
        label="The NHS is to take the case over",
        required=False,
        help_text="The case then waits for their answer. It closes only once they have accepted.",
    )

    def __init__(self, *args: Any, routes: Sequence[OnwardRoute], can_step_up: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["route"]
        field.choices = [(one.id, one.name) for one in routes]  # type: ignore[attr-defined]
        field.hints = {one.id: _hint(one) for one in routes}  # type: ignore[attr-defined]
        if not can_step_up:
            del self.fields["is_step_up"]


def _hint(route: OnwardRoute) -> str:
    sure = "" if route.certainty == "verified" else " Local setting, not confirmed."
    return f"{route.offers.capitalize()}. How: {route.how}.{sure} {route.note}".strip()


class LetterForm(forms.Form):
    """What is asked, what the person agreed to share, and when it went."""

    asks = ProseField(label="What do you ask them to do?", limit=10_000, required=False)
    shares = forms.MultipleChoiceField(
        label="What did the person agree to share?",
        widget=forms.CheckboxSelectMultiple,
        choices=list(SECTIONS.items()),
        required=False,
        help_text="Nothing else of the assessment goes into the letter.",
    )
    consent = forms.ChoiceField(
        label="Does the person agree to this referral?",
        widget=forms.RadioSelect,
        choices=OnwardReferral.Consent.choices,
        required=False,
    )
    sent_how = forms.ChoiceField(
        label="How is it sent?", widget=forms.RadioSelect, choices=OnwardReferral.How.choices, required=False
    )
    sent_on = DateField3(label="On which day is it sent?", required=False)
    chase_on = DateField3(label="When do you ask, if nothing is heard?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.quietly_optional = True  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Words that may be left out."""

    words = ProseField(label="Anything they said", limit=4000, required=False)


class NeededWordsForm(forms.Form):
    """Words that are needed."""

    words = ProseField(label="What happened", limit=4000)


class AppointmentForm(WordsForm):
    """A date where one is known, and what they said."""

    appointment_on = DateField3(label="Day of the first appointment, where one is known", required=False)
    field_order = ("appointment_on", "words")


class RebookForm(forms.Form):
    """Another date."""

    appointment_on = DateField3(label="Day of the next appointment")


class AttendedForm(forms.Form):
    """The day on which the person was seen."""

    attended_on = DateField3(label="On which day were they seen?")


class DeclinedForm(forms.Form):
    """Why they refused."""

    reason = forms.ChoiceField(label="Why did they refuse?", widget=forms.RadioSelect)
    words = ProseField(label="What they said", limit=4000, required=False)

    def __init__(self, *args: Any, reasons: Sequence[OnwardReason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.choices = [(one.id, one.label) for one in reasons]  # type: ignore[attr-defined]
        field.hints = {one.id: f"{one.means.capitalize()}." for one in reasons}  # type: ignore[attr-defined]


class ChaseForm(forms.Form):
    """What was learned, and when to ask again."""

    words = ProseField(label="Whom did you ask, and what did they say?", limit=4000)
    chase_on = DateField3(label="When do you ask again?")
