"""Turns raw rows into typed ones: the annotations of a row's dataclass are its column types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from .files import Raw
from .rows import Row

R = TypeVar("R", bound=Row)
E = TypeVar("E")

WORDS = {str: "text", int: "a whole number", bool: "true or false", date: "a date such as 2025-02-24"}


@cache
def columns(kind: type[Any]) -> dict[str, tuple[Any, bool]]:
    """Each column of a table as it is named in files: its type, and whether it must be given."""
    hints = get_type_hints(kind)
    return {
        "from" if item.name == "from_" else item.name: (
            hints[item.name],
            item.default is MISSING and item.default_factory is MISSING,
        )
        for item in fields(kind)
    }


def typed(raw: Raw, kind: type[R]) -> R:
    """One dated row with its types checked. Raises ``ReferenceError`` where it cannot be used."""
    row = entry(raw, kind)
    if row.until is not None and row.until <= row.from_:
        raise raw.error(
            f"'until' ({row.until}) is not after 'from' ({row.from_}).",
            "'until' is the first day on which the row no longer holds.",
        )
    return row


def entry(raw: Raw, kind: type[E]) -> E:
    """One entry as its dataclass. Raises ``ReferenceError`` for a column too many, too few or of another type."""
    hashable: Any = kind
    known = columns(hashable)
    if extra := sorted(set(raw.values) - set(known)):
        names = ", ".join(known)
        raise raw.error(f"There is no column called {extra[0]!r}.", f"Columns here are: {names}.")
    for name, (_, required) in known.items():
        if required and raw.values.get(name, "") == "":
            raise raw.error(f"{name!r} is missing.", "Every row needs it; add it.")
    values = {name: _value(raw, name, value, known[name][0]) for name, value in raw.values.items()}
    if "from" in values:
        values["from_"] = values.pop("from")
    return kind(**values)


def _value(raw: Raw, name: str, value: Any, kind: Any) -> Any:
    if type(None) in get_args(kind):
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is Literal:
        return _choice(raw, name, value, get_args(kind))
    if get_origin(kind) is tuple:
        return _numbers(raw, name, value) if int in get_args(kind) else _texts(raw, name, value)
    parsed = _parsed(value, kind)
    if parsed is None:
        raise raw.error(f"{name!r} is {value!r}, which is not {WORDS[kind]}.", "Correct the value.")
    return parsed


def _choice(raw: Raw, name: str, value: Any, choices: tuple[Any, ...]) -> Any:
    if value not in choices:
        raise raw.error(f"{name!r} is {value!r}.", f"Use one of: {', '.join(choices)}.")
    return value


def _texts(raw: Raw, name: str, value: Any) -> tuple[str, ...]:
    parts = [part.strip() for part in value.split(";")] if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) and part for part in parts):
        raise raw.error(f"{name!r} is not a list of texts.", "Write a TOML list, or in CSV texts between semicolons.")
    return tuple(parts)


def _numbers(raw: Raw, name: str, value: Any) -> tuple[int, ...]:
    parts = value.split(";") if isinstance(value, str) else value
    numbers: list[Any] = [_parsed(part, int) for part in parts] if isinstance(parts, list) else [None]
    if None in numbers:
        raise raw.error(f"{name!r} is not a list of whole numbers.", "Write a TOML list such as [2, 3].")
    return tuple(numbers)


def _parsed(value: Any, kind: type) -> Any:
    """The value as its type, or null. CSV cells are text; TOML values have their type already."""
    if isinstance(value, datetime) or (isinstance(value, bool) and kind is not bool):
        return None
    if isinstance(value, kind):
        return value
    if not isinstance(value, str):
        return None
    try:
        if kind is int:
            return int(value) if value.isascii() and "_" not in value else None
        if kind is date:
            return date.fromisoformat(value)
    except ValueError:
        return None
    return {"true": True, "false": False}.get(value) if kind is bool else None


def check_periods(raws: Sequence[Raw], rows: Sequence[Row]) -> None:
    """Refuse two rows of the same key whose periods share a day; a repeated id is the plainest case of it."""
    seen: dict[tuple[Any, ...], list[tuple[Row, Raw]]] = defaultdict(list)
    for raw, row in zip(raws, rows, strict=True):
        key = tuple(getattr(row, name) for name in row.KEY)
        for earlier, place in seen[key]:
            if _overlap(earlier, row):
                words = " / ".join(str(part) for part in key)
                raise raw.error(
                    f"{words} is in force twice on the same day, here and on line {place.line}.",
                    "End the earlier row where the later begins, or give one of them another key.",
                )
        seen[key].append((row, raw))


def _overlap(one: Row, other: Row) -> bool:
    return (one.until is None or other.from_ < one.until) and (other.until is None or one.from_ < other.until)
