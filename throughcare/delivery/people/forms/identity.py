"""Forms about who a person is, and who may see a restricted record."""

from __future__ import annotations

from typing import Any

from django import forms

from throughcare.delivery.people.forms.keyed import KeyedForm, day_field, words_field
from throughcare.delivery.people.models import Identifier, ServiceUser
from throughcare.delivery.people.rules.identifiers import KINDS, LOOKS_LIKE
from throughcare.foundation.ui.fields import ProseField

NAME = {"limit": 100, "one_line": True}
QUIET = forms.TextInput(attrs={"autocomplete": "off"})


class FindForm(forms.Form):
    """Finds a person."""

    text = ProseField(
        label="Name or number",
        limit=200,
        one_line=True,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="A name in any spelling, or a CRN, PNC ID, CRO, NOMIS or NHS number.",
    )
    born = day_field(
        "Date of birth (optional)", required=False, hint="Helps with common names. For example, 17 5 1990."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("text") and not cleaned.get("born"):
            raise forms.ValidationError("Enter a name, a number or a date of birth.")
        return cleaned


class PersonForm(KeyedForm):
    """Adds a person."""

    given_name = ProseField(label="Given name", **NAME)
    family_name = ProseField(label="Family name", **NAME)
    date_of_birth = day_field("Date of birth", required=False, hint="Leave empty if it is not known.")
    gender = forms.ChoiceField(label="Gender", choices=ServiceUser.Gender.choices, initial="not_known")
    borough = forms.ChoiceField(label="Borough where they are managed")
    alias_given = ProseField(label="Other given name (optional)", required=False, **NAME)
    alias_family = ProseField(label="Other family name (optional)", required=False, **NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(Identifier.Kind.choices)
        for kind in KINDS:
            self.fields[kind] = forms.CharField(
                label=f"{names[kind]} (optional)",
                required=False,
                max_length=40,
                help_text=LOOKS_LIKE[kind].capitalize() + ".",
                widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
            )


class ChangePersonForm(forms.Form):
    """Changes who a person is."""

    given_name = ProseField(label="Given name", **NAME)
    family_name = ProseField(label="Family name", **NAME)
    date_of_birth = day_field("Date of birth", required=False, hint="Leave empty if it is not known.")
    gender = forms.ChoiceField(label="Gender", choices=ServiceUser.Gender.choices)
    words = words_field("Why is it changed?", rows=2)


class NumberForm(forms.Form):
    """Adds a number."""

    kind = forms.ChoiceField(label="Kind of number", choices=Identifier.Kind.choices, widget=forms.RadioSelect)
    value = forms.CharField(label="Number", max_length=40, widget=QUIET)


class NameForm(forms.Form):
    """Adds another name."""

    given_name = ProseField(label="Given name (optional)", required=False, **NAME)
    family_name = ProseField(label="Family name or nickname", **NAME)


class WhyForm(KeyedForm):
    """A step that must be explained."""

    words = words_field("Why", required=True, rows=3)


class DeathForm(KeyedForm):
    """Records a death."""

    died_on = day_field("Day of death")
    words = words_field("How is this known?", required=True, rows=3)


class CorrectDeathForm(KeyedForm):
    """Corrects a death, or takes it back."""

    died_on = day_field("Day of death", required=False, hint="Leave empty if the person has not died.")
    words = words_field("What was wrong?", required=True, rows=3)


class RestrictForm(KeyedForm):
    """Closes a record to all but those named."""

    reason = ProseField(
        label="Why must this record be closed?",
        limit=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="You are the first who may see it. You then name the others. It vanishes for everybody else at once.",
    )


class NameSomebodyForm(KeyedForm):
    """Names somebody who may see a restricted record."""

    person = forms.ChoiceField(label="Who")
    reason = ProseField(label="Why do they need it?", limit=500, widget=forms.Textarea(attrs={"rows": 3}))
    until = day_field("First day no longer", required=False, hint="Leave empty if no end is known.")


class BreakGlassByNumberForm(forms.Form):
    """Opens a restricted record in an emergency."""

    number = forms.CharField(
        label="A number of the person", max_length=40, widget=QUIET, help_text="CRN, PNC ID, CRO, NOMIS or NHS number."
    )
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why do you need to see this now?",
        help_text="Your name and this reason go to the data protection officer, who reviews every use and every try.",
    )
