"""Which words of a comment speak for a theme: each word's share of the score, parts of words counted to their word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.voice.coding.rules.scrubbing.words import word_set
from throughcare.voice.coding.rules.suggesting.features import WORD, readable

if TYPE_CHECKING:
    from throughcare.voice.coding.rules.suggesting.training import Trained

SHOWN = 3
# Small words weigh a little in every theme and explain none.
SMALL = word_set(
    "a about all also am an and any are as at be been but by can could did do does for from get got had has have he "
    "her here him his how if in is it its just me more my no not of on or our out she so some that the their them then "
    "there they this to too up us very was we were what when which who will with would you your im ive dont"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme that may fit. ``score`` above nought says more for it than against; ``words`` led to it, strongest
    first, and none may stand out."""

    theme: str
    score: float
    words: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """Whether the model itself would have chosen it."""
        return self.score > 0


def explain(model: Trained, text: str, row: Any, place: int, score: float) -> Suggestion:
    """A suggestion with the words of the comment that say most for it."""
    said = word_weights(model, readable(text), row, place)
    best = sorted((word for word in said if said[word] > 0 and word not in SMALL), key=lambda word: (-said[word], word))
    return Suggestion(model.themes[place], score, tuple(best[:SHOWN]))


def word_weights(model: Trained, text: str, row: Any, place: int) -> dict[str, float]:
    """What each word of a comment adds to the score of a theme. Pairs count half to each of their words."""
    held = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
    weights = model.weights[place]
    found = [word.lower() for word in WORD.findall(text)]
    said = dict.fromkeys(found, 0.0)
    analyse_words, analyse_parts = model.words.build_analyzer(), model.parts.build_analyzer()
    for feature in set(analyse_words(text)):
        column = model.words.vocabulary_.get(feature)
        if column in held:
            of = [part for part in feature.split(" ") if part in said]
            for part in of:
                said[part] += held[column] * float(weights[column]) / len(of)
    first = len(model.words.vocabulary_)
    owners: dict[str, list[str]] = {}
    for word in said:
        for feature in set(analyse_parts(word)):
            owners.setdefault(feature, []).append(word)
    for feature, of in owners.items():
        column = model.parts.vocabulary_.get(feature)
        if column is not None and first + column in held:
            for word in of:
                said[word] += held[first + column] * float(weights[first + column]) / len(of)
    return said
