"""Forms of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.delivery.casework.forms.sheets import add_questions
from throughcare.delivery.casework.models import Plan, PlanRevision
from throughcare.delivery.services.rules.sheets import SheetQuestion
from throughcare.foundation.ui.fields import DateField3, ProseField


class PlanForm(forms.Form):
    """What the person wants, how they agreed, how many contacts, and the service's own questions."""

    their_words = ProseField(label="What does the person want, in their words?", limit=10_000, required=False)
    contacts = forms.IntegerField(label="How many contacts are planned?", min_value=1, required=False)
    agreed = forms.ChoiceField(
        label="How did the person agree to this plan?",
        widget=forms.RadioSelect,
        choices=PlanRevision.Agreed.choices,
        required=False,
    )
    agreed_on = DateField3(label="On which day?", required=False)

    def __init__(
        self, *args: Any, questions: Sequence[SheetQuestion], most: int | None, is_revision: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if most is not None:
            self.fields["contacts"].help_text = f"This service allows up to {most}."
        if is_revision:
            self.fields["why"] = ProseField(label="Why does the plan change?", limit=4000, required=False)
        add_questions(self, questions)
        for field in self.fields.values():
            field.quietly_optional = True  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """Something the person wants to reach."""

    need = forms.ChoiceField(label="Which need is it about?")
    words = ProseField(label="What does the person want to reach?", limit=4000, help_text="So that both can tell when.")
    goal = forms.ChoiceField(label="Which goal of the service is nearest?", required=False)

    def __init__(
        self, *args: Any, needs: Sequence[tuple[str, str]], goals: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = [("", "Choose one"), *needs]  # type: ignore[attr-defined]
        self.fields["goal"].choices = [("", "None of them"), *goals]  # type: ignore[attr-defined]


class ApproveForm(forms.Form):
    """Approves, with a word where there is one."""

    words = ProseField(label="Anything to say with it", limit=4000, required=False)


class ReturnForm(forms.Form):
    """Why a plan is returned and what should change."""

    reason = forms.ChoiceField(label="Why is it returned?", widget=forms.RadioSelect)
    words = ProseField(label="What should change?", limit=4000)

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(reasons)  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """Why something is changed."""

    why = ProseField(label="Why does the plan change?", limit=4000)


class ExemptForm(forms.Form):
    """Why a deadline does not count."""

    exempt = forms.ChoiceField(
        label="Why does the deadline not count?", widget=forms.RadioSelect, choices=Plan.Exempt.choices
    )
    words = ProseField(label="What is known", limit=4000, required=False)
