"""Rules of answering a proposal, of the change that follows, and of how quickly and how often it is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.voice.coding.rules.intervals import Share, wilson

LONGEST_WORDS = 4000
ANSWERS = ("adopted", "adapted", "declined")


def check_answerer(
    roles: Collection[str], organisations: Collection[str], *, role: str, organisation: str, name: str
) -> None:
    """Raises ``NotAllowed`` unless somebody holds the role, in the organisation, that a proposal is addressed to."""
    if role not in roles or organisation not in organisations:
        raise NotAllowed(
            f"This proposal is addressed to the {name.lower()} there, so only they answer it.",
            remedy="It waits with them; their home page shows it.",
        )


def check_answer(answer: str, words: str, reasons: str, change_due: date | None, *, today: date) -> None:
    """Raises ``Invalid`` unless an answer says what will be done, why not all of it, and by when."""
    wrong: dict[str, str] = {}
    if answer not in ANSWERS:
        wrong["answer"] = "Choose whether you adopt, adapt or decline it."
    if len(words.split()) < 3:
        wrong["words"] = "Say in a sentence or more what you will do."
    if answer in ("adapted", "declined") and len(reasons.split()) < 3:
        wrong["reasons"] = "Give your reasons: people will read them."
    for name, text in (("words", words), ("reasons", reasons)):
        if len(text) > LONGEST_WORDS:
            wrong[name] = f"This must be {LONGEST_WORDS:,} characters or fewer."
    if answer in ("adopted", "adapted") and change_due is None:
        wrong["change_due"] = "Say by when it will be done."
    if change_due is not None and answer != "declined" and change_due < today:
        wrong["change_due"] = "The day by which it will be done cannot be past."
    if wrong:
        raise Invalid(wrong)


def check_not_public(was_sent: bool) -> None:
    """Raises ``WrongState`` where the public has read a proposal: it would be gone as if nobody had asked."""
    if was_sent:
        raise WrongState(
            "The public has read this proposal, so it is not withdrawn.", remedy="Send it to whoever can answer it."
        )


def check_reason(reason: str) -> None:
    """Raises ``Invalid`` unless something is said in a few words."""
    if len(reason.split()) < 3:
        raise Invalid({"reason": "Say why, in a few words."})


def check_change(what: str, evidence: str, made_on: date, *, answered_on: date, today: date) -> None:
    """Raises ``Invalid`` unless a change says what was done, when, and how we know."""
    wrong: dict[str, str] = {}
    if len(what.split()) < 3:
        wrong["what"] = "Say in a sentence what was changed."
    if len(evidence.split()) < 3:
        wrong["evidence"] = "Say in a sentence how we know: what shows that it was changed."
    if made_on > today:
        wrong["made_on"] = "Record a change once it is made: this day is still to come."
    elif made_on < answered_on:
        wrong["made_on"] = "The change cannot be older than the answer that brought it."
    if wrong:
        raise Invalid(wrong)


@dataclass(frozen=True, slots=True)
class Sent:
    """A proposal that was sent, for measuring: when first, to whom last and when, and what was answered when.

    ``organisation`` is empty where it was sent back and is with nobody.
    """

    organisation: str
    sent_on: date
    asked_on: date
    due: date
    answered_on: date | None
    answer: str

    def of_its_organisation(self) -> Sent:
        """The same for measuring the organisation alone: its days run from when it was asked, whoever had it before."""
        return replace(self, sent_on=self.asked_on)


@dataclass(frozen=True, slots=True)
class Measured:
    """How proposals were answered: ``days`` are calendar days from first sending to answer, null without answers.

    ``done`` is the share adopted or adapted among those answered, with its interval; null without answers.
    """

    sent: int
    answered: int
    adopted: int
    adapted: int
    declined: int
    waiting: int
    overdue: int
    in_time: int
    median_days: float | None
    longest_days: int | None
    adopted_share: Share | None
    done_share: Share | None


def measure(sent: Sequence[Sent], *, today: date) -> Measured:
    """Counts what was sent and answered as of a day."""
    answered = [one for one in sent if one.answered_on is not None]
    days = [(one.answered_on - one.sent_on).days for one in answered if one.answered_on is not None]
    waiting = [one for one in sent if one.answered_on is None]
    by = {answer: sum(one.answer == answer for one in answered) for answer in ANSWERS}
    n = len(answered)
    return Measured(
        sent=len(sent),
        answered=n,
        **by,
        waiting=len(waiting),
        overdue=sum(one.due < today for one in waiting),
        in_time=sum(one.answered_on is not None and one.answered_on <= one.due for one in answered),
        median_days=float(median(days)) if days else None,
        longest_days=max(days) if days else None,
        adopted_share=wilson(by["adopted"], n) if n else None,
        done_share=wilson(by["adopted"] + by["adapted"], n) if n else None,
    )


def days_late(due: date, today: date) -> int:
    """How many days an answer is late; nothing up to and on the day it is due."""
    return max(0, (today - due).days)
