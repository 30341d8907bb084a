"""The eligibility rule in force on a day, criterion by criterion: suitable, ask, or not suitable and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from throughcare.delivery.services.rules.definition import Criterion, ServiceDefinition, Signal, Tier
from throughcare.delivery.services.rules.facts import FACTS, Facts, Value, holds


class Judgement(StrEnum):
    """What the rule says."""

    SUITABLE = "suitable"
    ASK = "ask"
    NOT_SUITABLE = "not_suitable"


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion, or one group of which any will do: what it asks, what is known, and what follows."""

    id: str
    says: str
    judgement: Judgement
    because: str
    is_unverified: bool


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The whole rule applied: the worst line decides."""

    judgement: Judgement
    lines: tuple[Line, ...]
    rule: str

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why not, where it is not suitable; what to ask, where that is it."""
        return tuple(line.because for line in self.lines if line.judgement is self.judgement and line.because)


def judge(definition: ServiceDefinition, facts: Facts) -> Eligibility:
    """Applies every criterion of a definition to what is known."""
    lines = tuple(_line(group, facts) for group in _groups(definition.criteria))
    found = {line.judgement for line in lines}
    worst = next((one for one in (Judgement.NOT_SUITABLE, Judgement.ASK) if one in found), Judgement.SUITABLE)
    return Eligibility(worst, lines, definition.version)


def _groups(criteria: tuple[Criterion, ...]) -> list[tuple[Criterion, ...]]:
    found: dict[str, list[Criterion]] = {}
    for one in criteria:
        found.setdefault(one.any_of or f"={one.id}", []).append(one)
    return [tuple(group) for group in found.values()]


def _line(group: tuple[Criterion, ...], facts: Facts) -> Line:
    first = group[0]
    answers = [holds(facts, one.fact, one.test, one.number, one.among) for one in group]
    unverified = any(one.certainty == "unverified" for one in group)
    says = " or ".join(dict.fromkeys(one.says for one in group))
    if any(answers):
        met = next(one for one, answer in zip(group, answers, strict=True) if answer)
        return Line(first.id, says, Judgement.SUITABLE, words_of(met.fact, facts.get(met.fact)), unverified)
    if None in answers:
        missing = [FACTS[one.fact].name for one, answer in zip(group, answers, strict=True) if answer is None]
        because = f"Not known: {', '.join(dict.fromkeys(missing))}. Ask, or send it and say what you know."
        return Line(first.id, says, Judgement.ASK, because, unverified)
    fails = Judgement.ASK if any(one.fails == "ask" for one in group) else Judgement.NOT_SUITABLE
    return Line(first.id, says, fails, first.because, unverified)


def words_of(fact: str, value: Value) -> str:
    """A fact and its value in words."""
    if isinstance(value, bool):
        shown = "yes" if value else "no"
    elif isinstance(value, tuple):
        shown = ", ".join(one.replace("_", " ") for one in value) or "nothing"
    else:
        shown = str(value).replace("_", " ")
    return f"{FACTS[fact].name}: {shown}"


def likely_tier(definition: ServiceDefinition, facts: Facts) -> Tier | None:
    """The first tier all of whose conditions hold (``fact``, or ``not fact``); the last tier where none does."""
    for tier in definition.tiers:
        if tier.likely and all(_likely(condition, facts) for condition in tier.likely):
            return tier
    fallback = [tier for tier in definition.tiers if not tier.likely]
    return fallback[0] if fallback else None


def _likely(condition: str, facts: Facts) -> bool:
    wanted = not condition.startswith("not ")
    value = facts.get(condition.removeprefix("not "))
    return bool(value) is wanted


def signals_of(definition: ServiceDefinition, facts: Facts) -> tuple[Signal, ...]:
    """The signals of priority that hold, the weightiest first."""
    found = [one for one in definition.signals if holds(facts, one.fact, one.test, one.number, one.among)]
    return tuple(sorted(found, key=lambda one: (-one.points, one.id)))
