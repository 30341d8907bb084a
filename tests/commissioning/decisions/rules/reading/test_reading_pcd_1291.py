"""The published text of PCD 1291 is read whole. The text itself is not ours to keep: it is read where it is present."""

from __future__ import annotations

import warnings
from datetime import date
from pathlib import Path

import pytest

from throughcare.commissioning.decisions.rules import reading
from throughcare.commissioning.decisions.rules.paper import Paper

TEXT = Path(__file__).parents[6] / "shared" / "inputs" / "pcd-1291.txt"
FACTS = Path(__file__).parents[6] / "shared" / "reference" / "pcd-1291.toml"
PARAGRAPHS_A_SECTION = {1: 6, 2: 6, 3: 2, 4: 6, 5: 4, 6: 1, 7: 3, 8: 3}
MILLIONTHS = {
    "expenditure": ([12, 70, 70, 152], [5, 15, 15, 35], [17, 85, 85, 187]),
    "funding": ([15, 30, 10, 55], [2, 31, 31, 64], [0, 34, 34, 68], [17, 95, 75, 187]),
    "current": ([0, 0, 0, 0], [70, 31, 31, 132], [0, 0, 0, 0], [70, 31, 31, 132]),
    "change": ([15, 30, 10, 55], [0, 0, 0, 0], [-68, 34, 34, 0], [-53, 64, 44, 55]),
}


@pytest.fixture(scope="module")
def paper() -> Paper:
    if not TEXT.exists():
        pytest.skip(f"LOUD: the text of PCD 1291 is not at {TEXT}, so its full reading is not tried")
    return reading.read_paper(TEXT.read_bytes(), name=TEXT.name)


def test_its_head_and_signatures(paper: Paper) -> None:
    assert paper.reference == "PCD 1291"
    assert paper.title == "Integrated Offender Management (IOM) co-commissioned services"
    assert paper.decision_maker == "Deputy Mayor for Policing and Crime"
    assert (paper.signed, paper.chief_executive_signed) == (date(2022, 10, 11), date(2022, 10, 11))
    assert paper.interests == ""
    assert len(paper.summary) == 4


def test_its_recommendations(paper: Paper) -> None:
    read = [
        (each.number, each.verb, each.amount_pence, each.amount_is_cap, each.period) for each in paper.recommendations
    ]
    assert read == [
        (1, "approve", 55_000_000, True, "2022-2025"),
        (2, "approve", 187_000_000, False, ""),
        (3, "approve", 68_000_000, True, "2023/24 and 2024/25"),
        (4, "delegate", None, False, ""),
    ]
    assert paper.recommendations[0].funder == "London Probation"


def test_every_paragraph_under_its_number(paper: Paper) -> None:
    numbers = [each.number for section in paper.sections for each in section.paragraphs]
    expected = [f"{section}.{item + 1}" for section, count in PARAGRAPHS_A_SECTION.items() for item in range(count)]
    expected.insert(expected.index("2.5"), "")
    assert numbers == expected
    texts = {each.number: each.text for section in paper.sections for each in section.paragraphs}
    assert "almost three quarters having difficulties" in texts["1.5"]
    assert "the exercise of those functions on" in texts["4.1"]


def test_every_figure_of_the_table(paper: Paper) -> None:
    table = paper.table
    assert table is not None
    assert table.years == ("2022/23", "2023/24", "2024/25")
    assert (table.unit_pence, table.precision_pence, table.where) == (100_000_000, 1_000_000, "3.2")
    read = {
        block.kind: tuple(
            [None if pence is None else pence // 1_000_000 for pence in (*row.cells, row.total)]
            for row in (*block.rows, *([block.total] if block.total else []))
        )
        for block in table.blocks
    }
    assert read == MILLIONTHS
    assert sum(len(rows) for rows in read.values()) == 15


def test_its_declarations_and_access(paper: Paper) -> None:
    codes = "financial legal equalities public_health commercial gdpr dpia head_of_service chief_executive"
    assert [each.id for each in paper.declarations] == codes.split()
    assert all(each.ticked for each in paper.declarations)
    said = {each.id: each.text for each in paper.declarations}
    assert said["dpia"] == "A DPIA is not required."
    assert said["legal"] == "Legal advice is not required."
    assert paper.background == ()
    assert (paper.access.deferred, paper.access.part_2, paper.access.reason) == (False, False, "")


def test_only_the_last_line_is_not_placed(paper: Paper) -> None:
    assert len(paper.unread) == 1
    assert len(paper.unread[0]) < 20


def test_the_text_cut_anywhere_says_where_it_stops(paper: Paper) -> None:
    text = TEXT.read_text(encoding="utf-8")
    end = text.index("Chief Executive Officer\n")
    for share in range(3, 20):
        read = reading.read_paper(text[: end * share // 20].encode())
        assert read.unread[-1].startswith("The paper stops "), share


def test_its_restated_facts_have_the_same_table(paper: Paper) -> None:
    if not FACTS.exists():
        warnings.warn(f"LOUD: {FACTS} is missing", stacklevel=1)
    facts = reading.read_paper(FACTS.read_bytes())
    assert facts.table is not None
    assert paper.table is not None
    assert facts.table.blocks == paper.table.blocks
    assert facts.signed == paper.signed
    assert [each.amount_pence for each in facts.recommendations] == [
        each.amount_pence for each in paper.recommendations
    ]
