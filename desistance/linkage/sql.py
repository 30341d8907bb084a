"""Queries from parts that a model declares: names of columns and conditions, never values of records."""

from __future__ import annotations

from collections.abc import Iterable
from string import Template


def query(text: str, **parts: object) -> str:
    """The query with each `$part` put in."""
    return Template(text).substitute(parts)


def listed(columns: Iterable[str]) -> str:
    """Columns one after another."""
    return ", ".join(columns)


def present(columns: Iterable[str]) -> str:
    """Whether a record has all of some columns."""
    return " and ".join(f"{column} is not null" for column in columns)


def agree(columns: Iterable[str]) -> str:
    """Whether records `l` and `r` agree in all of some columns."""
    return " and ".join(f"l.{column} = r.{column}" for column in columns)


def both_sides(columns: Iterable[str]) -> str:
    """Columns of both records of a pair, as `x_l` and `x_r`."""
    return ", ".join(f"{side}.{column} as {column}_{side}" for column in columns for side in ("l", "r"))
