"""Forms of closing and of supervision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.delivery.casework.models import ClosureReport, PlanOutcome
from throughcare.delivery.casework.queries.plans import Outcome
from throughcare.foundation.ui.fields import ProseField

DONE = [choice for choice in ClosureReport.Work.choices if choice[0] != ClosureReport.Work.NOT_DONE]


class FinishForm(forms.Form):
    """Says that the work is done, and why it ends."""

    work = forms.ChoiceField(label="Was the planned work done?", widget=forms.RadioSelect, choices=DONE)
    work_words = ProseField(
        label="How did you agree that it is enough?", limit=4000, required=False, help_text="Where fewer were needed."
    )
    reason = forms.ChoiceField(label="Why does it end?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self.fields["reason"].choices = list(reasons)  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]


class ReportForm(forms.Form):
    """The closure report, with how far each outcome of the plan was reached."""

    work = forms.ChoiceField(
        label="Was the planned work done?", widget=forms.RadioSelect, choices=ClosureReport.Work.choices, required=False
    )
    work_words = ProseField(label="Anything about that", limit=4000, required=False)
    progress = ProseField(label="What progress was made?", limit=20_000, required=False)
    further_work = ProseField(label="What further work is needed?", limit=20_000, required=False)
    their_words = ProseField(label="What does the person say?", limit=10_000, required=False)
    clinical_note = ProseField(
        label="Clinical note",
        limit=20_000,
        required=False,
        help_text="Stays with the service. The referrer does not see it.",
    )

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in outcomes:
            self.fields[f"result_{one.id}"] = forms.ChoiceField(
                label=f"{one.need_name}: {one.words}",
                widget=forms.RadioSelect,
                choices=PlanOutcome.Result.choices,
                required=False,
            )
            self.fields[f"result_words_{one.id}"] = ProseField(
                label="What changed, or what stood in the way", limit=4000, required=False
            )
        for field in self.fields.values():
            field.quietly_optional = True  # type: ignore[attr-defined]


class PointsForm(forms.Form):
    """Words of supervision."""

    words = ProseField(label="What do you want to say?", limit=20_000, help_text="No part of the case record.")


class SignOffForm(forms.Form):
    """Signs a case off."""

    words = ProseField(label="Anything to say with it", limit=20_000, required=False)
