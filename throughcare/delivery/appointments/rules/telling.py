"""What is told of a session, to whom, and what it must not carry: the referrer's sentence, flags and reminders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from throughcare.errors import Invalid
from throughcare.foundation.ui.words import LONDON, clock_time, count, day

MOST_TOLD = 2_000
MOST_FLAG = 2_000
MOST_NOTE = 50_000
MOST_BECAUSE = 500
HOUR = 60


class FlagKind(StrEnum):
    """What a flag is about. The two are never one: behaviour is what the person did, a concern is what may happen."""

    BEHAVIOUR = "behaviour"
    CONCERN = "concern"


class Audience(StrEnum):
    """Who is told of a flag."""

    REFERRER = "referrer"
    LEAD = "lead"
    DESK = "desk"

    @property
    def label(self) -> str:
        """In words."""
        return AUDIENCES[self]


AUDIENCES = {
    Audience.REFERRER: "The person who referred",
    Audience.LEAD: "The service lead",
    Audience.DESK: "The service's administrators, for safety at the desk",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to tell about a session: of which kind, to whom, and what."""

    kind: str
    audiences: frozenset[str]
    words: str


def checked_flags(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Flags that were raised. Raises ``Invalid`` for one that tells nobody or says nothing."""
    kept, wrong = [], {}
    for flag in flags:
        words, told = flag.words.strip(), frozenset(flag.audiences) & set(Audience)
        if not words and not told:
            continue
        if not told:
            wrong[f"{flag.kind}_told"] = "Choose who is told."
        if not words:
            wrong[f"{flag.kind}_words"] = "Say what they are told. Nothing clinical."
        elif len(words) > MOST_FLAG:
            wrong[f"{flag.kind}_words"] = f"Say it in {MOST_FLAG:,} characters or fewer."
        kept.append(Flag(flag.kind, told, words))
    if wrong:
        raise Invalid(wrong)
    return tuple(kept)


def checked_told(told: str) -> str:
    """What the practitioner adds for the referrer. Raises ``Invalid`` where it is too long to be read."""
    words = told.strip()
    if len(words) > MOST_TOLD:
        raise Invalid({"told": f"Say it in {MOST_TOLD:,} characters or fewer; the rest belongs in the note."})
    return words


def checked_because(because: str) -> str:
    """Why a record is amended. Raises ``Invalid`` where nothing is said or too much."""
    words = because.strip()
    if not words:
        raise Invalid({"because": "Say why the record is amended. What was recorded before is kept."})
    if len(words) > MOST_BECAUSE:
        raise Invalid({"because": f"Say why in {MOST_BECAUSE} characters or fewer."})
    return words


def checked_note(note: str) -> str:
    """The clinical note. Raises ``Invalid`` where it is longer than a note can be."""
    if len(note) > MOST_NOTE:
        raise Invalid({"note": f"The note is longer than {MOST_NOTE:,} characters. Shorten it or write a second one."})
    return note.strip()


def length(minutes: int) -> str:
    """A length of time in words: ``1 hour``, ``50 minutes``, ``1 hour 30 minutes``."""
    hours, rest = divmod(minutes, HOUR)
    parts = [count(hours, "hour")] if hours else []
    return " ".join([*parts, count(rest, "minute")] if rest or not hours else parts)


def told_sentence(*, label: str, starts: datetime, minutes: int, minutes_late: int | None, attended: bool) -> str:
    """What the referrer is told without a word being typed: what became of it and when, nothing clinical."""
    late = f", {minutes_late} minutes late" if minutes_late else ""
    lasted = f", planned for {length(minutes)}" if attended else ""
    return f"{label}{late}: {day(starts)} at {clock_time(starts)}{lasted}."


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """What decides whether a reminder may be sent at a moment."""

    is_ahead: bool
    has_consent: bool
    is_restricted: bool
    marked_safe: bool
    has_died: bool
    case_is_open: bool


def why_not_reminded(facts: ReminderFacts) -> str:
    """The code of the first reason against a reminder, empty where it may be sent.

    A restricted person is reminded only where somebody marked the number as safe for that.
    """
    reasons = (
        ("not_booked", not facts.is_ahead),
        ("died", facts.has_died),
        ("case_not_open", not facts.case_is_open),
        ("no_consent", not facts.has_consent),
        ("restricted", facts.is_restricted and not facts.marked_safe),
    )
    return next((code for code, holds in reasons if holds), "")


def reminder_words(*, starts: datetime, place: str) -> str:
    """The whole of a reminder: a time and the first line of a place. No name, no service, no reason."""
    local = starts.astimezone(LONDON)
    where = f", {place}" if place else ""
    return f"You have an appointment on {local:%A} {day(starts)} at {clock_time(starts)}{where}."


def called_off_words(*, starts: datetime) -> str:
    """Tells that an appointment will not take place, and nothing else."""
    local = starts.astimezone(LONDON)
    return f"Your appointment on {local:%A} {day(starts)} at {clock_time(starts)} will not take place."


def reminder_due(starts: datetime, *, hours_before: int, at: datetime) -> datetime:
    """When a reminder goes out: some hours before, at once where that has passed."""
    return max(at, starts - timedelta(hours=hours_before))


def check_contact(channel: str, address: str) -> str:
    """A mobile number or e-mail address in its written form. Raises ``Invalid``."""
    bare = "".join(address.split())
    if channel == "email":
        name, _, host = bare.partition("@")
        if not name or "." not in host.strip(".") or "@" in host or len(bare) > 254:
            raise Invalid({"address": "Write an e-mail address, like name@example.test."})
        return bare
    figures = bare.replace("-", "").removeprefix("+44").removeprefix("0")
    if not (figures.isascii() and figures.isdigit() and figures.startswith("7") and len(figures) == 10):
        raise Invalid({"address": "Write a UK mobile number, like 07700 900123."})
    return f"+44{figures}"


def told_on_time(*, starts: datetime, recorded_at: datetime) -> bool:
    """Whether the referrer was told on the day itself."""
    days: tuple[date, date] = (starts.astimezone(LONDON).date(), recorded_at.astimezone(LONDON).date())
    return days[0] == days[1]
