"""The confidential part of a paper, for those it is open to."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.commissioning.decisions.models import Decision, PartTwo
from throughcare.commissioning.decisions.queries.scope import sees_part_two
from throughcare.errors import NotAllowed
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class PartTwoShown:
    """The confidential part."""

    exemption: str
    rationale: str
    words: str
    version: int


def part_two(viewer: Viewer, decision_id: int) -> PartTwoShown | None:
    """The confidential part, for those it is open to; null where there is none. Ask ``sees_part_two`` first."""
    row = get_visible(viewer, Decision, pk=decision_id)
    if not sees_part_two(viewer, row.pk):
        raise NotAllowed("Part 2 is closed to your role.", remedy="In an emergency, use break-glass with a reason.")
    part = PartTwo.objects.filter(decision=row).first()
    return PartTwoShown(part.exemption, part.rationale, part.words, part.version) if part else None
