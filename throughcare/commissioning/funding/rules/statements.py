"""The co-commissioner's statement and the year-end: what went in, what it bought, what is left and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PutIn:
    """What one partner put in for a year: promised, received, and what became of it, in pence."""

    year: str
    promised: int
    received: int
    recognised: int
    deferred: int
    returned: int
    carried_in: int
    carried_out: int

    @property
    def to_spend(self) -> int:
        """What there is of it for the year: received or carried in, less what was returned or carried on."""
        return self.received + self.carried_in - self.returned - self.carried_out


@dataclass(frozen=True, slots=True)
class Bought:
    """What a partner's money bought in a year: a service by code and name, its whole cost and the share, in pence."""

    year: str
    code: str
    service: str
    cost: int
    share: int


@dataclass(frozen=True, slots=True)
class Unspent:
    """What is left of a partner's money of a year, how much of that is agreed to be carried forward, and the rest."""

    year: str
    unspent: int
    carried_forward: int

    @property
    def returnable(self) -> int:
        """What goes back unless the partner agrees otherwise; nothing where the money was overspent."""
        return max(0, self.unspent - self.carried_forward)


def unspent_of(
    put_in: Sequence[PutIn], bought: Iterable[Bought], carried: Mapping[str, int], *, drawn: Mapping[str, int]
) -> tuple[Unspent, ...]:
    """What is left of each year: ``carried`` is approved to leave a year, ``drawn`` came from the reserve."""
    spent: dict[str, int] = {}
    for one in bought:
        spent[one.year] = spent.get(one.year, 0) + one.share
    means = {one.year: one.to_spend for one in put_in}
    years = sorted(set(means) | set(spent) | set(drawn))
    return tuple(
        Unspent(year, means.get(year, 0) + drawn.get(year, 0) - spent.get(year, 0), carried.get(year, 0))
        for year in years
    )


@dataclass(frozen=True, slots=True)
class LineAtYearEnd:
    """A line at the end of a year in the columns of an outturn statement, in pence; a forecast may be missing."""

    service: str
    label: str
    original: int
    virements: int
    paid: int
    incurred: int
    committed: int
    forecast: int | None

    @property
    def revised(self) -> int:
        """The budget after virements."""
        return self.original + self.virements

    @property
    def accruals(self) -> int:
        """Cost incurred and not yet paid."""
        return self.incurred - self.paid

    @property
    def outturn(self) -> int:
        """Where the line ends: the forecast, or what is incurred and signed for where there is none."""
        return self.incurred + self.committed if self.forecast is None else self.forecast

    @property
    def variance(self) -> int:
        """Outturn less revised budget: negative is an underspend."""
        return self.outturn - self.revised


def double_counts(sums: Iterable[tuple[str, str, int, str]]) -> tuple[tuple[str, str, int], ...]:
    """Funder, year and pence that two decisions both count. ``sums`` are funder, year, pence and decision."""
    seen: dict[tuple[str, str, int], set[str]] = {}
    for funder, year, pence, decision in sums:
        seen.setdefault((funder, year, pence), set()).add(decision)
    return tuple(sorted(key for key, decisions in seen.items() if len(decisions) > 1))
