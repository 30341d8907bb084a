"""What the forms share: a key, a time of day as people type it, and cautions that can be accepted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from throughcare.foundation.ui.fields import FormKeyField
from throughcare.foundation.ui.words import LONDON

CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h ]?([0-9]{2}))?\s*(am|pm)?")
NOON = 12
Choices = Sequence[tuple[str, str]]


class KeyedForm(forms.Form):
    """A form that is acted on once."""

    key = FormKeyField()
    asked_when_unfolded: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in type(self).__mro__:
            for name in vars(kind).get("asked_when_unfolded", ()):
                if name in self.fields:
                    # Seen only where it is needed, so "optional" beside it would mislead.
                    self.fields[name].quietly_optional = True  # type: ignore[attr-defined]

    def choose(self, **choices: Choices) -> None:
        """Fills the choices of fields."""
        for name, found in choices.items():
            self.fields[name].choices = list(found)  # type: ignore[attr-defined]


class ClockField(forms.Field):
    """A time of day as people type it: ``14:00``, ``14.00``, ``1400``, ``2pm``; cleans to a ``time``."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        if value is None or isinstance(value, time):
            return value
        text = str(value).strip().lower()
        if not text:
            return None
        found = read_clock(text)
        if found is None:
            raise ValidationError("Write a time of day like 14:00 or 2pm.", code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


def read_clock(text: str) -> time | None:
    """The time of day that a text says; null where it says none."""
    found = CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half == "pm" else 0)
    elif found[2] is None:
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment_of(on: date | None, at: time | None) -> datetime | None:
    """A moment in London from a day and a time of day; null where either lacks."""
    return datetime.combine(on, at, tzinfo=LONDON) if on is not None and at is not None else None


class CautionsMixin(forms.Form):
    """Cautions come back with the form; ticking the box accepts those that were shown, and no others."""

    cautions = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    despite = forms.BooleanField(label="Book it all the same", required=False)

    @property
    def has_cautions(self) -> bool:
        """Whether cautions were shown."""
        return bool(self["cautions"].value())

    def show_cautions(self, codes: Sequence[str]) -> None:
        """Puts the codes of cautions into the form as it comes back."""
        data = self.data.copy()
        data["cautions"] = " ".join(codes)
        data.pop("despite", None)
        self.data = data

    def accepted(self) -> frozenset[str]:
        """The codes of the cautions that were accepted."""
        given: dict[str, Any] = self.cleaned_data
        return frozenset(given.get("cautions", "").split()) if given.get("despite") else frozenset()
