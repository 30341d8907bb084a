"""What can't be read gets one sentence that says what is wrong and what to do."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from tests.support.papers import LAYOUTS, sound_paper
from throughcare.commissioning.decisions.rules import reading, writing


def _scan() -> bytes:
    from reportlab.pdfgen import canvas

    written = io.BytesIO()
    page = canvas.Canvas(written)
    page.rect(10, 10, 100, 100)
    page.save()
    return written.getvalue()


def _encrypted() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(LAYOUTS["pdf"](sound_paper()))))
    writer.encrypt("a password")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _packed(name: str, size: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, b"0" * size)
    return written.getvalue()


REFUSED = {
    "empty": (lambda: b"", "is empty"),
    "blank": (lambda: b" \r\n\t ", "is empty"),
    "huge": (lambda: b"a" * 20_000_001, "larger than 20 MB"),
    "long": (lambda: b"Title: x\n" * 200_000, "longer than any decision paper"),
    "binary": (lambda: bytes(range(256)) * 20, "not a text"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(40), "a picture"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "old Word"),
    "rtf": (lambda: b"{\\rtf1\\ansi Hello", "RTF"),
    "unrelated": (lambda: b"It rained all week and nobody decided a thing. " * 50, "Nothing of a decision"),
    "unrelated html": (lambda: b"<html><body><h1>Hello</h1></body></html>", "Nothing of a decision"),
    "deep html": (lambda: b"<html><body>" + b"<div>" * 50_000 + b"</div>", "too deeply"),
    "scan": (_scan, "pictures of pages"),
    "encrypted pdf": (_encrypted, "password"),
    "cut pdf": (lambda: LAYOUTS["pdf"](sound_paper())[:2000], "PDF is damaged"),
    "cut docx": (lambda: LAYOUTS["docx"](sound_paper())[:9000], "Word document is damaged"),
    "zip bomb": (lambda: _packed("word/document.xml", 70_000_000), "unpacks to far more"),
    "other zip": (lambda: _packed("sheet.xml", 10), "no Word document"),
    "broken toml": (lambda: b"[paper]\nreference = 1 2\n", "line 2"),
    "toml of another kind": (lambda: b"[section]\nname = 'x'\n", "neither a [paper] nor a [decision]"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_one_sentence_says_what_is_wrong(case) -> None:
    make, words = REFUSED[case]
    with pytest.raises(reading.Unreadable) as refused:
        reading.read_paper(make())
    sentence = str(refused.value)
    assert words in sentence
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "tail",
    ["-" * 900_000 + "x", "\t2022/23 " + "(" * 900_000, "**" * 400_000, "2022/23 2023/24\n" * 9_000, " " * 900_000],
    ids=["dashes", "brackets", "stars", "years", "spaces"],
)
def test_hostile_text_is_read_in_bounded_time(tail) -> None:
    started = time.process_time()
    paper = reading.read_paper((writing.to_text(sound_paper()) + tail).encode())
    assert paper.reference == "PCD 9001"
    assert time.process_time() - started < 10


def test_a_pdf_that_only_restricts_printing_is_read() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(LAYOUTS["pdf"](sound_paper()))))
    writer.encrypt("", "owner")
    written = io.BytesIO()
    writer.write(written)
    assert reading.read_paper(written.getvalue()).reference == "PCD 9001"


def test_windows_and_truncated_encodings_are_read() -> None:
    text = writing.to_text(sound_paper()).replace("\u2713", "[x]")
    assert reading.read_paper(text.encode("cp1252")).recommendations[0].amount_pence == 30_000_000
    assert reading.read_paper(text.encode("utf-16-le")).recommendations[0].amount_pence == 30_000_000
    assert reading.read_paper((text + "£").encode()[:-1]).reference == "PCD 9001"
