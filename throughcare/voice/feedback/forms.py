"""Forms of those who build surveys, hand out codes and run activities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.errors import Invalid
from throughcare.foundation.access.areas import area_choices
from throughcare.foundation.ui.fields import DateField3, FormKeyField, ProseField
from throughcare.foundation.ui.words import count
from throughcare.voice.feedback.models import Activity, Audience, CodeBatch, Mode, Question
from throughcare.voice.feedback.rules.texting import read_number

Choices = Sequence[tuple[str, str]]
ONE_A_LINE = re.compile(r"^\s*([a-z0-9_+-]+)\s*[:=]\s*(.+?)\s*$")
AREA_HINT = "Leave it out where the group would be small: answers then keep no area."


class OptionsField(forms.CharField):
    """Answers to pick from, one a line: ``home: A home``. Cleans to a mapping of codes to words, in order."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found: dict[str, str] = {}
        for line in text.splitlines():
            if not line.strip():
                continue
            match = ONE_A_LINE.match(line)
            if match is None:
                raise forms.ValidationError(f"“{line[:60]}” has no code. Write a code, a colon and the words.")
            found[match[1]] = match[2]
        return found


class OnceForm(forms.Form):
    """A form that is acted on once, however often it is sent."""

    key = FormKeyField()


class InLanguageForm(forms.Form):
    """Something written down that was said or written in one language. None is chosen beforehand: it would be left."""

    language = forms.ChoiceField(label="Language that it was written in", widget=forms.RadioSelect)

    def __init__(self, *args: Any, languages: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]


class StartForm(OnceForm):
    """Starts a survey."""

    title = ProseField(label="Title, for those who run it", limit=120, one_line=True)
    audience = forms.ChoiceField(label="Whom does it ask?", choices=Audience.choices, widget=forms.RadioSelect)
    mode = forms.ChoiceField(
        label="How are answers given?",
        choices=Mode.choices,
        widget=forms.RadioSelect,
        help_text="This cannot be changed later. There is no third way.",
    )
    service = forms.SlugField(
        label="Code of the service it asks about",
        required=False,
        max_length=60,
        help_text="Leave empty for all of IOM.",
    )


class DraftForm(forms.Form):
    """What a draft asks."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    questions = forms.MultipleChoiceField(label="Questions", widget=forms.CheckboxSelectMultiple, required=False)
    languages = forms.MultipleChoiceField(label="Languages", widget=forms.CheckboxSelectMultiple)
    compare_by = forms.ChoiceField(
        label="Tell comments apart by",
        required=False,
        help_text="Comments then wait until the survey closes, and groups of fewer than ten are not told apart.",
    )
    double_entry = forms.BooleanField(label="Paper forms are typed in twice, by two people", required=False)
    closes_on = DateField3(label="Last day", required=False, help_text="For example, 30 9 2026.")

    def choose(self, **choices: Choices) -> None:
        """Fills the choices of fields."""
        for name, found in choices.items():
            self.fields[name].choices = list(found)  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """A step that needs no words."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(MoveForm):
    """A step with a reason."""

    reason = ProseField(label="Why?", limit=500)


class CloseForm(MoveForm):
    """Closing a survey."""

    delete_unread = forms.BooleanField(
        label="If too few answered to hide in, delete their answers unread", required=False
    )
    without_paper = forms.BooleanField(required=False)

    def say_waiting(self, typed_once: int) -> None:
        """Asks about paper forms that were typed in once, where there are any."""
        if not typed_once:
            del self.fields["without_paper"]
            return
        papers = count(typed_once, "paper form")
        self.fields["without_paper"].label = f"Close without {papers} typed in only once, and delete what was typed"


class QuestionForm(forms.Form):
    """A question of the bank, in English."""

    text = ProseField(label="Question", limit=300, one_line=True)
    hint = ProseField(label="Hint", limit=300, one_line=True, required=False)
    options = OptionsField(
        label="Answers to pick from",
        required=False,
        help_text="One a line, such as home: A home. Only for kinds that have them.",
    )
    characteristic = forms.ChoiceField(
        label="Does it ask who people are?", required=False, help_text="Small groups are then not asked it."
    )
    licence = forms.CharField(
        label="Licensed instrument",
        required=False,
        max_length=200,
        help_text="Its wording may not be changed, so it is not held to the reading age.",
    )


class ChangeQuestionForm(MoveForm, QuestionForm):
    """A question that is there already."""


class NewQuestionForm(QuestionForm):
    """A new question."""

    code = forms.SlugField(label="Code", max_length=60, help_text="Short and lasting. For example, treated.")
    kind = forms.ChoiceField(label="Kind", choices=Question.Kind.choices, widget=forms.RadioSelect)
    field_order = ("code", "kind")


class WordsForm(MoveForm):
    """A question in another language."""

    text = ProseField(label="Question", limit=300, one_line=True)
    hint = ProseField(label="Hint", limit=300, one_line=True, required=False)
    options = OptionsField(label="Answers to pick from", required=False, help_text="One a line, with the same codes.")


class BatchForm(forms.Form):
    """Makes codes."""

    kind = forms.ChoiceField(label="What for?", choices=CodeBatch.Kind.choices, widget=forms.RadioSelect)
    size = forms.IntegerField(label="How many?", min_value=1)
    area = forms.ChoiceField(label="Area", required=False, help_text=AREA_HINT)
    place = ProseField(
        label="Where the stack goes", limit=120, one_line=True, required=False, help_text="A place, never a person."
    )
    language = forms.ChoiceField(label="Language of cards and forms")
    in_prison = forms.BooleanField(label="For a prison", required=False)

    def __init__(self, *args: Any, languages: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "No area"), *area_choices()]  # type: ignore[attr-defined]
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]


class CodeForm(InLanguageForm):
    """The code of a paper form."""

    code = forms.CharField(label="Code printed on the form", max_length=80)
    field_order = ("code", "language")


class TextMessageForm(InLanguageForm, OnceForm):
    """A text message that came in."""

    survey = forms.ChoiceField(label="Survey", required=False)
    number = forms.CharField(label="Phone number it came from", max_length=40)
    words = ProseField(label="What it said", limit=5000)
    field_order = ("survey", "number", "words", "language")


class TextPosterForm(forms.Form):
    """The number that people text to, in the language of a poster."""

    number = forms.CharField(label="Number that people text to", max_length=40)
    language = forms.ChoiceField(label="Language of the poster")

    def __init__(self, *args: Any, languages: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """As it is written, where it is a number at all: people know it by its gaps."""
        typed = " ".join(str(self.cleaned_data["number"]).split())
        try:
            read_number(typed)
        except Invalid as error:
            raise forms.ValidationError(error.fields["number"]) from error
        return typed


class NumberForm(forms.Form):
    """A number that asked to be forgotten."""

    number = forms.CharField(label="Phone number, e-mail address, or code on the card", max_length=120)


class AnsweredForm(MoveForm):
    """What was done about a call for help."""

    words = ProseField(label="What did you do?", limit=2000)


class ActivityForm(OnceForm):
    """Plans an activity."""

    kind = forms.ChoiceField(label="Kind", choices=Activity.Kind.choices, widget=forms.RadioSelect)
    title = ProseField(label="Title", limit=120, one_line=True)
    day = DateField3(label="Day", help_text="For example, 30 9 2026.")
    place = ProseField(label="Place", limit=120, one_line=True, required=False)
    area = forms.ChoiceField(label="Area", required=False)
    service = forms.SlugField(
        label="Code of the service it is about",
        required=False,
        max_length=60,
        help_text="Leave empty for all of IOM.",
    )
    audience = forms.ChoiceField(
        label="Who comes?", choices=Audience.choices, widget=forms.RadioSelect, initial="people"
    )
    guide = ProseField(label="Guide: what is asked, and how", limit=10000, required=False)
    consent_version = forms.CharField(label="Consent that people are asked for", max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "No area"), *area_choices()]  # type: ignore[attr-defined]


class InvitedForm(MoveForm):
    """How many were invited."""

    invited = forms.IntegerField(label="How many people were invited?", min_value=0)


class HeldForm(MoveForm):
    """How many came."""

    came = forms.IntegerField(label="How many came?", min_value=0)
    consented = forms.IntegerField(label="How many agreed that what they say is written down?", min_value=0)
    consent_version = forms.CharField(label="Words that they agreed to", max_length=40, required=False)


class StatementsForm(InLanguageForm, OnceForm):
    """What was said."""

    words = ProseField(
        label="What people said",
        limit=50000,
        help_text="A line each, such as 2: The wait is too long. Speakers are numbers, never names.",
    )
    field_order = ("words", "language")


class AgendaForm(forms.Form):
    """What a council talks about."""

    items = ProseField(label="Agenda", limit=6000, help_text="A line each, in order.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ProposalForm(OnceForm):
    """What a council proposes."""

    words = ProseField(label="What does the council propose?", limit=2000)


class VotesForm(MoveForm):
    """Votes on a proposal."""

    votes_for = forms.IntegerField(label="For", min_value=0)
    votes_against = forms.IntegerField(label="Against", min_value=0)
    abstained = forms.IntegerField(label="Abstained", min_value=0)
