"""Every command of the service in the guides is run as it stands, top to bottom, on an empty service."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from tests.support.examples import ROOT, blocks, commands, pages, run_page
from tests.support.papers import sound_paper
from throughcare import cli
from throughcare.commissioning.decisions.rules import writing

pytestmark = pytest.mark.django_db


def with_commands() -> list[Path]:
    return [
        path
        for path in pages()
        if any(
            command.startswith("throughcare ")
            for block in blocks(path.read_text(encoding="utf-8"))
            if block.kind == "console"
            for command, _, _ in commands(block)
        )
    ]


def test_the_guides_of_the_service_have_commands() -> None:
    assert {path.name for path in with_commands()} >= {
        "README.md",
        "import-rows.md",
        "publish-what-the-public-may-have.md",
    }


@pytest.mark.parametrize("path", with_commands(), ids=lambda path: path.stem)
def test_the_commands_of_a_page_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "paper.txt").write_text(writing.to_text(sound_paper()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert ROOT not in tmp_path.parents
    run_page(path, {"throughcare": cli.main})


def test_the_page_in_the_readme_is_drawn(rf: RequestFactory) -> None:
    text = (ROOT / "throughcare" / "foundation" / "ui" / "README.md").read_text(encoding="utf-8")
    (page,) = [block for block in blocks(text) if block.kind == "jinja"]
    request = rf.get("/")
    request.user = AnonymousUser()
    drawn = engines["jinja2"].from_string(page.text).render({}, request)
    assert "<h1" in drawn
    assert "Programme money" in drawn
