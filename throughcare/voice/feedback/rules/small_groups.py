"""A group too small to hide in is not asked what would identify it, and is not told apart from others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from throughcare.voice.feedback.rules.answers import Answers, Asked, counted_as, is_given

UNKNOWN = ""


def asks_who(*, size: int, area_codes: int, small_group: int) -> bool:
    """Whether holders of a batch's codes may be asked who they are: the batch and its area are both large enough."""
    return min(size, area_codes) >= small_group


def keeps_area(*, area_codes: int, small_group: int) -> bool:
    """Whether answers keep the area: so many codes were handed out there."""
    return area_codes >= small_group


def groups_to_tell_apart(values: Iterable[str], crossed: int) -> frozenset[str]:
    """The answers about who people are that so many gave; one left alone too small would follow by subtraction.

    Where the rest, taken together, is smaller than ``crossed`` and not nothing, the smallest group joins it.
    """
    counts = Counter(values)
    large = sorted(((count, value) for value, count in counts.items() if count >= crossed and value), reverse=True)
    rest = sum(counts.values()) - sum(count for count, _ in large)
    while large and 0 < rest < crossed:
        count, _ = large.pop()
        rest += count
    return frozenset(value for _, value in large)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a group gave an answer to a question. ``group`` is ``question:answer``, empty for everybody."""

    question: str
    option: str
    group: str
    number: int


def tallies(asked: Sequence[Asked], answers: Iterable[Answers]) -> list[Cell]:
    """How many gave each answer to each question, everybody together."""
    counts: Counter[tuple[str, str]] = Counter()
    for given in answers:
        for one in asked:
            counts.update((one.code, option) for option in counted_as(one, given.get(one.code)))
    return [Cell(question, option, UNKNOWN, number) for (question, option), number in sorted(counts.items())]


def who(asked: Asked, given: Mapping[str, object]) -> str:
    """What somebody said of themselves, one code; empty where they did not say."""
    answer = given.get(asked.code)
    if not isinstance(answer, list) or not is_given(answer) or len(answer) != 1:
        return UNKNOWN
    return str(answer[0])


def crossed_tallies(asked: Sequence[Asked], answers: Sequence[Answers], crossed: int) -> list[Cell]:
    """The same by each group that is large enough, for every question that does not itself ask who people are."""
    others = [one for one in asked if not one.characteristic]
    found: list[Cell] = []
    for about in (one for one in asked if one.characteristic):
        for value in sorted(groups_to_tell_apart((who(about, given) for given in answers), crossed)):
            members = [given for given in answers if who(about, given) == value]
            group = f"{about.code}:{value}"
            found += [Cell(one.question, one.option, group, one.number) for one in tallies(others, members)]
    return found
