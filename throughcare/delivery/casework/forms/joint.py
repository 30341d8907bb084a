"""Forms of joint plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.delivery.casework.models import JointGoal
from throughcare.foundation.ui.fields import DateField3, ProseField


class OpenJointForm(forms.Form):
    """With whom, and when to look at it again."""

    others = forms.MultipleChoiceField(
        label="With whom?", widget=forms.CheckboxSelectMultiple, help_text="Workers of other providers."
    )
    review_on = DateField3(label="When do you all look at it again?")

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = [(str(number), name) for number, name in people]  # type: ignore[attr-defined]


class GoalForm(forms.Form):
    """A shared goal and who leads on it."""

    words = ProseField(label="What is the goal?", limit=4000, help_text="In the person's words where you can.")
    leads = forms.ChoiceField(label="Who leads on it?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, parties: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads"].choices = [(str(number), name) for number, name in parties]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A note that only one's own provider sees."""

    words = ProseField(label="Note", limit=20_000, help_text="Only your own service sees this.")


class SettleForm(forms.Form):
    """How far a goal was reached."""

    result = forms.ChoiceField(
        label="How far was it reached?", widget=forms.RadioSelect, choices=JointGoal.Result.choices
    )


class EndForm(forms.Form):
    """Why a joint plan ends."""

    reason = ProseField(label="Why does it end?", limit=4000)
