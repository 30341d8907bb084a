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
    includes, told = list(includes), [frozenset(pair) for pair in excludes]
    everyone = list(range(records))
    by_hand = _connected(everyone, lambda a, b: (a, b) in includes or (b, a) in includes)
    sharing = _connected(everyone, lambda a, b: _share(identifiers, a, b))
    told_apart = [frozenset(pair) for pair in twins if not _together(by_hand, *pair) and not _together(sharing, *pair)]

    def lawful(members: set[int]) -> bool:
        if any(members.issuperset(pair) for pair in (*told, *told_apart)):
            return False
        linked = _connected(
            sorted(members), lambda a, b: _share(identifiers, a, b) or (a, b) in includes or (b, a) in includes
        )
        for kind in single:
            holders = [part for part in linked if any(identifiers[kind][record] >= 0 for record in part)]
            if len(holders) > 1:
                return False
        return True

    clusters = {record: {record} for record in everyone}
    for a, b in includes:
        _join(clusters, a, b)
    holding = [
        (a, b, weight)
        for a, b, weight in scored
        if weight >= join or (weight >= break_below and former[a] == former[b] and former[a] >= 0)
    ]
    holding.sort(key=lambda pair: (-pair[2], pair[0], pair[1]))
    moved = True
    while moved:
        moved = False
        for a, b, _ in holding:
            if clusters[a] is not clusters[b] and lawful(clusters[a] | clusters[b]):
                _join(clusters, a, b)
                moved = True
    return [min(clusters[record]) for record in everyone]


def _join(clusters: dict[int, set[int]], a: int, b: int) -> None:
    together = clusters[a] | clusters[b]
    for record in together:
        clusters[record] = together


def _share(identifiers: Mapping[str, Sequence[int]], a: int, b: int) -> bool:
    return any(codes[a] == codes[b] and codes[a] >= 0 for codes in identifiers.values())


def _together(parts: list[set[int]], a: int, b: int) -> bool:
    return any(a in part and b in part for part in parts)


def _connected(members: list[int], meets: Callable[[int, int], bool]) -> list[set[int]]:
    parts: list[set[int]] = []
    for record in members:
        met = [part for part in parts if any(meets(record, other) for other in part)]
        parts = [part for part in parts if part not in met]
        parts.append({record}.union(*met))
    return parts
