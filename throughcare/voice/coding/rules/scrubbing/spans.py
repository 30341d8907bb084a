"""Stretches of a text that are to be masked, and what each of them is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch ``[start, end)`` of a text and its kind."""

    start: int
    end: int
    kind: str


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans without overlap: those that meet become one, of the kind that covers most of it."""
    found: list[Span] = []
    widest = 0
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if found and span.start < found[-1].end:
            before = found[-1]
            width = span.end - span.start
            kind = span.kind if width > widest else before.kind
            widest = max(widest, width)
            found[-1] = Span(before.start, max(before.end, span.end), kind)
        elif span.end > span.start:
            found.append(span)
            widest = span.end - span.start
    return tuple(found)
