"""Forms of what is assessed: needs, circumstances, scores, offences, challenges, duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from throughcare.delivery.people.forms.keyed import ANSWERS, KeyedForm, day_field, words_field
from throughcare.delivery.people.models import Challenge, Need
from throughcare.foundation.reference.cohort import NeedKind
from throughcare.foundation.ui.fields import ProseField

NOT_ASKED = ("", "Not asked")
FACTS = (
    ("present", "Is it there?"),
    ("linked_to_offending", "Linked to offending?"),
    ("linked_to_serious_harm", "Linked to serious harm?"),
)


class NeedsForm(KeyedForm):
    """Needs of one pathway or all: for each, three separate answers."""

    source = forms.ChoiceField(label="How is this known?", choices=[("", "Choose one"), *Need.Source.choices])
    assessed_on = day_field("Assessed on")
    words = words_field("In words (optional)", rows=3)

    def __init__(self, *args: Any, kinds: list[NeedKind], standing: dict[str, dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for kind in kinds:
            for fact, label in FACTS:
                self.fields[f"{kind.id}-{fact}"] = forms.ChoiceField(
                    label=f"{kind.label}: {label.lower()}",
                    choices=[NOT_ASKED, *ANSWERS],
                    required=False,
                    initial=standing.get(kind.id, {}).get(fact, ""),
                )

    @property
    def rows(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Each need with its three fields."""
        for kind in self.kinds:
            yield kind.label, [self[f"{kind.id}-{fact}"] for fact, _ in FACTS]

    @property
    def rest(self) -> list[BoundField]:
        """The fields that are not about one need."""
        return [self[name] for name in ("key", "source", "assessed_on", "words")]

    def changed_answers(self) -> list[tuple[str, dict[str, str]]]:
        """The needs for which something was answered that is not how they stand."""
        found = []
        for kind in self.kinds:
            given = {fact: self.cleaned_data.get(f"{kind.id}-{fact}", "") for fact, _ in FACTS}
            before = {fact: self.fields[f"{kind.id}-{fact}"].initial for fact, _ in FACTS}
            if given["present"] and given != before:
                found.append((kind.id, {fact: answer or "not_known" for fact, answer in given.items()}))
        return found


class CircumstancesForm(KeyedForm):
    """What matters to the person, and what to know to reach them."""

    what_matters = words_field(
        "What matters to the person, in their words", hint="So that nobody has to be asked twice.", rows=4
    )
    gp_registered = forms.ChoiceField(label="Registered with a GP?", choices=ANSWERS, widget=forms.RadioSelect)
    language = ProseField(label="First language (optional)", limit=60, one_line=True, required=False)
    interpreter = forms.ChoiceField(label="Is an interpreter needed?", choices=ANSWERS, widget=forms.RadioSelect)
    communication = words_field("What helps when talking or writing to them? (optional)", rows=3)


class PercentField(forms.DecimalField):
    """A percentage with one decimal; cleans to tenths."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"})
        super().__init__(max_digits=5, decimal_places=1, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        cleaned = super().clean(str(value or "").replace("%", "").strip())
        return None if cleaned is None else int(cleaned * 10)


class ScoreForm(KeyedForm):
    """Records a score that an agency gave."""

    instrument = forms.ChoiceField(label="Instrument")
    version = forms.CharField(label="Version", max_length=40, help_text="As the score states it, for example 3.0.")
    assessed_on = day_field("Assessed on")
    percent_1y = PercentField(label="Over one year, per cent (optional)")
    percent_2y = PercentField(label="Over two years, per cent (optional)")
    band = forms.ChoiceField(
        label="Band (optional)",
        required=False,
        choices=[
            ("", "None given"),
            ("LOW", "Low"),
            ("MEDIUM", "Medium"),
            ("HIGH", "High"),
            ("VERY_HIGH", "Very high"),
        ],
    )


class OffenceForm(KeyedForm):
    """Records an offence."""

    group = forms.ChoiceField(label="Group of offence")
    committed_on = day_field("Committed on")
    proven_on = day_field("Proven on", required=False, hint="Leave empty if it is not proven.")
    is_index = forms.BooleanField(label="This is the index offence", required=False)


class ChallengeForm(KeyedForm):
    """Records a challenge."""

    made_by = forms.ChoiceField(label="Who challenges it?", choices=Challenge.MadeBy.choices, widget=forms.RadioSelect)
    made_on = day_field("When did they say so?")
    words = words_field("What do they say is wrong?", required=True, hint="In their words.")


class AnswerChallengeForm(KeyedForm):
    """Answers a challenge."""

    outcome = forms.ChoiceField(
        label="Outcome",
        widget=forms.RadioSelect,
        choices=[("upheld", "Upheld"), ("partly_upheld", "Partly upheld"), ("not_upheld", "Not upheld")],
    )
    words = words_field("Why", required=True, hint="In words that the person can be given.")


class MergeForm(KeyedForm):
    """Makes one record stand for both."""

    keep = forms.ChoiceField(label="Which record stands?", widget=forms.RadioSelect)
    words = words_field("How do you know? (optional)", rows=3)
