"""Whom a quarter reached of the groups that the decision names, with small numbers protected.

PCD 1291 names minority ethnic groups, persistent female offenders, and people with mental ill health or who are
neurodivergent. What people say of themselves is asked in broad answers; nothing is worked out from anything else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from throughcare.voice.coding.rules.intervals import wilson

NOT_TOLD = "not told"
REST = "others"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the report: the characteristic it is told by, the answers that make it up, and how it is measured."""

    characteristic: str
    answers: frozenset[str]
    name: str
    note: str = ""


GROUPS: tuple[Group, ...] = (
    Group(
        "race",
        frozenset(["asian", "black", "mixed", "other"]),
        "Minority ethnic groups",
        "people who say that they are Asian, Black, of a mixed or of another group",
    ),
    Group(
        "sex",
        frozenset(["female"]),
        "Persistent female offenders",
        "women who answered a survey of people on IOM, which is for persistent offenders (PCD 1291, 1.1); nobody is "
        "asked how they offend, and no answer is joined to a record, so none can be told apart from the rest",
    ),
    Group(
        "mental_health",
        frozenset(["yes"]),
        "Mental health",
        "people who say that their mind has been in a bad place for a long time; no diagnosis is asked",
    ),
    Group(
        "neurodiversity",
        frozenset(["yes"]),
        "Neurodiversity",
        "people who say that their brain works in its own way, like with autism; no diagnosis is asked",
    ),
)
# Not named in the decision, and told beside what is: it holds some whom the question on the mind does not.
BESIDE: tuple[Group, ...] = (
    Group(
        "disability",
        frozenset(["yes_a_lot", "yes_a_little"]),
        "Disability (beside those named)",
        "people with a disability or lasting condition, mental health included",
    ),
)


@dataclass(frozen=True, slots=True)
class Reached:
    """A group among those who were asked and told; all null where it is withheld. ``asked`` may be null too."""

    name: str
    note: str
    n: int | None
    of: int | None
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Said:
    """How many gave each answer about who they are, over some surveys, ``NOT_TOLD`` for those who rather did not say.

    ``withheld`` are the counts that the page of a survey does not show, each with its answer.
    """

    counts: Counter[str] = field(default_factory=Counter)
    withheld: list[tuple[str, int]] = field(default_factory=list)


def part_of(group: Group, answer: str) -> str:
    """To whom an answer belongs: the group, the rest of those who told, or those who did not."""
    if answer == NOT_TOLD:
        return NOT_TOLD
    return group.name if answer in group.answers else REST


def gives_away(group: Group, withheld: Iterable[tuple[str, int]], *, fewest: int) -> bool:
    """Whether a sum over the group, or over the rest, less what the pages of surveys show, would tell what they
    withhold: one count that is withheld alone, or some that are few together."""
    parts: dict[str, list[int]] = defaultdict(list)
    for answer, number in withheld:
        parts[part_of(group, answer)].append(number)
    return any(len(found) == 1 or sum(found) < fewest for found in parts.values())


def reached(group: Group, said: Said, *, threshold: int, fewest: int) -> Reached:
    """How many of a group were heard; nothing where that would tell what the page of a survey withholds."""
    if gives_away(group, said.withheld, fewest=fewest):
        return Reached(group.name, group.note, None, None, None, None, None)
    counts = said.counts
    rows = {
        part: sum(n for answer, n in counts.items() if part_of(group, answer) == part)
        for part in (group.name, REST, NOT_TOLD)
    }
    shown = _protected(rows, threshold)
    n, rest = shown[group.name], shown[REST]
    if n is None or rest is None or not n + rest:
        return Reached(group.name, group.note, n, None, None, None, None)
    found = wilson(n, n + rest)
    return Reached(group.name, group.note, n, n + rest, found.share, found.low, found.high)


def _protected(rows: Mapping[str, int], threshold: int) -> dict[str, int | None]:
    """Counts with small ones withheld, and as few others as keep them from being worked out."""
    import pyarrow as pa

    from desistance.disclosure import protect

    # A count of nobody is as it is: there is nobody to be found out.
    there = {name: n for name, n in rows.items() if n}
    if not there:
        return dict.fromkeys(rows)
    table = pa.table({"group": list(there), "n": list(there.values())})
    found = protect({"reach": table}, count="n", by="group", threshold=threshold).tables["reach"]
    shown = dict(zip(found["group"].to_pylist(), found["n"].to_pylist(), strict=True))
    return {name: shown.get(name) if n else None for name, n in rows.items()}


def shown_or_none(n: int, *, threshold: int) -> int | None:
    """A count that stands alone: told from the threshold on."""
    return n if n >= threshold else None
