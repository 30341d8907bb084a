"""What Word keeps outside the plain text of a paragraph is read too: its numbers, boxes, notes, controls, changes."""

from __future__ import annotations

import io
import zipfile

import pytest

from throughcare.commissioning.decisions.rules.reading import docx
from throughcare.commissioning.decisions.rules.reading.word_numbers import Level, Numbering, counted

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PARTS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(body: str, *, numbering: str = "", footnotes: str = "") -> bytes:
    """A Word file made by hand, with the parts that are given."""
    extra = {"numbering": numbering, "footnotes": footnotes}
    given = {name: text for name, text in extra.items() if text}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{PARTS}.{name}+xml"/>' for name in ("document", *given)
    ).replace("document+xml", "document.main+xml")
    links = "".join(f'<Relationship Id="r{name}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>' for name in given)
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": "<Relationships "
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    } | {f"word/{name}.xml": f"<w:{name} {W}>{text}</w:{name}>" for name, text in given.items()}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, text in files.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return held.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str, *, level: int | None = None, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if level is not None else ""
    return f"<w:p><w:pPr>{place}</w:pPr>{run(text)}</w:p>"


def lines(body: str, **parts: str) -> list[str]:
    return docx.text_of(word(body, **parts)).split("\n\n")


LISTS = """<w:abstractNum w:abstractNumId="4">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="4"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"""


def test_automatic_numbers_are_counted_as_word_counts_them():
    body = "".join(
        (
            paragraph("Introduction", level=0),
            paragraph("First", level=1),
            paragraph("Second", level=1),
            paragraph("Point", level=2),
            paragraph("Between"),
            paragraph("Issues", level=0),
            paragraph("Third", level=1),
            paragraph("Anew", level=0, number=2),
            paragraph("Not numbered", level=0, number=0),
        )
    )
    assert lines(body, numbering=LISTS) == [
        *("1. Introduction", "1.1 First", "1.2 Second", "- Point", "Between", "2. Issues", "2.1 Third"),
        *("1. Anew", "Not numbered"),
    ]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [(1, "lowerLetter", "a"), (28, "upperLetter", "BB"), (4, "lowerRoman", "iv"), (1994, "upperRoman", "MCMXCIV")],
)
def test_letters_and_roman_numerals(number, form, text):
    assert counted(number, form) == text


def test_a_level_that_is_skipped_counts_from_its_start():
    lists = Numbering(levels={"0": {0: Level(start=3), 1: Level(pattern="%1.%2")}}, definition_of={"1": "0"})
    assert lists.label("1", 1) == "3.1"
    assert lists.label("9", 0) == ""


def test_content_controls_and_accepted_changes_are_read_and_deletions_are_not():
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('In a control')}</w:sdtContent></w:sdt>"
    changed = (
        f"<w:p>{run('Kept')}<w:ins>{run(' added')}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    assert lines(control + changed) == ["In a control", "Kept added"]


def test_a_footnote_is_read_where_it_is_cited():
    note = f'<w:footnote w:id="2"><w:p>{run("Of which 10,000 pounds is new.")}</w:p></w:footnote>'
    body = f'<w:p>{run("The cost is met.")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    assert lines(body, footnotes=note) == ["The cost is met. (Note: Of which 10,000 pounds is new.)"]


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{paragraph('In a box')}</w:txbxContent>"
    compatible = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    assert lines(f"<w:p>{run('Beside it')}<w:r>{compatible}</w:r></w:p>") == ["Beside it", "In a box"]
