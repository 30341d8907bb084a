"""Decision papers from files: one paper, or a table that names many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.actions.drafting import import_signed, start_paper
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.rules import reading
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.reading.sniffing import LARGEST_FILE
from throughcare.errors import Invalid
from throughcare.foundation.ports.importing import ADDED, UNCHANGED, Column, Import, Kind, Row

SIGNED, DRAFT = "signed", "draft"


def _paper(row: Row) -> Paper:
    name = row.text("file")
    try:
        with (row.folder / name).open("rb") as file:
            return reading.read_paper(file.read(LARGEST_FILE + 1), name=name)
    except reading.Unreadable as error:
        raise Invalid({"file": str(error)}) from error
    except (OSError, ValueError) as error:
        raise Invalid({"file": "It cannot be opened. Name it as it lies beside this table."}) from error


def take_paper(rows: Sequence[Row], given: Import) -> str:
    """Takes in a paper as signed, or as a draft of the person who imports."""
    row = rows[0]
    if given.by.person_id is None:
        raise Invalid("A paper has somebody who answers for it. Name yourself with --by.")
    as_what = row.text("as") or SIGNED
    if as_what not in (SIGNED, DRAFT):
        raise Invalid({"as": f"Write {SIGNED} or {DRAFT}."})
    paper = _paper(row)
    if as_what == DRAFT:
        start_paper(paper=replace(paper, signed=None, chief_executive_signed=None), by=given.by, at=given.at)
        return ADDED
    found = Decision.objects.filter(reference=paper.reference, is_historical=True).first() if paper.reference else None
    if found is not None and paper_of(found) == paper:
        return UNCHANGED
    import_signed(paper=paper, by=given.by, at=given.at)
    return ADDED


PAPERS = Kind(
    "decisions",
    "Decision papers. FILE is a paper (text, HTML, DOCX, PDF or TOML), or a CSV table that names papers beside it.",
    (
        Column("file", "the file of the paper, as seen from the table", True, "pcd-1291.docx"),
        Column("as", f"{SIGNED} (default) or {DRAFT}", False, SIGNED),
    ),
    take_paper,
    itself="file",
)
