"""What is wrong with a field, in sentences that name it: the summary at the top of a page lists those of all fields.

Django's own sentences ("This field is required.") leave out which field and what to do. Where a form says nothing of
its own, ours stand in their place; whatever a form, a field or a rule says itself is kept as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget

Sentence = Callable[[BoundField, dict[str, Any]], str]


def _name(bound: BoundField) -> str:
    return f"“{str(bound.label or bound.name).rstrip('.')}”"


def _required(bound: BoundField, _: dict[str, Any]) -> str:
    if isinstance(bound.field, forms.FileField):
        return f"Choose a file for {_name(bound)}."
    chosen = isinstance(bound.field.widget, ChoiceWidget)
    return f"Choose an answer for {_name(bound)}." if chosen else f"Fill in {_name(bound)}."


def _too_long(bound: BoundField, told: dict[str, Any]) -> str:
    return f"{_name(bound)} has {told['show_value']} characters and takes {told['limit_value']} at most. Shorten it."


def _whole_number(bound: BoundField, _: dict[str, Any]) -> str:
    return f"Write a whole number for {_name(bound)}, like 12."


def _not_listed(bound: BoundField, _: dict[str, Any]) -> str:
    return f"Choose one of the answers listed for {_name(bound)}."


def _too_small(bound: BoundField, told: dict[str, Any]) -> str:
    return f"{_name(bound)} must be {told['limit_value']} or more."


def _too_large(bound: BoundField, told: dict[str, Any]) -> str:
    return f"{_name(bound)} must be {told['limit_value']} or less."


DEFAULTS: tuple[tuple[Any, Sentence], ...] = (
    (forms.Field.default_error_messages["required"], _required),
    (forms.IntegerField.default_error_messages["invalid"], _whole_number),
    (forms.ChoiceField.default_error_messages["invalid_choice"], _not_listed),
    (forms.MultipleChoiceField.default_error_messages["invalid_choice"], _not_listed),
    (validators.MaxLengthValidator.message, _too_long),
    (validators.MinValueValidator.message, _too_small),
    (validators.MaxValueValidator.message, _too_large),
)


def _of(bound: BoundField, error: ValidationError) -> list[str]:
    plain = next((sentence for default, sentence in DEFAULTS if error.message is default), None)
    return [plain(bound, error.params or {})] if plain else [str(one) for one in error.messages]


def sentences(bound: BoundField) -> list[str]:
    """Everything that is wrong with a field of a form, each in a sentence of its own; nothing where all is well."""
    errors = bound.form.errors.as_data().get(bound.name, []) if bound.form.is_bound else []
    return [sentence for error in errors for sentence in _of(bound, error)]
