"""The form from which a score is computed, made of what the evidence library says that an instrument reads."""

from __future__ import annotations

from typing import Any

from django import forms

from throughcare.delivery.people.forms.keyed import KeyedForm, day_field
from throughcare.foundation.ui.fields import DateField3

OF_THE_RECORD = frozenset({"gender", "date_of_birth", "assessment_date"})
USES, USE_ENDS = "has_", "_usage"
NOTHING = "NONE"
YES_NO = [("yes", "Yes"), ("no", "No")]
NOT_ANSWERED = ("", "Not answered")
ALSO = "Answer all of these for the fuller form of the score, or none."


def _words(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _label(meaning: str) -> str:
    return meaning[:1].upper() + meaning[1:]


class ComputeForm(KeyedForm):
    """What an instrument is computed from, besides gender, date of birth and the present day.

    ``reads`` are the library's inputs. What only the fuller form of the score reads is left open or given whole.
    """

    def __init__(self, *args: Any, reads: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reads = [one for one in reads if one.column not in OF_THE_RECORD and not one.when.startswith("in place")]
        self.drugs = [one for one in self.reads if one.column.startswith(USES) and one.column.endswith(USE_ENDS)]
        for one in self.reads:
            if one not in self.drugs:
                self.fields[one.column] = _field(one)
        if self.drugs:
            choices = [(one.column, _label(one.meaning.removeprefix("uses "))) for one in self.drugs]
            self.fields["drugs"] = forms.MultipleChoiceField(
                label="Drugs used now", choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )

    def answers(self) -> dict[str, Any]:
        """What was answered, as the library reads it; what was not answered is left out."""
        given = self.cleaned_data
        found: dict[str, Any] = {}
        for one in self.reads:
            value = given.get(one.column)
            if one in self.drugs:
                found[one.column] = one.column in given["drugs"]
            elif one.type == "true or false":
                found |= {one.column: value == "yes"} if value else {}
            elif one.type == "list of codes":
                found |= {one.column: [code for code in value if code != NOTHING]} if value else {}
            elif value not in (None, ""):
                found[one.column] = value
        return found


def _field(one: Any) -> forms.Field:
    """A field for one input."""
    common: dict[str, Any] = {"label": _label(one.meaning), "required": one.required}
    if one.when == "dynamic form":
        common["help_text"] = ALSO
    if one.type == "date":
        field: DateField3 = day_field(common["label"], required=one.required)
        return field
    if one.type == "whole number":
        return forms.IntegerField(min_value=0, max_value=999, **common)
    if one.type == "offence code":
        return forms.RegexField(
            regex=r"^\d{5}$",
            error_messages={"invalid": "An offence code has five figures, like 02800."},
            **common,
        )
    empty = [] if one.required else [NOT_ANSWERED]
    if one.type == "list of codes":
        choices = [*((code, _words(code)) for code in one.codes), (NOTHING, "None of these")]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    codes = YES_NO if one.type == "true or false" else [(code, _words(code)) for code in one.codes]
    return forms.ChoiceField(choices=[*empty, *codes], widget=forms.RadioSelect, **common)
