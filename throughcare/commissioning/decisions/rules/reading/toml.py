"""Structured TOML to a paper: our own form (``[paper]``), or a file of restated facts (``[decision]``)."""

from __future__ import annotations

import tomllib

from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.reading import facts, record
from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

_DEEPEST = 60


def read_toml(text: str) -> Paper:
    """The paper of a TOML file. Raises ``Unreadable`` naming the line where it is no TOML, or the key that is wrong."""
    if "[" * _DEEPEST in text.replace(" ", "") or "{" * 2 in text.replace(" ", ""):
        raise Unreadable("The TOML file nests its lists or tables too deeply; write it as the reference shows.")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Unreadable(f"The TOML file can't be read: {str(problem).rstrip('.')}; correct that place.") from None
    except (ValueError, RecursionError):
        raise Unreadable("The TOML file holds a number, date or nesting that can't be read; correct it.") from None
    if "paper" in values:
        return _own(values)
    if "decision" in values:
        return facts.read_facts(values)
    raise Unreadable("The TOML file has neither a [paper] nor a [decision] table; add one, as the reference shows.")


def _own(values: dict[str, object]) -> Paper:
    if others := sorted(set(values) - {"paper"}):
        raise Unreadable(
            f"{others[0]} stands outside [paper]; write it as [paper.{others[0]}] or [[paper.{others[0]}]]."
        )
    held = values["paper"]
    if not isinstance(held, dict):
        raise Unreadable("paper must be a table; write [paper] on a line of its own.")
    return record.paper_from(held)
