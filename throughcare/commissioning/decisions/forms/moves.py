"""Forms of everything but drafting: search, import, advice, signature, publication, comments, delegations."""

from __future__ import annotations

from typing import Any

from django import forms

from throughcare.commissioning.decisions.forms.steps import exemption_choices
from throughcare.foundation.ui.fields import DateField3, FormKeyField, MoneyField, ProseField


def _area(label: str, rows: int = 4, **options: Any) -> ProseField:
    return ProseField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class SearchForm(forms.Form):
    """Search and filter of the public register."""

    words = ProseField(required=False, one_line=True, limit=200, label="Words")
    year = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Year signed")
    decision_maker = forms.ChoiceField(required=False, label="Decision by")

    def __init__(self, *args: Any, years: list[int], makers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year: Any = self.fields["year"]
        maker: Any = self.fields["decision_maker"]
        year.choices = [("", "Any year"), *((one, str(one)) for one in years)]
        maker.choices = [("", "Anyone"), *((one, one) for one in makers)]


class StartForm(forms.Form):
    """Nothing to fill in, only that it is done once."""

    key = FormKeyField()


class ImportForm(forms.Form):
    """A paper to read."""

    file = forms.FileField(
        label="Decision paper",
        help_text="Plain text, HTML, DOCX, PDF with a text layer, or structured TOML; up to 20 MB.",
        allow_empty_file=True,
    )
    as_what = forms.ChoiceField(
        choices=[("signed", "A signed decision, kept as it is with its findings on record"), ("draft", "A new draft")],
        widget=forms.RadioSelect,
        initial="signed",
        label="Take it as",
    )


class AdviceForm(forms.Form):
    """Advice in words."""

    words = _area("Your advice", 8, limit=20_000)


class ReasonForm(forms.Form):
    """A reason that stays with the paper."""

    reason = _area("Reason", limit=4000)


class BoardForm(forms.Form):
    """To the oversight board, or past it."""

    board_not_needed = _area(
        "If the board need not consider it, why not",
        3,
        required=False,
        limit=2000,
        help_text="Leave empty to send the paper to the board.",
    )


class WordsForm(forms.Form):
    """A note that goes with an approval."""

    words = _area("Note", 3, required=False, limit=4000)


class SignForm(forms.Form):
    """Interests and signature."""

    interests = _area("Personal or prejudicial interests", 3, limit=4000, help_text="Write None if you have none.")
    confirm = forms.BooleanField(
        label="I have considered my interests and take this decision in compliance with the Code of Conduct. "
        "The request has my approval.",
        error_messages={"required": "Tick the statement to sign."},
    )


class DeferForm(forms.Form):
    """Deferral with its reason and date."""

    reason = _area("How would publication now harm the decision?", limit=4000)
    until = DateField3(label="Deferred until", help_text="The shortest time strictly necessary.")


class PartTwoForm(forms.Form):
    """Exemption and rationale, with or without confidential words."""

    exemption = forms.ChoiceField(label="Exemption")
    rationale = _area("Why the exemption applies", limit=4000)
    words = _area("Confidential part", 12, required=False, limit=50_000)

    def __init__(self, *args: Any, with_words: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exemption"].choices = exemption_choices()  # type: ignore[attr-defined]
        if not with_words:
            del self.fields["words"]


class AmendForm(forms.Form):
    """Reference of the amendment and what it changes."""

    reference = ProseField(one_line=True, limit=40, label="Reference of the amendment")
    changes = _area("What does it change?", limit=4000)


class CommentForm(forms.Form):
    """A remark on a place in the paper."""

    place = forms.CharField(widget=forms.HiddenInput, max_length=120)
    words = _area("Comment", 3, limit=5000)


class AcceptForm(forms.Form):
    """Why a finding is accepted."""

    reason = _area(
        "Why is this accepted?", 3, limit=2000, help_text="Your name, the date and this reason stay with it."
    )


class UseForm(forms.Form):
    """One use of a delegation."""

    amount = MoneyField(label="Value", least=1)
    purpose = ProseField(
        one_line=True, limit=300, label="What is done", help_text="For example: award of the contract."
    )
    key = FormKeyField()


class ShareForm(forms.Form):
    """The organisation that may read a paper."""

    organisation = forms.TypedChoiceField(coerce=int, empty_value=None, label="Organisation")

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "Choose"), *organisations]  # type: ignore[attr-defined]
