"""From scored pairs to clusters: join and break thresholds, and what may never stand in one cluster.

Pairs at `join` or above hold together; pairs from `break_below` to `join` only where their records were in one cluster
before. Records are then brought together from the surest pair down, and a pair is passed over where its cluster would
hold two records that a person has told apart, two twins, or two different identifiers of which a person has one. Two
records that share an identifier, or that a person has put together, are one person whatever else is true. The slow,
obvious twin is oracle.py; a generative test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from desistance.linkage.models import IDENTIFIERS, Model

Values = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Evidence:
    """What is known about `records` records, numbered from 0.

    `left`, `right`, `weight`: scored pairs. `former`: the earlier cluster of each record, -1 for none. `identifiers`:
    one code a record (-1: none) by kind; `single` are the kinds of which a person has one. The others are pairs of
    records.
    """

    records: int
    left: Values
    right: Values
    weight: Values
    former: Values
    identifiers: dict[str, Values]
    single: tuple[str, ...]
    twins: Values
    includes: Values
    excludes: Values
    join: float = 20.0
    break_below: float = 14.0

    def held(self) -> Values:
        """Which scored pairs lie between the thresholds and were together before."""
        between = (self.weight < self.join) & (self.weight >= self.break_below)
        before: Values = (self.former[self.left] >= 0) & (self.former[self.left] == self.former[self.right])
        return between & before

    def edges(self) -> Values:
        """Which scored pairs hold their records together, were nothing against it."""
        strong: Values = self.weight >= self.join
        return strong | self.held()

    @cached_property
    def standing_twins(self) -> Values:
        """The twins that stand: pairs that share no identifier, directly or through others, and that nobody joined."""
        if not len(self.twins):
            return self.twins
        group = groups(self.identifiers, self.records)
        by_hand = components(self.includes, self.records)
        own, other = self.twins[:, 0], self.twins[:, 1]
        found: Values = self.twins[(group[own] != group[other]) & (by_hand[own] != by_hand[other])]
        return found


def cluster(evidence: Evidence) -> Values:
    """The smallest record number of each record's cluster."""
    chosen = evidence.edges()
    edges = np.concatenate([evidence.includes, np.column_stack([evidence.left, evidence.right])[chosen]])
    weight = np.concatenate([np.full(len(evidence.includes), np.inf), evidence.weight[chosen]])
    component = components(edges, evidence.records)
    doubtful = _doubtful(evidence, component)
    found = _smallest(component)
    if len(doubtful):
        inside = np.isin(component[edges[:, 0]], doubtful)
        members = np.flatnonzero(np.isin(component, doubtful))
        found[members] = _apart(evidence, edges[inside], weight[inside], members)
    return found


def identifier_codes(model: Model, records: pa.Table) -> dict[str, Values]:
    """The identifiers of records by kind, as one code a record and -1 for none."""
    columns = {one.column for one in model.fields if one.kind in IDENTIFIERS or one.column in model.verified}
    found = {}
    for name in sorted(columns & set(records.column_names)):
        codes = records[name].combine_chunks().dictionary_encode().indices
        found[name] = pc.fill_null(codes, -1).to_numpy().astype(np.int64)
    return found


def groups(identifiers: dict[str, Values], records: int) -> Values:
    """Records that share an identifier, directly or through others: one number a group."""
    edges = [np.empty((0, 2), dtype=np.int64)]
    for codes in identifiers.values():
        held = np.flatnonzero(codes >= 0)
        order = held[np.argsort(codes[held], kind="stable")]
        same = codes[order[1:]] == codes[order[:-1]]
        edges.append(np.column_stack([order[:-1][same], order[1:][same]]))
    return components(np.concatenate(edges), records)


def components(edges: Values, records: int) -> Values:
    """One number a connected component."""
    ones = np.ones(len(edges), dtype=np.int32)
    matrix = coo_matrix((ones, (edges[:, 0], edges[:, 1])), shape=(records, records))
    found: Values = connected_components(matrix, directed=False)[1]
    return found


def _smallest(component: Values) -> Values:
    first = np.full(component.max(initial=-1) + 1, len(component), dtype=np.int64)
    np.minimum.at(first, component, np.arange(len(component)))
    return first[component]


def _doubtful(evidence: Evidence, component: Values) -> Values:
    """Components in which something might be told apart; in all others every pair holds."""
    found = [np.empty(0, dtype=np.int64)]
    for pairs in (evidence.excludes, evidence.standing_twins):
        if len(pairs):
            own, other = component[pairs[:, 0]], component[pairs[:, 1]]
            found.append(own[own == other])
    for kind in evidence.single:
        codes = evidence.identifiers.get(kind)
        if codes is not None:
            held = codes >= 0
            values = np.unique(np.column_stack([component[held], codes[held]]), axis=0)
            several, count = np.unique(values[:, 0], return_counts=True)
            found.append(several[count > 1])
    return np.unique(np.concatenate(found))


@dataclass
class _Cluster:
    """Records, those that none of them may stand beside, and their identifiers by group."""

    members: set[int]
    never: set[int]
    groups: list[dict[str, set[int]]] = field(default_factory=list)


def _apart(evidence: Evidence, edges: Values, weight: Values, members: Values) -> Values:
    """Join from the surest pair down where nothing is against it, again and again until nothing more can be joined."""
    never = _never(evidence, members)
    home = {
        int(record): _Cluster({int(record)}, never.get(int(record), set()), _own_groups(evidence, int(record)))
        for record in members
    }
    order = np.lexsort((edges[:, 1], edges[:, 0], -weight))
    waiting = [(int(edges[i, 0]), int(edges[i, 1]), bool(np.isinf(weight[i]))) for i in order]
    moved = True
    while moved:
        moved = False
        left_over: list[tuple[int, int, bool]] = []
        for a, b, by_hand in waiting:
            if home[a] is home[b]:
                continue
            if by_hand or _may_join(home[a], home[b], evidence.single):
                _merge(home, home[a], home[b], by_hand=by_hand)
                moved = True
            else:
                left_over.append((a, b, by_hand))
        waiting = left_over
    return np.array([min(home[int(record)].members) for record in members], dtype=np.int64)


def _never(evidence: Evidence, members: Values) -> dict[int, set[int]]:
    """Who may not stand beside whom."""
    inside = np.zeros(evidence.records, dtype=bool)
    inside[members] = True
    found: dict[int, set[int]] = {}
    for pairs in (evidence.excludes, evidence.standing_twins):
        for a, b in pairs[inside[pairs[:, 0]] & inside[pairs[:, 1]]].tolist() if len(pairs) else ():
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return found


def _own_groups(evidence: Evidence, record: int) -> list[dict[str, set[int]]]:
    held = {kind: {int(codes[record])} for kind, codes in evidence.identifiers.items() if codes[record] >= 0}
    return [held] if held else []


def _may_join(a: _Cluster, b: _Cluster, single: tuple[str, ...]) -> bool:
    if a.never & b.members:
        return False
    together = _grouped([*a.groups, *b.groups])
    return all(sum(kind in group for group in together) <= 1 for kind in single)


def _grouped(parts: list[dict[str, set[int]]]) -> list[dict[str, set[int]]]:
    """Groups that share an identifier are one."""
    found: list[dict[str, set[int]]] = []
    for part in parts:
        mine = {kind: set(values) for kind, values in part.items()}
        apart = []
        for group in found:
            if any(group.get(kind, set()) & values for kind, values in mine.items()):
                _pour(group, mine)
            else:
                apart.append(group)
        found = [*apart, mine]
    return found


def _merge(home: dict[int, _Cluster], a: _Cluster, b: _Cluster, *, by_hand: bool) -> None:
    if len(a.members) < len(b.members):
        a, b = b, a
    a.members |= b.members
    a.never = a.never | b.never
    together = [*a.groups, *b.groups]
    if by_hand and together:
        one: dict[str, set[int]] = {}
        for group in together:
            _pour(group, one)
        together = [one]
    a.groups = _grouped(together)
    for record in b.members:
        home[record] = a


def _pour(group: dict[str, set[int]], into: dict[str, set[int]]) -> None:
    for kind, values in group.items():
        into.setdefault(kind, set()).update(values)
