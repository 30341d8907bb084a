"""How much each level weighs, by expectation and maximisation (Fellegi and Sunter 1969; Winkler 1988).

Each session looks at pairs that agree on some columns and learns how the other comparisons fall among pairs of one
person (m). How they fall among pairs of two people (u) is learned from random pairs, less those that look like one
person: where a table holds several records of everyone, plain random pairs would make every agreement look common. The
share of pairs that are matches comes from two sessions by capture and recapture. The steps repeat until nothing moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from desistance.errors import InputError
from desistance.linkage.counting import Counter, Patterns
from desistance.linkage.models import Comparison, Model

FEWEST_MATCHES = 10
FEWEST_RANDOM = 1_000
HALF = 0.5
"""Added to each level's count, so that what was never seen is rare and not impossible."""
ROUNDS, STEPS = 60, 200
SETTLED = 1e-7
TINY = 1e-12
Values = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Estimates:
    """`m` and `u`: the share of each level (the strongest first) by comparison, among matches and among others."""

    m: tuple[Values, ...]
    u: tuple[Values, ...]
    share: float
    """The share of all pairs that are of one person."""
    matches: float
    rounds: int


@dataclass(frozen=True)
class Session:
    """Patterns of pairs that agree on some columns; `fixed` are the comparisons that this says nothing about."""

    patterns: Patterns
    fixed: frozenset[int]


@dataclass(frozen=True)
class Learned:
    """`m` by comparison, and how many pairs of each pattern are expected to be matches."""

    m: list[Values]
    matched: Values


def train(counter: Counter, model: Model) -> tuple[Model, Estimates, tuple[str, ...]]:
    """Return the model with only those levels that occur, its estimates, and notes on what was left out.

    Raises InputError where a comparison cannot be trained on these records.
    """
    random = counter.random(model)
    sessions = [_session(counter, model, columns) for columns in model.sessions]
    absent = _absent(model, random, sessions)
    model, random, sessions = _without(model, absent, random, sessions)
    notes = tuple(f"{name}: no pair was {label!r}, so that level is left out" for name, label in absent)
    found, learned = estimate(model, random, sessions, counter.all_pairs())
    _refuse_untrained(model, random, sessions, learned, found)
    return model, found, notes


def estimate(
    model: Model, random: Patterns, sessions: Sequence[Session], all_pairs: float
) -> tuple[Estimates, list[Learned]]:
    """Expectation and maximisation over counts of patterns; also what each session last learned."""
    sizes = [len(one.labels) for one in model.comparisons]
    m = [_start(size) for size in sizes]
    u = [_shares(random.levels[:, i], random.pairs, size) for i, size in enumerate(sizes)]
    done = 0
    while done < ROUNDS:
        done += 1
        before = np.concatenate([*m, *u])
        learned = [_learn(session, m, u) for session in sessions]
        m = [_together(i, m[i], sessions, learned) for i in range(len(m))]
        matches = min(_recaptured(sessions, learned), 0.5 * all_pairs)
        share = matches / all_pairs if all_pairs else 0.0
        others = random.pairs * (1 - _probability(random.levels, m, u, share, frozenset()))
        u = [_shares(random.levels[:, i], others, size) for i, size in enumerate(sizes)]
        if np.max(np.abs(np.concatenate([*m, *u]) - before)) < SETTLED:
            break
    return Estimates(tuple(m), tuple(u), share, matches, done), learned


def _session(counter: Counter, model: Model, columns: tuple[str, ...]) -> Session:
    fixed = frozenset(i for i, one in enumerate(model.comparisons) if one.name in columns)
    return Session(counter.session(model, columns), fixed)


def _learn(session: Session, m: Sequence[Values], u: Sequence[Values]) -> Learned:
    """m by comparison within one session, and the probability of each of its patterns."""
    levels, pairs = session.patterns.levels, session.patterns.pairs
    own, share, total = list(m), 0.5, float(pairs.sum())
    probability = np.zeros(len(pairs))
    for _ in range(STEPS if total else 0):
        probability = _probability(levels, own, u, share, session.fixed)
        matched = pairs * probability
        new = [one if i in session.fixed else _shares(levels[:, i], matched, len(one)) for i, one in enumerate(own)]
        moved = max(float(np.max(np.abs(a - b))) for a, b in zip(new, own, strict=True))
        own, share = new, min(max(float(matched.sum()) / total, TINY), 1 - TINY)
        if moved < SETTLED:
            break
    return Learned(own, pairs * probability)


def _together(i: int, before: Values, sessions: Sequence[Session], learned: Sequence[Learned]) -> Values:
    """One m a comparison: the mean over the sessions that learned it, by the matches that each saw."""
    held = [
        (one.m[i], one.matched[session.patterns.levels[:, i] >= 0].sum())
        for session, one in zip(sessions, learned, strict=True)
        if i not in session.fixed
    ]
    weight = sum(seen for _, seen in held)
    return sum(m * seen for m, seen in held) / weight if weight else before


def _recaptured(sessions: Sequence[Session], learned: Sequence[Learned]) -> float:
    """How many matches there are: those of one session times those of another over those in both (Petersen 1896)."""
    counts = []
    for a, b in combinations(range(len(sessions)), 2):
        if sessions[a].fixed & sessions[b].fixed:
            continue
        one, other = (learned[i].matched.sum() / sessions[i].patterns.share for i in (a, b))
        both = [_shared(sessions[i], learned[i], sessions[j].fixed) for i, j in ((a, b), (b, a))]
        counts.append(max(one, other, one * other / max(sum(both) / 2, TINY)))
    return float(np.median(counts)) if counts else 0.0


def _shared(session: Session, learned: Learned, also: frozenset[int]) -> float:
    """The matches of a session that agree fully on what another session goes by."""
    agree = np.all(session.patterns.levels[:, sorted(also)] == 0, axis=1)
    return float(learned.matched[agree].sum()) / session.patterns.share


def _probability(
    levels: Values, m: Sequence[Values], u: Sequence[Values], share: float, fixed: frozenset[int]
) -> Values:
    """The probability that pairs of each pattern are matches; fixed comparisons and missing values say nothing."""
    odds = np.full(len(levels), np.log(max(share, TINY) / max(1 - share, TINY)))
    for i, (matched, other) in enumerate(zip(m, u, strict=True)):
        if i not in fixed:
            odds += np.append(np.log(matched / other), 0.0)[levels[:, i]]
    found: Values = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    return found


def _shares(level: Values, weight: Values, size: int) -> Values:
    """The share of each level by weight, with half a pair added to each."""
    seen = level >= 0
    counts = np.bincount(level[seen], weights=weight[seen], minlength=size) + HALF
    shares: Values = counts / counts.sum()
    return shares


def _start(size: int) -> Values:
    """Where m starts: nine in ten at the strongest level, the others falling."""
    rest = 0.5 ** np.arange(1, size)
    return np.concatenate([[0.9], 0.1 * rest / rest.sum()]) if size > 1 else np.ones(1)


def _absent(model: Model, random: Patterns, sessions: Sequence[Session]) -> list[tuple[str, str]]:
    """Levels at which no pair stood where it could have been learned from."""
    found = []
    for i, comparison in enumerate(model.comparisons):
        held = [random, *(one.patterns for one in sessions if i not in one.fixed)]
        seen = {int(level) for patterns in held for level in np.unique(patterns.levels[:, i])}
        found += [(comparison.name, label) for place, label in enumerate(comparison.labels) if place not in seen]
    return found


def _without(
    model: Model, absent: Sequence[tuple[str, str]], random: Patterns, sessions: Sequence[Session]
) -> tuple[Model, Patterns, list[Session]]:
    """Model and patterns less these levels; a comparison left with one tells nobody apart and goes with them."""
    kept: list[Comparison] = []
    places: list[dict[int, int]] = []
    for one in model.comparisons:
        gone = frozenset(label for name, label in absent if name == one.name)
        stay = [place for place, label in enumerate(one.labels) if label not in gone]
        if len(stay) < 2 or one.otherwise in gone:
            _refuse_if_needed(one)
            stay = []
        else:
            kept.append(one.without(gone))
        places.append({place: new for new, place in enumerate(stay)})
    numbers = {old: new for new, old in enumerate(i for i, place in enumerate(places) if place)}
    left = [
        Session(one.patterns.renumbered(places), frozenset(numbers[i] for i in one.fixed if i in numbers))
        for one in sessions
    ]
    return replace(model, comparisons=tuple(kept)), random.renumbered(places), left


def _refuse_if_needed(comparison: Comparison) -> None:
    if comparison.needed:
        raise InputError(
            "the model cannot be trained: every pair of records is alike in this",
            column=comparison.name,
            argument="model",
            remedy="Give the values in full, give more records, or pass a trained model.",
        )


def _refuse_untrained(
    model: Model, random: Patterns, sessions: Sequence[Session], learned: Sequence[Learned], found: Estimates
) -> None:
    """A model that is not fully trained is an error, with all that is lacking in one message."""
    lacking = [] if found.matches >= FEWEST_MATCHES else [f"about {found.matches:.0f} pairs look like one person"]
    for i, comparison in enumerate(model.comparisons):
        matched = max(
            (
                float(one.matched[session.patterns.levels[:, i] >= 0].sum())
                for session, one in zip(sessions, learned, strict=True)
                if i not in session.fixed
            ),
            default=0.0,
        )
        others = float(random.pairs[random.levels[:, i] >= 0].sum())
        if matched < FEWEST_MATCHES:
            lacking.append(f"{comparison.name} stands in both records of only {matched:.0f} pairs of one person")
        elif others < FEWEST_RANDOM:
            lacking.append(f"{comparison.name} stands in both records of only {others:.0f} pairs")
    if lacking:
        says = f"the model is not fully trained ({'; '.join(lacking)}; {FEWEST_MATCHES} of one person are needed and "
        raise InputError(
            f"{says}{FEWEST_RANDOM:,} in all)",
            argument="model",
            remedy="Leave those columns out, link more records together, or pass a model that was trained on others.",
        )
