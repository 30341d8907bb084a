"""Forms of proposals, seats and reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.foundation.ui.fields import DateField3, FormKeyField, ProseField
from throughcare.voice.proposals.models import Change, Proposal, Seat
from throughcare.voice.proposals.rules.plain import LONGEST

Choices = Sequence[tuple[Any, str]]
PLAIN_HINT = "Short words, short sentences, nobody's name. A nine-year-old could read it."


def _texts(rows: Choices) -> list[tuple[str, str]]:
    return [(str(value), text) for value, text in rows]


class ProposalForm(forms.Form):
    """What people said and what they ask for."""

    title = ProseField(label="Title", limit=120, one_line=True, help_text="A few plain words: the public reads it.")
    insight = ProseField(
        label="What people said",
        limit=4000,
        help_text="In your words, with how many said it and where that is known from.",
    )
    asked = ProseField(label="What they ask to be done", limit=4000)
    service = ProseField(label="Which service it is about", limit=60, one_line=True, required=False)
    votes_for = forms.IntegerField(label="Votes for it", min_value=0, max_value=10_000, required=False)
    votes_against = forms.IntegerField(label="Votes against it", min_value=0, max_value=10_000, required=False)
    votes_neither = forms.IntegerField(label="Votes for neither", min_value=0, max_value=10_000, required=False)
    quotes = forms.MultipleChoiceField(
        label="Quotes that go with it", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, quotes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quotes"].choices = _texts(quotes)  # type: ignore[attr-defined]
        if not quotes:
            del self.fields["quotes"]

    def clean_quotes(self) -> list[int]:
        """The numbers of the quotes."""
        return [int(one) for one in self.cleaned_data["quotes"]]


class RewordForm(ProposalForm):
    """Words a proposal better. ``seen`` is the version of the proposal that it was opened at; ``version`` is that of
    the form's draft."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class RaiseForm(ProposalForm):
    """Makes a proposal."""

    key = FormKeyField()
    source = forms.ChoiceField(label="Where it comes from", choices=Proposal.Source.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label="The theme it answers to", required=False)
    activity = forms.ChoiceField(label="The council, group or event it was made at", required=False)

    field_order = ["key", "title", "source", "theme", "activity", "insight", "asked", "service"]

    def __init__(self, *args: Any, quotes: Choices, themes: Choices, activities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, quotes=quotes, **kwargs)
        for name, rows in (("theme", themes), ("activity", activities)):
            self.fields[name].choices = [("", "None"), *_texts(rows)]  # type: ignore[attr-defined]


class SupportForm(forms.Form):
    """Who backs it where nobody voted."""

    reason = ProseField(
        label="Who backs it, and why", limit=500, required=False, help_text="Not needed where a vote carried it."
    )


class SendForm(forms.Form):
    """To whom, by when, and what the public reads."""

    to = forms.ChoiceField(label="Who is asked to answer")
    due = DateField3(label="Answer by", help_text="A working setting, not a rule: 20 working days is usual.")
    title = ProseField(label="Title, in plain words", limit=120, one_line=True, help_text="The public reads it.")
    said_plainly = ProseField(label="What people said, in plain words", limit=LONGEST, help_text=PLAIN_HINT)
    asked_plainly = ProseField(label="What they asked for, in plain words", limit=LONGEST, help_text=PLAIN_HINT)

    def __init__(self, *args: Any, addressees: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "Choose one"), *_texts(addressees)]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = ProseField(label="Why", limit=500)


class AnswerForm(forms.Form):
    """The answer."""

    answer = forms.ChoiceField(label="Your answer", choices=Proposal.Answer.choices, widget=forms.RadioSelect)
    words = ProseField(label="What you will do, or not do", limit=4000)
    reasons = ProseField(
        label="Your reasons", limit=4000, required=False, help_text="Needed unless you adopt it as it is."
    )
    change_due = DateField3(
        label="Done by", required=False, help_text="Needed where you adopt or adapt it. For example, 30 9 2026."
    )


class ChangeForm(forms.Form):
    """What was changed and how we know."""

    what = ProseField(label="What was changed", limit=4000)
    made_on = DateField3(label="When it was changed")
    evidence_kind = forms.ChoiceField(label="How we know", choices=Change.Evidence.choices, widget=forms.RadioSelect)
    evidence = ProseField(label="What shows it", limit=4000, help_text="The form, the figures, who looked and when.")


class PublishForm(forms.Form):
    """The answer in plain words."""

    answer_plainly = ProseField(label="The answer in plain words", limit=LONGEST, help_text=PLAIN_HINT)


class TellForm(forms.Form):
    """The change in plain words."""

    change_plainly = ProseField(label="What changed, in plain words", limit=LONGEST, help_text=PLAIN_HINT)


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button says it."""


class SeatForm(forms.Form):
    """Where people had a part in commissioning."""

    key = FormKeyField()
    kind = forms.ChoiceField(label="What they had a part in", choices=Seat.Kind.choices, widget=forms.RadioSelect)
    title = ProseField(
        label="Which one",
        limit=160,
        one_line=True,
        help_text="Name the specification, question, contract or variation.",
    )
    on = DateField3(label="When")
    people = forms.IntegerField(
        label="How many people took part",
        min_value=0,
        max_value=10_000,
        initial=0,
        help_text="0 where only proposals did.",
    )
    words = ProseField(label="What they did there and what came of it", limit=4000, help_text="Name nobody.")
    service = forms.ChoiceField(label="Which service it is about", required=False)
    reference = ProseField(
        label="The number that the document bears",
        limit=80,
        one_line=True,
        required=False,
        help_text="Of the tender, the contract or the variation, so that it can be found again.",
    )
    decision_reference = ProseField(
        label="The decision it belongs to", limit=40, one_line=True, required=False, help_text="For example, PCD 1291."
    )
    proposals = forms.MultipleChoiceField(
        label="Proposals that were brought in", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, proposals: Choices, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", "All of IOM"), *services]  # type: ignore[attr-defined]
        self.fields["proposals"].choices = _texts(proposals)  # type: ignore[attr-defined]
        if not proposals:
            del self.fields["proposals"]

    def clean_proposals(self) -> list[int]:
        """The numbers of the proposals."""
        return [int(one) for one in self.cleaned_data["proposals"]]


class QuarterForm(forms.Form):
    """Which quarter a report is about."""

    quarter = forms.ChoiceField(label="Quarter")

    def __init__(self, *args: Any, quarters: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = _texts(quarters)  # type: ignore[attr-defined]
