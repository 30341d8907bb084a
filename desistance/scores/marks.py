"""What is wrong or worth knowing about single rows: named masks, told as one sentence a row."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from desistance.scores.items import ITEMS

Mask = NDArray[np.bool_]

CONVICTION_NOT_AFTER_BIRTH = "date_of_conviction: not after date_of_birth"
FOLLOW_UP_NOT_AFTER_BIRTH = "follow_up_start: not after date_of_birth"
CONVICTION_AGE = "age at conviction: 110 or more cannot be"
FOLLOW_UP_AGE = "age at follow-up: 110 or more cannot be"
FIRST_AFTER_CURRENT = "age_at_first_sanction: above the age at conviction"
CONVICTION_AGE_GIVEN = "age_at_conviction: differs from the age by the dates"
FOLLOW_UP_AGE_GIVEN = "age_at_follow_up: differs from the age by the dates"
CONVICTION_UNDER_TEN = "age at conviction: below 10"
FOLLOW_UP_UNDER_TEN = "age at follow-up: below 10"
FOLLOW_UP_BEFORE_CONVICTION = "start of follow-up: before the conviction, which cannot be"
FOLLOW_UP_UNDER_18 = "age at follow-up: below 18, OVP is for adults"
VIOLENT_ABOVE_TOTAL = "violent_sanctions: more than total_sanctions"
LATE_CONVICTION = "date_of_conviction: more than three months after assessment_date"
CODE_FORM = "offence_code: not five digits as text"
CODE_UNKNOWN = "offence_code: no longer in use or unknown, it maps to no offence group"
CODE_GROUP = "offence_code: names a group of offences, the exact offence is needed"
CODE_AND_WEIGHT = "offence_code and offence_weight: both given, keep one"
CODE_AND_CATEGORY = "offence_code and offence_category: both given, keep one"
DRUGS_WITHOUT_MOTIVATION = "motivation_to_tackle_drug_misuse: missing though drug use is recorded"
SEXUAL_COUNTS_WITHOUT_HISTORY = "has_ever_committed_sexual_offence: false though sexual sanctions are counted"
SEXUAL_HISTORY_WITHOUT_COUNTS = "sexual sanctions: all counts are 0 though a sexual offence is recorded"
SEXUAL_ABOVE_TOTAL = "sexual sanctions: more than total_sanctions"
SEXUAL_NOT_AFTER_BIRTH = "date_of_most_recent_sexual_offence: not after date_of_birth"
SEXUAL_AGE = "age at most recent sexual offence: 110 or more cannot be"

RULES = (
    CONVICTION_NOT_AFTER_BIRTH,
    FOLLOW_UP_NOT_AFTER_BIRTH,
    CONVICTION_AGE,
    FOLLOW_UP_AGE,
    FIRST_AFTER_CURRENT,
    CONVICTION_AGE_GIVEN,
    FOLLOW_UP_AGE_GIVEN,
    CONVICTION_UNDER_TEN,
    FOLLOW_UP_UNDER_TEN,
    FOLLOW_UP_UNDER_18,
    FOLLOW_UP_BEFORE_CONVICTION,
    VIOLENT_ABOVE_TOTAL,
    LATE_CONVICTION,
    CODE_FORM,
    CODE_UNKNOWN,
    CODE_GROUP,
    CODE_AND_WEIGHT,
    CODE_AND_CATEGORY,
    DRUGS_WITHOUT_MOTIVATION,
    SEXUAL_COUNTS_WITHOUT_HISTORY,
    SEXUAL_HISTORY_WITHOUT_COUNTS,
    SEXUAL_ABOVE_TOTAL,
    SEXUAL_NOT_AFTER_BIRTH,
    SEXUAL_AGE,
)

MISSING = "missing: "
STATIC_ONLY = "static form, dynamic answers missing: "
NO_MONTHS = "no dates: scored as at the start of follow-up, 0 offence-free months"
MEN_ONLY = "not applicable: for men with a sexual offence in their history"
MATURITY_ONLY = "not applicable: for men aged 18 to 25"
NO_REDUCTION = "band not checked for the five-year reduction: assessment_date or follow_up_start missing"
SEXUAL_ONLY = "not applicable: no sexual offence in the history"
NOTICES = (NO_MONTHS, MEN_ONLY, SEXUAL_ONLY, NO_REDUCTION, MATURITY_ONLY)

_PLACE = {name: place for place, name in enumerate(ITEMS)}
_RANK = {sentence: rank for rank, sentence in enumerate((*(item.unfit() for item in ITEMS.values()), *RULES, *NOTICES))}


def sentence(missing: set[str] | list[str], others: set[str] | list[str], *, lead: str = MISSING) -> str | None:
    """One text for a row: missing columns together, then each other finding; None where there is nothing to say."""
    parts = [lead + ", ".join(sorted(missing, key=_PLACE.__getitem__))] if missing else []
    parts += sorted(others, key=_RANK.__getitem__)
    return "; ".join(parts) or None


class Marks:
    """Findings about the rows of one batch."""

    def __init__(self, rows: int, *, lead: str = MISSING) -> None:
        self.rows = rows
        self.lead = lead
        self._missing: dict[str, Mask] = {}
        self._others: dict[str, Mask] = {}

    def missing(self, column: str, mask: Mask) -> None:
        """Record that `column` has no value in these rows."""
        self._add(self._missing, column, mask)

    def say(self, told: str, mask: Mask) -> None:
        """Record a finding (one of the constants of this module, or an item's own) for these rows."""
        self._add(self._others, told, mask)

    def where(self) -> Mask:
        """The rows with any finding."""
        found = np.zeros(self.rows, dtype=np.bool_)
        for mask in (*self._missing.values(), *self._others.values()):
            found |= mask
        return found

    def sentences(self, within: Mask | None = None) -> pa.Array:
        """One text a row, null where nothing was found (or outside `within`)."""
        found = self.where() if within is None else self.where() & within
        places = np.flatnonzero(found)
        if not len(places):
            return pa.nulls(self.rows, pa.string())
        names, others = list(self._missing), list(self._others)
        bits = np.array([mask[places] for mask in (*self._missing.values(), *self._others.values())])
        patterns, which = np.unique(np.packbits(bits, axis=0).T, axis=0, return_inverse=True)
        texts = []
        for pattern in np.unpackbits(patterns, axis=1, count=len(bits)):
            held = [name for name, bit in zip((*names, *others), pattern, strict=True) if bit]
            texts.append(
                sentence(
                    [one for one in held if one in self._missing],
                    [one for one in held if one in self._others],
                    lead=self.lead,
                )
            )
        index = np.zeros(self.rows, dtype=np.int32)
        index[places] = which.reshape(-1)
        return pa.array(texts, pa.string()).take(pa.array(index, mask=~found))

    def _add(self, into: dict[str, Mask], key: str, mask: Mask) -> None:
        if mask.any():
            into[key] = into[key] | mask if key in into else mask
