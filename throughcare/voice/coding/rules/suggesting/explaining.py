"""Which words of a comment speak for a theme: each word's share of the score, parts of words counted to their word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.voice.coding.rules.scrubbing.words import word_set
from throughcare.voice.coding.rules.suggesting.features import WORD

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


@dataclass(frozen=True, slots=True)
class Shares:
    """The words of a comment, and each feature that it has: its column, its value, and the words that it is of."""

    words: tuple[str, ...]
    features: tuple[tuple[int, float, tuple[str, ...]], ...]


def shares_of(model: Trained, text: str, row: Any) -> Shares:
    """Which words each feature of a comment is of, found once for all themes. ``row`` has the features' values."""
    held = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
    words = tuple(dict.fromkeys(word.lower() for word in WORD.findall(text)))
    owners: dict[int, list[str]] = {}
    for feature in set(model.words.build_analyzer()(text)):
        column = model.words.vocabulary_.get(feature)
        if column in held:
            owners[column] = [part for part in feature.split(" ") if part in words]
    first, analyse_parts = len(model.words.vocabulary_), model.parts.build_analyzer()
    for word in words:
        for feature in set(analyse_parts(word)):
            column = model.parts.vocabulary_.get(feature)
            if column is not None and first + column in held:
                owners.setdefault(first + column, []).append(word)
    return Shares(words, tuple((column, held[column], tuple(of)) for column, of in owners.items()))


def explain(model: Trained, shares: Shares, place: int, score: float) -> Suggestion:
    """A suggestion with the words of the comment that say most for it."""
    said = word_weights(model, shares, place)
    best = sorted((word for word in said if said[word] > 0 and word not in SMALL), key=lambda word: (-said[word], word))
    return Suggestion(model.themes[place], score, tuple(best[:SHOWN]))


def word_weights(model: Trained, shares: Shares, place: int) -> dict[str, float]:
    """What each word of a comment adds to the score of a theme; what is of several counts equally to each of them."""
    weights = model.weights[place]
    said = dict.fromkeys(shares.words, 0.0)
    for column, value, of in shares.features:
        for word in of:
            said[word] += value * float(weights[column]) / len(of)
    return said
