"""Forms of an assessment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.delivery.casework.models import Assessment, AssessmentNeed
from throughcare.delivery.casework.rules.assessing import SECTIONS
from throughcare.foundation.ui.fields import ProseField

LIMIT = 50_000


class AssessmentForm(forms.Form):
    """The clinical sections, and what the referrer is told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in SECTIONS.items():
            self.fields[name] = ProseField(label=label, help_text=hint, limit=LIMIT, required=False)
            self.fields[name].quietly_optional = True  # type: ignore[attr-defined]
        self.fields["shared_summary"] = ProseField(
            label="What the referrer is told",
            help_text="Written for somebody who is no clinician: what they need to act, and no more.",
            limit=10_000,
            required=False,
        )
        self.fields["share_agreed"] = forms.ChoiceField(
            label="What does the person say of this summary going to the referrer?",
            widget=forms.RadioSelect,
            choices=Assessment.Sharing.choices,
            required=False,
        )
        for name in ("shared_summary", "share_agreed"):
            self.fields[name].quietly_optional = True  # type: ignore[attr-defined]


class AmendForm(AssessmentForm):
    """The same, with why it is amended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = ProseField(
            label="Why is it amended?", help_text="The earlier version stays to be seen.", limit=2000
        )


class NeedForm(forms.Form):
    """A need and its two links, three separate facts."""

    code = forms.ChoiceField(label="Need", widget=forms.RadioSelect)
    linked_to_offending = forms.ChoiceField(
        label="Is it linked to their offending?", widget=forms.RadioSelect, choices=AssessmentNeed.Link.choices
    )
    linked_to_serious_harm = forms.ChoiceField(
        label="Is it linked to serious harm?", widget=forms.RadioSelect, choices=AssessmentNeed.Link.choices
    )

    def __init__(self, *args: Any, needs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = list(needs)  # type: ignore[attr-defined]
