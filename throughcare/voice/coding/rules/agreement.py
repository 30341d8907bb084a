"""How well two coders agree: Cohen's kappa for each theme and over all of them, with its n.

Kappa is agreement beyond what two people would reach by chance with the shares they use (Cohen 1960). Where both put a
theme to every comment or to none, there is nothing to agree about and no kappa. The interval is a jackknife over
comments, since the themes of one comment are not chosen independently of one another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

FEWEST = 20
Pair = tuple[Collection[str], Collection[str]]
Cells = tuple[int, int, int, int]


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


def cells_of(pair: Pair, themes: Sequence[str]) -> Cells:
    """The four counts of one comment over some themes."""
    one, other = set(pair[0]), set(pair[1])
    both = sum(theme in one and theme in other for theme in themes)
    first = sum(theme in one and theme not in other for theme in themes)
    second = sum(theme in other and theme not in one for theme in themes)
    return both, first, second, len(themes) - both - first - second


def agreement(pairs: Sequence[Pair], themes: Sequence[str]) -> Agreement:
    """Agreement over comments that two people coded, on these themes taken together."""
    cells = [cells_of(pair, themes) for pair in pairs]
    total: Cells = tuple(map(sum, zip(*cells, strict=True))) if cells else (0, 0, 0, 0)  # type: ignore[assignment]
    decisions = sum(total)
    alike = (total[0] + total[3]) / decisions if decisions else 0.0
    kappa = kappa_of(*total)
    low, high = (None, None) if kappa is None or len(cells) < FEWEST else _interval(kappa, cells, total)
    return Agreement(len(cells), alike, kappa, low, high)


def _interval(kappa: float, cells: Sequence[Cells], total: Cells) -> tuple[float | None, float | None]:
    n = len(cells)
    without = {one: kappa_of(*(whole - part for whole, part in zip(total, one, strict=True))) for one in set(cells)}
    left = [without[one] for one in cells]
    if any(one is None for one in left):
        return None, None
    values = [n * kappa - (n - 1) * one for one in left if one is not None]
    mean = sum(values) / n
    half = 1.959963984540054 * sqrt(sum((one - mean) ** 2 for one in values) / (n - 1) / n)
    return max(-1.0, kappa - half), min(1.0, kappa + half)


def same_choice(pairs: Sequence[Pair]) -> float:
    """The share of comments for which two coders chose exactly the same themes."""
    return sum(set(one) == set(other) for one, other in pairs) / len(pairs) if pairs else 0.0
