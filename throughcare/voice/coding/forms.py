"""Forms of the coding room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.foundation.ui.fields import DateField3, ProseField
from throughcare.voice.coding.actions.readings import MASK_CHOICES
from throughcare.voice.coding.rules.coding import SET_ASIDE
from throughcare.voice.coding.rules.quoting import LEFT_OUT
from throughcare.voice.feedback.models.surveys import Audience

Choices = Sequence[tuple[str, str]]
REASON = "Why"


class ThemesForm(forms.Form):
    """Which themes a comment has."""

    themes = forms.MultipleChoiceField(label="Which themes fit?", required=False, widget=forms.CheckboxSelectMultiple)
    none_fits = forms.BooleanField(label="No theme fits", required=False)

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = list(themes)  # type: ignore[attr-defined]


class MaskForm(forms.Form):
    """Words to be masked too."""

    mask = ProseField(label="Mask these words too", limit=200, one_line=True)
    kind = forms.ChoiceField(label="They are a", choices=MASK_CHOICES, initial="name")


class SetAsideForm(forms.Form):
    """Why a comment cannot be coded."""

    reason = forms.ChoiceField(label="Why it is set aside", choices=list(SET_ASIDE.items()), widget=forms.RadioSelect)


class QuoteForm(forms.Form):
    """An excerpt to be shown."""

    theme = forms.ChoiceField(label="Shown with the theme", widget=forms.RadioSelect)
    words = ProseField(
        label="The words to quote",
        limit=600,
        help_text=f"Copy from the comment. Write {LEFT_OUT} where you leave something out.",
    )
    rare_words_seen = forms.BooleanField(
        label="I looked at rare words and figures in it, and nobody is known by them", required=False
    )

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = list(themes)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = ProseField(label=REASON, limit=500)


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button says it."""


class CodebookForm(forms.Form):
    """Opens a codebook."""

    name = ProseField(label="Name of the codebook", limit=120, one_line=True)
    audience = forms.ChoiceField(label="Whose comments it is for", choices=Audience.choices, widget=forms.RadioSelect)


class SecondForm(forms.Form):
    """How many comments two people code."""

    every = forms.IntegerField(
        label="One comment in so many is coded by two people",
        min_value=1,
        max_value=100,
        help_text="1 is every comment, 5 is one in five. It holds for comments taken in from now on.",
    )


class ThemeForm(forms.Form):
    """What a theme means."""

    name = ProseField(label="Name", limit=80, one_line=True, help_text="A few words that stand alone in a chart.")
    definition = ProseField(label="What belongs to it", limit=1000, help_text="So that two people choose alike.")
    includes = ProseField(label="Examples of what belongs to it", limit=1000, required=False)
    excludes = ProseField(label="What does not, and where it goes instead", limit=1000, required=False)


class RewordForm(ThemeForm):
    """Says a theme's meaning better."""

    reason = ProseField(label="Why you change it", limit=500, help_text="Coders will read it.")


class MergeForm(forms.Form):
    """Merges a theme into another."""

    into = forms.ChoiceField(label="Merge it into")
    reason = ProseField(label=REASON, limit=500, help_text="Coders will read it.")

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", "Choose one"), *themes]  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """Splits a theme into others."""

    into = forms.MultipleChoiceField(
        label="These take its place",
        widget=forms.CheckboxSelectMultiple,
        help_text="Add them to the codebook first. Its comments are coded again.",
    )
    reason = ProseField(label=REASON, limit=500, help_text="Coders will read it.")

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = list(themes)  # type: ignore[attr-defined]


class ReleaseForm(forms.Form):
    """The period of a release of figures."""

    codebook = forms.ChoiceField(label="Codebook")
    from_day = DateField3(label="First day of the comments")
    until = DateField3(label="First day no longer", help_text="For example, 1 4 2026 for all of March.")

    def __init__(self, *args: Any, books: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        head = [] if len(books) == 1 else [("", "Choose one")]
        self.fields["codebook"].choices = [*head, *((str(pk), name) for pk, name in books)]  # type: ignore[attr-defined]
