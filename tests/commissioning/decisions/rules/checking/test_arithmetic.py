"""The arithmetic rules, on a table built by hand with the faults that column sums cannot show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from throughcare.commissioning.decisions.rules.checking import CheckReference, Report, check
from throughcare.commissioning.decisions.rules.paper import Block, Facts, Paper, Row, StatedMovement, Table

M = 100_000_000
STEP = 1_000_000
YEARS = ("2022/23", "2023/24", "2024/25")


def row(label: str, *hundredths: int) -> Row:
    *cells, total = (amount * STEP for amount in hundredths)
    return Row(label, tuple(cells), total)


def block(kind: str, title: str, *rows: Row) -> Block:
    *lines, total = rows
    return Block(kind, title, tuple(lines), total)


FAULTY = Table(
    YEARS,
    (
        block(
            "expenditure",
            "Planned",
            row("Clinic", 12, 70, 70, 152),
            row("Voice", 5, 15, 15, 35),
            row("Total", 17, 85, 85, 187),
        ),
        block(
            "funding",
            "Paid by",
            row("Partner Grant", 15, 30, 10, 55),
            row("MOPAC budget", 2, 31, 31, 64),
            row("Transfer to from reserves", 0, 34, 34, 68),
            row("Total", 17, 95, 75, 187),
        ),
        block(
            "current",
            "Now",
            row("Partner Grant", 0, 0, 0, 0),
            row("MOPAC funding", 70, 31, 31, 132),
            row("Transfer to from reserves", 0, 0, 0, 0),
            row("Total", 70, 31, 31, 132),
        ),
        block(
            "change",
            "Changes",
            row("Partner Grant", 15, 30, 10, 55),
            row("MOPAC funding", 0, 0, 0, 0),
            row("Transfer to from reserves", -68, 34, 34, 0),
            row("Total", -53, 64, 44, 55),
        ),
    ),
    M,
    STEP,
)


def report(table: Table, facts: Facts | None = None) -> Report:
    paper = Paper(reference="PCD 1", signed=date(2022, 10, 11), table=table, facts=facts or Facts())
    return check(paper, reference=CheckReference())


def of(found: Report, rule: str) -> list[dict]:
    return [finding.as_dict() for finding in found.findings if finding.rule == rule and finding.severity != "note"]


def counts(found: Report) -> dict[str, tuple[int, int]]:
    return {checked.rule: (checked.count, checked.failed) for checked in found.checked}


def with_cell(table: Table, block_no: int, row_no: int, year: int, amount: int) -> Table:
    blocks = list(table.blocks)
    old = blocks[block_no]
    lines = list(old.rows)
    cells = list(lines[row_no].cells)
    cells[year] = amount * STEP
    lines[row_no] = replace(lines[row_no], cells=tuple(cells))
    blocks[block_no] = replace(old, rows=tuple(lines))
    return replace(table, blocks=tuple(blocks))


def test_every_row_and_column_that_adds_up_is_counted_as_holding():
    assert counts(report(FAULTY))["FOOT"] == (31, 0)


def test_a_changed_cell_breaks_its_row_and_its_column():
    found = of(report(with_cell(FAULTY, 0, 0, 1, 80)), "FOOT")
    assert [f["where"] for f in found] == [["table: Planned / Clinic / Total"], ["table: Planned / Total / 2023-24"]]
    assert found[0]["figures"] == {"stated": "1.52", "added": "1.62", "difference": "-0.10", "unit": "GBP million"}


def test_years_off_in_opposite_directions_are_errors_although_totals_agree():
    found = of(report(FAULTY), "YEAR")
    errors = [f for f in found if f["severity"] == "error"]
    assert [f["where"][0] for f in errors] == ["table: Paid by / Total / 2023-24", "table: Paid by / Total / 2024-25"]
    assert errors[0]["figures"] == {"funded": "0.95", "planned": "0.85", "difference": "0.10", "unit": "GBP million"}
    assert errors[1]["figures"]["difference"] == "-0.10"


def test_a_stated_movement_of_that_amount_between_those_years_explains_both():
    movement = StatedMovement(10 * STEP, STEP, "2023-24", ("2024-25",), "rec 4", "")
    found = report(FAULTY, Facts(movements=(movement,)))
    assert [f for f in of(found, "YEAR") if f["severity"] == "error"] == []
    assert [f for f in of(found, "RESERVE") if "unapproved" in f["figures"]] == []


def test_a_movement_of_another_amount_or_other_years_explains_nothing():
    for movement in (
        StatedMovement(68 * STEP, STEP, "2022-23", ("2023-24", "2024-25"), "rec 3", "", is_cap=True, even=True),
        StatedMovement(7 * STEP, STEP, "2023-24", ("2024-25",), "rec 3", ""),
        StatedMovement(10 * STEP, STEP, "2022-23", ("2023-24",), "rec 3", ""),
    ):
        found = report(FAULTY, Facts(movements=(movement,)))
        assert len([f for f in of(found, "YEAR") if f["severity"] == "error"]) == 2, movement


def test_one_movement_shown_two_ways_breaks_the_bridge_on_two_lines():
    found = of(report(FAULTY), "BRIDGE")
    assert [(f["where"][0], f["figures"]["difference"]) for f in found] == [
        ("table: Paid by / MOPAC budget / 2022-23", "0.68"),
        ("table: Paid by / Transfer to from reserves / 2022-23", "-0.68"),
    ]
    assert counts(report(FAULTY))["BRIDGE"] == (12, 2)


def test_reserve_totals_differ_between_blocks_and_a_movement_lacks_approval():
    movement = StatedMovement(68 * STEP, STEP, "2022-23", ("2023-24", "2024-25"), "rec 3", "", is_cap=True, even=True)
    found = of(report(FAULTY, Facts(movements=(movement,))), "RESERVE")
    errors = [f for f in found if f["severity"] == "error"]
    assert [f["figures"] for f in errors] == [
        {"funded": "0.68", "change": "0.00", "difference": "0.68", "unit": "GBP million"}
    ]
    (unapproved,) = [f for f in found if "unapproved" in f["figures"]]
    assert unapproved["severity"] == "warning"
    assert unapproved["figures"]["unapproved"] == "0.10"
    assert "rec 3" in unapproved["where"]


def test_rounding_is_a_note_and_silent_where_the_paper_says_that_it_rounds():
    table = with_cell(FAULTY, 0, 0, 1, 71)
    found = [f for f in report(table).findings if f.rule == "FOOT"]
    assert {f.severity for f in found} == {"note"}
    assert len(found) == 2
    assert [f for f in report(replace(table, says_rounded=True)).findings if f.rule == "FOOT"] == []


def test_a_fingerprint_survives_rechecking_and_not_a_changed_figure():
    first = {f.key for f in report(FAULTY).findings}
    assert first == {f.key for f in report(FAULTY).findings}
    assert len(first) == len(report(FAULTY).findings)
    changed = {f.key for f in report(with_cell(FAULTY, 1, 1, 0, 3)).findings if f.rule == "BRIDGE"}
    assert len(changed - first) == 1


def test_drawing_more_than_was_put_in_is_an_error_unless_a_draw_is_stated():
    table = with_cell(FAULTY, 3, 2, 2, 44)
    net = [f for f in of(report(table), "RESERVE") if "put_in" in f["figures"]]
    assert net[0]["figures"] == {"put_in": "0.68", "drawn": "0.78", "difference": "0.10", "unit": "GBP million"}
    draw = StatedMovement(10 * STEP, STEP, "", ("2024-25",), "para 3.2", "")
    found = of(report(table, Facts(movements=(draw,))), "RESERVE")
    assert [f for f in found if "put_in" in f["figures"]] == []
