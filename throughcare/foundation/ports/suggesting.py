"""Plug-ins that suggest themes in place of our own model: sentence embeddings, a language model. Off unless chosen.

A package registers a maker under a name; ``THROUGHCARE_SUGGESTER`` chooses one by it. What a plug-in is given is
masked already. What it says is a suggestion, never a code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Suggested:
    """A theme by its code, how likely it is (greater is likelier), and the words that led to it, if it can tell."""

    theme: str
    score: float
    words: tuple[str, ...] = ()


class Suggester(Protocol):
    """Something that suggests themes, likeliest first, of those that it is given."""

    def suggest(self, masked: str, themes: Sequence[str]) -> Sequence[Suggested]: ...


Maker = Callable[[], Suggester]
_makers: dict[str, Maker] = {}
_made: dict[str, Suggester] = {}


def offer_suggester(name: str, maker: Maker) -> None:
    """Registers a plug-in; it is made when it is first asked."""
    _makers[name] = maker
    _made.pop(name, None)


def plugged_in() -> Suggester | None:
    """The plug-in that the deployment chose; null where none is chosen or it is not installed."""
    name: str = settings.SUGGESTER
    if name and name in _makers and name not in _made:
        _made[name] = _makers[name]()
    return _made.get(name)
