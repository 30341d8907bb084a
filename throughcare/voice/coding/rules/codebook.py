"""Rules about the codebook: what a theme must say, and what can be done with one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from throughcare.errors import Invalid, WrongState

LONGEST_NAME, LONGEST_DEFINITION, SHORTEST_DEFINITION, MOST_THEMES = 80, 1000, 20, 70


def code_of(name: str) -> str:
    """A theme's code: its name in plain letters and hyphens."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60]


def check_theme(name: str, definition: str, *, taken: Collection[str]) -> None:
    """Raises ``Invalid`` unless a theme has a name of its own and a definition that two people could agree on."""
    if not code_of(name):
        raise Invalid({"name": "Give the theme a name with letters or figures in it."})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": f"The name must be {LONGEST_NAME} characters or fewer."})
    if name.casefold() in {one.casefold() for one in taken}:
        raise Invalid({"name": "Another theme in use already has this name."})
    if len(definition.split()) < 3 or len(definition) < SHORTEST_DEFINITION:
        raise Invalid({"definition": "Say in a sentence what belongs to this theme, so that two people choose alike."})
    if len(definition) > LONGEST_DEFINITION:
        raise Invalid({"definition": f"The definition must be {LONGEST_DEFINITION} characters or fewer."})


def check_room(in_use: int) -> None:
    """Raises ``Invalid`` where a codebook would grow past what people can hold in their heads."""
    if in_use >= MOST_THEMES:
        raise Invalid(f"A codebook holds {MOST_THEMES} themes at most. Merge two that coders mix up.")


def check_in_use(state: str, *, name: str) -> None:
    """Raises ``WrongState`` for a theme that is not in use any more."""
    if state != "in_use":
        raise WrongState(
            f"The theme “{name}” is not in use any more.", remedy="Open the codebook again and choose one that is."
        )


def check_reason(reason: str) -> None:
    """Raises ``Invalid`` unless a change that others must follow says why."""
    if len(reason.split()) < 2:
        raise Invalid({"reason": "Say why, in a few words. Coders will read it."})


def check_merge(theme: str, into: str) -> None:
    """Raises ``Invalid`` where a theme would be merged into itself."""
    if theme == into:
        raise Invalid({"into": "Choose another theme: one cannot be merged into itself."})


def check_split(theme: str, into: Sequence[str]) -> None:
    """Raises ``Invalid`` unless a theme is split into two or more others."""
    if len(set(into) - {theme}) < 2:
        raise Invalid({"into": "Choose two or more other themes that take its place. Add them first."})
