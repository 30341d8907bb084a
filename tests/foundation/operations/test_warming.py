"""A worker is warm before it serves: nobody waits for templates and reference files to be read."""

from __future__ import annotations

from typing import Any

import pytest

from throughcare.foundation.operations.workers import WARMED, warm_up


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


@pytest.mark.django_db
@pytest.mark.parametrize("hosts", [["localhost"], [".throughcare.example.test"], ["*"]])
def test_the_real_pages_answer_whatever_the_host(settings: Any, hosts: list[str]):
    from throughcare.wsgi import application

    settings.ALLOWED_HOSTS = hosts
    answers: list[str] = []

    def watched(environ: dict[str, Any], start: Any) -> Any:
        return application(environ, lambda status, headers, *rest: answers.append(status))

    warm_up(watched)
    assert answers == ["200 OK"] * len(WARMED)
