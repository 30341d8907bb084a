"""The plan of a decision paper: figures that hold together, and what the paper will say about each of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

POUND, THOUSAND, MILLION = 100, 100_000, 100_000_000
SERVICES = (
    "Court mentoring", "Housing link", "Women's diversion", "Gambling treatment", "Family contact", "Debt advice",
    "Employment coaching", "Restorative conversations", "Young adult hub", "Sports engagement", "Through the gate",
)  # fmt: skip
PARTNERS = (
    "Ministry of Justice", "Greater London Authority", "Transport for London", "London Borough of Camden",
    "London Borough of Lambeth", "Secretary of State for Justice",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Figures in steps (``step`` pence each) by line and year, and what is stated in words.

    ``carried`` is what moves from the first year to the last; ``drawn`` what reserves give in the second year;
    ``gap`` a surplus of the first year that the text says is used in the second.
    """

    seed: int
    signed: date
    first: int
    years: int
    step: int
    unit: int
    spend: dict[str, tuple[int, ...]]
    partner: dict[str, tuple[int, ...]]
    own: tuple[int, ...]
    carried: int = 0
    drawn: int = 0
    gap: int = 0
    start: date = date(2020, 4, 1)
    bridged: bool = True
    rounded: bool = False
    threshold: int = 0
    said: dict[str, object] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The financial years, as ``2022/23``."""
        return tuple(f"{y}/{(y + 1) % 100:02d}" for y in range(self.first, self.first + self.years))

    def planned(self) -> tuple[int, ...]:
        """Planned spending by year, in steps."""
        return tuple(sum(cells) for cells in zip(*self.spend.values(), strict=True))

    def saying(self, **said: object) -> Plan:
        """The same plan, with something said otherwise than it is."""
        return replace(self, said={**self.said, **said})


THRESHOLDS = (
    (date(2016, 1, 1), 164_176), (date(2018, 1, 1), 181_302), (date(2020, 1, 1), 189_330), (date(2022, 1, 1), 213_477),
    (date(2024, 1, 1), 214_904), (date(2025, 2, 24), 214_904), (date(2026, 1, 1), 207_720),
)  # fmt: skip


def threshold_on(day: date) -> int:
    """The sub-central threshold for goods and services, in pounds."""
    return [amount for from_, amount in THRESHOLDS if from_ <= day][-1]


def sound(seed: int) -> Plan:
    """A plan without a fault, varied by its seed."""
    rng = Random(seed)
    years, first = rng.randint(1, 7), rng.randint(2017, 2026)
    step, unit, most = rng.choice(((MILLION // 100, MILLION, 90), (THOUSAND, THOUSAND, 600), (POUND, POUND, 450_000)))
    start_month = rng.choice((4, 4, 7, 9, 10, 1)) if years > 1 else 4
    start = date(first + (start_month < 4), start_month, 1)
    served = 12 - (start_month - 4) % 12
    spend = {}
    for name in rng.sample(SERVICES, rng.randint(1, 4)):
        rate = max(12, rng.randint(most // 6, most) // 12 * 12)
        spend[name] = (rate * served // 12,) + (rate,) * (years - 1)
    planned = tuple(sum(cells) for cells in zip(*spend.values(), strict=True))
    partner, left = {}, list(planned)
    for name in rng.sample(PARTNERS, rng.randint(0, 2)):
        share = rng.choice((0.15, 0.25, 0.3))
        partner[name] = tuple(max(1, int(total * share)) for total in planned)
        left = [a - b for a, b in zip(left, partner[name], strict=True)]
    signed = date.fromordinal(start.toordinal() - rng.randint(120, 300))
    plan = Plan(seed, signed, first, years, step, unit, spend, partner, tuple(left), start=start)
    plan = replace(plan, threshold=threshold_on(signed), bridged=rng.random() < 0.6, rounded=rng.random() < 0.2)
    return _movement(plan, rng)


def _movement(plan: Plan, rng: Random) -> Plan:
    """Perhaps a carry-forward, a draw on reserves, or a surplus with its stated use."""
    small = max(1, min(plan.own) // 3)
    kind = rng.choice(("none", "none", "carried", "drawn", "gap")) if plan.years > 1 else "none"
    if kind == "carried":
        own = list(plan.own)
        own[0], own[-1] = own[0] + small, own[-1] - small
        return replace(plan, carried=small, own=tuple(own))
    if kind == "drawn":
        own = list(plan.own)
        own[1] -= small
        return replace(plan, drawn=small, own=tuple(own))
    if kind == "gap" and not plan.rounded:
        own = list(plan.own)
        own[0], own[1] = own[0] + small, own[1] - small
        return replace(plan, gap=small, own=tuple(own))
    return plan
