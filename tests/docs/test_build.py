"""The generated pages say what the code says, and a page that no longer does is found."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setenv("COLUMNS", "100")
    shutil.copytree(module.FOLDER, tmp_path / "reference")
    monkeypatch.setattr(module, "FOLDER", tmp_path / "reference")
    return module


def test_no_page_has_drifted_from_the_code(build: ModuleType) -> None:
    found = build.differences()
    assert not found, "\n".join(found)


def test_a_page_that_drifted_is_shown(build: ModuleType) -> None:
    build.main([])
    page = build.FOLDER / "states.md"
    page.write_text(page.read_text(encoding="utf-8").replace("draft", "draught", 1), encoding="utf-8")
    found = build.differences()
    assert len(found) == 1
    assert "docs/reference/states.md" in found[0]
    assert page.read_text(encoding="utf-8").count("draught") == 1


def test_a_setting_that_is_not_explained_is_named(build: ModuleType) -> None:
    build.main([])
    page = build.FOLDER / "settings.md"
    page.write_text(page.read_text(encoding="utf-8").replace("`SECRET_KEY`", "a key"), encoding="utf-8")
    assert build.differences() == ["docs/reference/settings.md does not explain SECRET_KEY."]
