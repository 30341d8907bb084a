"""Drafting and comparing: pure changes to the structured paper."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.support.papers import faulty_paper, sound_paper
from throughcare.commissioning.decisions.rules import drafting
from throughcare.commissioning.decisions.rules.advising import declarations_from
from throughcare.commissioning.decisions.rules.comparing import compare, words_changed
from throughcare.commissioning.decisions.rules.paper import Declaration, Paper

PROSE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(st.lists(PROSE.map(str.strip).filter(bool), max_size=6))
def test_prose_and_paragraphs_are_each_other_undone(texts):
    texts = [" ".join(text.split()) for text in texts if text.split()]
    found = drafting.paragraphs("\n\n".join(texts), 4)
    assert [one.text for one in found] == texts
    assert [one.number for one in found] == [f"4.{n}" for n in range(1, len(texts) + 1)]
    assert drafting.paragraphs(drafting.prose(found), 4) == found


def test_a_section_is_put_replaced_and_taken_out_in_order():
    paper = drafting.with_section(drafting.with_section(Paper(), 3, "Costs."), 1, "Why.")
    assert [section.number for section in paper.sections] == [1, 3]
    assert drafting.with_section(paper, 3, "").sections == paper.sections[:1]
    assert drafting.with_section(paper, 1, "Because.").sections[0].paragraphs[0].text == "Because."


def test_totals_of_the_table_are_worked_out():
    table = drafting.table_of(["2026/27", "2027/28"], {"expenditure": [("Service", [100, 200]), ("Other", [None, 50])]})
    block = table.blocks[0]
    assert [row.total for row in block.rows] == [300, 50]
    assert block.total is not None
    assert (block.total.cells, block.total.total) == ((100, 250), 350)


def test_recommendations_without_words_are_left_out_and_numbered():
    rows = [{"text": " "}, {"text": "Approve it.", "verb": "Approve", "amount": 5, "is_cap": True}]
    (one,) = drafting.with_recommendations(Paper(), rows).recommendations
    assert (one.number, one.verb, one.amount_pence, one.amount_is_cap) == (1, "approve", 5, True)


def test_delegations_are_told_from_other_recommendations():
    assert [one.number for one in drafting.delegations_in(faulty_paper())] == [4]


def test_declarations_follow_from_the_advice_and_leave_the_rest():
    paper = Paper(
        declarations=(Declaration("dpia", "DPIA", "A DPIA is required.", True), Declaration("legal", "L", "x"))
    )
    made = declarations_from(
        paper, [("legal", "given", "Fine.", "Leslie", None), ("finance", "not_needed", "No money.", "C", None)]
    )
    by_id = {one.id: one for one in made}
    assert by_id["legal"].text == "Legal advice has been taken."
    assert by_id["financial"].text == "Financial advice is not required: No money."
    assert by_id["dpia"].text == "A DPIA is required."


@given(PROSE, PROSE)
def test_words_changed_gives_both_texts_back(before, after):
    pieces = words_changed(before, after)
    assert "".join(one.text for one in pieces if one.kind != "removed") == after
    assert "".join(one.text for one in pieces if one.kind != "added") == before


def test_equal_papers_do_not_differ_and_a_paragraph_put_in_is_the_only_change():
    paper = sound_paper()
    assert compare(paper, paper) == ()
    section = paper.sections[0]
    text = drafting.prose(section.paragraphs)
    changed = drafting.with_section(paper, section.number, f"{text}\n\nOne more thing.")
    (change,) = compare(paper, changed)
    assert (change.kind, change.pieces[0].text) == ("added", "One more thing.")
    (title,) = compare(paper, replace(paper, title=f"{paper.title} and more"))
    assert title.place == "title"
    assert [one.kind for one in title.pieces] == ["kept", "added"]


def test_a_comparison_shows_the_whole_paper():
    paper = sound_paper()
    assert paper.table is not None
    block, *blocks = paper.table.blocks
    assert block.total is not None
    row, *rows = block.rows
    more = (replace(row, total=(row.total or 0) + 1), *rows)
    total = replace(block.total, cells=(1, *block.total.cells[1:]))
    table = replace(paper.table, blocks=(replace(block, rows=more, total=total), *blocks))
    declaration, *declarations = paper.declarations
    unticked = replace(declaration, ticked=not declaration.ticked)
    part_2 = replace(paper, access=replace(paper.access, part_2=True, exemption="s43", rationale="Prices."))
    other = replace(part_2, access=replace(part_2.access, rationale="Names."))
    first_year = paper.table.years[0]
    for before, after, places in (
        (part_2, other, ["access: Part 2"]),
        (paper, replace(paper, interests="A cousin works there."), ["interests"]),
        (replace(paper, interests=None), replace(paper, interests=""), ["interests"]),
        (paper, replace(paper, declarations=(unticked, *declarations)), [f"declaration: {declaration.label}"]),
        (
            paper,
            replace(paper, table=table),
            [
                f"table: {block.title} / {row.label} / Total",
                f"table: {block.title} / {block.total.label} / {first_year}",
            ],
        ),
    ):
        assert [one.place for one in compare(before, after)] == places
