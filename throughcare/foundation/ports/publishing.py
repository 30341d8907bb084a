"""What the public may have as a file: apps register each publication, the publish command writes it.

A publication asks for nobody's permission: what it holds is what anyone may read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

Make = Callable[[], str]
Published = Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication: what it holds, and how each of its forms (json, csv, html, ocds) is made; the first is usual."""

    name: str
    says: str
    forms: Mapping[str, Make]


_publications: dict[str, Publication] = {}
_published: list[Published] = []


def publishes(publication: Publication) -> None:
    """Registers a publication at start-up."""
    _publications[publication.name] = publication


def publications() -> dict[str, Publication]:
    """Every publication by its name."""
    return dict(_publications)


def knows_published_decisions(answer: Published) -> None:
    """Registers who knows which decisions are published: given their numbers, the address of each that is."""
    _published[:] = [answer]


def published_decisions(numbers: Collection[int]) -> dict[int, str]:
    """The addresses of those decisions that the public may read."""
    return {number: address for answer in _published for number, address in answer(numbers).items()}
