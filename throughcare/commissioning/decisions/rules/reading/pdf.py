"""PDF files with a text layer to text lines, laid out as on the page."""

from __future__ import annotations

import logging
from io import BytesIO

from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

MOST_PAGES = 300
_BROKEN = "The PDF is damaged and can't be opened; save it again from its source and try again."
_LEAST_TEXT = 20


def text_of(data: bytes) -> str:
    """The text of a PDF, page by page. Raises ``Unreadable`` for a scan, a protected or a damaged file."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        text = _extracted(data)
    except Unreadable:
        raise
    except Exception as problem:  # the parser raises dozens of kinds for damaged files
        raise Unreadable(_BROKEN) from problem
    if len(text.strip()) < _LEAST_TEXT:
        raise Unreadable(
            "The PDF holds pictures of pages and no text; run text recognition over it, or give the paper as text."
        )
    return text


def _extracted(data: bytes) -> str:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("The PDF is protected by a password; save it without one and try again.")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(
            f"The PDF has more than {MOST_PAGES} pages, more than any decision paper; give the paper alone."
        )
    return "\n\n".join(page.extract_text(extraction_mode="layout") for page in reader.pages)
