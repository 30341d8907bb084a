"""Whether a rule selects a person on a day, criterion by criterion, with the reason for each answer.

What is not known is said to be so and is never taken for no. A rule is a list of criteria, all of which must hold;
those that share ``either`` count as one, met by any of them.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from throughcare.foundation.ui.words import count, day

ANY = "any"
TENTHS = 10


class Answer(StrEnum):
    """Whether a criterion holds."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What the criteria come to; ``ASK`` where something is not known."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; see ``reference.cohort.SelectionCriterion`` for what each kind reads."""

    id: str
    kind: str
    says: str
    values: tuple[str, ...] = ()
    at_least: int = 1
    within_months: int = 0
    years: int = 2
    violent: bool = False
    either: str = ""
    exclusion: bool = False
    certainty: str = "verified"


@dataclass(frozen=True, slots=True)
class OffenceFact:
    """An offence: its group, its day, and whether it is violent."""

    group: str
    on: date
    violent: bool


@dataclass(frozen=True, slots=True)
class ScoreFact:
    """A score in tenths of a per cent over one and two years, null where it has none."""

    instrument: str
    name: str
    on: date
    tenths_1y: int | None
    tenths_2y: int | None
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person as on a day. ``gp_registered`` is yes, no or not_known."""

    on: date
    born: date | None = None
    died_on: date | None = None
    in_cohort: bool = False
    rating: str = ""
    overlays: frozenset[str] = frozenset()
    offences: tuple[OffenceFact, ...] = ()
    scores: tuple[ScoreFact, ...] = ()
    gp_registered: str = "not_known"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one criterion, and why."""

    criterion: Criterion
    answer: Answer
    because: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule comes to, with every finding. ``certain`` is false where a criterion is a local setting."""

    outcome: Outcome
    findings: tuple[Finding, ...]

    @property
    def certain(self) -> bool:
        """Whether every criterion was read in a source."""
        return all(one.criterion.certainty == "verified" for one in self.findings)


def criterion_of(row: Any) -> Criterion:
    """A criterion of a reference row, or of anything with the same columns."""
    names = Criterion.__dataclass_fields__
    return Criterion(**{name: getattr(row, name) for name in names if hasattr(row, name)})


def months_before(on: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it is shorter."""
    place = on.year * 12 + on.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def age_on(born: date, on: date) -> int:
    """Completed years of life on a day. Who was born on 29 February grows older on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


Told = tuple[Answer, str]


def _yes(holds: bool) -> Answer:
    return Answer.HOLDS if holds else Answer.FAILS


def _in_cohort(one: Criterion, facts: Facts) -> Told:
    return _yes(facts.in_cohort), "in the cohort" if facts.in_cohort else "not in the cohort"


def _rating(one: Criterion, facts: Facts) -> Told:
    if not facts.in_cohort:
        return Answer.FAILS, "not in the cohort, so without a rating"
    if not facts.rating:
        return Answer.UNKNOWN, "in the cohort and not rated yet"
    return _yes(facts.rating in one.values), f"rated {facts.rating}"


def _offence(one: Criterion, facts: Facts) -> Told:
    since = months_before(facts.on, one.within_months) if one.within_months else date.min
    found = [
        offence
        for offence in facts.offences
        if since <= offence.on <= facts.on
        and (ANY in one.values or offence.group in one.values)
        and (offence.violent or not one.violent)
    ]
    if len(found) >= one.at_least:
        last = max(found, key=lambda offence: offence.on)
        return Answer.HOLDS, f"{last.group.replace('_', ' ')} on {day(last.on)}"
    if not facts.offences:
        return Answer.UNKNOWN, "no offence is recorded here"
    return Answer.FAILS, f"{count(len(found), 'such offence')} recorded since {day(since)}" if found else (
        f"none recorded since {day(since)}" if one.within_months else "none recorded"
    )


def current_scores(scores: Iterable[ScoreFact], on: date) -> dict[str, ScoreFact]:
    """The score of each instrument that counts on a day: the latest recorded, else the latest computed."""
    found: dict[str, ScoreFact] = {}
    for one in sorted(scores, key=lambda score: (not score.computed, score.on)):
        if one.on <= on:
            found[one.instrument] = one
    return found


def _score(one: Criterion, facts: Facts) -> Told:
    best: tuple[int, ScoreFact] | None = None
    for instrument, score in current_scores(facts.scores, facts.on).items():
        tenths = score.tenths_1y if one.years == 1 else score.tenths_2y
        if instrument in one.values and tenths is not None and (best is None or tenths > best[0]):
            best = (tenths, score)
    if best is None:
        return Answer.UNKNOWN, "no score is recorded"
    tenths, score = best
    how = ", computed here and not recorded by an agency" if score.computed else ""
    because = f"{score.name} {percent(tenths)} over {count(one.years, 'year')}, {day(score.on)}{how}"
    return _yes(tenths >= one.at_least * TENTHS), because


def percent(tenths: int) -> str:
    """Tenths of a per cent in words: ``62%``, ``62.5%``."""
    whole, part = divmod(tenths, TENTHS)
    return f"{whole}.{part}%" if part else f"{whole}%"


def _age(one: Criterion, facts: Facts) -> Told:
    if facts.born is None:
        return Answer.UNKNOWN, "the date of birth is not known"
    years = age_on(facts.born, facts.on)
    return _yes(years >= one.at_least), f"{years} years old"


def _overlay(one: Criterion, facts: Facts) -> Told:
    found = sorted(facts.overlays & set(one.values))
    return _yes(bool(found)), ", ".join(kind.replace("_", " ") for kind in found) or "none recorded"


KINDS: dict[str, Callable[[Criterion, Facts], Told]] = {
    "in_cohort": _in_cohort,
    "rating": _rating,
    "offence": _offence,
    "score": _score,
    "age": _age,
    "overlay": _overlay,
}
TURNED = {Answer.HOLDS: Answer.FAILS, Answer.FAILS: Answer.HOLDS}
LIVING = Criterion("living", "living", "is living")


def find(one: Criterion, facts: Facts) -> Finding:
    """The answer to one criterion; an exclusion holds where what it names does not."""
    answer, because = KINDS[one.kind](one, facts)
    return Finding(one, TURNED.get(answer, answer) if one.exclusion else answer, because)


def judge(criteria: Sequence[Criterion], facts: Facts) -> Verdict:
    """What a rule comes to for a person on a day. Without any criterion nobody is selected."""
    findings = [find(one, facts) for one in criteria]
    if facts.died_on is not None and facts.died_on <= facts.on:
        findings.insert(0, Finding(LIVING, Answer.FAILS, f"died on {day(facts.died_on)}"))
    return Verdict(_outcome(findings), tuple(findings))


def _outcome(findings: Sequence[Finding]) -> Outcome:
    answers = _of_groups(findings)
    if not answers or Answer.FAILS in answers:
        return Outcome.NOT_ELIGIBLE
    return Outcome.ELIGIBLE if set(answers) == {Answer.HOLDS} else Outcome.ASK


def _of_groups(findings: Sequence[Finding]) -> list[Answer]:
    """One answer for each criterion, and one for all that share ``either``."""
    alone = [one.answer for one in findings if not one.criterion.either]
    shared = sorted((one for one in findings if one.criterion.either), key=lambda one: one.criterion.either)
    for _, group in groupby(shared, key=lambda one: one.criterion.either):
        answers = {one.answer for one in group}
        best = (Answer.HOLDS, Answer.UNKNOWN, Answer.FAILS)
        alone.append(next(answer for answer in best if answer in answers))
    return alone
