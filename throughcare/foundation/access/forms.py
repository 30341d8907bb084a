"""Forms of break-glass access."""

from __future__ import annotations

from django import forms

from throughcare.foundation.access.models import BreakGlass


class BreakGlassForm(forms.Form):
    """Why a closed record must be opened now."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why do you need to see this now?",
        help_text="Your name and this reason go to the data protection officer, who reviews every use.",
    )


class ReviewForm(forms.Form):
    """What the reviewer found."""

    finding = forms.ChoiceField(choices=BreakGlass.Finding.choices, widget=forms.RadioSelect, label="Was it justified?")
    note = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Note (optional)"
    )
