"""Forms of the cohort: what of it is shown, and each step of a stay."""

from __future__ import annotations

from typing import Any

from django import forms

from throughcare.delivery.people.forms.keyed import Choices, KeyedForm, day_field, reason_field, words_field
from throughcare.foundation.ui.fields import DateField3

KINDS = [
    ("fixed", "Fixed: a persistent statutory offender found by the rule"),
    ("flex", "Flex: chosen by local priority and judgement"),
    ("free", "Free: a spare place for another cohort"),
]
RATINGS = [("red", "Red"), ("amber", "Amber"), ("green", "Green")]
WORDS_HINT = "Facts, dates and who told you. The person can ask to read this."


class CohortFilter(forms.Form):
    """What of the cohort is shown, on which day."""

    on = DateField3(label="Cohort on", required=False, help_text="Any day up to today.")
    borough = forms.ChoiceField(label="Borough", required=False)
    rating = forms.ChoiceField(label="Rating", required=False)
    overlay = forms.ChoiceField(label="With", required=False)

    def __init__(self, *args: Any, boroughs: Choices, overlays: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ratings = [*RATINGS, ("unrated", "Not rated yet")]
        for name, rows, every in (
            ("borough", boroughs, "All boroughs"),
            ("rating", ratings, "All ratings"),
            ("overlay", overlays, "Anything"),
        ):
            self.fields[name].choices = [("", every), *rows]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.quietly_optional = True  # type: ignore[attr-defined]


class CandidatesFilter(forms.Form):
    """On which day, and in which borough, the rule is asked."""

    on = DateField3(label="Who met the rule on", required=False, help_text="Any day up to today.")
    borough = forms.ChoiceField(label="Borough", required=False)

    def __init__(self, *args: Any, boroughs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["borough"].choices = [("", "All boroughs"), *boroughs]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.quietly_optional = True  # type: ignore[attr-defined]


class NominationForm(KeyedForm):
    """Proposes a person to the panel."""

    reason = reason_field("Why are you nominating them?")
    kind = forms.ChoiceField(label="Type of place", choices=KINDS, widget=forms.RadioSelect, initial="fixed")
    words = words_field("What should the panel know?", hint=WORDS_HINT)


class IdentifyForm(KeyedForm):
    """Puts a person on the list of those to be considered."""

    reason = reason_field("Why should they be considered?")
    words = words_field("Anything to add?", hint=WORDS_HINT, rows=3)


class StepForm(KeyedForm):
    """A step with a reason and words."""

    reason = reason_field()
    words = words_field("In words", hint=WORDS_HINT)
    on = day_field("From which day", required=False, hint="Leave empty for today. Not before the last entry.")


class AdoptForm(StepForm):
    """Takes a person on, with a first rating where the panel gave one."""

    rating = forms.ChoiceField(
        label="Rating", choices=[("", "Not rated yet"), *RATINGS], required=False, widget=forms.Select
    )
    review_on = day_field("Next review", required=False, hint="Leave empty for the standard interval of the rating.")
    field_order = ("key", "reason", "rating", "words", "review_on", "on")


class DeferForm(StepForm):
    """Puts the decision off."""

    review_on = day_field("Back to the panel by", required=False, hint="Leave empty for the next panel, in four weeks.")
    field_order = ("key", "reason", "words", "review_on", "on")


class RatingForm(StepForm):
    """Rates somebody, or reviews the rating they have."""

    rating = forms.ChoiceField(label="Rating", choices=RATINGS, widget=forms.RadioSelect)
    review_on = day_field("Next review", required=False, hint="Leave empty for the standard interval of the rating.")
    field_order = ("key", "rating", "reason", "words", "review_on", "on")


class KindForm(StepForm):
    """Changes the type of place."""

    kind = forms.ChoiceField(label="Type of place", choices=KINDS, widget=forms.RadioSelect)
    field_order = ("key", "kind", "reason", "words", "on")


class TransferForm(KeyedForm):
    """Asks another borough to take a person over."""

    to_borough = forms.ChoiceField(label="To which borough")
    reason = reason_field("Why do they move?")
    words = words_field("What should the other coordinator know?", hint=WORDS_HINT)


class AskForPersonForm(KeyedForm):
    """Asks the area that has a person to hand them over."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=40)
    to_borough = forms.ChoiceField(label="To which of your boroughs")
    reason = reason_field("Why do you ask?")
    words = words_field("What should the other coordinator know?", hint=WORDS_HINT)


class AnswerForm(KeyedForm):
    """Answers a transfer."""

    words = words_field("Answer in words", required=False, rows=3)


class ReasonedAnswerForm(KeyedForm):
    """Answers with a reason that must be given."""

    words = words_field("Why", required=True, rows=3)


class OverlayForm(KeyedForm):
    """Records something that is true of a person from a day on."""

    kind = forms.ChoiceField(label="What is to be recorded?")
    from_date = day_field("From which day")
    until = day_field("First day no longer", required=False, hint="Only if it has ended.")
    level = forms.CharField(
        label="Detail (optional)",
        max_length=60,
        required=False,
        help_text="For MAPPA, category and level; for domestic abuse, as the one who harms, the one harmed, or both.",
    )
    reason = forms.ChoiceField(label="Who told you?")
    words = words_field("In words", rows=3, hint=WORDS_HINT)


class EndOverlayForm(KeyedForm):
    """Records that something is no longer true."""

    until = day_field("First day no longer", hint="For custody, the day of release.")
    reason = forms.ChoiceField(label="Who told you?")
    words = words_field("In words", rows=3)
