"""Names, dates and places in one way of writing, so that comparing them is fair.

Every function takes one value and gives it as it is compared, or None where nothing is left.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from functools import cache
from importlib import resources

TITLES = frozenset({"MR", "MRS", "MS", "MISS", "DR", "REV", "SIR", "MX"})
BLANKS = frozenset(
    {"UNKNOWN", "NOT KNOWN", "NOTKNOWN", "NK", "N K", "NA", "N A", "NONE", "NULL", "TBC", "ANON", "ANONYMOUS"}
)
PLACEHOLDERS = frozenset({dt.date(1900, 1, 1), dt.date(1901, 1, 1), dt.date(1899, 12, 31), dt.date(1899, 12, 30)})
FIRST_BIRTH = dt.date(1900, 1, 1)
POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
NOT_POSTAL = re.compile(r"[^A-Z0-9]+")
LETTERS = str.maketrans({"Ł": "L", "Ø": "O", "Đ": "D", "Ð": "D", "Þ": "TH", "Æ": "AE", "Œ": "OE", "ẞ": "SS", "Ħ": "H"})
NO_ABODE = frozenset({"NF11NF", "ZZ993VZ", "ZZ993WZ"})
APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
GENDERS = {
    **dict.fromkeys(("M", "MALE", "MAN", "1"), "M"),
    **dict.fromkeys(("F", "FEMALE", "WOMAN", "2"), "F"),
    **dict.fromkeys(("O", "OTHER", "X", "NON-BINARY", "NONBINARY", "INDETERMINATE"), "O"),
}
UNKNOWN_GENDERS = frozenset({"", "U", "UNKNOWN", "NOT KNOWN", "NOT SPECIFIED", "9", "0"})


def words(text: str) -> list[str]:
    """The words of a name: capitals without accents, hyphens as gaps, apostrophes dropped, titles left out."""
    folded = _folded(text)
    if folded.isalpha():
        return [] if folded in BLANKS else [folded]
    found = "".join(one if one.isalpha() else " " for one in APOSTROPHES.sub("", folded)).split()
    if " ".join(found) in BLANKS:
        return []
    while len(found) > 1 and found[0] in TITLES:
        found = found[1:]
    return found


def given_names(text: str) -> list[str]:
    """Every given name, the first one first, then the full forms of short ones."""
    found = words(text)
    return list(dict.fromkeys([*found, *(short_forms()[one] for one in found if one in short_forms())]))


def surnames(text: str) -> list[str]:
    """The whole surname first, then the parts of a double one (of three letters or more, so that DE and AL do not
    meet).
    """
    found = words(text)
    if not found:
        return []
    parts = [one for one in found if len(one) > 2] if len(found) > 1 else []
    return list(dict.fromkeys([" ".join(found), *parts]))


def alias(text: str) -> tuple[list[str], list[str]]:
    """Given names and surnames of another name that someone goes by: `Given Surname`, or `Surname, Given`."""
    if "," in text:
        last, first = text.split(",", 1)
        return given_names(first), surnames(last)
    found = words(text)
    if len(found) < 2:
        return given_names(text), []
    return given_names(" ".join(found[:-1])), [found[-1]]


def postcode(text: str) -> str | None:
    """A postcode without its gap; None where the text is no postcode or stands for no fixed abode."""
    given = NOT_POSTAL.sub("", text.upper())
    return given if POSTCODE.fullmatch(given) and given not in NO_ABODE else None


def is_blank_postcode(text: str) -> bool:
    """Whether the text says on purpose that there is no postcode."""
    given = NOT_POSTAL.sub("", text.upper())
    return given in NO_ABODE or given in {"", "NFA", "UNKNOWN", "NA", "NONE", "NK"}


def gender(text: str) -> str | None:
    """M, F or O; None where it is not said."""
    return GENDERS.get(text.strip().upper())


def is_blank_gender(text: str) -> bool:
    """Whether the text says on purpose that the gender is not known."""
    return text.strip().upper() in UNKNOWN_GENDERS


def code(text: str) -> str | None:
    """Letters and digits alone, in capitals: for numbers and references that have no form of their own."""
    return "".join(one for one in text.upper() if one.isalnum()) or None


def plain(text: str) -> str | None:
    """Any other text: capitals without accents, one gap between words."""
    folded = _folded(text)
    return " ".join("".join(one if one.isalnum() else " " for one in folded).split()) or None


def _folded(text: str) -> str:
    """Capitals without accents."""
    if text.isascii():
        return text.upper()
    plain_text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return plain_text.upper().translate(LETTERS)


@cache
def short_forms() -> dict[str, str]:
    """Short given names with the full one that they stand for."""
    place = resources.files("desistance") / "data" / "linkage" / "short_names.csv"
    with place.open(encoding="utf-8") as file:
        return {row["short"]: row["full"] for row in csv.DictReader(file)}
