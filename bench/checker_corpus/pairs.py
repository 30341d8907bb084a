"""Two decisions of one programme that agree, varied by a seed, and the same with one disagreement each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from throughcare.commissioning.decisions.rules.paper import Paper, Paragraph, Section

from .plan import PARTNERS, SERVICES

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SETS_ASIDE = (
    "The medium term financial plan includes £{envelope} for these services from April {first} to March {last}.",
    "The programme budget sets aside £{envelope} for this work between April {first} and March {last}.",
    "The strategy provides £{envelope} for the programme from April {first} to March {last}.",
)
COMMITS = (
    "MOPAC will commit £{own} of its own funding.",
    "The decision commits £{own} of MOPAC funding.",
    "£{own} of this funding is used by this decision.",
)
GIVES = (
    "{partner} will contribute £{given} in {year}.",
    "The decision accepts £{given} of funding from {partner} in {year}.",
)
FOLLOWS = ("This decision follows {before}.", "It is phase two of the work begun by {before}.")
SPENDS = (
    "The money is spent from {start} to {end}.",
    "Spending runs from {start} to {end}.",
    "The service runs from {start} to {end}.",
)


@dataclass(frozen=True)
class Pair:
    """What two decisions say: pounds, financial years by their first, and months as a year and a number."""

    seed: int
    first: int
    years: int
    envelope: int
    own: tuple[int, int]
    given: tuple[int, int]
    given_in: tuple[int, int]
    partner: str
    start: date
    end: date
    second_envelope: int | None = None


def sound_pair(seed: int) -> Pair:
    """A pair without a disagreement."""
    rng = Random(f"pair {seed}")
    first, years = rng.randint(2017, 2024), rng.randint(2, 4)
    own, given = rng.randrange(200, 2000) * 1000, rng.randrange(50, 400) * 1000
    second = rng.randrange(100, 900) * 1000
    envelope = own + second + rng.randrange(200, 900) * 1000 + (own + second) // 10 // 1000 * 1000
    start = date(first + 1, rng.choice((4, 6, 9)), 1)
    return Pair(
        seed,
        first,
        years,
        envelope,
        (own, second),
        (given, given + rng.randrange(5, 50) * 1000),
        (first, first + 1),
        rng.choice(PARTNERS),
        start,
        date(first + years, 3, 31),
    )


def _over(pair: Pair, rng: Random) -> Pair:
    return replace(pair, own=(pair.own[0], pair.envelope - pair.own[0] + rng.randrange(20, 300) * 1000))


def _twice(pair: Pair, rng: Random) -> Pair:
    return replace(pair, given=(pair.given[0],) * 2, given_in=(pair.given_in[0],) * 2)


def _late(pair: Pair, rng: Random) -> Pair:
    month = rng.choice((6, 9, 12))
    return replace(pair, end=date(pair.end.year, month, 30))


def _envelopes(pair: Pair, rng: Random) -> Pair:
    return replace(pair, second_envelope=pair.envelope + rng.choice((-1, 1)) * rng.randrange(50, 150) * 1000)


DISAGREEMENTS: Mapping[str, Callable[[Pair, Random], Pair]] = {
    "envelope overspent": _over,
    "money counted twice": _twice,
    "spending past the plan": _late,
    "two envelopes": _envelopes,
}


def papers_of(pair: Pair) -> tuple[Paper, Paper]:
    """The two papers, in words drawn by the seed."""
    rng = Random(f"words {pair.seed}")
    names = f"PCD {3000 + pair.seed % 500}", f"PCD {4000 + pair.seed % 500}"
    services = rng.sample(SERVICES, 2)
    plan = {"first": pair.first, "last": pair.first + pair.years}
    before = [rng.choice(SETS_ASIDE).format(envelope=_pounds(pair.envelope), **plan), *_money(pair, 0, rng)]
    after = [rng.choice(FOLLOWS).format(before=names[0]), *_money(pair, 1, rng)]
    if pair.second_envelope is not None:
        after.append(rng.choice(SETS_ASIDE).format(envelope=_pounds(pair.second_envelope), **plan))
    after.append(rng.choice(SPENDS).format(start=_month(pair.start), end=_month(pair.end)))
    signed = date(pair.first, 2, 1), date(pair.first, 12, 1)
    return tuple(
        Paper(
            reference=name,
            title=service,
            programme="pair",
            decision_maker="Deputy Mayor for Policing and Crime",
            signed=day,
            sections=(Section(1, "Introduction and background", _paragraphs(texts)),),
        )
        for name, service, day, texts in zip(names, services, signed, (before, after), strict=True)
    )  # type: ignore[return-value]


def _money(pair: Pair, place: int, rng: Random) -> list[str]:
    year = pair.given_in[place]
    label = f"{year}/{(year + 1) % 100:02d}"
    own = rng.choice(COMMITS[: 3 if place else 2]).format(own=_pounds(pair.own[place]))
    given = rng.choice(GIVES).format(partner=pair.partner, given=_pounds(pair.given[place]), year=label)
    return [own, given]


def _paragraphs(texts: list[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(f"1.{number}", text) for number, text in enumerate(texts, start=1))


def _pounds(amount: int) -> str:
    return f"{amount:,}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"
