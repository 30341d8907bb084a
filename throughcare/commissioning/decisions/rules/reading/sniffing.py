"""What kind of file the bytes are, told by the bytes themselves and only then by the name."""

from __future__ import annotations

import re

from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

LARGEST_FILE = 20_000_000
_LARGEST_SAID = "20 MB"
_SAMPLE = 4096
_HTML = re.compile(rb"<(?:!doctype\s+html|html|body|head|main|article|h1|table|p|div)\b", re.IGNORECASE)
_TOML = re.compile(
    r"^\s*\[{1,2}(?:decision|paper|recommendation|table|section)\b[\w.]*\]{1,2}\s*(?:#.*)?$", re.MULTILINE
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "This is an old Word file (.doc); save it as .docx or PDF and try again."),
    (b"{\\rtf", "This is an RTF file; save it as .docx or plain text and try again."),
    (b"\x89PNG", "This is a picture, not text; give the paper itself as text, HTML, DOCX or PDF."),
    (b"\xff\xd8\xff", "This is a picture, not text; give the paper itself as text, HTML, DOCX or PDF."),
    (b"GIF8", "This is a picture, not text; give the paper itself as text, HTML, DOCX or PDF."),
)
_ODD = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
NOT_TEXT = "This is not a text, HTML, DOCX or PDF file; give the decision paper in one of these forms."


def check_size(data: bytes) -> None:
    """Refuse an empty or an over-large file."""
    if not data.strip():
        raise Unreadable("The file is empty; give the decision paper as text, HTML, DOCX, PDF or TOML.")
    if len(data) > LARGEST_FILE:
        raise Unreadable(
            f"The file is larger than {_LARGEST_SAID}, more than any decision paper; give the paper alone."
        )


def kind(data: bytes) -> str:
    """``pdf``, ``docx`` or ``text`` (which may still be HTML or TOML), by the first bytes."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "docx"
    for magic, sentence in _FOREIGN:
        if data.startswith(magic):
            raise Unreadable(sentence)
    return "text"


def text_kind(text: str, name: str) -> str:
    """``html``, ``toml`` or ``plain`` for a text, by its content; the name decides where the content leaves it open."""
    head = text[:_SAMPLE]
    if _HTML.search(head.encode("utf-8", "replace")) and "</" in text:
        return "html"
    if name.lower().endswith(".toml") or _TOML.search(text[: 4 * _SAMPLE]):
        return "toml"
    return "plain"


def decoded(data: bytes) -> str:
    """The text that the bytes hold: UTF-8, UTF-16 with or without a mark, else Windows-1252. Raises ``Unreadable``."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, "replace"))
    if encoding := _unmarked_utf_16(data):
        return _checked(data.decode(encoding, "replace"))
    if b"\x00" in data:
        raise Unreadable(NOT_TEXT)
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as problem:
        if problem.start >= len(data) - 3:
            return _checked(data[: problem.start].decode("utf-8"))
    return _checked(data.decode("cp1252", "replace"))


def _unmarked_utf_16(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if len(sample) < 8:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 7 // 10 and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) > half * 7 // 10 and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


def _checked(text: str) -> str:
    sample = text[:100_000]
    odd = sum(1 for _ in _ODD.finditer(sample))
    if odd > max(2, len(sample) // 50):
        raise Unreadable(NOT_TEXT)
    return text
