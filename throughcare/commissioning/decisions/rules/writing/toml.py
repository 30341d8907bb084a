"""A paper as structured TOML, the form documented in docs/reference/decision-paper-toml.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any

from throughcare.commissioning.decisions.rules.paper import Paper, Row

BLANK_CELL = '""'


def to_toml(paper: Paper) -> str:
    """The paper as TOML. What has its default is left out; ``reading.from_toml`` gives back an equal paper."""
    return "\n".join(["[paper]", *_table(paper, "paper")]) + "\n"


def _table(value: object, path: str) -> Iterator[str]:
    stated = [(each.name, getattr(value, each.name)) for each in _stated(value)]
    for name, held in stated:
        if not _is_nested(held):
            yield f"{name} = {_inline(held)}"
    for name, held in stated:
        if not _is_nested(held):
            continue
        for item in held if isinstance(held, tuple) else (held,):
            brackets = ("[[", "]]") if isinstance(held, tuple) else ("[", "]")
            yield f"\n{brackets[0]}{path}.{name}{brackets[1]}"
            yield from _table(item, f"{path}.{name}")


def _is_nested(value: object) -> bool:
    first = value[0] if isinstance(value, tuple) and value else value
    return is_dataclass(first) and not isinstance(first, Row)


def _stated(value: object) -> Iterator[Field[Any]]:
    for each in fields(value):  # type: ignore[arg-type]
        held = getattr(value, each.name)
        default = each.default_factory() if each.default_factory is not MISSING else each.default
        if held is not None and (default is MISSING or held != default):
            yield each


def _inline(value: object) -> str:
    if value is None:
        return BLANK_CELL
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _list(value)
    if isinstance(value, Row):
        return "{ " + ", ".join(f"{each.name} = {_inline(getattr(value, each.name))}" for each in _stated(value)) + " }"
    return str(value)


def _list(values: tuple[object, ...]) -> str:
    items = [_inline(each) for each in values]
    if values and isinstance(values[0], Row):
        return "[\n" + "".join(f"  {item},\n" for item in items) + "]"
    return "[" + ", ".join(items) + "]"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
