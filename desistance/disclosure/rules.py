"""The rules of a release, and what they tell someone who knows them."""

from __future__ import annotations

from dataclasses import dataclass

from desistance.errors import InputError

ZEROS = ("hide", "show")


@dataclass(frozen=True)
class Dominance:
    """A cell is withheld when few contributors hold most of it.

    `largest` and `second` name the columns with the two largest contributions to each row's count; a cell is dominated
    when they hold more than `share` of it together, or when what the others hold is less than `margin` of the largest
    (so that the second could work out the first to within that margin). A total without a row of its own takes the two
    largest of its parts, as if no one contributed to two of them.
    """

    largest: str
    second: str
    share: float = 0.9
    margin: float = 0.1

    def __post_init__(self) -> None:
        for name in ("share", "margin"):
            if not 0 < getattr(self, name) <= 1:
                raise InputError(f"{getattr(self, name)} is no share", argument=name, remedy="Give 0 to 1.")

    def holds(self, count: int, largest: int, second: int) -> bool:
        """Whether a cell of `count` is dominated."""
        return count > 0 and (largest + second > self.share * count or count - largest - second < self.margin * largest)


@dataclass(frozen=True)
class Rules:
    """Counts below `threshold` are withheld, 0 too unless `zeros` is show; shown ones are rounded to `rounding`."""

    threshold: int = 10
    rounding: int | None = None
    zeros: str = "hide"

    def __post_init__(self) -> None:
        if self.zeros not in ZEROS:
            raise InputError(f"{self.zeros!r} is not a choice", argument="zeros", remedy="Use 'hide' or 'show'.")
        _whole(self.threshold, "threshold")
        if self.threshold - 1 <= self.least:
            remedy = f"Use {self.least + 2} or more, so that a withheld count could be more than one number."
            raise InputError(f"{self.threshold} withholds nothing", argument="threshold", remedy=remedy)
        if self.rounding is not None:
            _whole(self.rounding, "rounding")
            if not 2 <= self.rounding <= self.threshold:
                remedy = f"Round to 2 up to the threshold ({self.threshold}), or not at all (None)."
                raise InputError(f"{self.rounding} cannot be used", argument="rounding", remedy=remedy)

    @property
    def least(self) -> int:
        """The least count that is ever withheld for being small."""
        return 0 if self.zeros == "hide" else 1

    @property
    def width(self) -> int:
        """How far apart the least and greatest value of a withheld count must stay: more than rounding would blur."""
        return min(self.rounding or 1, self.threshold - 1 - self.least)

    def small(self, count: int) -> bool:
        """Whether a count is withheld for being small."""
        return self.least <= count < self.threshold

    def shown(self, count: int) -> int:
        """The count as it is shown: rounded to the nearest multiple, a half upwards."""
        base = self.rounding or 1
        return (2 * count + base) // (2 * base) * base

    def behind(self, shown: int) -> tuple[int, int]:
        """The least and the greatest count that a shown one can stand for.

        One below the threshold was shown by other rules and stands for what rounding to the same base leaves open.
        """
        if shown == 0:
            return 0, 0
        base = self.rounding or 1
        low, high = max(0, shown - base // 2), shown + (base + 1) // 2 - 1
        return (low if high < self.threshold else max(self.threshold, low)), high


def _whole(value: int, argument: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InputError(f"{value!r} is no whole number above 0", argument=argument, remedy="Give 1, 2, 3 ...")
