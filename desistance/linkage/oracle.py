"""Clustering in plain Python: slow and obvious. clustering.py must agree with it on every input. Not for use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

Pair = tuple[int, int]


def cluster(
    records: int,
    scored: Iterable[tuple[int, int, float]],
    *,
    former: Sequence[int],
    identifiers: Mapping[str, Sequence[int]],
    single: Sequence[str],
    twins: Iterable[Pair],
    includes: Iterable[Pair],
    excludes: Iterable[Pair],
    join: float,
    break_below: float,
) -> list[int]:
    """The smallest record number of each record's cluster."""
    by_hand, told = list(includes), [frozenset(pair) for pair in excludes]
    everyone = list(range(records))

    def share(a: int, b: int) -> bool:
        return any(codes[a] == codes[b] and codes[a] >= 0 for codes in identifiers.values())

    def put_together(a: int, b: int) -> bool:
        return (a, b) in by_hand or (b, a) in by_hand

    for pair in twins:
        if not any(_together(_connected(everyone, meets), *pair) for meets in (share, put_together)):
            told.append(frozenset(pair))

    def lawful(members: set[int]) -> bool:
        linked = _connected(sorted(members), lambda a, b: share(a, b) or put_together(a, b))
        holders = [sum(any(identifiers[kind][one] >= 0 for one in part) for part in linked) for kind in single]
        return not any(members.issuperset(pair) for pair in told) and max(holders, default=0) <= 1

    clusters = {record: {record} for record in everyone}
    for a, b in by_hand:
        _join(clusters, a, b)
    holding = [pair for pair in scored if pair[2] >= join or _held(pair, former, break_below)]
    holding.sort(key=lambda pair: (-pair[2], pair[0], pair[1]))
    while any([_joined(clusters, a, b, lawful) for a, b, _ in holding]):
        pass
    return [min(clusters[record]) for record in everyone]


def _joined(clusters: dict[int, set[int]], a: int, b: int, lawful: Callable[[set[int]], bool]) -> bool:
    """Join two clusters where that is lawful, and say whether anything moved."""
    if clusters[a] is clusters[b] or not lawful(clusters[a] | clusters[b]):
        return False
    _join(clusters, a, b)
    return True


def _held(pair: tuple[int, int, float], former: Sequence[int], break_below: float) -> bool:
    a, b, weight = pair
    return weight >= break_below and former[a] == former[b] and former[a] >= 0


def _join(clusters: dict[int, set[int]], a: int, b: int) -> None:
    together = clusters[a] | clusters[b]
    for record in together:
        clusters[record] = together


def _together(parts: list[set[int]], a: int, b: int) -> bool:
    return any(a in part and b in part for part in parts)


def _connected(members: list[int], meets: Callable[[int, int], bool]) -> list[set[int]]:
    parts: list[set[int]] = []
    for record in members:
        met = [part for part in parts if any(meets(record, other) for other in part)]
        parts = [part for part in parts if part not in met]
        parts.append({record}.union(*met))
    return parts
