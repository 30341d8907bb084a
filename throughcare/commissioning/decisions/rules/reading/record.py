"""Plain values (from JSON, a database or TOML) to a paper, each value checked against the type of its field."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

BLANK_CELL = ""
_WORDS = {str: "text", int: "a whole number", bool: "true or false", date: "a day as YYYY-MM-DD"}


def paper_from(values: Mapping[str, object]) -> Paper:
    """The paper of these values. A missing key takes its field's default; a wrong one is refused by name."""
    built = _object(Paper, values, "")
    assert isinstance(built, Paper)
    return built


@cache
def _hints(of: type) -> dict[str, Any]:
    return typing.get_type_hints(of)


def _object(of: type, values: object, path: str) -> object:
    if not isinstance(values, Mapping):
        raise Unreadable(f"{path or 'the paper'} must hold named values; see the reference of the TOML form.")
    hints = _hints(of)
    if unknown := sorted(str(key) for key in values if key not in hints):
        known = ", ".join(each.name for each in fields(of))
        raise Unreadable(f"{_at(path, unknown[0])} is not a key of the form; use one of: {known}.")
    built = {key: _value(hints[key], value, _at(path, key)) for key, value in values.items()}
    try:
        return of(**built)
    except TypeError:
        missing = next(each.name for each in fields(of) if each.name in _required(of) and each.name not in built)
        raise Unreadable(f"{_at(path, missing)} is missing; add it.") from None


@cache
def _required(of: type) -> frozenset[str]:
    from dataclasses import MISSING

    return frozenset(each.name for each in fields(of) if each.default is MISSING and each.default_factory is MISSING)


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _value(hint: Any, value: object, path: str) -> object:
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        hint = next(each for each in typing.get_args(hint) if each is not type(None))
    if typing.get_origin(hint) is tuple:
        return _items(typing.get_args(hint)[0], value, path)
    if is_dataclass(hint):
        return _object(typing.cast(type, hint), value, path)
    return _plain(hint, value, path)


def _items(hint: Any, value: object, path: str) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise Unreadable(f"{path} must be a list in square brackets.")
    blanks = isinstance(hint, types.UnionType) and int in typing.get_args(hint)
    values = (None if blanks and each == BLANK_CELL else each for each in value)
    return tuple(_value(hint, each, f"{path}[{at}]") for at, each in enumerate(values, 1))


def _plain(hint: type, value: object, path: str) -> object:
    if hint is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Unreadable(f"{path} must be a day as YYYY-MM-DD, not {value[:40]!r}.") from None
    wrong = (hint is int and isinstance(value, bool)) or (hint is date and isinstance(value, datetime))
    if wrong or not isinstance(value, hint):
        raise Unreadable(f"{path} must be {_WORDS[hint]}, not {str(value)[:40]!r}.")
    return value
