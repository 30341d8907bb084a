"""Public access: whether Part 1 is deferred and whether there is a Part 2, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from throughcare.commissioning.decisions.rules.paper import Access
from throughcare.commissioning.decisions.rules.reading import form
from throughcare.commissioning.decisions.rules.reading.dates import day_in
from throughcare.commissioning.decisions.rules.reading.lines import Line, squeeze

_DEFERRED = re.compile(r"\bto be deferred\s*\??\s*[-\u2013\u2014:]?\s*(?P<answer>.*)$", re.IGNORECASE)
_PART_2 = re.compile(r"is there a part 2 form\s*\??\s*[-\u2013\u2014:]?\s*(?P<answer>.*)$", re.IGNORECASE)
_UNTIL = re.compile(r"until what date\s*:?\s*(?P<until>.*)$", re.IGNORECASE)
_REASON = re.compile(r"(?:if yes,?\s*)?for what reason\s*:?\s*(?P<reason>.*)$", re.IGNORECASE)
_EXEMPTION = re.compile(r"exemptions?\s*:\s*(?P<exemption>.*)$", re.IGNORECASE)
_RATIONALE = re.compile(r"rationale\s*:\s*(?P<rationale>.*)$", re.IGNORECASE)
_NOTHING = frozenset({"", "n/a", "na", "none", "not applicable", "-"})
_ANSWERS = {"yes": True, "y": True, "no": False, "n": False}


def read(lines: Iterable[Line]) -> tuple[Access, list[str]]:
    """What the paper says on public access, and the lines that say something else."""
    access, unread, pending = Access(), [], ""
    for line in lines:
        text = squeeze(line.text)
        if pending and (answer := _answer(text)) is not None:
            access, pending = _with(access, pending, answer), ""
            continue
        pending = ""
        if _yes_or_no(text):
            access, pending, understood = _answered(access, text)
        else:
            access, understood = _stated(access, text)
        if not understood and not form.is_wording(text):
            unread.append(text)
    return access, unread


def _with(access: Access, field: str, answer: bool) -> Access:
    return replace(access, deferred=answer) if field == "deferred" else replace(access, part_2=answer)


def _yes_or_no(text: str) -> bool:
    return _DEFERRED.search(text) is not None or _PART_2.match(text) is not None


def _answer(text: str) -> bool | None:
    return _ANSWERS.get(form.plain(text))


def _answered(access: Access, text: str) -> tuple[Access, str, bool]:
    deferred = _DEFERRED.search(text)
    field = "deferred" if deferred else "part_2"
    found = deferred or _PART_2.match(text)
    words = found["answer"] if found else ""
    answer = _answer(words)
    if answer is None:
        return access, field, not words
    return _with(access, field, answer), "", True


def _stated(access: Access, text: str) -> tuple[Access, bool]:
    understood = False
    if found := _UNTIL.search(text):
        until, understood = found["until"], True
        text = text[: found.start()].rstrip()
        access = replace(access, until=day_in(until))
        understood = access.until is not None or form.plain(until) in _NOTHING
    if found := _REASON.match(text):
        return replace(access, reason=_value(found["reason"])), understood or not _UNTIL.search(text)
    if found := _EXEMPTION.match(text):
        return replace(access, exemption=_value(found["exemption"])), True
    if found := _RATIONALE.match(text):
        return replace(access, rationale=_value(found["rationale"])), True
    return access, understood


def _value(words: str) -> str:
    return "" if form.plain(words) in _NOTHING else words.strip()
