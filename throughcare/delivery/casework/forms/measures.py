"""Forms of questionnaires: which to ask and how, the answers, and an organisation's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from throughcare.delivery.casework.models import Questionnaire
from throughcare.delivery.casework.queries.measures import AnswerShown
from throughcare.delivery.casework.rules.instruments import Definition
from throughcare.delivery.casework.rules.wording import Wording
from throughcare.foundation.ui.fields import DateField3, ProseField

NOT_ANSWERED = "none"
LASTS = [("hour", "One hour"), ("day", "One day"), ("two_days", "Two days")]
VOIDED = [
    ("wrong_person", "It is about somebody else"),
    ("entered_twice", "It was entered twice"),
    ("wrong_answers", "The answers are not the ones given"),
]


class AskForm(forms.Form):
    """Which questionnaires, on what occasion, and how they are answered."""

    instruments = forms.MultipleChoiceField(
        label="Which questionnaires?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one questionnaire."},
    )
    occasion = forms.ChoiceField(
        label="When in the work is this?", widget=forms.RadioSelect, choices=Questionnaire.Occasion.choices
    )
    mode = forms.ChoiceField(
        label="How are they answered?", widget=forms.RadioSelect, choices=Questionnaire.Mode.choices
    )
    asked_on = DateField3(
        label="Day they were answered", required=False, help_text="Only where they were answered on paper earlier."
    )
    lasts = forms.ChoiceField(
        label="How long does the code work?",
        choices=LASTS,
        help_text="Only where the person answers alone. The code works once.",
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[Definition, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["instruments"]
        field.choices = [(one.code, f"{one.name}: {one.row.measures}") for one, _ in offered]  # type: ignore[attr-defined]
        field.hints = {  # type: ignore[attr-defined]
            one.code: "Its words are not loaded here: enter the answers from your own licensed form."
            for one, has_words in offered
            if not has_words
        }


class AnswersForm(forms.Form):
    """Every question of one questionnaire. Nothing is required: what is left out stays missing."""

    def __init__(self, *args: Any, definition: Definition, words: Wording | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in definition.items:
            answers = words.question(item.number).answers if words else [(one, str(one)) for one in item.values]
            text = words.question(item.number).text if words else f"Question {item.number}"
            field = forms.ChoiceField(
                label=f"{item.number}. {text}" if words else text,
                widget=forms.RadioSelect,
                required=False,
                choices=[(str(value), says) for value, says in answers] + [(NOT_ANSWERED, "Not answered")],
            )
            field.quietly_optional = True  # type: ignore[attr-defined]
            self.fields[f"item_{item.number}"] = field

    def given(self) -> dict[int, int | None]:
        """What was ticked; a question left alone says nothing."""
        return {
            int(name.removeprefix("item_")): None if value == NOT_ANSWERED else int(value)
            for name, value in self.cleaned_data.items()
            if value != ""
        }


def initial_answers(answers: Sequence[AnswerShown]) -> dict[str, str]:
    """What the form shows as ticked."""
    return {f"item_{one.number}": NOT_ANSWERED if one.value is None else str(one.value) for one in answers if one.given}


class VoidForm(forms.Form):
    """Why a questionnaire does not count."""

    reason = forms.ChoiceField(label="Why does it not count?", widget=forms.RadioSelect, choices=VOIDED)


class WordingForm(forms.Form):
    """A file of words and the licence under which they are held."""

    file = forms.FileField(
        label="File of words",
        help_text="TOML text of up to 200 kB. Take one of the shipped files as a pattern.",
        error_messages={"required": "Choose the file."},
    )
    terms = ProseField(
        label="Licence under which you hold these words",
        limit=500,
        one_line=True,
        help_text="Licence number or agreement, and its date.",
    )


class CodeForm(forms.Form):
    """A code that somebody types to answer."""

    code = forms.CharField(
        label="Your code",
        max_length=200,
        help_text="Nine letters and figures, like K4T-7QD-2MN. Dashes and small letters do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
        error_messages={"required": "Enter your code."},
    )


class OneAnswerForm(forms.Form):
    """One question, answered by the person."""

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = forms.ChoiceField(
            label=label,
            widget=forms.RadioSelect,
            choices=[(str(value), says) for value, says in choices],
            error_messages={"required": "Choose an answer, or skip this question."},
        )
        self.fields["answer"] = field


def asked_on_of(cleaned: Mapping[str, Any]) -> date | None:
    """The day, where the questionnaire came on paper."""
    return cleaned["asked_on"] if cleaned["mode"] == Questionnaire.Mode.PAPER else None
