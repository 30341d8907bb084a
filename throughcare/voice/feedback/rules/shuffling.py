"""When answers that wait are written, and how many: never so few that who came when says who wrote what.

Answers wait, sealed, in one pool for each version and area. Once ``write_at`` wait, all but ``hold_back`` are drawn by
lot and written; the others go on waiting. So whoever came last need not be among those written, and when the survey
closes at least ``hold_back`` are written together. Fewer than ``fewest`` are never written on their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pooling:
    """The numbers by which answers wait. ``write_at`` is at least twice ``hold_back``, which is at least ``fewest``."""

    write_at: int = 10
    hold_back: int = 5
    fewest: int = 5

    def __post_init__(self) -> None:
        if not (2 <= self.fewest <= self.hold_back and self.write_at - self.hold_back >= self.fewest):
            raise ValueError("Pools this small would show who wrote what: see reference/feedback_limits.toml.")


def how_many_to_write(waiting: int, pooling: Pooling) -> int:
    """How many of those waiting in an open survey are written now, drawn by lot; 0 until enough wait."""
    return waiting - pooling.hold_back if waiting >= pooling.write_at else 0


def closing_groups(waiting: Mapping[str, int], pooling: Pooling) -> dict[str, list[str]] | None:
    """Which areas are written together when a survey closes: the area under which they are written -> their areas.

    An area with too few is written without its name, together with the next smallest, until the group is large enough.
    Null where even all together are too few: then nothing may be written.
    """
    present = sorted((count, area) for area, count in waiting.items() if count)
    if not present:
        return {}
    if sum(count for count, _ in present) < pooling.fewest:
        return None
    nameless = [(count, area) for count, area in present if count < pooling.fewest or not area]
    rest = [pair for pair in present if pair not in nameless]
    while nameless and sum(count for count, _ in nameless) < pooling.fewest:
        nameless.append(rest.pop(0))
    groups = {area: [area] for _, area in rest}
    if nameless:
        groups[""] = sorted(area for _, area in nameless)
    return groups


PADDED = (8 * 1024, 64 * 1024, 512 * 1024)


def padded(content: bytes) -> bytes:
    """The content in one of three sizes, so that its length tells nothing. Raises ``ValueError`` for too much."""
    room = next((size for size in PADDED if len(content) + 4 <= size), None)
    if room is None:
        raise ValueError("This is more than an answer can hold.")
    return len(content).to_bytes(4, "big") + content + bytes(room - 4 - len(content))


def unpadded(box: bytes) -> bytes:
    """What was padded."""
    length = int.from_bytes(box[:4], "big")
    return box[4 : 4 + length]
