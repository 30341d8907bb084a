"""Forms about participants and their payments."""

from __future__ import annotations

from django import forms

from throughcare.foundation.ui.fields import DateField3, MoneyField, ProseField
from throughcare.voice.participants.models import Payment


class ParticipantForm(forms.Form):
    """Somebody who takes part."""

    name = ProseField(label="Name", limit=120, one_line=True)
    reach = ProseField(label="How to reach them", limit=120, one_line=True, required=False)
    is_peer_researcher = forms.BooleanField(label="They are a peer researcher", required=False)


class TrainingForm(forms.Form):
    """A course that was finished."""

    course = ProseField(label="Course", limit=120, one_line=True)
    day = DateField3(label="Finished on")


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
