"""When somebody's words may be shown: masked, short, of a large enough group, and with nothing rare in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from throughcare.errors import Invalid, NotAllowed
from throughcare.voice.coding.rules.scrubbing.masking import MASK, Doubt
from throughcare.voice.coding.rules.suggesting.features import WORD, readable

LEFT_OUT = "[...]"
FEWEST_WORDS, MOST_WORDS = 3, 60
RARE_BELOW = 3
FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Source:
    """The masked comment that a quote is from: its text, and the places in it that may be names."""

    masked: str
    doubts: Sequence[Doubt]


def plain_spaces(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


def parts_of(words: str) -> list[str]:
    """The stretches of a quote between what was left out."""
    return [part for part in (plain_spaces(one) for one in words.split(LEFT_OUT)) if part]


def missing_in(words: str, source: Source) -> str:
    """The first stretch of a quote that does not stand in the masked comment after the one before it; empty where each
    does."""
    whole, at = plain_spaces(source.masked), 0
    for part in parts_of(words):
        found = whole.find(part, at)
        if found < 0:
            return part
        at = found + len(part)
    return ""


def check_excerpt(words: str, source: Source) -> None:
    """Raises ``Invalid`` unless the words stand in the masked comment, in order, and are of a length to be quoted."""
    parts, missing = parts_of(words), missing_in(words, source)
    if missing:
        raise Invalid(
            {
                "words": f"A quote is what was said and no other words: “{missing[:60]}” does not stand in the "
                f"comment. Write {LEFT_OUT} where you leave something out."
            }
        )
    length = len(MASK.sub("x", " ".join(parts)).split())
    if length < FEWEST_WORDS:
        raise Invalid({"words": f"Quote {FEWEST_WORDS} words or more."})
    if length > MOST_WORDS:
        raise Invalid({"words": f"Quote {MOST_WORDS} words or fewer: the longer, the easier to know who said it."})


def check_no_doubt(words: str, source: Source) -> None:
    """Raises ``Invalid`` where the excerpt holds a word that may be a name."""
    doubtful = {source.masked[start:end] for start, end in source.doubts}
    left = sorted(word for word in doubtful if re.search(rf"\b{re.escape(word)}\b", words))
    if left:
        raise Invalid({"words": f"“{left[0]}” may be a name. Mask it in the comment, or leave it out of the quote."})


def times_seen(wanted: Collection[str], texts: Iterable[str]) -> Counter[str]:
    """In how many masked comments each wanted word stands, in small letters. Whoever asks wants to know whether a word
    is rare: one seen often enough is looked for no further, and most texts are passed over without being cut to words.
    """
    seen: Counter[str] = Counter()
    left = set(wanted)
    for text in texts:
        if not left:
            break
        low = text.lower()
        if any(word in low for word in left):
            for word in left.intersection(WORD.findall(readable(text))):
                seen[word] += 1
                if seen[word] == RARE_BELOW:
                    left.discard(word)
    return seen


def rare_details(words: str, seen_in: Mapping[str, int], *, comments: int) -> tuple[str, ...]:
    """Words and figures of an excerpt that few other comments have: what somebody might be known by.

    ``seen_in`` says in how many comments each word stands, at least while that is few. While there are few comments
    almost every word is rare, so only those of six letters or more are told, and every figure.
    """
    text = MASK.sub(" ", words).lower()
    least = 4 if comments >= 200 else 6
    found = [word for word in WORD.findall(text) if len(word) >= least and seen_in.get(word, 0) < RARE_BELOW]
    return tuple(dict.fromkeys([*FIGURE.findall(text), *(word for word in found if not word.isdigit())]))


def check_rare(rare: Collection[str], *, seen: bool) -> None:
    """Raises ``Invalid`` unless somebody looked at what is rare and found that it points at nobody."""
    if rare and not seen:
        raise Invalid(
            {
                "rare_words_seen": "Few comments have these: "
                + ", ".join(list(rare)[:8])
                + ". Leave them out, or say that you looked and nobody is known by them."
            }
        )


def said_of(sizes: Sequence[tuple[str, int]], *, least: int) -> str:
    """How a quote is introduced: by the closest group that is large enough; ``sizes`` go from closest to widest.

    Raises ``NotAllowed`` where even the widest is too small to hide in.
    """
    for name, size in sizes:
        if size >= least:
            return name
    raise NotAllowed(
        f"Fewer than {least} people gave the comments that are settled, so any quote could be traced.",
        remedy="Wait until more people have been heard.",
    )


def check_approver(proposed_by: int, by: int | None) -> None:
    """Raises ``NotAllowed`` where somebody would approve a quote that they proposed."""
    if proposed_by == by:
        raise NotAllowed("You proposed this quote, so somebody else approves it.", remedy="It waits for them.")


def check_reason(reason: str) -> None:
    """Raises ``Invalid`` unless a refusal says why."""
    if len(reason.split()) < 2:
        raise Invalid({"reason": "Say why in a few words, so that who proposed it can do better."})
