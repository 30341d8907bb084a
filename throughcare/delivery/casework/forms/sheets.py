"""Questions that are data, as fields: one engine for every service's own forms and for the questions of its plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from throughcare.delivery.services.rules.sheets import SheetQuestion
from throughcare.foundation.ui.fields import DateField3, ProseField


def field_of(question: SheetQuestion) -> forms.Field:
    """The field of a question. Nothing is required by it: a form is kept half done, and checked when completed."""
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": False}
    if question.kind in ("words", "line"):
        field: forms.Field = ProseField(limit=question.limit, one_line=question.kind == "line", **common)
    elif question.kind == "number":
        field = forms.IntegerField(min_value=question.least, max_value=question.most, **common)
    elif question.kind == "date":
        field = DateField3(**common)
    elif question.kind == "many_of":
        choices = list(question.choice_pairs)
        field = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=choices, **common)
    else:
        field = forms.ChoiceField(widget=forms.RadioSelect, choices=list(question.choice_pairs), **common)
    field.quietly_optional = question.required  # type: ignore[attr-defined]
    return field


def add_questions(form: forms.Form, questions: Sequence[SheetQuestion]) -> None:
    """Puts questions at the end of a form."""
    for question in questions:
        form.fields[question.code] = field_of(question)


def initial_of(questions: Sequence[SheetQuestion], answers: dict[str, Any]) -> dict[str, Any]:
    """What was answered, as the fields show it."""
    found = {one.code: answers[one.code] for one in questions if one.code in answers}
    for one in questions:
        if one.kind == "date" and one.code in found:
            found[one.code] = date.fromisoformat(str(found[one.code]))
    return found


class SheetForm(forms.Form):
    """A form of a service's own."""

    def __init__(self, *args: Any, questions: Sequence[SheetQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_questions(self, questions)


class AmendSheetForm(SheetForm):
    """The same, with why it is amended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = ProseField(
            label="Why is it amended?", help_text="The earlier version stays to be seen.", limit=2000
        )
