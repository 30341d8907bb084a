"""Which organisation a funding line of a paper means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from throughcare.errors import Invalid

GENERIC = re.compile(
    r"\b(the|from|of|by|grants?|budgets?|fund(s|ing|ed)?|contributions?|share|income|money|core|revenue|match)\b"
)
RESERVES = re.compile(r"\breserves?\b", re.IGNORECASE)


def is_reserves(label: str) -> bool:
    """Whether a line is about reserves rather than a funder."""
    return bool(RESERVES.search(label))


def plain(label: str) -> str:
    """A name reduced to what tells funders apart: lower case, words such as "grant" and "budget" left out."""
    words = re.sub(r"[^a-z0-9']+", " ", label.lower())
    return " ".join(GENERIC.sub(" ", words).split())


def known_names(organisations: Iterable[tuple[str, str]], names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Plain names to codes: ``organisations`` are code and name, ``names`` are other name and code, which win."""
    known: dict[str, str] = {}
    for code, name in organisations:
        known[plain(code.replace("_", " "))] = code
        known[plain(name)] = code
    for name, code in names:
        known[plain(name)] = code
    return known


def funder_of(label: str, known: Mapping[str, str]) -> str:
    """The code of the organisation that a line names. Raises ``Invalid`` where nobody is known by that name."""
    code = known.get(plain(label))
    if code is None:
        raise Invalid(
            f"The funding line “{label[:120]}” names no organisation that is known here.",
            remedy="Add the organisation, or record this name under Money, Names of funders; then try again.",
        )
    return code


def funder_in(text: str, known: Mapping[str, str], *, besides: str = "") -> str:
    """The code of the one organisation that a text names, leaving ``besides`` out; empty where none or several are."""
    words = f" {re.sub(r'[^a-z0-9]+', ' ', text.lower())} "
    found = {code for name, code in known.items() if len(name) > 2 and f" {name} " in words and code != besides}
    return found.pop() if len(found) == 1 else ""


def service_code(label: str) -> str:
    """The code of a service from its label: lower case words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", label.lower()))[:60].strip("-") or "service"
