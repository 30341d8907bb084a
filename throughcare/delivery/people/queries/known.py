"""Whether words are parts of the name of anybody on record: asked by scrubbing, answered without saying whose."""

from __future__ import annotations

from throughcare.delivery.people.models import NameKey
from throughcare.delivery.people.rules import names

MOST_AT_ONCE = 200


def names_among(words: frozenset[str]) -> set[str]:
    """Which of some folded words are parts of a name on record, restricted people's too: only yes or no leaves here."""
    by_key = {names.whole_key(word): word for word in words}
    keys = sorted(by_key)
    found: set[str] = set()
    for start in range(0, len(keys), MOST_AT_ONCE):
        rows = NameKey.objects.filter(key__in=keys[start : start + MOST_AT_ONCE]).values_list("key", flat=True)
        found.update(by_key[key] for key in rows.distinct())
    return found
