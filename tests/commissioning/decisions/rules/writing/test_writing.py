"""Written forms read back to the same paper, and an HTML page is whole, accessible and escaped."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import html5lib
import pytest
from docx import Document

from tests.support.papers import faulty_paper, sound_paper
from throughcare.commissioning.decisions.rules import reading, writing
from throughcare.commissioning.decisions.rules.paper import Access, Recommendation

DEFERRED = Access(True, "bids are open", date(2024, 3, 1), True, "s43", "commercial interests")
PAPERS = {
    "sound": sound_paper(),
    "faulty": faulty_paper(),
    "deferred": sound_paper(access=DEFERRED, interests="I am a trustee of a bidder and took no part."),
    "unsigned draft": sound_paper(signed=None, background=None, table=None),
    "fields the words do not tell": sound_paper(
        recommendations=(
            Recommendation(1, "approve", "Approve the plan;", 123_456_700_000, 100, True, "2024/25", "A & B", "s.1"),
            Recommendation(2, "note", "Note £5m.", None),
            Recommendation(3, "agree", "Agree £0.55m.", 55_000_000, 1_000_000),
        )
    ),
}


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize(
    "write",
    [
        lambda paper: writing.to_html(paper).encode(),
        lambda paper: writing.to_text(paper).encode(),
        writing.to_docx,
        lambda paper: writing.to_toml(paper).encode(),
    ],
    ids=["html", "text", "docx", "toml"],
)
def test_it_reads_back_to_the_same_paper(name, write) -> None:
    assert reading.read_paper(write(PAPERS[name])) == PAPERS[name]


def test_plain_values_are_json() -> None:
    paper = sound_paper()
    assert reading.from_dict(json.loads(json.dumps(writing.to_dict(paper)))) == paper


def test_html_is_valid_and_has_one_h1_and_a_table_with_headers() -> None:
    page = writing.to_html(sound_paper())
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert tree.get("lang") == "en-GB"
    assert len(tree.findall(".//h1")) == 1
    assert tree.find(".//title").text == "PCD 9001 Settled homes and peer mentoring for people leaving custody"
    assert len(tree.findall(".//caption")) == 1
    scopes = [each.get("scope") for each in tree.findall(".//th")]
    assert {"col", "row", "rowgroup"} == set(scopes)
    assert tree.find(".//p[@id='para-4.3']") is not None


def test_html_escapes_what_the_paper_says() -> None:
    hostile = '<script>alert(1)</script> & "quoted" <b>bold</b>'
    paper = replace(sound_paper(), title=hostile, interests=hostile)
    page = writing.to_html(paper)
    assert "<script" not in page
    assert "<b>" not in page
    assert reading.read_paper(page.encode()) == paper


def test_a_word_document_has_headings_and_a_table() -> None:
    document = Document(io.BytesIO(writing.to_docx(sound_paper())))
    assert len(document.tables) == 1
    assert "Heading 2" in {each.style.name for each in document.paragraphs}


def test_word_leaves_out_characters_that_it_cannot_hold() -> None:
    assert reading.read_paper(writing.to_docx(sound_paper(title="a\x00b\x07c"))).title == "abc"
