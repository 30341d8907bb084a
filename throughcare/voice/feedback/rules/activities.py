"""What holds of interviews, groups, councils and open events."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from throughcare.errors import Conflict, Invalid, WrongState
from throughcare.voice.feedback import states

LINE = re.compile(r"^\s*(?:(\d{1,3})\s*[:.)]\s*)?(.+)$", re.S)
LONGEST_ITEM = 300
WRITABLE = frozenset({states.Activity.HELD, states.Activity.EXPENSES_SETTLED})


def check_held(*, came: int, consented: int, consent_version: str) -> None:
    """Raises ``Invalid`` unless no more agreed than came, to words that have a name."""
    if consented > came:
        raise Invalid({"consented": "No more people can agree than came."})
    if consented and not consent_version.strip():
        raise Invalid({"consent_version": "Name the words that people agreed to."})


def check_can_write_down(state: str, consented: int | None) -> None:
    """Raises ``WrongState`` unless it was held and somebody agreed that what is said is written down."""
    if state not in WRITABLE:
        raise WrongState("What was said is written down once it was held.", remedy="Say first that it was held.")
    if not consented:
        raise WrongState("Nobody agreed that what they say is written down.", remedy="Write nothing down.")


def told_of(*, area: str, day: date, consented: int, fewest: int) -> tuple[str, date]:
    """The area and the day that go with what was said. Of a group too small to hide in, as in an interview, no area and
    only the month, by its first day: the two together would say who it was."""
    return (area, day) if consented >= fewest else ("", day.replace(day=1))


def agenda_of(text: str) -> tuple[str, ...]:
    """The items of an agenda, a line each. Raises ``Invalid`` for one that is too long: none is cut."""
    lines = [(place, line.strip()) for place, line in enumerate(text.splitlines(), start=1) if line.strip()]
    long = [str(place) for place, line in lines if len(line) > LONGEST_ITEM]
    if long:
        raise Invalid({"items": f"Line {', '.join(long)} has more than {LONGEST_ITEM} letters. Make two lines of it."})
    return tuple(line for _, line in lines)


def check_unchanged(now: Sequence[str], *, seen: str | None) -> None:
    """Raises ``Conflict`` where an agenda is no longer what somebody had before them when they changed it."""
    if seen is not None and [one.strip() for one in seen.splitlines() if one.strip()] != list(now):
        raise Conflict(
            "Somebody else changed the agenda while you had it open, so nothing of yours was saved over it.",
            remedy="Open it again, compare, and save what should stand.",
        )


def check_is_council(kind: str) -> None:
    """Raises ``WrongState`` for anything but a council."""
    if kind != "council":
        raise WrongState("Only a council has an agenda and votes.", remedy="Write down what was said instead.")


def read_statements(words: str, *, most: int, longest: int) -> list[tuple[int, str]]:
    """Who said what, a line each: the number of the speaker, 1 where none is given, and the words."""
    found = []
    for line in words.splitlines():
        if not line.strip():
            continue
        match = LINE.match(line)
        assert match is not None
        speaker, text = int(match[1] or 1), match[2].strip()
        if not 1 <= speaker <= most:
            raise Invalid(
                {"words": f"{most} people agreed, so speakers are numbered 1 to {most}. Look at “{line[:60]}”."}
            )
        if len(text) > longest:
            raise Invalid({"words": f"A statement has more than {longest} characters. Split it."})
        found.append((speaker, text))
    if not found:
        raise Invalid({"words": "Write what people said, a line each."})
    return found


def check_votes(total: int, came: int | None) -> None:
    """Raises unless the council met, and no more voted than came."""
    if came is None:
        raise WrongState("Votes are counted once the council met.", remedy="Say first that it was held.")
    if total > came:
        raise Invalid({"votes_for": f"{came} people came, so there cannot be {total} votes."})
