"""The first few of a list in order, choosing among equals as `std::partial_sort` of the GNU C++ library does.

MatchIt chooses several controls at once with it, so which of equally near controls it takes is that sort's doing: a
binary heap of the first few, whose greatest gives way to whatever is less.
"""

from __future__ import annotations

from collections.abc import Sequence


def partial_sort(keys: Sequence[float], count: int) -> list[int]:
    """Positions of the `count` smallest keys, ascending; of no more keys all, equals in their order."""
    if len(keys) <= count:
        return sorted(range(len(keys)), key=keys.__getitem__)
    heap = list(range(count))
    for hole in reversed(range(count // 2)):
        _settle(heap, hole, count, heap[hole], keys)
    for position in range(count, len(keys)):
        if keys[position] < keys[heap[0]]:
            _settle(heap, 0, count, position, keys)
    for last in reversed(range(1, count)):
        held, heap[last] = heap[last], heap[0]
        _settle(heap, 0, last, held, keys)
    return heap


def _settle(heap: list[int], top: int, size: int, held: int, keys: Sequence[float]) -> None:
    """Lets the hole at `top` sink to a leaf, the greater child rising each time, and `held` rise from there."""
    hole = top
    while (child := 2 * hole + 2) <= size:
        if child == size or keys[heap[child]] < keys[heap[child - 1]]:
            child -= 1
        heap[hole] = heap[child]
        hole = child
    while hole > top and keys[heap[(hole - 1) // 2]] < keys[held]:
        heap[hole] = heap[(hole - 1) // 2]
        hole = (hole - 1) // 2
    heap[hole] = held
