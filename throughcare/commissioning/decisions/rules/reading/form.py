"""The printed form: the words that are the form's own, by which the parts of a paper are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BACKGROUND_SECTION = 9
SECTION_TITLES = {
    "introduction and background": 1,
    "introduction": 1,
    "background": 1,
    "issues for consideration": 2,
    "issues": 2,
    "financial comments": 3,
    "financial implications": 3,
    "finance comments": 3,
    "legal comments": 4,
    "legal implications": 4,
    "commercial issues": 5,
    "commercial comments": 5,
    "public health approach": 6,
    "gdpr and data privacy": 7,
    "gdpr/data privacy": 7,
    "data protection": 7,
    "equality comments": 8,
    "equalities comments": 8,
    "equality and diversity": 8,
    "background/supporting papers": 9,
    "background papers": 9,
    "supporting papers": 9,
    "background and supporting papers": 9,
}
DECLARATIONS = {
    "financial advice": "financial",
    "legal advice": "legal",
    "equalities advice": "equalities",
    "equality advice": "equalities",
    "public health approach": "public_health",
    "commercial issues": "commercial",
    "gdpr/data privacy": "gdpr",
    "gdpr and data privacy": "gdpr",
    "data protection impact assessment": "dpia",
    "director/head of service": "head_of_service",
    "head of service": "head_of_service",
    "chief executive officer": "chief_executive",
    "chief executive": "chief_executive",
}
HEADER_LABELS = {
    "reference": "reference",
    "reference code": "reference",
    "decision reference": "reference",
    "title": "title",
    "date signed": "signed",
    "signed": "signed",
    "decision by": "decision_maker",
    "decision maker": "decision_maker",
    "decided for": "decided_for",
    "objective": "objective",
    "police and crime plan objective": "objective",
    "police and crime plan priority": "objective",
    "programme": "programme",
}
_LONG_TITLES = [title for title in SECTION_TITLES if " " in title or "/" in title]
_TITLE = "|".join(re.escape(title).replace("/", r"\s?/\s?") for title in sorted(_LONG_TITLES, key=len, reverse=True))
_MARKS = (
    ("summary", re.compile(r"executive\s+summary\s*(?::|$)\s*", re.IGNORECASE)),
    ("recommendations", re.compile(r"recommendations?\s*(?::|$|(?=the\s))\s*", re.IGNORECASE)),
    ("interests", re.compile(r"(?=I confirm I have considered)|(?:declaration of )?interests\s*:?\s*$", re.IGNORECASE)),
    ("signature", re.compile(r"(?=the above request has my approval)", re.IGNORECASE)),
    ("part_1", re.compile(r"part\s*(?:I|1)\s*[-\u2013\u2014:]\s*non.confidential.*", re.IGNORECASE)),
    ("part_2", re.compile(r"part\s*(?:II|2)\s*[-\u2013\u2014:]\s*confidential.*", re.IGNORECASE)),
    ("access", re.compile(r"public\s+access\s+to\s+information\s*:?\s*", re.IGNORECASE)),
    ("declarations", re.compile(r"(?:originating\s+)?officer\s+declarations?\s*:?\s*", re.IGNORECASE)),
)
_HEADING = re.compile(r"\s*(?P<number>\d{1,2})\s*(?P<stop>[.)]?)\s+(?P<title>\S.*?)\s*:?\s*$")
_PARTING = re.compile(
    r"(?<=\S)\s+(?=PART\s(?:I|1)\s?[-\u2013\u2014:]\s?NON|Executive\sSummary:|ORIGINATING\sOFFICER\sDECLARATION)"
    r"|(?<=FACTS AND ADVICE TO THE DMPC)\s+(?=\d)"
    r"|(?<=\S)\s+(?=Recommendations?:(?:\s*$|\sThe\s))"
    rf"|(?<=\S)\s+(?=\d{{1,2}}\.\s(?:{_TITLE})\s*(?::?\s*$|:?\s\d{{1,2}}\.1\b))"
    rf"|(?<=\S)\s+(?=Public access to information\s*(?:$|Information in this form))"
    r"|(?<=PCD\s\d{3})\s+(?=Title:)|(?<=PCD\s\d{4})\s+(?=Title:)",
    re.IGNORECASE,
)
_PARTING_HINTS: tuple[str, ...] = (
    "executive summary:",
    "officer declaration",
    "non-confidential",
    "non confidential",
    "title:",
)
_PARTING_HINTS += ("recommendation:", "recommendations:", "public access to", "to the dmpc")
_TITLE_HINTS = ("comment", "implication", "background", "issues", "health", "data", "equalit", "papers")
_NUMBERED_TITLE = re.compile(rf"\d\.?\s(?:{_TITLE})|^\s*(?:{_TITLE})\s*:?\s\d")
_RUNS_ON = re.compile(rf"\s*(?P<heading>(?:\d{{1,2}}[.)]?\s+)?(?:{_TITLE}))\s*:?\s+(?=\d{{1,2}}\.1\b)", re.IGNORECASE)
_LABEL = re.compile(r"(?:title|date|signature|legal advice|financial advice|equalities advice)\b", re.IGNORECASE)
_WORDING = re.compile(
    r"information in this form \(part 1\)|if immediate publication risks|deferral periods should be"
    r"|part 1 deferral:?$|part 2 confidentiality:|tick to confirm|the above request has my approval|signature:?$"
    r"|i confirm i have considered whether|any such interests are recorded below|key information$|decision paper$"
    r"|.{2,120}? (?:is|are) recommended to:?$|(?:page )?\d{1,3}(?: of \d{1,3})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading: its number, null where the paper prints none, and its title."""

    number: int | None
    title: str
    known: int | None


def plain(text: str) -> str:
    """A heading or label in lower case, without bullets, colon or odd spacing, for looking up."""
    words = " ".join(text.replace("*", " ").split()).strip(" :.-\u2013\u2014").lower()
    return words.replace(" / ", "/").replace("/ ", "/").replace(" /", "/")


def mark(text: str) -> tuple[str, str] | None:
    """The part of the form that a line opens, and what follows on the same line; null where it opens none."""
    stripped = text.strip().lstrip("#").lstrip()
    for kind, pattern in _MARKS:
        if found := pattern.match(stripped):
            return kind, stripped[found.end() :]
    return None


def heading(text: str) -> Heading | None:
    """The line as a section heading, whether or not its title is one of the form's; null where it can't be one."""
    stripped = text.strip().lstrip("#").strip()
    if len(stripped) > 90 or not stripped:
        return None
    if known := SECTION_TITLES.get(plain(stripped)):
        return Heading(None, stripped.rstrip(": "), known)
    found = _HEADING.match(stripped)
    if not found or stripped.endswith((".", ";", ",", "!", "?")):
        return None
    known = SECTION_TITLES.get(plain(found["title"]))
    if not (known or found["stop"]):
        return None
    return Heading(int(found["number"]), found["title"], known)


def is_background(title: str) -> bool:
    """Whether a section of this title lists the background papers."""
    return SECTION_TITLES.get(plain(title)) == BACKGROUND_SECTION


def is_mark(text: str) -> bool:
    """Whether the text is a heading or label of the form, so that it stands on a line of its own."""
    found = heading(text)
    known = found is not None and (found.known is not None or found.number is not None)
    return known or mark(text) is not None or _LABEL.match(text.strip()) is not None


def stands_alone(text: str) -> bool:
    """Whether the line is a heading of the form and nothing else, so that the next line can't continue it."""
    found, opened = heading(text), mark(text)
    return (found is not None and found.known is not None) or (opened is not None and not opened[1])


def is_wording(text: str) -> bool:
    """Whether the line is text that the form prints on every paper, and so nothing that this paper says."""
    return _WORDING.match(" ".join(text.split()).strip(" *")) is not None


def parted(text: str) -> Iterator[str]:
    """The line cut before headings that run on from other text, and after headings that run into a paragraph."""
    if not _may_part(text):
        yield text
        return
    for piece in _PARTING.split(text):
        found = _RUNS_ON.match(piece)
        if found:
            yield found["heading"]
            yield piece[found.end() :]
        else:
            yield piece


def _may_part(text: str) -> bool:
    """A cheap look for what the parting patterns need: nearly every line has none of it."""
    lowered = text.lower()
    if any(map(lowered.__contains__, _PARTING_HINTS)):
        return True
    return any(map(lowered.__contains__, _TITLE_HINTS)) and _NUMBERED_TITLE.search(lowered) is not None
