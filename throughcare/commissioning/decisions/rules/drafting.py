"""Drafting: each short step of the form, as a pure change to the structured paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from string import ascii_lowercase

from throughcare.commissioning.decisions.rules.paper import (
    Access,
    Block,
    Declaration,
    LegalPower,
    Paper,
    Paragraph,
    Recommendation,
    Row,
    Section,
    Table,
)

PENCE, POUND = 1, 100
TABLE_PLACE = "3.2"
MAIN_SECTIONS: dict[int, str] = {
    1: "Introduction and background",
    2: "Issues for consideration",
    3: "Financial comments",
    4: "Legal comments",
    5: "Commercial issues",
    6: "Public health approach",
    7: "GDPR and data privacy",
    8: "Equality comments",
}
BLOCK_TITLES: dict[str, str] = {
    "expenditure": "Proposed expenditure",
    "funding": "Funded by",
    "current": "Current budget",
    "change": "Changes to current budget",
}
DELEGATING = {"delegate", "delegated"}


def paragraphs(text: str, section: int) -> tuple[Paragraph, ...]:
    """Paragraphs from prose, parted by blank lines, numbered ``section.1``, ``section.2``... in order."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return tuple(Paragraph(f"{section}.{index}", part) for index, part in enumerate(parts, start=1))


def prose(found: Sequence[Paragraph]) -> str:
    """Prose from paragraphs: the inverse of ``paragraphs`` but for the numbers."""
    return "\n\n".join(paragraph.text for paragraph in found)


def _after(before: Sequence[Paragraph], texts: Sequence[str], number: Callable[[str, bool], str]) -> list[Paragraph]:
    """Paragraphs as they were where their words are kept, else with the words of ``texts`` in their places.

    ``number`` gives that of one put in between, from the number before it and whether it comes last.
    """
    found: list[Paragraph] = []
    matcher = SequenceMatcher(None, [one.text.strip() for one in before], list(texts), autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += before[a:b]
            continue
        for place, text in enumerate(texts[c:d]):
            if a + place < b:
                found.append(replace(before[a + place], text=text))
            else:
                last = found[-1].number if found else ""
                found.append(Paragraph(number(last, d == len(texts) and b == len(before)), text))
    return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def paragraphs_after(before: Sequence[Paragraph], text: str, section: int) -> tuple[Paragraph, ...]:
    """A section's paragraphs once its prose was edited.

    Those that were numbered ``section.1``, ``section.2``... stay so numbered. Where a paper numbers otherwise, what was
    there keeps its number, what is added at the end takes the next one, and what is put in between a letter.
    """
    if [one.number for one in before] == [f"{section}.{index}" for index in range(1, len(before) + 1)]:
        return paragraphs(text, section)
    return tuple(_after(before, _parts(text), numbering([one.number for one in before], section)))


def numbering(numbers: Iterable[str], section: int) -> Callable[[str, bool], str]:
    """What gives one more paragraph of a section its number, from the one before it and whether it comes last."""
    taken = set(numbers)
    highest = max((int(one.rsplit(".", 1)[-1]) for one in taken if re.fullmatch(r"\d+\.\d+", one)), default=0)

    def number(last: str, is_last: bool) -> str:
        nonlocal highest
        if is_last:
            highest += 1
            return f"{section}.{highest}"
        letters = (f"{last.rstrip(ascii_lowercase)}{letter}" for letter in ascii_lowercase)
        made = next((one for one in letters if last and one not in taken), "")
        taken.add(made)
        return made

    return number


def with_summary(paper: Paper, text: str) -> Paper:
    """The executive summary."""
    return replace(paper, summary=tuple(_after(paper.summary, _parts(text), lambda last, is_last: "summary")))


def with_section(paper: Paper, number: int, text: str) -> Paper:
    """One section of Part 1; an empty text takes it out. Every other section stays where it is."""
    place = next((at for at, one in enumerate(paper.sections) if one.number == number), None)
    before = paper.sections[place] if place is not None else None
    found = paragraphs_after(before.paragraphs if before else (), text, number)
    made = (Section(number, _title(before, number), found),) if found else ()
    if place is None:
        place = next((at for at, one in enumerate(paper.sections) if one.number > number), len(paper.sections))
        return replace(paper, sections=(*paper.sections[:place], *made, *paper.sections[place:]))
    return replace(paper, sections=(*paper.sections[:place], *made, *paper.sections[place + 1 :]))


def _title(before: Section | None, number: int) -> str:
    return (before.title if before else "") or MAIN_SECTIONS.get(number, f"Section {number}")


def with_recommendations(paper: Paper, rows: Sequence[Mapping[str, object]]) -> Paper:
    """The recommendations; a row without words is left out, and one that says what it said stays as it was.

    They are numbered in order, but where a paper numbers otherwise each keeps its number.
    """
    before = paper.recommendations
    in_order = [one.number for one in before] == list(range(1, len(before) + 1))
    found: list[Recommendation] = []
    for place, row in enumerate(rows):
        if not _words(row, "text"):
            continue
        was = before[place] if place < len(before) else None
        following = max((one.number for one in (*before, *found)), default=0) + 1
        number = len(found) + 1 if in_order else was.number if was else following
        found.append(_recommendation(row, was, number))
    return replace(paper, recommendations=tuple(found))


def _words(row: Mapping[str, object], name: str) -> str:
    return str(row.get(name) or "").strip()


def _recommendation(row: Mapping[str, object], was: Recommendation | None, number: int) -> Recommendation:
    amount = row.get("amount")
    pence = amount if isinstance(amount, int) else None
    made = Recommendation(
        number=number,
        verb=_words(row, "verb").lower(),
        text=_words(row, "text"),
        amount_pence=pence,
        precision_pence=was.precision_pence if was and was.amount_pence == pence else PENCE,
        amount_is_cap=bool(row.get("is_cap")),
        period=_words(row, "period"),
        funder=_words(row, "funder"),
        power=_words(row, "power"),
        holder=_words(row, "holder"),
    )
    if was is not None and made == _trimmed(replace(was, number=number)):
        return replace(was, number=number)
    return made


def _trimmed(one: Recommendation) -> Recommendation:
    """A recommendation as the form gives it back."""
    names = ("text", "period", "funder", "power", "holder")
    return replace(one, verb=one.verb.strip().lower(), **{name: getattr(one, name).strip() for name in names})


def with_powers(paper: Paper, rows: Sequence[Mapping[str, object]]) -> Paper:
    """The legal powers relied on."""
    found = []
    for place, row in enumerate(rows):
        if not _words(row, "law"):
            continue
        made = LegalPower(*(_words(row, name) for name in ("law", "provision", "use", "where")))
        was = paper.powers[place] if place < len(paper.powers) else None
        same = was is not None and made == LegalPower(
            was.law.strip(), was.provision.strip(), was.use.strip(), was.where.strip()
        )
        found.append(was if was is not None and same else made)
    return replace(paper, powers=tuple(found))


@dataclass(frozen=True, slots=True)
class TypedBlock:
    """A block of the table as it was typed: its kind, the block that it was (null: new), its lines of pence."""

    kind: str
    was: Block | None
    lines: Sequence[tuple[str, Sequence[int | None]]]


def table_of(years: Sequence[str], blocks: Mapping[str, Sequence[tuple[str, Sequence[int | None]]]]) -> Table:
    """A table in pounds from lines of cells in pence; line and block totals are worked out, never typed."""
    made = with_table(Paper(), years, [TypedBlock(kind, None, blocks.get(kind, ())) for kind in BLOCK_TITLES]).table
    return made or Table(tuple(years), (), where=TABLE_PLACE)


def with_table(paper: Paper, years: Sequence[str], typed: Sequence[TypedBlock]) -> Paper:
    """The paper with its table as it was typed; without any line it has none.

    A line that says what it said keeps its stated total, a block with the same lines its own, and a table with the same
    figures the precision with which they were stated; figures that are typed are exact. A block keeps its title.
    """
    before = paper.table
    same_years = before is not None and tuple(years) == before.years
    made = [one for one in (_block(typed_, len(years), same_years) for typed_ in typed) if one is not None]
    if not made:
        return replace(paper, table=None)
    table = replace(before or Table((), (), where=TABLE_PLACE), years=tuple(years), blocks=tuple(made))
    figures = _figures(table)
    if before is None or figures != _figures(before):
        exact = POUND if not any(pence % POUND for pence in figures if pence) else PENCE
        table = replace(table, unit_pence=POUND, precision_pence=exact)
    return replace(paper, table=table)


def _figures(table: Table) -> list[int | None]:
    return [cell for block in table.blocks for row in block.rows for cell in row.cells]


def _block(typed: TypedBlock, years: int, same_years: bool) -> Block | None:
    was = typed.was
    old = was.rows if was else ()
    typed_rows = (
        _row(label, cells, old[place] if same_years and place < len(old) else None)
        for place, (label, cells) in enumerate(typed.lines)
    )
    rows = tuple(one for one in typed_rows if one is not None)
    rows += old[len(typed.lines) :] if same_years else ()
    if was is not None and rows == old and same_years:
        return was
    if not rows:
        return None
    columns = tuple(sum(row.cells[at] or 0 for row in rows if at < len(row.cells)) for at in range(years))
    label = was.total.label if was and was.total else "Total"
    title = (was.title if was else "") or BLOCK_TITLES.get(typed.kind, "")
    return Block(typed.kind, title, rows, Row(label, columns, sum(columns)))


def _row(label: str, cells: Sequence[int | None], was: Row | None) -> Row | None:
    """A line as it was where it says the same, else as it was typed; null where it has no name."""
    if was is not None and was.label.strip() == label.strip():
        padded = (*was.cells, *(None for _ in range(len(cells) - len(was.cells))))
        if padded == tuple(cells):
            return was
    return Row(label.strip(), tuple(cells), sum(cell or 0 for cell in cells)) if label.strip() else None


def with_access(paper: Paper, access: Access) -> Paper:
    """Public access to the paper."""
    return replace(paper, access=access)


def with_background(paper: Paper, text: str, *, none: bool = False) -> Paper:
    """Background papers, one a line; ``none`` says that there are none, and an empty text alone says nothing yet."""
    found = tuple(line.strip() for line in text.splitlines() if line.strip())
    return replace(paper, background=found if found or none else None)


def with_declarations(paper: Paper, found: Sequence[Declaration]) -> Paper:
    """Declarations by officers, in place of those of the same kind."""
    ids = {declaration.id for declaration in found}
    kept = tuple(declaration for declaration in paper.declarations if declaration.id not in ids)
    return replace(paper, declarations=(*kept, *found))


def signed_by_decision_maker(paper: Paper, *, interests: str, on: date) -> Paper:
    """The paper as signed: interests recorded, dated."""
    return replace(paper, interests=interests.strip(), signed=on)


def delegations_in(paper: Paper) -> tuple[Recommendation, ...]:
    """The recommendations that delegate authority."""
    return tuple(
        one for one in paper.recommendations if one.verb in DELEGATING or "delegated authority" in one.text.lower()
    )
