"""Rules about what a proposal must say before it goes to those who decide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from throughcare.errors import Invalid
from throughcare.foundation.reference.working_days import add_working_days

LONGEST_TITLE, LONGEST_WORDS = 120, 4000


@dataclass(frozen=True, slots=True)
class Votes:
    """A council's vote, as counts."""

    for_it: int
    against: int
    neither: int = 0

    @property
    def cast(self) -> int:
        """How many voted."""
        return self.for_it + self.against + self.neither


def check_words(title: str, insight: str, asked: str) -> None:
    """Raises ``Invalid`` beside what is missing or too long."""
    wrong: dict[str, str] = {}
    if not title.strip():
        wrong["title"] = "Give the proposal a title."
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = f"The title must be {LONGEST_TITLE} characters or fewer."
    for name, words, missing in (
        ("insight", insight, "Say what people said, and how many."),
        ("asked", asked, "Say what people ask to be done."),
    ):
        if not words.strip():
            wrong[name] = missing
        elif len(words) > LONGEST_WORDS:
            wrong[name] = f"This must be {LONGEST_WORDS:,} characters or fewer."
    if wrong:
        raise Invalid(wrong)


def votes_from(for_it: int | None, against: int | None, neither: int | None) -> Votes | None:
    """A vote, or null where none was taken. Raises ``Invalid`` where only some of it is told."""
    if for_it is None and against is None and not neither:
        return None
    if for_it is None or against is None:
        raise Invalid({"votes_for": "Give both the votes for and the votes against, or neither."})
    return Votes(for_it, against, neither or 0)


def check_support(votes: Votes | None, reason: str) -> None:
    """Raises ``Invalid`` unless a vote carried the proposal, or somebody says why it goes on without one."""
    if votes is not None and votes.for_it <= votes.against:
        raise Invalid(
            {"": "More voted against it than for it, so it goes no further. Withdraw it, or change it and vote again."}
        )
    if votes is None and len(reason.split()) < 3:
        raise Invalid({"reason": "Without a vote, say in a few words who backs it and why."})


def check_addressee(
    role: str, organisation_kind: str, *, answering: dict[str, frozenset[str]], held: Collection[str]
) -> None:
    """Raises ``Invalid`` unless the role answers proposals in such an organisation, and somebody there holds it.

    ``answering`` gives the kinds of organisation of each role that answers proposals, ``held`` the roles held there.
    """
    if role not in answering or organisation_kind not in answering[role]:
        raise Invalid({"role": "Choose a role that answers proposals in this organisation."})
    if role not in held:
        raise Invalid({"role": "Nobody holds this role there today, so nobody would answer. Choose another."})


def answer_due(sent_on: date, *, within: int) -> date:
    """The last day on which an answer is in time, so many working days after it was sent."""
    return add_working_days(sent_on, within)


def check_due(due: date, *, sent_on: date, soonest: int, latest: int) -> None:
    """Raises ``Invalid`` unless the day by which an answer is asked for is neither too soon nor too late."""
    first, last = add_working_days(sent_on, soonest), add_working_days(sent_on, latest)
    if not first <= due <= last:
        raise Invalid(
            {
                "due": f"Choose a day from {first.day} {first:%B %Y} to {last.day} {last:%B %Y}: "
                f"between {soonest} and {latest} working days from now."
            }
        )
