"""The form of a risk answer."""

from __future__ import annotations

from typing import Any

from django import forms

from throughcare.delivery.casework.models import RiskPrompt
from throughcare.delivery.casework.rules.risk import TOLD
from throughcare.foundation.ui.fields import ProseField

LIMIT = 20_000


class RiskForm(forms.Form):
    """What was asked, what was said, the safety plan, who was told, who covers, and how it stands."""

    asked = ProseField(
        label="What did you ask?",
        limit=LIMIT,
        help_text="For example thoughts, plans, means, a time in mind, what has stopped them.",
    )
    said = ProseField(label="What did the person say?", limit=LIMIT, help_text="In their own words where you can.")
    safety_plan = ProseField(
        label="What is the safety plan?", limit=LIMIT, help_text="Or why there is none, where none is needed."
    )
    told = forms.MultipleChoiceField(
        label="Who was told?", widget=forms.CheckboxSelectMultiple, choices=list(TOLD.items())
    )
    told_words = ProseField(label="Anything about who was told, or why nobody was", limit=4000, required=False)
    out_of_hours = ProseField(label="Who covers out of hours, and how does the person reach them?", limit=4000)
    outcome = forms.ChoiceField(
        label="How does it stand now?", widget=forms.RadioSelect, choices=RiskPrompt.Outcome.choices
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The protocol's own rules say what is missing, each in its sentence; nothing typed is refused before that.
        for name, field in self.fields.items():
            field.required = False
            field.quietly_optional = name != "told_words"  # type: ignore[attr-defined]
