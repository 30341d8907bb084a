"""Forms about participants and their payments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.foundation.ui.fields import DateField3, FormKeyField, MoneyField, ProseField
from throughcare.voice.participants.models import Payment

OTHER = "_other"


class ParticipantForm(forms.Form):
    """Somebody who takes part."""

    key = FormKeyField()
    name = ProseField(label="Name", limit=120, one_line=True)
    reach = ProseField(label="How to reach them", limit=120, one_line=True, required=False)
    is_peer_researcher = forms.BooleanField(label="They are a peer researcher", required=False)


class TrainingForm(forms.Form):
    """A course that was finished."""

    course = forms.ChoiceField(label="Course", widget=forms.RadioSelect)
    other = ProseField(label="Which other course?", limit=120, one_line=True, required=False)
    day = DateField3(label="Finished on")

    def __init__(self, *args: Any, courses: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [*courses, (OTHER, "Another course")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The course by its code, or in words where it is another."""
        given = super().clean() or {}
        words = given.pop("other", "").strip()
        if given.get("course") == OTHER:
            if not words:
                raise forms.ValidationError({"other": "Write which course it was."})
            given["course"] = words
        return given


class AccountForm(forms.Form):
    """The account with which a peer researcher signs in."""

    account = forms.ChoiceField(label="Account", widget=forms.RadioSelect)

    def __init__(self, *args: Any, accounts: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]


class PaymentForm(forms.Form):
    """A payment."""

    kind = forms.ChoiceField(label="What for?", choices=Payment.Kind.choices, widget=forms.RadioSelect)
    pence = MoneyField(label="Amount", least=1)
    occasion = ProseField(label="Occasion", limit=120, one_line=True, help_text="For example, June council.")
    day = DateField3(label="Day")


class StepForm(forms.Form):
    """A step that needs no words."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OfferForm(StepForm):
    """What became of the offer of benefits advice, which comes first."""

    advice = forms.ChoiceField(
        label="Benefits advice", choices=Payment.Advice.choices, widget=forms.RadioSelect, required=False
    )


class RefuseForm(StepForm):
    """Why a payment is refused."""

    reason = ProseField(label="Why?", limit=500)
