"""A worker is warm before it serves: nobody waits for templates and reference files to be read."""

from __future__ import annotations

from typing import Any

import pytest

from throughcare.foundation.operations import workers
from throughcare.foundation.operations.workers import WARMED, read_early, warm_up
from throughcare.foundation.ports import early


def test_each_first_page_is_asked_for_and_read_to_its_end():
    asked: list[str] = []

    def application(environ: dict[str, Any], start: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        start("200 OK", [])
        yield b"read"
        asked.append("to its end")

    warm_up(application)
    assert asked == [one for path in WARMED for one in (path, "to its end")]


def test_a_page_that_fails_stops_no_worker(caplog: pytest.LogCaptureFixture):
    def application(environ: dict[str, Any], start: Any) -> Any:
        raise RuntimeError("what it says is not logged")

    warm_up(application)
    assert caplog.text.count("RuntimeError") == len(WARMED)
    assert "not logged" not in caplog.text


@pytest.mark.parametrize(
    ("hosts", "asked_as"),
    [(["localhost"], "localhost"), ([".throughcare.example.test"], "throughcare.example.test"), (["*"], "localhost")],
)
def test_it_asks_under_a_name_that_the_service_answers_to(settings: Any, hosts: list[str], asked_as: str):
    settings.ALLOWED_HOSTS = hosts
    names: set[str] = set()
    warm_up(lambda environ, start: names.add(environ["HTTP_HOST"]) or [])
    assert names == {asked_as}


@pytest.mark.django_db
@pytest.mark.parametrize("path", WARMED)
def test_every_page_that_is_made_ready_is_there_for_everybody(client: Any, path: str):
    assert client.get(path).status_code == 200


def test_what_cannot_be_read_early_stops_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    read: list[str] = []

    def fails() -> None:
        raise OSError("what it says is not logged")

    monkeypatch.setattr(early, "_early", [])
    monkeypatch.setattr(workers.gc, "freeze", lambda: read.append("frozen"))
    early.reads_early(fails)
    early.reads_early(lambda: read.append("read"))
    read_early()
    assert read == ["read", "frozen"]
    assert "OSError" in caplog.text
    assert "not logged" not in caplog.text
