"""What a proposal says at first when it comes from a council, a group or an event, for its maker to word better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.errors import WrongState
from throughcare.voice.proposals.rules.proposing import LONGEST_TITLE, Votes


@dataclass(frozen=True, slots=True)
class Heard:
    """An occasion on which people were heard: its kind and title, when it was, in words ("on 3 June 2026"), how many
    came (null where that is not told), what was on its agenda, and the themes that people who coded settled for what
    was said there."""

    kind: str
    title: str
    when: str
    came: int | None
    agenda: Sequence[str] = ()
    themes: Sequence[str] = ()


def check_carried(votes: Votes | None) -> None:
    """Raises ``WrongState`` unless a council voted for it."""
    if votes is None:
        raise WrongState("The council has not voted on this yet.", remedy="Count the votes first.")
    if votes.for_it <= votes.against:
        raise WrongState("The council did not carry this, so it goes no further.", remedy="It can be put to it again.")


def title_from(words: str) -> str:
    """A title from what was asked: its first sentence, cut between words where it is too long."""
    whole = " ".join(words.split())
    first = whole.partition(". ")[0].rstrip(".") or whole
    if len(first) <= LONGEST_TITLE:
        return first
    return first[: LONGEST_TITLE - 1].rpartition(" ")[0].rstrip(",;:") + "…"


def told_of(*, day: date, came: int | None, fewest: int) -> tuple[str, int | None]:
    """When it was, and how many came. Of a group too small to hide in only the month, as with what was said there."""
    if (came or 0) < fewest:
        return f"in {day:%B %Y}", None
    return f"on {day.day} {day:%B %Y}", came


def insight_from(heard: Heard, votes: Votes | None = None) -> str:
    """What people said, as far as the notes of the occasion tell it; never anybody's own words."""
    came = f" {heard.came} people came." if heard.came else ""
    lines = [f"Heard at the {heard.kind.lower()} “{heard.title}” {heard.when}.{came}"]
    if votes is not None:
        lines.append(f"The vote: {votes.for_it} for, {votes.against} against, {votes.neither} for neither.")
    if heard.agenda:
        lines.append("On the agenda: " + "; ".join(heard.agenda) + ".")
    if heard.themes:
        lines.append("Themes of what was said there: " + ", ".join(heard.themes) + ".")
    return "\n".join(lines)
