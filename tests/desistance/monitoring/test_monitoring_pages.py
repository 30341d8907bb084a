"""Every public call of monitoring, disclosure and economics is on its page."""

import importlib
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference"


@pytest.mark.parametrize(("page", "part"), [("monitoring.md", "monitoring"), ("disclosure.md", "disclosure")])
def test_every_public_call_of_monitoring_and_disclosure_is_on_its_page(page, part):
    text = (PAGES / page).read_text(encoding="utf-8")
    calls = [name for name in importlib.import_module(f"desistance.{part}").__all__ if name.islower()]
    assert not [name for name in calls if f"{name}(" not in text]


def test_every_public_call_of_economics_is_on_the_page():
    from desistance import economics

    text = (PAGES / "monitoring.md").read_text(encoding="utf-8")
    calls = [name for name, held in vars(economics).items() if getattr(held, "__module__", "") == economics.__name__]
    public = [name for name in calls if name.islower() and not name.startswith("_")]
    assert {"appraise", "break_even"} <= set(public)
    assert not [name for name in public if f"`{name}`" not in text and f"economics.{name}(" not in text]
