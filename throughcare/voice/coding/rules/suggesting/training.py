"""Training: one linear model for each theme over the same features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from throughcare.voice.coding.rules.suggesting.explaining import Suggestion, explain, shares_of
from throughcare.voice.coding.rules.suggesting.features import part_features, readable, word_features

FEWEST_COMMENTS, FEWEST_OF_A_THEME, SUGGESTED = 30, 5, 3
FloatArray = npt.NDArray[np.float32]


class TooFew(ValueError):
    """There are not enough settled comments to learn from."""


@dataclass(frozen=True, slots=True)
class Example:
    """A masked comment with the codes of its settled themes."""

    masked: str
    themes: frozenset[str]


@dataclass(frozen=True, eq=False)
class Trained:
    """A trained model: for each theme a weight for each feature. ``words`` and ``parts`` turn comments into them."""

    themes: tuple[str, ...]
    words: Any
    parts: Any
    weights: FloatArray
    starts: FloatArray
    comments: int

    def features(self, texts: Sequence[str]) -> Any:
        """The features of masked comments, as a sparse matrix."""
        from scipy.sparse import hstack

        seen = [readable(text) for text in texts]
        return hstack([self.words.transform(seen), self.parts.transform(seen)]).tocsr()

    def scores(self, texts: Sequence[str]) -> FloatArray:
        """A score for each comment and theme: above nought says more for it than against."""
        return np.asarray(self.features(texts) @ self.weights.T + self.starts, dtype=np.float32)

    def suggest(
        self, text: str, *, most: int = SUGGESTED, now: Mapping[str, str] | None = None
    ) -> tuple[Suggestion, ...]:
        """The likeliest themes of a masked comment, each with the words that led to it; none where nothing is known.

        ``now`` gives the code by which a theme goes today, where it was merged since; one that it lacks is left out.
        """
        row = self.features([text])
        if not row.nnz:
            return ()
        scores = np.asarray(row @ self.weights.T + self.starts).ravel()
        found: dict[str, int] = {}
        for place in np.argsort(-scores, kind="stable"):
            theme = self.themes[place] if now is None else now.get(self.themes[place])
            if theme is not None:
                found.setdefault(theme, int(place))
            if len(found) == most:
                break
        shares = shares_of(self, readable(text), row)
        explained = {theme: explain(self, shares, place, float(scores[place])) for theme, place in found.items()}
        return tuple(replace(one, theme=theme) for theme, one in explained.items())


def train(examples: Sequence[Example], *, meanings: dict[str, str] | None = None) -> Trained:
    """A model of settled comments. ``meanings`` are what the codebook says of each theme, learnt from as one more
    example, so that a theme without comments can be suggested too. Raises ``TooFew``.
    """
    meanings = meanings or {}
    counted = Counter(theme for one in examples for theme in one.themes)
    themes = tuple(sorted({theme for theme, n in counted.items() if n >= FEWEST_OF_A_THEME} | set(meanings)))
    if len(examples) < FEWEST_COMMENTS or len(themes) < 2:
        raise TooFew(
            f"{len(examples)} comments are settled so far; suggestions need {FEWEST_COMMENTS}, with two themes or more."
        )
    told = [Example(meanings[theme], frozenset({theme})) for theme in themes if meanings.get(theme)]
    every = [*examples, *told]
    seen = [readable(one.masked) for one in every]
    least = 1 if len(every) < 200 else 2
    words, parts = word_features(least=least), part_features(least=least)
    weights, starts = _fit([words.fit_transform(seen), parts.fit_transform(seen)], every, themes)
    return Trained(themes, words, parts, weights, starts, len(examples))


def _fit(blocks: list[Any], every: Sequence[Example], themes: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    from scipy.sparse import hstack
    from sklearn.svm import LinearSVC

    features = hstack(blocks).tocsr()
    weights = np.zeros((len(themes), features.shape[1]), dtype=np.float32)
    starts = np.zeros(len(themes), dtype=np.float32)
    for place, theme in enumerate(themes):
        has = np.array([theme in one.themes for one in every])
        if has.all():
            starts[place] = 1.0
            continue
        # Balanced, so that a rare theme is not passed over for being rare: half again the macro F1, the same hit rate.
        fitted = LinearSVC(C=0.3, class_weight="balanced", tol=0.02, random_state=0).fit(features, has)
        weights[place], starts[place] = fitted.coef_[0], fitted.intercept_[0]
    return weights, starts
