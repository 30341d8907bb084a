"""How good suggestions are on comments that the model has not seen, beside always saying what is commonest."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from throughcare.voice.coding.rules.suggesting.training import SUGGESTED, Example, Trained, train

HELD_BACK = 1 / 3


@dataclass(frozen=True, slots=True)
class Measured:
    """``hit`` is the share of comments with a true theme among three suggestions, ``first`` with the first of them;
    F1 is of what the model itself would choose. ``common_hit`` and ``common_f1`` always say the commonest themes."""

    n: int
    learnt_from: int
    themes: int
    hit: float
    first: float
    micro_f1: float
    macro_f1: float
    common_hit: float
    common_first: float
    common_f1: float


def measure(examples: Sequence[Example], *, seed: int = 0, meanings: dict[str, str] | None = None) -> Measured:
    """Trains on two thirds of the comments and looks at the rest. Raises ``TooFew`` as training does."""
    order = list(examples)
    random.Random(seed).shuffle(order)  # noqa: S311 - a split, no secret  # nosec B311
    cut = round(len(order) * HELD_BACK)
    held, learnt = [one for one in order[:cut] if one.themes], order[cut:]
    model = train(learnt, meanings=meanings)
    return measured_on(model, held, learnt)


def measured_on(model: Trained, held: Sequence[Example], learnt: Sequence[Example]) -> Measured:
    """The figures of a model on comments held back. A theme that it does not know counts as missed."""
    scores = model.scores([one.masked for one in held])
    order = np.argsort(-scores, axis=1, kind="stable")
    counted = Counter(theme for one in learnt for theme in one.themes)
    common = [theme for theme, _ in counted.most_common(SUGGESTED)]
    chosen = [
        {model.themes[place] for place in np.flatnonzero(row > 0)} or {model.themes[int(best[0])]}
        for row, best in zip(scores, order, strict=True)
    ]
    ranked = [[model.themes[int(place)] for place in row] for row in order]
    micro, macro = f1(chosen, held)
    return Measured(
        n=len(held),
        learnt_from=len(learnt),
        themes=len({theme for one in held for theme in one.themes}),
        hit=_share(bool(one.themes & set(row[:SUGGESTED])) for one, row in zip(held, ranked, strict=True)),
        first=_share(row[0] in one.themes for one, row in zip(held, ranked, strict=True)),
        micro_f1=micro,
        macro_f1=macro,
        common_hit=_share(bool(one.themes & set(common)) for one in held),
        common_first=_share(bool(one.themes & set(common[:1])) for one in held),
        common_f1=f1([set(common[:1])] * len(held), held)[0],
    )


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def f1(chosen: Sequence[set[str]], held: Sequence[Example]) -> tuple[float, float]:
    """F1 over all choices together (micro), and its plain mean over themes that occur (macro)."""
    hits: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for found, one in zip(chosen, held, strict=True):
        hits.update(found & one.themes)
        wrong.update(found - one.themes)
        missed.update(one.themes - found)
    themes = sorted({theme for one in held for theme in one.themes})
    each = [_f1(hits[theme], wrong[theme], missed[theme]) for theme in themes]
    micro = _f1(sum(hits.values()), sum(wrong.values()), sum(missed.values()))
    return micro, sum(each) / len(each) if each else 0.0


def _f1(hits: int, wrong: int, missed: int) -> float:
    return 2 * hits / (2 * hits + wrong + missed) if hits else 0.0
