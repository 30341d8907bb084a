"""What the public reads: plain words, held to the same reading age as what participants read, and nobody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from throughcare.errors import Invalid
from throughcare.voice.feedback.rules.reading import Limits, read

LONGEST = 1200
# Places may be named in public; people and what leads to one may not.
PLACES = frozenset(["borough", "district", "prison", "court", "hostel", "hospital", "office", "date", "postcode"])
Finder = Callable[[str], Iterable[str]]


def check_plain(words: dict[str, str], limits: Limits, kinds_in: Finder) -> None:
    """Raises ``Invalid`` beside each text that is missing, hard to read, or points at a person.

    ``kinds_in`` tells the kinds of what scrubbing finds in a text.
    """
    wrong: dict[str, list[str]] = {}
    for name, text in words.items():
        found = faults_of(text, limits, kinds_in)
        if found:
            wrong[name] = found
    if wrong:
        raise Invalid(wrong)


def faults_of(text: str, limits: Limits, kinds_in: Finder) -> list[str]:
    """What is wrong with one text, in sentences."""
    if not text.strip():
        return ["Write this in plain words. The public reads it."]
    if len(text) > LONGEST:
        return [f"Write {LONGEST:,} characters or fewer."]
    points = sorted(set(kinds_in(text)) - PLACES)
    named = ["It names a person, or holds something that leads to one. Take it out."] if points else []
    return [*named, *read(text, "en", limits).faults]
