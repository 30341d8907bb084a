"""Who may take a paper one step on, and when: pure checks that say why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from throughcare.commissioning.decisions.rules.paper import Access, Paper
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.machines import CannotMove, Machine, move

ADVICE_KINDS: dict[str, str] = {
    "finance": "Financial advice",
    "legal": "Legal advice",
    "commercial": "Commercial advice",
    "equality": "Equality advice",
    "public_health": "Public health advice",
    "data_protection": "Data protection advice",
}


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose hands have been on a paper: its author and everyone who saved a change to it."""

    author: int
    editors: frozenset[int] = frozenset()


def check_move(machine: Machine, event: str, state: str, reason: str = "") -> str:
    """The state that an event leads to; raises where the step is not possible or its reason is missing."""
    try:
        after = move(machine, event, state)
    except CannotMove as error:
        says = f"The paper is at “{state.replace('_', ' ')}”, and from there this is not the next step."
        raise WrongState(says, remedy="Open the paper again to see whose turn it is.") from error
    if machine[event].needs_reason and not reason.strip():
        raise Invalid({"reason": "Give a reason. It stays with the paper."})
    return after


def check_not_own_draft(hands: Hands, person_id: int | None) -> None:
    """Nobody approves their own draft, nor one they changed."""
    if person_id == hands.author or person_id in hands.editors:
        raise NotAllowed(
            "You wrote or changed this paper, so you cannot approve it.",
            remedy="Somebody else with the same role approves it.",
        )


def check_not_own_errors(hands: Hands, person_id: int | None) -> None:
    """Nobody accepts the findings on a paper that they wrote or changed."""
    if person_id == hands.author or person_id in hands.editors:
        raise NotAllowed(
            "You wrote or changed this paper, so you cannot accept what the checker finds in it.",
            remedy="Mend it, or ask the Chief Executive or another commissioner who has not worked on it to accept it.",
        )


def check_can_change(state: str) -> None:
    """Only a draft can be changed; a signed paper never."""
    if state != "draft":
        raise WrongState(
            "This paper is no longer a draft, so it cannot be changed.",
            remedy="Ask for it to be returned to draft, or, if it is signed, start an amendment.",
        )


def missing_parts(paper: Paper) -> list[str]:
    """What a paper still lacks before advice can be asked on it, in plain words."""
    missing = []
    if not paper.reference:
        missing.append("a reference")
    if not paper.title:
        missing.append("a title")
    if not paper.objective:
        missing.append("the objective of the Police and Crime Plan that it serves")
    if not any(one.text for one in paper.summary):
        missing.append("a summary")
    if not paper.recommendations:
        missing.append("at least one recommendation")
    if not any(section.paragraphs for section in paper.sections):
        missing.append("at least one section of Part 1")
    return missing


def check_ready_for_advice(paper: Paper) -> None:
    """A paper has its main parts before anyone is asked to read it."""
    missing = missing_parts(paper)
    if missing:
        raise Invalid({"": f"Before advice can be asked the paper still needs {_listed(missing)}."})


def check_advice_complete(states: Mapping[str, str]) -> None:
    """Every kind of advice is given, or not needed with a reason."""
    open_kinds = [words for kind, words in ADVICE_KINDS.items() if states.get(kind) not in {"given", "not_needed"}]
    if open_kinds:
        raise WrongState(
            f"Still open: {_listed([words.lower() for words in open_kinds])}.",
            remedy="Wait for the advice, or record with a reason that it is not needed.",
        )


def check_no_open_errors(open_errors: int) -> None:
    """A paper with an open error cannot be signed."""
    if open_errors:
        noun = "error is" if open_errors == 1 else "errors are"
        raise NotAllowed(
            f"{open_errors} {noun} open, so the paper cannot be signed.",
            remedy="Return it to draft to be mended, or have a named officer accept each with a reason.",
        )


def check_interests(interests: str) -> None:
    """The decision maker records interests, or records that there are none."""
    if not interests.strip():
        raise Invalid({"interests": "Record your interests, or write None. A blank box says neither."})


def check_deferral(reason: str, until: date | None, on: date) -> None:
    """A deferral has a reason and a date to come."""
    problems = {}
    if not reason.strip():
        problems["reason"] = "Say how publication now would harm the decision."
    if until is None or until <= on:
        problems["until"] = "Give a date in the future, the soonest at which it can be published."
    if problems:
        raise Invalid(problems)


def check_part_2(exemption: str, rationale: str) -> None:
    """What is kept back rests on an exemption and says why it applies."""
    problems = {}
    if not exemption.strip():
        problems["exemption"] = "Choose the exemption of the Freedom of Information Act that applies."
    if not rationale.strip():
        problems["rationale"] = "Say why the exemption applies."
    if problems:
        raise Invalid(problems)


def deferral_in(paper: Paper) -> tuple[str, date] | None:
    """The reason and the day of the deferral that a paper states; null where it states none or names no day."""
    access = paper.access
    if not access.deferred or access.until is None:
        return None
    return access.reason.strip() or "The paper gives no reason.", access.until


def check_may_publish(stated: Access, deferred_until: date | None, on: date) -> None:
    """A deferred paper waits for its day; one that says it is deferred and names no day is given one first."""
    if deferred_until is None and stated.deferred:
        raise WrongState(
            "The paper says that publication is deferred and names no day.",
            remedy="Defer it with a reason and a day first. It can be published on or after that day.",
        )
    if deferred_until is not None and on < deferred_until:
        raise WrongState(
            f"Publication is deferred until {deferred_until.day} {deferred_until:%B %Y}.",
            remedy="Publish it on or after that day.",
        )


def check_acceptance(reason: str) -> None:
    """An accepted finding keeps the reason that a named officer gave for living with it."""
    if len(reason.strip()) < 10:
        raise Invalid({"reason": "Say why this finding is accepted, in at least 10 characters."})


@dataclass(frozen=True, slots=True)
class Amended:
    """What an amendment amends: its reference, its state, since when, and what amended it since (empty: nothing)."""

    reference: str
    effect: str
    since: date
    by: str = ""

    @property
    def stands(self) -> bool:
        """Whether it is in effect, so that it can be amended."""
        return self.effect == "in_effect"

    @property
    def says(self) -> str:
        """What is wrong with amending it, in one sentence; empty where nothing is."""
        if self.stands:
            return ""
        how = f"amended by {self.by}" if self.by and self.effect == "amended" else self.effect
        return (
            f"{self.reference}, which this paper amends, was {how} on {self.since.day} {self.since:%B %Y}, so this "
            "paper changes a text that no longer applies."
        )


def check_amends_what_stands(amended: Amended | None, state: str) -> None:
    """Raises ``WrongState`` where a paper amends what is not in effect any more; it gives the way out."""
    if amended is None or amended.stands:
        return
    if state == "signed":
        remedy = f"Mark it as superseded, and start an amendment of {amended.by or 'the decision that applies now'}."
    elif not amended.by:
        remedy = "Withdraw it and start a new paper: nothing is left of that decision to amend."
    else:
        first = "Carry the draft over" if state == "draft" else "Return it to draft, then carry it over"
        remedy = f"{first} to {amended.by}, the version in effect; what only one of them changed is kept by itself."
    raise WrongState(f"{amended.says}", remedy=remedy)


def check_amendment(says: str) -> None:
    """An amendment names what it changes."""
    if len(says.strip()) < 10:
        raise Invalid({"changes": "Say what this amendment changes, in at least 10 characters."})


def _listed(words: Iterable[str]) -> str:
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
