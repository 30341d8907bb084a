"""The reference page is what the declarations say."""

from __future__ import annotations

from pathlib import Path

from desistance.scores.instruments import INSTRUMENTS
from desistance.scores.items import ITEMS
from desistance.scores.page import reference_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "scores.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference_page()


def test_every_declared_item_is_read_by_some_instrument() -> None:
    read = {name for one in INSTRUMENTS.values() for name in one.columns}
    assert set(ITEMS) == read
