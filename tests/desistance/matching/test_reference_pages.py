"""Every public call of matching and effects is on its reference page."""

from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference"


@pytest.mark.parametrize(("page", "part"), [("matching.md", "matching"), ("effects.md", "effects")])
def test_every_public_call_is_on_its_page(page, part):
    import importlib

    text = (PAGES / page).read_text(encoding="utf-8")
    calls = [name for name in importlib.import_module(f"desistance.{part}").__all__ if name.islower()]
    missing = [name for name in calls if f"`{name}" not in text]
    assert not missing
