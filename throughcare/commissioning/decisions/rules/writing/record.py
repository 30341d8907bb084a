"""A paper as plain values: what JSON and the database hold."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from throughcare.commissioning.decisions.rules.paper import Paper


def to_dict(paper: Paper) -> dict[str, Any]:
    """Every field of the paper as text, whole numbers, true or false, null, lists and dictionaries; days as ISO text.

    ``reading.from_dict`` gives back an equal paper.
    """
    values = _plain(paper)
    assert isinstance(values, dict)
    return values


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
