"""Forms of concerns."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from throughcare.delivery.concerns.rules.handling import (
    DONE_NOW,
    KIND_WORDS,
    OUTCOMES,
    SERIOUSNESS,
    STEP_KINDS,
    VOICES,
    WHY_NOT,
    WORDS_LIMIT,
)
from throughcare.foundation.ui.fields import DateField3, FormKeyField, ProseField

Choices = Sequence[tuple[object, str]]
KIND_HINTS = {
    "complaint": "Somebody is unhappy with what was done, or not done.",
    "incident": "Something happened that harmed or could have harmed somebody, or lost information.",
    "safeguarding": "A child or an adult may be at risk of harm. The safeguarding lead is told today.",
}


class ChoosingForm(forms.Form):
    """A form whose choices come from the page."""

    def choose(self, **choices: Choices) -> None:
        """Fills the choices of fields; a select that may stay empty keeps its empty choice."""
        for name, found in choices.items():
            field = self.fields[name]
            rows = [(str(value), text) for value, text in found]
            plain = isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect)
            head = [("", "Choose one" if field.required else "Nobody")] if plain and len(rows) != 1 else []
            head = head if field.required or not plain else [("", "Nobody")]
            field.choices = head + rows  # type: ignore[attr-defined]


class KindForm(forms.Form):
    """What sort of concern it is."""

    kind = forms.ChoiceField(
        label="What do you want to raise?",
        choices=[(one.value, words) for one, words in KIND_WORDS.items()],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].hints = KIND_HINTS  # type: ignore[attr-defined]


class RaiseForm(ChoosingForm):
    """A concern of a kind."""

    key = FormKeyField()
    category = forms.ChoiceField(label="What is it about?", widget=forms.RadioSelect)
    seriousness = forms.ChoiceField(
        label="How serious is it?", choices=list(SERIOUSNESS.items()), widget=forms.RadioSelect
    )
    words = ProseField(
        label="What happened?",
        limit=WORDS_LIMIT,
        help_text="What you saw or were told, who was there, where. Say whose words are whose.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    happened_on = DateField3(label="When did it happen?", required=False)
    done_now = forms.MultipleChoiceField(
        label="What was done straight away?",
        choices=list(DONE_NOW.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    done_words = ProseField(
        label="In words", limit=WORDS_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    voice = forms.ChoiceField(
        label="Who says it?", choices=list(VOICES.items()), widget=forms.RadioSelect, initial="staff"
    )
    organisation = forms.ChoiceField(label="Which organisation should handle it?")
    about_staff = forms.ChoiceField(
        label="Is it about somebody who works there?",
        required=False,
        help_text="They will not see it, even where they handle concerns.",
    )
    confidential = forms.BooleanField(
        label="Only the safeguarding lead should see it",
        required=False,
        help_text="Others who handle concerns there see it only if nobody acts in time.",
    )


class AcknowledgeForm(ChoosingForm):
    """Says that it is seen to, and by whom."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    owner = forms.ChoiceField(label="Who owns it from now on?")
    words = ProseField(
        label="What was said to whoever raised it",
        limit=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OwnerForm(ChoosingForm):
    """Gives it to somebody else."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    owner = forms.ChoiceField(label="Who owns it from now on?")


class StepForm(forms.Form):
    """What was done."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="What was done?", choices=list(STEP_KINDS.items()), widget=forms.RadioSelect)
    words = ProseField(label="In words", limit=WORDS_LIMIT, widget=forms.Textarea(attrs={"rows": 6}))


class TellingForm(ChoosingForm):
    """Whether somebody who must know was told."""

    whom = forms.ChoiceField(label="Who?", widget=forms.RadioSelect)
    on = DateField3(label="Told on", required=False, help_text="Leave empty if they are not told.")
    why_not = forms.ChoiceField(label="Or why not", choices=[("", "They were told"), *WHY_NOT.items()], required=False)
    words = ProseField(label="In words", limit=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    """How it ends."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    outcome = forms.ChoiceField(label="Outcome", choices=list(OUTCOMES.items()), widget=forms.RadioSelect)
    words = ProseField(
        label="What was found",
        limit=WORDS_LIMIT,
        help_text="Whoever raised it reads this.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    learning = ProseField(
        label="What was learnt, and what changes",
        limit=WORDS_LIMIT,
        required=False,
        help_text="Needed where it is upheld, wholly or in part.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReasonForm(forms.Form):
    """A reason only."""

    reason = ProseField(label="Why", limit=20_000)


class PassOnForm(ChoosingForm):
    """To whom it belongs."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    organisation = forms.ChoiceField(label="Which organisation should handle it?")
    reason = ProseField(label="Why it is theirs", limit=20_000)
