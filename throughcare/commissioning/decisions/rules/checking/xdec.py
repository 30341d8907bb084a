"""XDEC: decisions of one programme agree: money counted once, the envelope kept, dates that follow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from ..paper import Facts, Paper, StatedAmount, StatedPeriod
from ..statements.sentences import passages, sentences
from .claims import is_own
from .date import month, months_between
from .findings import Finding
from .money import MILLION, prose_scale
from .restated import facts_of, places
from .tables import blocks, cell, is_reserve, place, tokens, year_label, year_span

RULE = "XDEC"
FEWEST_WORDS = 6
_SEEKS = re.compile(r"\bseeks approval\b.*")
_finding = partial(Finding, RULE)


@dataclass(frozen=True, slots=True)
class Gift:
    """A partner's money for one year of one decision."""

    funder: frozenset[str]
    name: str
    year: str
    pence: int
    where: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a programme, as far as the others matter to it."""

    paper: Paper
    facts: Facts

    @property
    def name(self) -> str:
        """Its reference, or its title where it has none."""
        return self.paper.reference or self.paper.title

    def at(self, *where: str) -> tuple[str, ...]:
        """Places within this decision, led by its reference."""
        return tuple(f"{self.name}: {place}" for place in places(where)) or (self.name,)

    def amount(self, what: str) -> StatedAmount | None:
        """The largest amount of a meaning that is not for one year."""
        found = [a for a in self.facts.amounts if a.what == what and not a.year]
        return max(found, key=lambda a: a.pence, default=None)

    def own(self) -> StatedAmount | None:
        """What the decision takes from the deciding body's own money."""
        return self.amount("own_funding") or self.amount("commitment")

    def period(self) -> StatedPeriod | None:
        """The first stated period of spending, else of the service, else of the phase that this decision is itself."""
        kinds = ("spending", "service", *(("phase_two",) if self.follows() else ()))
        found = [p for what in kinds for p in self.facts.periods if p.what == what and p.from_]
        return found[0] if found else None

    def follows(self) -> frozenset[str]:
        """The references of the decisions that it says it follows."""
        return frozenset(s.what for s in self.facts.statements if s.kind == "follows")

    def names(self) -> frozenset[str]:
        """The references of other decisions that it names."""
        return frozenset(s.what for s in self.facts.statements if s.kind in ("names", "follows"))


def check(papers: Sequence[Paper], *, programme: bool = False) -> Iterator[Finding]:
    """Findings between decisions: of those that name one another, or of all where ``programme`` is true."""
    decisions = [Decision(paper, facts_of(paper)) for paper in papers]
    for group in [decisions] if programme else _linked(decisions):
        if len(group) > 1:
            yield from _envelope(group)
            yield from _counted_once(group)
            yield from _plan_period(group)
            yield from _second_phase(group)
            yield from _same_words(group)


def _linked(decisions: list[Decision]) -> list[list[Decision]]:
    groups: list[list[Decision]] = []
    for decision in decisions:
        joined = [g for g in groups if any(_named(decision, other) for other in g)]
        groups = [g for g in groups if g not in joined] + [[*(d for g in joined for d in g), decision]]
    return groups


def _envelope(group: list[Decision]) -> Iterator[Finding]:
    """The decisions' own money together against the envelope that one of them states."""
    stated = [(d, a) for d in group if (a := d.amount("envelope")) is not None]
    used = [(d, a) for d in group if (a := d.own()) is not None]
    if not stated:
        return
    holder, envelope = stated[0]
    for other, amount in stated[1:]:
        if abs(amount.pence - envelope.pence) * 2 > amount.precision_pence + envelope.precision_pence:
            yield _envelopes_differ(holder, envelope, other, amount)
    if len(used) < 2:
        return
    left = envelope.pence - sum(amount.pence for _, amount in used)
    steps = [envelope.precision_pence, *(amount.precision_pence for _, amount in used)]
    finest = min(steps)
    if left == 0:
        return
    finest = next((s for s in (MILLION // 100, MILLION // 1000) if all(a.pence % s == 0 for _, a in used)), finest)
    scale = prose_scale(max(finest, 1))
    figures = {"envelope": scale.show(envelope.pence)}
    figures |= {f"used_by_{d.name}".replace(" ", "_"): scale.show(a.pence) for d, a in used}
    rounding = abs(left) <= sum(steps) / 2
    told = " and ".join(f"{d.name} uses {scale.spoken(a.pence)}" for d, a in used)
    says = f"Of the envelope of {scale.spoken(envelope.pence)} {told}: {scale.spoken(abs(left))} "
    says += "too much" if left < 0 else "is left"
    says += ", which rounding of the stated figures can cause." if rounding else "."
    yield _finding(
        "error" if left < 0 and not rounding else ("warning" if left > 0 and _nearly_all(left, envelope) else "note"),
        (*holder.at(envelope.where), *(place for d, a in used for place in d.at(a.where))),
        {**figures, "left": scale.show(left), "unit": scale.name},
        says,
        "Say what the rest is for, or correct a figure." if left > 0 else "Have the envelope raised or use less.",
        topic="envelope",
    )


def _nearly_all(left: int, envelope: StatedAmount) -> bool:
    return left * 20 <= envelope.pence


def _envelopes_differ(one: Decision, a: StatedAmount, other: Decision, b: StatedAmount) -> Finding:
    scale = prose_scale(a.precision_pence, b.precision_pence)
    return _finding(
        "error",
        (*one.at(a.where), *other.at(b.where)),
        scale.figures(first=a.pence, second=b.pence, difference=b.pence - a.pence),
        f"{one.name} states an envelope of {scale.spoken(a.pence)}, {other.name} one of {scale.spoken(b.pence)}.",
        "State one envelope, or say when it changed.",
        topic=f"envelopes {other.name}",
    )


def _gifts(decision: Decision) -> Iterator[Gift]:
    table = decision.paper.table
    for block in blocks(table, "funding") if table is not None else ():
        for row in block.rows:
            if table is None or is_own(row) or is_reserve(row.label):
                continue
            for index, year in enumerate(table.years):
                amount = cell(row, index)
                if amount:
                    at = place(block, row, year_label(year))
                    yield Gift(tokens(row.label), row.label, year_label(year), amount, at)
    for stated in decision.facts.amounts:
        if stated.what == "partner_funding" and stated.year and stated.funder:
            yield Gift(tokens(stated.funder), stated.funder, stated.year, stated.pence, stated.where)


def _counted_once(group: list[Decision]) -> Iterator[Finding]:
    """One partner, one year, one amount in two decisions may be one payment counted twice."""
    seen: dict[tuple[frozenset[str], str, int], tuple[Decision, Gift]] = {}
    for decision in group:
        own = {(gift.funder, gift.year, gift.pence): gift for gift in _gifts(decision)}
        for key, gift in own.items():
            if key not in seen:
                seen[key] = (decision, gift)
                continue
            other, first = seen[key]
            scale = prose_scale(10 ** (len(str(gift.pence)) - len(str(gift.pence).rstrip("0"))))
            yield _finding(
                "warning",
                (*other.at(first.where), *decision.at(gift.where)),
                scale.figures(first=first.pence, second=gift.pence),
                f"{first.name} gives {scale.spoken(gift.pence)} in "
                f"{gift.year} in both {other.name} and {decision.name}: "
                "this may be one payment counted twice.",
                "Ask the partner whether these are two payments, and say so in the later decision.",
                topic=f"twice {gift.year}",
            )


def _plan_period(group: list[Decision]) -> Iterator[Finding]:
    """Spending that runs past the years of the envelope needs a further carry-forward."""
    holder = next((d for d in group if d.amount("envelope") is not None), None)
    end = _plan_end(holder) if holder is not None else None
    for decision in group:
        period = decision.period()
        if holder is None or end is None or period is None or period.until is None or decision is holder:
            continue
        if period.until <= end:
            continue
        over = months_between(end, period.until)
        last = date.fromordinal(period.until.toordinal() - 1)
        yield _finding(
            "warning",
            (*decision.at(period.where), *holder.at()),
            {"months": str(over), "unit": "months"},
            f"{decision.name} spends until {month(last)}, {over} months "
            f"past the period of the envelope in {holder.name}: "
            "money must be carried into a later year.",
            "Ask approval for the carry-forward, with its cap and years.",
            topic=f"past the plan {decision.name}",
        )


def _plan_end(holder: Decision) -> date | None:
    table = holder.paper.table
    span = year_span(table.years[-1]) if table is not None and table.years else None
    if span is not None:
        return span[1]
    envelope = holder.amount("envelope")
    ends = [p.until for p in holder.facts.periods if envelope and p.where == envelope.where and p.until]
    return max(ends, default=None)


def _second_phase(group: list[Decision]) -> Iterator[Finding]:
    """A later decision starts when the earlier one says that its next phase does."""
    for earlier in group:
        told = (p for p in earlier.facts.periods if p.what == "phase_two" and p.from_ and p.until)
        phase = None if earlier.follows() else next(told, None)
        for later in group:
            period = later.period()
            if phase is None or later is earlier or period is None or not _follows(earlier, later):
                continue
            if phase.from_ is None or phase.until is None or period.from_ is None:
                continue
            if phase.from_ <= period.from_ < phase.until:
                continue
            late = months_between(phase.until, period.from_)
            last = date.fromordinal(phase.until.toordinal() - 1)
            yield _finding(
                "warning",
                (*earlier.at(phase.where), *later.at(period.where)),
                {"months_after": str(late), "unit": "months"},
                f"{earlier.name} says that the next phase is commissioned by {month(last)}; {later.name} spends from "
                f"{month(period.from_)}.",
                "Say in the later decision why the start has moved, and what that does to the money of each year.",
                topic=f"phase two {later.name}",
            )


def _same_words(group: list[Decision]) -> Iterator[Finding]:
    """A later decision that seeks approval in the very words of an earlier one may have kept them by mistake."""
    said = [(decision, _sought(decision)) for decision in group]
    for earlier, before in said:
        for later, now in said:
            same = [words for words in now if words in before]
            if later is earlier or not same or not _follows(earlier, later):
                continue
            yield _finding(
                "note",
                (*earlier.at(*(before[words] for words in same)), *later.at(*(now[words] for words in same))),
                {},
                f"{later.name} {same[0]}, word for word as {earlier.name} does.",
                "Check that this decision seeks the same, and did not keep the words of the last one.",
                topic=f"same words {earlier.name} {later.name}",
            )


def _sought(decision: Decision) -> dict[str, str]:
    """What the text seeks approval of, from the verb on, with its place; a few words prove nothing."""
    told: dict[str, str] = {}
    for passage in sentences(p for p in passages(decision.paper) if not p.where.startswith("rec ")):
        found = _SEEKS.search(passage.text)
        words = found[0].rstrip(". ") if found else ""
        if len(words.split()) >= FEWEST_WORDS:
            told.setdefault(words, passage.where)
    return told


def _follows(earlier: Decision, later: Decision) -> bool:
    """Whether one decision comes after another: by their signatures, else by what they say, else by their numbers."""
    signed = earlier.paper.signed, later.paper.signed
    if signed[0] and signed[1]:
        return signed[0] < signed[1]
    if later.paper.reference in earlier.follows():
        return False
    if earlier.paper.reference in later.follows():
        return True
    return _named(earlier, later) and _number(earlier) < _number(later)


def _named(one: Decision, other: Decision) -> bool:
    return one.paper.reference in other.names() or other.paper.reference in one.names()


def _number(decision: Decision) -> int:
    return int("".join(filter(str.isdigit, decision.paper.reference)) or 0)
