"""Every python block of the how-to guides that is marked `run` is executed, top to bottom, one namespace a guide."""

import re
from pathlib import Path

import pytest

GUIDES = Path(__file__).parents[3] / "docs" / "how-to"
BLOCK = re.compile(r"^```python run\n(.*?)^```", re.MULTILINE | re.DOTALL)


def guides():
    return [path for path in sorted(GUIDES.glob("*.md")) if BLOCK.search(path.read_text(encoding="utf-8"))]


def test_there_are_guides_to_run():
    assert "measure-proven-reoffending.md" in {path.name for path in guides()}


@pytest.mark.parametrize("path", guides(), ids=lambda path: path.stem)
def test_the_examples_of_a_guide_run(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = path.read_text(encoding="utf-8")
    names = {"__name__": "guide"}
    for found in BLOCK.finditer(text):
        line = text[: found.start(1)].count("\n")
        exec(compile("\n" * line + found.group(1), str(path), "exec"), names)  # noqa: S102 - our own documentation


def test_the_rule_in_the_reference_can_be_loaded(tmp_path):
    import tomllib

    from desistance.cohorts import load

    text = (GUIDES.parent / "reference" / "cohort-rules.md").read_text(encoding="utf-8")
    block = re.search(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL).group(1)
    assert [len(version.criteria) for version in load(tomllib.loads(block)).versions] == [3, 1]
