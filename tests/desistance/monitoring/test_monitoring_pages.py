"""Every example on the reference pages of monitoring and disclosure runs, and every public call is on its page."""

import importlib
import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference"


@pytest.mark.parametrize("page", ["monitoring.md", "disclosure.md"])
def test_monitoring_and_disclosure_examples_run(page, capsys):
    blocks = re.findall(r"```python\n(.*?)```", (PAGES / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, page, "exec"), {})  # noqa: S102 - our own documentation
    assert capsys.readouterr().out.strip()


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
