"""Scoring: raw answers to a total, band and caseness, by the definition alone. A missing answer is never nought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from throughcare.delivery.casework.rules.instruments import Definition
from throughcare.errors import Invalid

Answers = Mapping[int, int | None]
Conversion = Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class Score:
    """What answers add up to. ``total`` is null where there is none, and ``why`` then says why in words.

    ``raw`` is the plain sum where every item was answered, also where it must still be converted; ``is_case`` is null
    where there is no total or no threshold for this person; ``by_sex`` gives both where the threshold depends on it.
    """

    total: Fraction | None = None
    why: str = ""
    raw: int | None = None
    missing: tuple[int, ...] = ()
    is_prorated: bool = False
    band: str = ""
    is_case: bool | None = None
    by_sex: Mapping[str, bool] = field(default_factory=dict)
    profile: str = ""

    @property
    def shown(self) -> str:
        """The total in words: a whole number, or one decimal where it was prorated; a dash where there is none."""
        if self.total is None:
            return "\N{EN DASH}"
        return str(self.total.numerator) if self.total.denominator == 1 else f"{float(self.total):.1f}"


def check_answer(definition: Definition, number: int, value: int | None) -> None:
    """Raises ``Invalid`` where the question does not take this answer. Null is "not answered" and always allowed."""
    item = definition.item(number)
    if value is not None and value not in item.values:
        allowed = ", ".join(str(one) for one in item.values)
        raise Invalid({f"item_{number}": f"Question {number} of {definition.name} takes {allowed}."})


def risk_answers(definition: Definition, answers: Answers) -> tuple[int, ...]:
    """The risk questions answered at or above their level. One is enough, whatever the total, finished or not."""
    return tuple(
        one.number for one in definition.items if (value := answers.get(one.number)) is not None and one.is_risk(value)
    )


def score(definition: Definition, answers: Answers, *, sex: str = "", conversion: Conversion | None = None) -> Score:
    """Scores what was answered. ``answers`` maps a question's number to its raw value; absent or null is missing.

    ``sex`` is ``male`` or ``female`` where known. ``conversion`` is the licensed table of an instrument whose sum
    must be converted. Raises ``Invalid`` for an answer that the instrument does not take.
    """
    for number, value in answers.items():
        check_answer(definition, number, value)
    missing = tuple(one.number for one in definition.items if answers.get(one.number) is None)
    points = [one.points(value) for one in definition.items if (value := answers.get(one.number)) is not None]
    if not definition.has_total:
        return _profile(definition, answers, missing)
    if missing and not _may_prorate(definition, missing):
        return Score(missing=missing, why=_incomplete(missing))
    raw = None if missing else sum(points)
    total = Fraction(sum(points) * len(definition.items), len(points))
    if definition.row.needs_conversion:
        converted = (conversion or {}).get(raw) if raw is not None else None
        if converted is None:
            return Score(raw=raw, why="The sum must be converted with the licensed table, which is not loaded.")
        total = converted
    return Score(
        total,
        raw=raw,
        missing=missing,
        is_prorated=bool(missing),
        band=definition.band(total, sex),
        is_case=_is_case(definition.caseness_from(sex), total),
        by_sex={one: total >= level for one, level in definition.caseness_by_sex.items()},
    )


def _may_prorate(definition: Definition, missing: tuple[int, ...]) -> bool:
    """Only where the manual allows it, for few enough, and never over a risk question: its answer must be asked."""
    if definition.row.missing_rule != "mean_substitution" or definition.row.needs_conversion:
        return False
    return len(missing) <= definition.row.max_missing and not set(missing) & set(definition.row.risk_items)


def _incomplete(missing: tuple[int, ...]) -> str:
    numbers = ", ".join(str(one) for one in missing)
    return f"No total: {'question' if len(missing) == 1 else 'questions'} {numbers} not answered."


def _profile(definition: Definition, answers: Answers, missing: tuple[int, ...]) -> Score:
    if missing:
        return Score(missing=missing, why=_incomplete(missing))
    return Score(profile="".join(str(answers[one.number]) for one in definition.items), why="A profile has no total.")


def _is_case(level: int | None, total: Fraction) -> bool | None:
    return None if level is None else total >= level


def points_table(definition: Definition) -> dict[tuple[int, int], int]:
    """Points by question and answer, for scoring many at once."""
    return {(one.number, value): one.points(value) for one in definition.items for value in one.values}


def totals_of(definition: Definition, rows: Iterable[tuple[int, int, int]]) -> dict[int, Fraction]:
    """Totals of many questionnaires in one pass over ``(questionnaire, question, value)``; those without are absent.

    The second route to every total that is counted: a generative test holds it equal to ``score``. Instruments whose
    sum must be converted, and profiles, have none here.
    """
    if not definition.has_total or definition.row.needs_conversion:
        return {}
    table, risky = points_table(definition), set(definition.row.risk_items)
    sums: dict[int, int] = {}
    seen: dict[int, set[int]] = {}
    for key, number, value in rows:
        sums[key] = sums.get(key, 0) + table[number, value]
        seen.setdefault(key, set()).add(number)
    count = len(definition.items)
    spare = definition.row.max_missing if definition.row.missing_rule == "mean_substitution" else 0
    return {
        key: Fraction(sums[key] * count, len(numbers))
        for key, numbers in seen.items()
        if count - len(numbers) == 0 or (count - len(numbers) <= spare and risky <= numbers)
    }
