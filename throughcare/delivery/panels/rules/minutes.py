"""The minutes of a meeting, written from what was recorded. Each line says to which case it belongs, if to any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from throughcare.errors import NotAllowed, WrongState
from throughcare.foundation.ui.words import count, day

HEADING, TEXT, ITEM = "heading", "text", "item"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its kind, its words, and the number of the case it is about (null for one about the meeting)."""

    kind: str
    words: str
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency at a meeting: present, apologies or absent, and who came."""

    name: str
    kind: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """An action: by which agency, by when, what."""

    owner: str
    due: date
    words: str


@dataclass(frozen=True, slots=True)
class Reported:
    """An action of an earlier meeting and what came of it."""

    owner: str
    words: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Discussed:
    """A case: who, why it was there, what was said, what was decided with its reason and review, what was promised."""

    case_id: int
    name: str
    why: tuple[str, ...]
    asked_for: str = ""
    discussion: str = ""
    decided: tuple[str, ...] = ()
    carried_over: bool = False
    promises: tuple[Promise, ...] = ()
    reported: tuple[Reported, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting: which panel, when, where, who chaired, who was there, which cases, what else, and the next date."""

    panel: str
    on: date
    place: str
    chair: str
    agencies: tuple[Agency, ...]
    cases: tuple[Discussed, ...]
    promises: tuple[Promise, ...] = ()
    next_on: date | None = None


def title(panel: str, on: date) -> str:
    """What the minutes are called."""
    return f"Minutes of {panel}, {day(on)}"


def write(held: Held) -> tuple[Line, ...]:
    """The minutes, line by line."""
    return (*_opening(held), *(line for case in held.cases for line in _case(case)), *_closing(held))


def _opening(held: Held) -> Iterator[Line]:
    yield Line(HEADING, "Meeting")
    yield Line(TEXT, f"{day(held.on)}" + (f", {held.place}" if held.place else "") + f". In the chair: {held.chair}.")
    for kind, words in (("present", "Present"), ("apologies", "Apologies"), ("absent", "Absent")):
        there = [one.name + (f" ({one.who})" if one.who else "") for one in held.agencies if one.kind == kind]
        if there:
            yield Line(TEXT, f"{words}: {'; '.join(there)}.")


def _case(case: Discussed) -> Iterator[Line]:
    yield Line(HEADING, case.name, case.case_id)
    if case.why:
        yield Line(TEXT, f"Why it was on the agenda: {'; '.join(case.why)}.", case.case_id)
    if case.asked_for:
        yield Line(TEXT, f"Asked of the panel: {case.asked_for}", case.case_id)
    for one in case.reported:
        yield Line(ITEM, f"Earlier action of {one.owner}: {one.words} Outcome: {one.outcome}", case.case_id)
    if case.discussion:
        yield Line(TEXT, case.discussion, case.case_id)
    for words in case.decided:
        yield Line(TEXT, f"Decided: {words}.", case.case_id)
    if case.carried_over:
        yield Line(TEXT, "Not reached: carried over to the next meeting.", case.case_id)
    for promise in case.promises:
        yield Line(ITEM, promised(promise), case.case_id)


def _closing(held: Held) -> Iterator[Line]:
    if held.promises:
        yield Line(HEADING, "Other actions")
        for promise in held.promises:
            yield Line(ITEM, promised(promise))
    yield Line(HEADING, "Next meeting")
    yield Line(TEXT, f"{day(held.next_on)}." if held.next_on else "Not set yet.")


def promised(promise: Promise) -> str:
    """An action in words."""
    return f"Action for {promise.owner} by {day(promise.due)}: {promise.words}"


def decided(label: str, reason: str, words: str, review_on: date | None) -> str:
    """A decision in words: what, why, and when it comes back."""
    parts = [label]
    if reason:
        parts.append(f"reason: {reason[:1].lower()}{reason[1:]}")
    if words:
        parts.append(words.rstrip("."))
    if review_on:
        parts.append(f"review by {day(review_on)}")
    return "; ".join(parts)


def summary(cases: int, decisions: int, promises: int) -> str:
    """How much there was, for the top of a page."""
    return f"{count(cases, 'case')}, {count(decisions, 'decision')}, {count(promises, 'action')}"


def check_can_approve(*, state: str, approved: bool, person_id: int | None, chair_id: int) -> None:
    """The chair approves, once, when the decisions are recorded."""
    if approved:
        raise WrongState("These minutes are approved already, and do not change any more.")
    if state != "decided":
        raise WrongState(
            "The meeting's decisions are not recorded yet.", remedy="Finish the meeting first; then approve."
        )
    if person_id != chair_id:
        raise NotAllowed(
            "The chair of this meeting approves its minutes.", remedy="They wait on the chair's home page."
        )
