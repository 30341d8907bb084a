"""A paper as a stream of pieces in the order of the form, from which every written form is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from throughcare.commissioning.decisions.rules.paper import (
    Declaration,
    Paper,
    Paragraph,
    Recommendation,
    Section,
    Table,
)
from throughcare.commissioning.decisions.rules.reading import form, recommendations
from throughcare.commissioning.decisions.rules.writing import figures

_TICKS = {True: "\u2713", False: "\u2610"}
_SHARED_BOX = ("gdpr", "dpia")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a written paper.

    ``kind`` is ``title``, ``heading``, ``subheading``, ``label``, ``field``, ``text``, ``numbered``, ``item`` or
    ``table``. ``label`` is the name of a field or the number of a numbered piece; ``table`` is set for a table.
    """

    kind: str
    text: str = ""
    label: str = ""
    table: Table | None = None


def pieces(paper: Paper) -> Iterator[Piece]:
    """Every piece of the paper, in the order of the form."""
    yield from _head(paper)
    yield from _asked(paper)
    yield from _approval(paper)
    yield Piece("heading", "PART I - NON-CONFIDENTIAL FACTS AND ADVICE")
    yield from _sections(paper)
    if paper.background is not None:
        yield Piece("subheading", "Background/supporting papers", str(form.BACKGROUND_SECTION))
        yield from (Piece("item", each) for each in paper.background or ("None",))
    yield from _access(paper)
    yield from _declarations(paper)


def _head(paper: Paper) -> Iterator[Piece]:
    yield Piece("title", paper.title, paper.reference)
    fields = (("Objective", paper.objective), ("Programme", paper.programme), ("Decided for", paper.decided_for))
    yield from (Piece("field", value, label) for label, value in fields if value)
    if paper.decision_maker and not paper.recommendations:
        yield Piece("field", paper.decision_maker, "Decision maker")
    if paper.summary:
        yield Piece("heading", "Executive Summary:")
        yield from (Piece("text", each.text) for each in paper.summary)


def _asked(paper: Paper) -> Iterator[Piece]:
    if not paper.recommendations:
        return
    yield Piece("heading", "Recommendation:")
    yield Piece("text", f"The {paper.decision_maker or 'decision maker'} is recommended to:")
    for each in paper.recommendations:
        yield Piece("numbered", _recommendation(each), f"{each.number}.")


def _recommendation(asked: Recommendation) -> str:
    """Its text, and a note of what the text alone would not tell a reader."""
    told = recommendations.recommendation(asked.number, asked.text)
    note = [
        f"{label}: {value or 'not stated'}"
        for label, value, plain in (
            ("Verb", asked.verb, told.verb),
            ("Period", asked.period, told.period),
            ("Funder", asked.funder, told.funder),
            ("Power", asked.power, told.power),
            ("Holder", asked.holder, told.holder),
        )
        if value != plain
    ]
    stated = (asked.amount_pence, asked.precision_pence, asked.amount_is_cap)
    if stated != (told.amount_pence, told.precision_pence, told.amount_is_cap):
        note.insert(0, f"Amount: {figures.stated_amount(asked)}")
    return f"{asked.text} [{' | '.join(note)}]" if note else asked.text


def _approval(paper: Paper) -> Iterator[Piece]:
    if paper.interests is not None:
        yield Piece("heading", "Interests")
        yield Piece("text", "I confirm I have considered whether I have an interest in this matter.")
        yield Piece("text", "Any such interests are recorded below.")
        if paper.interests:
            yield Piece("text", paper.interests)
    yield Piece("text", "The above request has my approval.")
    yield from _signature(paper.signed)


def _signature(signed: date | None) -> Iterator[Piece]:
    yield Piece("text", "Signature")
    if signed:
        yield Piece("text", f"Date {signed:%d/%m/}{signed.year:04d}")


def _sections(paper: Paper) -> Iterator[Piece]:
    table = paper.table
    for section in paper.sections:
        yield Piece("subheading", section.title, str(section.number))
        at = _table_after(table, section)
        for position, paragraph in enumerate(section.paragraphs):
            yield _paragraph(paragraph)
            if table and position == at:
                yield Piece("table", table=table)
                table = None
    if table:
        yield Piece("table", table=table)


def _table_after(table: Table | None, section: Section) -> int | None:
    if table is None:
        return None
    numbers = [each.number for each in section.paragraphs]
    if table.where in numbers:
        at = numbers.index(table.where) + 1
        while at < len(numbers) and not numbers[at]:
            at += 1
        return at - 1
    return len(numbers) - 1 if table.where == str(section.number) else None


def _paragraph(paragraph: Paragraph) -> Piece:
    return Piece("numbered", paragraph.text, paragraph.number) if paragraph.number else Piece("text", paragraph.text)


def _access(paper: Paper) -> Iterator[Piece]:
    access = paper.access
    yield Piece("heading", "Public access to information")
    yield Piece("text", _answered("Is the publication of Part 1 of this approval to be deferred?", access.deferred))
    if access.reason:
        yield Piece("text", f"If yes, for what reason: {access.reason}")
    if access.until:
        yield Piece("text", f"Until what date: {access.until:%d/%m/}{access.until.year:04d}")
    yield Piece("text", _answered("Is there a Part 2 form \u2013", access.part_2))
    if access.exemption:
        yield Piece("text", f"Exemption: {access.exemption}")
    if access.rationale:
        yield Piece("text", f"Rationale: {access.rationale}")


def _answered(question: str, answer: bool | None) -> str:
    return question if answer is None else f"{question} {'Yes' if answer else 'No'}"


def _declarations(paper: Paper) -> Iterator[Piece]:
    if not paper.declarations:
        return
    yield Piece("heading", "ORIGINATING OFFICER DECLARATION")
    yield Piece("text", "Tick to confirm statement (\u2713)")
    before: Declaration | None = None
    for each in paper.declarations:
        if not (before and (before.id, each.id) == _SHARED_BOX and before.label == each.label):
            yield Piece("label", f"{each.label}:")
        yield from _declaration(each)
        before = each


def _declaration(declared: Declaration) -> Iterator[Piece]:
    if declared.text:
        yield Piece("text", declared.text)
    if declared.ticked is not None:
        yield Piece("text", _TICKS[declared.ticked])
    if declared.by:
        yield Piece("text", f"Name: {declared.by}")
    if declared.on:
        yield from _signature(declared.on)
