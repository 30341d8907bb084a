"""What forms about people share: a key, choices, and prose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.foundation.ui.fields import DateField3, FormKeyField, ProseField

Choices = Sequence[tuple[object, str]]
WORDS_LIMIT = 20_000
ANSWERS = [("yes", "Yes"), ("no", "No"), ("not_known", "Not known")]


class KeyedForm(forms.Form):
    """A form that is acted on once."""

    key = FormKeyField()

    def choose(self, **choices: Choices) -> None:
        """Fills the choices of fields, with an empty one first in lists of several."""
        for name, found in choices.items():
            rows = [(str(value), text) for value, text in found]
            field: Any = self.fields[name]
            is_list = isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect)
            field.choices = ([("", "Choose one")] if is_list and len(rows) > 1 else []) + rows


def words_field(label: str, *, required: bool = False, hint: str = "", rows: int = 5) -> ProseField:
    """Prose about a person."""
    return ProseField(
        label=label,
        limit=WORDS_LIMIT,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day_field(label: str, *, required: bool = True, hint: str = "For example, 27 3 2026.") -> DateField3:
    """A day."""
    return DateField3(label=label, required=required, help_text=hint)


def reason_field(label: str = "Reason") -> forms.ChoiceField:
    """A reason of a list that the view fills in."""
    return forms.ChoiceField(label=label, widget=forms.RadioSelect)
