"""A decision paper from its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from throughcare.commissioning.decisions.rules.paper import Paper, Paragraph, Section
from throughcare.commissioning.decisions.rules.reading import (
    access,
    declarations,
    ending,
    form,
    outline,
    prose,
    recommendations,
    table,
)
from throughcare.commissioning.decisions.rules.reading.dates import day_in
from throughcare.commissioning.decisions.rules.reading.lines import Line, logical_lines, squeeze, without_bullet
from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

NOTHING_OF_A_DECISION = (
    "Nothing of a decision could be read: no reference, summary, recommendation, section or financial table was found;"
    " check that this is the decision paper itself."
)
LONGEST_LEAD = 40
LONGEST_TEXT = 1_000_000
MOST_LINES = 20_000
TOO_LONG = "The text is longer than any decision paper (a million characters or 20,000 lines); give the paper alone."
_REFERENCE = re.compile(r"\bPCD\s*(?P<number>\d{1,5})\b", re.IGNORECASE)
_LABELLED = re.compile(r"\s*(?P<label>[A-Za-z][A-Za-z ]{1,40}?)\s*[:\t|]\s*(?P<value>.*)$")
_ASKED = re.compile(
    r"\s*(?P<who>(?:The\s+)?[A-Z].{2,120}?)\s+(?:is|are)\s+(?:recommended|asked|invited)\s+to\b\s*:?\s*", re.DOTALL
)
_DATED = re.compile(r"(?:signature\b\W*)?date\s*:?\s*(?P<date>\S.*)?$", re.IGNORECASE)
_NONE = frozenset({"none", "nil", "n/a", "not applicable", "no background papers"})
_ROUNDED = re.compile(
    r"\b(?:figures|totals|sums|numbers|amounts)\b[^.]*\bround(?:ed|ing)\b|\bdue to rounding\b", re.IGNORECASE
)
_OWN_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}\.?\s+(?=\S)")


@dataclass(slots=True)
class _Draft:
    """The paper as far as it is read. ``lost`` collects what can't be placed."""

    paper: Paper = field(default_factory=Paper)
    tables: list[table.RawTable] = field(default_factory=list)
    where: dict[int, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    pending: str = ""


def read_text(text: str) -> Paper:
    """The paper that this text holds. Raises ``Unreadable`` where it holds nothing of a decision."""
    if len(text) > LONGEST_TEXT:
        raise Unreadable(TOO_LONG)
    logical = logical_lines(text)
    if len(logical) > MOST_LINES:
        raise Unreadable(TOO_LONG)
    lines, tables, lost = table.lift_tables(logical)
    draft = _Draft(tables=tables, lost=lost)
    found = outline.parts(lines)
    for part in found:
        _READERS[part.kind](draft, part)
    _settle_tables(draft)
    if not _is_decision(draft.paper, found):
        raise Unreadable(NOTHING_OF_A_DECISION)
    stopped = ending.where_it_stops(draft.paper, found)
    unread = (*draft.lost, stopped) if stopped else draft.lost
    return replace(draft.paper, unread=tuple(line for line in unread if line))


def _set(draft: _Draft, **changes: object) -> None:
    draft.paper = replace(draft.paper, **changes)  # type: ignore[arg-type]


def _header(draft: _Draft, part: outline.Part) -> None:
    title_open = False
    for line, text in zip((each for each in part.lines if each.table is None), _texts(draft, part), strict=True):
        before = draft.paper.title
        if _header_line(draft, text):
            title_open = draft.paper.title != before
        elif title_open and not line.gap:
            _set(draft, title=f"{draft.paper.title} {text}")
        else:
            draft.lost.append(text)
            title_open = False


def _header_line(draft: _Draft, text: str) -> bool:
    labelled = _LABELLED.match(text)
    name = form.HEADER_LABELS.get(form.plain(labelled["label"])) if labelled else None
    if name and labelled:
        return _header_field(draft, name, squeeze(labelled["value"]).strip("| "))
    if draft.pending:
        return _header_field(draft, draft.pending, text)
    if bare := form.HEADER_LABELS.get(form.plain(text)):
        draft.pending = bare
        return True
    found = _REFERENCE.search(text)
    if found and not draft.paper.reference:
        _set(draft, reference=f"PCD {found['number']}")
        rest = text[found.end() :].lstrip(" :-\u2013\u2014")
        if rest and not draft.paper.title:
            _set(draft, title=rest)
            rest = ""
        return len(text[: found.start()]) < LONGEST_LEAD and rest in ("", draft.paper.title)
    return form.is_wording(text) or (found is not None and text == draft.paper.reference)


def _header_field(draft: _Draft, name: str, value: str) -> bool:
    draft.pending = "" if value else name
    if name == "reference" and (found := _REFERENCE.search(value)):
        value = f"PCD {found['number']}"
    if name == "signed":
        day = day_in(value)
        if day:
            _set(draft, signed=day)
        return day is not None or not value
    if value and getattr(draft.paper, name) not in ("", value):
        return False
    if value:
        _set(draft, **{name: value})
    return True


def _texts(draft: _Draft, part: outline.Part) -> list[str]:
    draft.where |= {line.table: "" for line in part.lines if line.table is not None}
    return [squeeze(line.text) for line in part.lines if line.table is None]


def _summary(draft: _Draft, part: outline.Part) -> None:
    found: list[Paragraph] = []
    for text in _texts(draft, part):
        if found and prose.carries_on(found[-1].text, text):
            found[-1] = Paragraph("summary", f"{found[-1].text} {text}")
        else:
            found.append(Paragraph("summary", without_bullet(text)))
    _set(draft, summary=tuple(found))


def _recommendations(draft: _Draft, part: outline.Part) -> None:
    lines: list[Line] = []
    for line in part.lines:
        text = line.text
        if line.table is not None:
            draft.where[line.table] = ""
            continue
        asked = _ASKED.match(text) if not lines else None
        if asked:
            _set(draft, decision_maker=asked["who"].removeprefix("The ").strip())
            text = text[asked.end() :]
        if text.strip() and squeeze(text) != draft.paper.decision_maker:
            lines.append(Line(text, line.gap))
    found, lost = recommendations.read(lines)
    draft.lost += lost
    _set(draft, recommendations=found)


def _interests(draft: _Draft, part: outline.Part) -> None:
    words = []
    for text in _texts(draft, part):
        start = text.lower().find("recorded below.")
        if start >= 0 and form.is_wording(text):
            text = text[start + len("recorded below.") :].strip()
        if text and not form.is_wording(text):
            words.append(text)
    _set(draft, interests=" ".join(words))


def _signature(draft: _Draft, part: outline.Part) -> None:
    for text in _texts(draft, part):
        if text.lower().startswith("the above request has my approval"):
            text = text[len("the above request has my approval") :].strip(" .")
        found = _DATED.match(text)
        day = day_in(found["date"] or "") if found else None
        if day and draft.paper.signed in (None, day):
            _set(draft, signed=day)
        elif text and not form.is_wording(text) and form.plain(text) not in ("signature", "date"):
            draft.lost.append(text)


def _section(draft: _Draft, part: outline.Part) -> None:
    found: list[Paragraph] = []
    for piece in prose.paragraphs(part.lines, part.number):
        if isinstance(piece, int):
            draft.where[piece] = next((each.number for each in reversed(found) if each.number), str(part.number))
        elif not form.is_wording(piece.text):
            found.append(piece)
    section = Section(part.number, part.title, tuple(found))
    _set(draft, sections=(*draft.paper.sections, section))


def _background(draft: _Draft, part: outline.Part) -> None:
    listed = [_OWN_NUMBER.sub("", without_bullet(text), count=1) for text in _texts(draft, part)]
    listed = [text for text in listed if not form.is_wording(text)]
    if len(listed) == 1 and form.plain(listed[0]) in _NONE:
        listed = []
    _set(draft, background=(*(draft.paper.background or ()), *listed))


def _access(draft: _Draft, part: outline.Part) -> None:
    _texts(draft, part)
    found, lost = access.read(line for line in part.lines if line.table is None)
    draft.lost += lost
    _set(draft, access=found)


def _declarations(draft: _Draft, part: outline.Part) -> None:
    _texts(draft, part)
    found, lost = declarations.read(line for line in part.lines if line.table is None)
    draft.lost += lost
    chief = next((each.on for each in found if each.id == "chief_executive"), None)
    _set(draft, declarations=found, chief_executive_signed=chief)


def _unplaced(draft: _Draft, part: outline.Part) -> None:
    draft.lost += [text for text in _texts(draft, part) if not form.is_wording(text)]


_READERS: dict[str, Callable[[_Draft, outline.Part], None]] = {
    "header": _header,
    "summary": _summary,
    "recommendations": _recommendations,
    "interests": _interests,
    "signature": _signature,
    "part_1": _unplaced,
    "part_2": _unplaced,
    "section": _section,
    "background": _background,
    "access": _access,
    "declarations": _declarations,
}


def _settle_tables(draft: _Draft) -> None:
    prose_text = _prose(draft.paper)
    rounded = any(_ROUNDED.search(text) for text in prose_text if "round" in text)
    for at, raw in enumerate(draft.tables):
        read, remark = table.settled(raw, prose_text, draft.where.get(at, ""))
        read = replace(read, says_rounded=read.says_rounded or rounded)
        draft.lost.append(remark)
        held = draft.paper.table
        if held is None:
            _set(draft, table=read)
        elif (held.years, held.unit_pence) == (read.years, read.unit_pence):
            precision = max(held.precision_pence, read.precision_pence)
            _set(draft, table=replace(held, blocks=held.blocks + read.blocks, precision_pence=precision))
        else:
            draft.lost += _printed(raw)


def _printed(raw: table.RawTable) -> list[str]:
    rows = [(title, row) for title, rows in raw.blocks for row in rows]
    return [
        "A further table with other years or units was not read: "
        + squeeze(f"{title} / {row.label}: ")
        + " "
        + _figures(row)
        for title, row in rows
    ]


def _figures(row: table.RawRow) -> str:
    return " ".join(
        "" if each is None else f"{each.digits / 10**each.decimals:.{each.decimals}f}" for each in row.figures
    )


def _prose(paper: Paper) -> list[str]:
    paragraphs: Sequence[Paragraph] = [*paper.summary, *(each for part in paper.sections for each in part.paragraphs)]
    return [each.text for each in paragraphs] + [each.text for each in paper.recommendations]


def _is_decision(paper: Paper, found: Sequence[outline.Part]) -> bool:
    kinds = {part.kind for part in found if part.lines}
    known = sum(form.SECTION_TITLES.get(form.plain(part.title)) is not None for part in found if part.kind == "section")
    signs = (
        2 * bool(paper.reference),
        bool(paper.title),
        "summary" in kinds,
        2 * bool(paper.recommendations and any(each.verb in recommendations.VERBS for each in paper.recommendations)),
        known,
        2 * bool(paper.table and any(block.kind != "other" for block in paper.table.blocks)),
        2 * bool(paper.declarations),
    )
    return sum(signs) >= 2
