"""Officer declarations: which boxes there are, what they say, and whether they are ticked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from throughcare.commissioning.decisions.rules.paper import Declaration
from throughcare.commissioning.decisions.rules.reading import form
from throughcare.commissioning.decisions.rules.reading.dates import day_in
from throughcare.commissioning.decisions.rules.reading.lines import Line, squeeze, without_bullet

TICKED = r"(?:[\u2713\u2714\u2611\u2705\u221a\u00fc\u2612\u2717\u2718]|\[\s?[xX\u2713\u2714]\s?\])"
UNTICKED = r"(?:[\u2610\u25a1\u25fb]|\[\s?\]|\[_\])"
_TICK = re.compile(rf"(?:^|(?<=\s))(?:(?P<ticked>{TICKED})|(?P<unticked>{UNTICKED}))(?=\s|$)")
_LABELS = "|".join(
    re.escape(label).replace("/", r"\s?/\s?") for label in sorted(form.DECLARATIONS, key=len, reverse=True)
)
_LABEL = re.compile(rf"\s*(?P<label>{_LABELS})\s*(?P<colon>:|$)\s*(?P<rest>.*)$", re.IGNORECASE)
_SIGNED = re.compile(r"^(?:signature\b\W*)?date\s*:?\s*(?P<date>\S.*)?$", re.IGNORECASE)
_BY = re.compile(r"^(?:name|signed by|completed by)\s*:\s*(?P<by>\S.*)$", re.IGNORECASE)
_DPIA = re.compile(r"\bDPIA\b|data protection impact assessment", re.IGNORECASE)


@dataclass(slots=True)
class _Box:
    code: str
    label: str
    statements: list[str] = field(default_factory=list)
    ticks: list[bool] = field(default_factory=list)
    by: str = ""
    on: date | None = None


def read(lines: Iterable[Line]) -> tuple[tuple[Declaration, ...], list[str]]:
    """The declarations in order, and the lines that belong to none.

    A box without any mark counts as not ticked where other boxes of the same paper are marked; where none is, the
    marks were lost on the way and every box is null.
    """
    boxes: list[_Box] = []
    unread: list[str] = []
    for line in lines:
        _take(squeeze(line.text), boxes, unread)
    marked = any(box.ticks for box in boxes)
    return tuple(each for box in boxes for each in _declared(box, marked)), unread


def _take(text: str, boxes: list[_Box], unread: list[str]) -> None:
    text, ticks = _unticked(text)
    label = _LABEL.match(text)
    if label and (label["colon"] == ":" or not label["rest"]):
        code = form.DECLARATIONS[form.plain(label["label"])]
        boxes.append(_Box(code, label["label"]))
        text = label["rest"]
    if boxes:
        boxes[-1].ticks += ticks
        if text:
            _into(boxes[-1], text, unread)
    elif text and not form.is_wording(text):
        unread.append(text)


def _unticked(text: str) -> tuple[str, list[bool]]:
    if form.is_wording(text):
        return text, []
    ticks = [bool(found["ticked"]) for found in _TICK.finditer(text)]
    return squeeze(_TICK.sub(" ", text)) if ticks else text, ticks


def _into(box: _Box, text: str, unread: list[str]) -> None:
    if form.is_wording(text):
        return
    if signed := _SIGNED.match(text):
        box.on = day_in(signed["date"] or "")
        if signed["date"] and not box.on:
            unread.append(text)
    elif named := _BY.match(text):
        box.by = named["by"]
    elif box.on:
        unread.append(text)
    else:
        box.statements.append(squeeze(without_bullet(text)))


def _declared(box: _Box, marked: bool) -> list[Declaration]:
    first = Declaration(box.code, box.label, "", _ticked(box, 0, marked), box.by, box.on)
    split = next((at for at, said in enumerate(box.statements) if at and _DPIA.search(said)), None)
    if box.code != "gdpr" or split is None:
        return [replace(first, text=" ".join(box.statements))]
    return [
        replace(first, text=" ".join(box.statements[:split])),
        replace(first, id="dpia", text=" ".join(box.statements[split:]), ticked=_ticked(box, -1, marked)),
    ]


def _ticked(box: _Box, at: int, marked: bool) -> bool | None:
    if box.ticks:
        return box.ticks[at]
    if box.on:
        return True
    return False if marked else None
