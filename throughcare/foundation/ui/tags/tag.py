"""What a reader sees of a state."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """What a reader sees of a state."""

    text: str
    colour: str
