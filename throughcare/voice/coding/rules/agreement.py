"""How well two coders agree: Cohen's kappa for each theme and over all of them, with its n.

Kappa is agreement beyond what two people would reach by chance with the shares they use (Cohen 1960). Where both put a
theme to every comment or to none, there is nothing to agree about and no kappa. The interval is a jackknife over
comments, since the themes of one comment are not chosen independently of one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

FEWEST = 20
Pair = tuple[frozenset[str], frozenset[str]]
Choices = Mapping[Pair, int]
Cells = tuple[int, int, int, int]
BOTH, FIRST, SECOND, NEITHER = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)


@dataclass(frozen=True, slots=True)
class Agreement:
    """``n`` comments coded by two; ``alike`` the share of decisions on which they agree; ``kappa`` null where it is
    not defined, ``low`` and ``high`` null where n is too small to say (below ``FEWEST``)."""

    n: int
    alike: float
    kappa: float | None
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> str:
        """How the figure is commonly read (Landis and Koch 1977): a convention, not a law."""
        if self.kappa is None:
            return "not defined"
        bands = ((0.0, "none"), (0.2, "slight"), (0.4, "fair"), (0.6, "moderate"), (0.8, "substantial"))
        return next((word for top, word in bands if self.kappa <= top), "almost perfect")


def kappa_of(both: int, first: int, second: int, neither: int) -> float | None:
    """Kappa from four counts: both chose it, only the first, only the second, neither; null where not defined."""
    n = both + first + second + neither
    if not n:
        return None
    alike = (both + neither) / n
    one, other = (both + first) / n, (both + second) / n
    chance = one * other + (1 - one) * (1 - other)
    return None if abs(1 - chance) < 1e-12 else (alike - chance) / (1 - chance)


def cells_of(pair: Pair, themes: Collection[str]) -> Cells:
    """The four counts of one comment over some themes."""
    one, other = pair[0].intersection(themes), pair[1].intersection(themes)
    both = len(one & other)
    first, second = len(one) - both, len(other) - both
    return both, first, second, len(themes) - both - first - second


def side_by_side(first: Iterable[int], second: Iterable[int]) -> str:
    """What two coders chose for a comment as one text, so that comments with the same two choices have the same."""
    return "|".join(" ".join(str(theme) for theme in sorted(set(chosen))) for chosen in (first, second))


def apart(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """The two choices of a text that ``side_by_side`` wrote."""
    first, _, second = text.partition("|")
    return frozenset(map(int, first.split())), frozenset(map(int, second.split()))


def agreement(choices: Choices, themes: Collection[str]) -> Agreement:
    """Agreement on these themes taken together, from how many comments have each two choices."""
    wanted = frozenset(themes)
    met: Counter[Cells] = Counter()
    for pair, times in choices.items():
        met[cells_of(pair, wanted)] += times
    return _from_cells(met)


def agreement_by_theme(choices: Choices, themes: Collection[str]) -> dict[str, Agreement]:
    """What ``agreement`` says of each theme alone, in one pass over what was chosen."""
    met: dict[str, Counter[Cells]] = {theme: Counter() for theme in themes}
    for (first, second), times in choices.items():
        for chosen, cells in ((first & second, BOTH), (first - second, FIRST), (second - first, SECOND)):
            for theme in chosen & met.keys():
                met[theme][cells] += times
    n = sum(choices.values())
    for found in met.values():
        found[NEITHER] = n - found.total()
    return {theme: _from_cells(+found) for theme, found in met.items()}


def _from_cells(met: Counter[Cells]) -> Agreement:
    """Agreement from how many comments have the same four counts; few such kinds of comments exist, however many n."""
    n = met.total()
    total = _summed(met)
    decisions = sum(total)
    alike = (total[0] + total[3]) / decisions if decisions else 0.0
    kappa = kappa_of(*total)
    low, high = (None, None) if kappa is None or n < FEWEST else _interval(kappa, met, total)
    return Agreement(n, alike, kappa, low, high)


def _summed(met: Counter[Cells]) -> Cells:
    both, first, second, neither = (sum(cells[place] * times for cells, times in met.items()) for place in range(4))
    return both, first, second, neither


def _interval(kappa: float, met: Counter[Cells], total: Cells) -> tuple[float | None, float | None]:
    n = met.total()
    values = []
    for cells, times in sorted(met.items()):
        left = kappa_of(*(whole - part for whole, part in zip(total, cells, strict=True)))
        if left is None:
            return None, None
        values.append((n * kappa - (n - 1) * left, times))
    mean = sum(value * times for value, times in values) / n
    half = 1.959963984540054 * sqrt(sum(times * (value - mean) ** 2 for value, times in values) / (n - 1) / n)
    return max(-1.0, kappa - half), min(1.0, kappa + half)


def times_chosen(choices: Choices) -> Counter[str]:
    """How often each theme was chosen, by either coder."""
    met: Counter[str] = Counter()
    for pair, times in choices.items():
        for side in pair:
            met.update(dict.fromkeys(side, times))
    return met


def same_choice(choices: Choices) -> float:
    """The share of comments for which two coders chose exactly the same themes."""
    n = sum(choices.values())
    return sum(times for (one, other), times in choices.items() if one == other) / n if n else 0.0
