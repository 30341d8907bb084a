"""What became of each pair of records, and why."""

from __future__ import annotations

from typing import Any

import numpy as np

from desistance.linkage.clustering import Evidence, groups

Values = np.ndarray[Any, Any]


def decide(evidence: Evidence, label: Values) -> tuple[Values, Values, Values, Values]:
    """Pairs (two columns of record numbers), match weight (not a number where nothing was compared), decision and why.

    `join`: in one cluster by weight, by hand, or through another record. `hold`: between the thresholds and together
    before. `possible`: between the thresholds and apart. `apart`: below them, or told apart.
    """
    numbers, weight = _with_decided(evidence)
    together = label[numbers[:, 0]] == label[numbers[:, 1]]
    decision = np.where(together, "join", "apart").astype(object)
    why = np.full(len(numbers), "weight", dtype=object)
    with np.errstate(invalid="ignore"):
        strong = weight >= evidence.join
        between = (weight >= evidence.break_below) & ~strong
    former = evidence.former
    held = between & (former[numbers[:, 0]] >= 0) & (former[numbers[:, 0]] == former[numbers[:, 1]])
    decision[together & held], why[together & held] = "hold", "together before"
    why[together & ~held & ~strong] = "another record"
    decision[~together & between & ~held] = "possible"
    parted = ~together & (strong | held)
    why[parted] = "another record"
    why[parted & _among(numbers, evidence.standing_twins, evidence.records)] = "twins"
    why[parted & _clash(evidence, numbers)] = "identifiers"
    for pairs, outcome in ((evidence.includes, "join"), (evidence.excludes, "apart")):
        chosen = _among(numbers, pairs, evidence.records)
        decision[chosen], why[chosen] = outcome, "override"
    return numbers, weight, decision, why


def _with_decided(evidence: Evidence) -> tuple[Values, Values]:
    """Scored pairs, and those that people decided and nothing compared."""
    scored = np.column_stack([evidence.left, evidence.right])
    decided = np.unique(np.concatenate([evidence.includes, evidence.excludes]), axis=0)
    new = decided[~_among(decided, scored, evidence.records)]
    return np.concatenate([scored, new]), np.concatenate([evidence.weight, np.full(len(new), np.nan)])


def _clash(evidence: Evidence, numbers: Values) -> Values:
    """Pairs of records that hold two different identifiers of one kind and share none, directly or through others."""
    group = groups(evidence.identifiers, evidence.records)
    found = np.zeros(len(numbers), dtype=bool)
    for kind in evidence.single:
        own, other = (evidence.identifiers[kind][numbers[:, side]] for side in (0, 1))
        found |= (own >= 0) & (other >= 0) & (own != other)
    apart: Values = group[numbers[:, 0]] != group[numbers[:, 1]]
    return found & apart


def _among(numbers: Values, pairs: Values, records: int) -> Values:
    if not len(pairs):
        return np.zeros(len(numbers), dtype=bool)
    ordered = np.sort(pairs, axis=1)
    return np.isin(numbers[:, 0] * records + numbers[:, 1], ordered[:, 0] * records + ordered[:, 1])
