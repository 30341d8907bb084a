"""Every layout comes to the same paper, and what can't be placed is listed."""

from __future__ import annotations

import pytest

from tests.support.papers import LAYOUTS, carried, faulty_paper, sound_paper
from throughcare.commissioning.decisions.rules import reading, writing
from throughcare.commissioning.decisions.rules.paper import Table
from throughcare.commissioning.decisions.rules.reading import money, years


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("paper", [sound_paper(), faulty_paper()], ids=["sound", "faulty"])
def test_a_layout_reads_back_to_the_same_paper(paper, layout) -> None:
    assert reading.read_paper(LAYOUTS[layout](paper)) == carried(layout, paper)


@pytest.mark.parametrize(
    ("cell", "pence"),
    [
        ("0.55", 55_000_000),
        ("-0.68", -68_000_000),
        ("(0.68)", -68_000_000),
        ("\u22120.68", -68_000_000),
        ("\u20130.68", -68_000_000),
        ("0.68-", -68_000_000),
        ("£(0.5)", -50_000_000),
        ("£550k", 55_000_000),
        ("£1,234.5k", 123_450_000),
        ("1 234", 123_400_000_000),
        ("+0.10*", 10_000_000),
        ("-", 0),
        ("\u2013", 0),
        ("nil", 0),
    ],
)
def test_a_cell_in_a_table_of_millions(cell, pence) -> None:
    figure = money.figure(cell)
    assert figure is not None
    assert figure.pence(money.MILLION) == pence


@pytest.mark.parametrize("cell", ["", "  ", "tbc", "n/a", "1.2.3", "12 services", "9" * 40, "()"])
def test_a_blank_or_a_word_is_no_figure(cell) -> None:
    assert money.figure(cell) is None


@pytest.mark.parametrize("header", ["2022/23", "2022-23", "2022\u201323", "22/23", "FY2022/23", "2022/2023 £m"])
def test_a_financial_year(header) -> None:
    assert years.financial_year(header) == "2022/23"


@pytest.mark.parametrize("header", ["2022-2025", "11/10", "2022", "Total", "22/22"])
def test_no_financial_year(header) -> None:
    assert years.financial_year(header) is None


def _table(lines: str) -> tuple[Table, tuple[str, ...]]:
    text = writing.to_text(sound_paper(table=None))
    paper = reading.read_paper(text.replace("\n\n4. Legal", f"\n\n{lines}\n\n4. Legal").encode())
    assert paper.table is not None
    return paper.table, paper.unread


def test_blank_cells_are_placed_by_the_columns_of_the_head() -> None:
    table, unread = _table(
        "                2023/24 £000   2024/25 £000   Total £000\n"
        "Funded by\n"
        "Partner                                  40           40\n"
        "Own budget                25                          25\n"
    )
    assert [row.cells for row in table.blocks[0].rows] == [(None, 4_000_000), (2_500_000, None)]
    assert unread == ()


def test_a_cell_that_is_no_figure_is_listed() -> None:
    table, unread = _table("\t2023/24 £m\t2024/25 £m\nFunded by\nPartner\t0.10\ttbc\nOwn\t0.2\t0.3\n")
    assert table.blocks[0].rows[0].cells == (10_000_000, None)
    assert unread == ("Partner 0.10 tbc",)


def test_a_row_with_more_figures_than_years_is_listed() -> None:
    table, unread = _table("\t2023/24 £m\t2024/25 £m\nFunded by\nPartner\t0.1\t0.2\t0.3\t0.4\nOwn\t0.2\t0.3\n")
    assert [row.label for row in table.blocks[0].rows] == ["Own"]
    assert unread == ("Partner 0.1 0.2 0.3 0.4",)


def test_a_row_of_spaces_under_a_head_of_tabs_that_lacks_a_figure_ends_the_table() -> None:
    table, _ = _table("\t2023/24 £m\t2024/25 £m\nFunded by\nPartner\t0.1\t0.2\nOwn budget     0.4\n")
    assert [row.label for row in table.blocks[0].rows] == ["Partner"]


def test_a_table_without_a_unit_takes_it_from_the_prose_and_says_so() -> None:
    table, unread = _table("\t2023/24\t2024/25\tTotal\nProposed Expenditure\nBoth services\t300\t500\t800\n")
    assert table.blocks[0].rows[0].total == 80_000_000
    assert unread == ("The table states no unit: read in thousands of pounds.",)


def test_a_table_that_says_it_is_rounded() -> None:
    table, _ = _table("All figures in £m, rounded\n\n\t2023/24\t2024/25\nFunded by\nPartner\t0.1\t0.2\n")
    assert table.says_rounded
    assert table.unit_pence == money.MILLION


def test_headings_that_say_other_things_keep_their_words() -> None:
    text = writing.to_text(sound_paper()).replace("5. Commercial Issues", "5. Buying and selling")
    sections = reading.read_paper(text.encode()).sections
    assert [(each.number, each.title) for each in sections][4] == (5, "Buying and selling")
    assert len(sections) == 8


def test_a_box_without_a_tick_is_not_ticked() -> None:
    text = writing.to_text(sound_paper()).replace("is set out in section 4.\n\n\u2713", "is set out in section 4.")
    ticked = {each.id: each.ticked for each in reading.read_paper(text.encode()).declarations}
    assert ticked["legal"] is False
    assert ticked["financial"] is True


def test_boxes_whose_marks_were_all_lost_are_unknown() -> None:
    text = writing.to_text(sound_paper()).replace("\n\u2713\n", "\n")
    ticked = {each.id: each.ticked for each in reading.read_paper(text.encode()).declarations}
    assert ticked["legal"] is None
    assert ticked["chief_executive"] is True


def test_a_deferred_paper_with_a_second_part() -> None:
    text = writing.to_text(sound_paper())
    text = text.replace("to be deferred? No", "to be deferred? YES\n\nIf yes, for what reason: bids are open")
    text = text.replace("Part 2 form \u2013 No", "Part 2 form:\n\nYes\n\nExemption: s43\n\nRationale: prices")
    text = text.replace("bids are open", "bids are open Until what date: 1 March 2024")
    access = reading.read_paper(text.encode()).access
    assert (access.deferred, access.reason, str(access.until)) == (True, "bids are open", "2024-03-01")
    assert (access.part_2, access.exemption, access.rationale) == (True, "s43", "prices")


def test_a_paper_of_the_register_in_html() -> None:
    page = b"""<!doctype html><html><body><nav>Menu</nav><main><h1>PCD 9003 Homes for all</h1>
    <dl><dt>Date signed</dt><dd>1 March 2024</dd><dt>Decision by</dt><dd>Example Person</dd></dl>
    <h2>Executive summary</h2><p>We seek approval.</p><h2>Recommendation</h2><p>The Deputy Mayor is recommended to:</p>
    <ol><li>Approve spending of up to &pound;20,000;</li><li>Note the risks.</li></ol></main></body></html>"""
    paper = reading.read_paper(page)
    assert (paper.reference, paper.title, str(paper.signed)) == ("PCD 9003", "Homes for all", "2024-03-01")
    assert [(each.number, each.verb, each.amount_pence) for each in paper.recommendations] == [
        (1, "approve", 2_000_000),
        (2, "note", None),
    ]


def test_one_column_of_figures_without_a_total_column_is_a_table_and_prose_about_a_year_is_none() -> None:
    table, unread = _table(
        "Expenditure                 2023/24 £m\n"
        "Mental health service             0.70\n"
        "Engagement                        0.15\n"
        "Total                             0.85\n"
        "The plan was approved by the board in the autumn of 2023\n"
        "Budget for 2023/24\n"
        "It is not known for 2024/25 yet\n"
    )
    (block,) = table.blocks
    assert [(row.label, row.cells) for row in block.rows] == [
        ("Mental health service", (70_000_000,)),
        ("Engagement", (15_000_000,)),
    ]
    assert block.total is not None
    assert block.total.cells == (85_000_000,)
