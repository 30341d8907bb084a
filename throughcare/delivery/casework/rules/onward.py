"""A referral on to a health service: consent, the letter, chasing, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.errors import Invalid

SECTIONS: dict[str, str] = {
    "presenting": "What the person says is happening",
    "background": "Background",
    "formulation": "How we understand it",
    "strengths": "Strengths and what has helped",
    "risk": "Risk and safety",
    "recommendation": "What we recommend",
    "measures": "Questionnaires",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who the letter is about, as far as the receiving service needs it."""

    name: str
    date_of_birth: date | None
    nhs_number: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as headings and paragraphs; the first pair has no heading."""

    addressee: str
    subject: str
    opening: str
    sections: tuple[tuple[str, str], ...]
    sender: str
    left_out: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The letter as plain text."""
        parts = [self.addressee, self.subject, self.opening]
        parts += [f"{heading}\n{words}" for heading, words in self.sections]
        return "\n\n".join([*parts, self.sender])


def draft_letter(
    *,
    addressee: str,
    person: Person,
    asks: str,
    content: Mapping[str, str],
    shares: Sequence[str],
    sender: str,
    written: str,
) -> Letter:
    """A letter with the sections the person agreed to share, and no other word of the assessment.

    ``content`` maps a section to its words; ``written`` is the date in words. What was not agreed to is named in
    ``left_out`` for the writer, never in the letter.
    """
    born = f", born {person.date_of_birth:%d/%m/%Y}" if person.date_of_birth else ""
    number = f", NHS number {person.nhs_number}" if person.nhs_number else ""
    agreed = [one for one in SECTIONS if one in shares and content.get(one, "").strip()]
    withheld = [one for one in SECTIONS if one not in shares and content.get(one, "").strip()]
    return Letter(
        addressee=addressee,
        subject=f"{written}\nRe: {person.name}{born}{number}",
        opening=asks.strip(),
        sections=tuple((SECTIONS[one], content[one].strip()) for one in agreed),
        sender=sender,
        left_out=tuple(SECTIONS[one] for one in withheld),
    )


def check_shares(shares: Sequence[str]) -> None:
    """Raises ``Invalid`` for a section that is not offered."""
    if set(shares) - set(SECTIONS):
        raise Invalid({"shares": "Choose from the list."})


def check_can_send(
    *, consent: str, asks: str, shares: Sequence[str], sent_on: date | None, chase_on: date | None, today: date
) -> None:
    """Raises ``Invalid`` with what a referral on lacks: the person's agreement first of all."""
    found: dict[str, str] = {}
    if consent != "agreed":
        found["consent"] = "It can only be sent with the person's agreement."
    if not asks.strip():
        found["asks"] = "Write what you ask the service to do."
    if not shares:
        found["shares"] = "Choose at least one part of the assessment that the person agreed to share."
    if sent_on is None or sent_on > today:
        found["sent_on"] = "Give the day it was sent, today or before."
    if chase_on is None or (sent_on is not None and chase_on <= sent_on):
        found["chase_on"] = "Give a day after it was sent on which to ask, if nothing was heard."
    if found:
        raise Invalid(found)


def check_chase(words: str, chase_on: date | None, today: date) -> None:
    """Raises ``Invalid`` unless a chase says what was learned and when to ask again."""
    found = {}
    if not words.strip():
        found["words"] = "Write whom you asked and what they said."
    if chase_on is None or chase_on <= today:
        found["chase_on"] = "Give a day to come on which to ask again."
    if found:
        raise Invalid(found)


def check_declined(reason: str, reasons: Sequence[str]) -> None:
    """Raises ``Invalid`` unless the reason is one of the list, so that gaps can be counted."""
    if reason not in reasons:
        raise Invalid({"reason": "Choose why it was refused. 'No reason given' is one of them."})


def lapses_on(chase_on: date, days: int) -> date:
    """From when a referral without any answer counts as lapsed: so many days after it should have been chased."""
    return chase_on + timedelta(days=days)
