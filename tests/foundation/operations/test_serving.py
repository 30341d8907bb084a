"""Ports and pages: what cannot be used is explained."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.management.base import CommandError

from throughcare.foundation.operations import demo_data, server


def test_a_port_in_use_or_out_of_range_is_explained() -> None:
    with socket.socket() as taken:
        taken.bind((server.HOST, 0))
        taken.listen()
        with pytest.raises(CommandError, match=r"cannot be used .* choose another"):
            server.check_port(taken.getsockname()[1])
    for port in (0, -1, 70_000):
        with pytest.raises(CommandError, match="is not a port"):
            server.check_port(port)
    server.check_port(server.free_port())


class Pages(BaseHTTPRequestHandler):
    """A page with a heading, one without, and nothing else."""

    def do_GET(self) -> None:
        bodies = {"/good": b"<h1>Here</h1>", "/bare": b"<p>Here</p>"}
        body = bodies.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer((server.HOST, 0), Pages) as web:
        thread = Thread(target=web.serve_forever)
        thread.start()
        yield f"http://{server.HOST}:{web.server_port}"
        web.shutdown()
        thread.join()


def test_a_page_must_be_there_and_be_a_page(address: str) -> None:
    assert server.fetch(f"{address}/good") == len(b"<h1>Here</h1>")
    with pytest.raises(CommandError, match="without a heading"):
        server.fetch(f"{address}/bare")
    with pytest.raises(CommandError, match="could not be fetched"):
        server.fetch(f"{address}/none")


@pytest.mark.django_db
def test_the_demo_is_refused_beside_real_people() -> None:
    from django.contrib.auth import get_user_model
    from django.db import connection

    demo_data.refuse_beside_real_data()
    people = get_user_model()
    row = {"password": "!", "email": "anna@example.test", "name": "Anna Example"}
    # Written past the actions on purpose: this is about what is in the table, however it came there.
    insert(connection, people, row)
    demo_data.refuse_beside_real_data()
    insert(connection, people, {**row, "email": "somebody@police.example"})
    with pytest.raises(CommandError, match="1 of the people"):
        demo_data.refuse_beside_real_data()


@pytest.mark.long
@pytest.mark.django_db
def test_stopping_the_command_stops_the_server(tmp_path: Path) -> None:
    port = server.free_port()
    environment = {**os.environ, "THROUGHCARE_DATA": str(tmp_path), "THROUGHCARE_DEMO": "0"}
    command = [sys.executable, "-m", "throughcare.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not answers(port):
        time.sleep(0.2)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert not answers(port)


def answers(port: int) -> bool:
    """Whether anything listens there."""
    with socket.socket() as probe:
        return probe.connect_ex((server.HOST, port)) == 0


def insert(connection: object, model: object, values: dict[str, object]) -> None:
    """A row with defaults for the other columns."""
    whole = model(**values)  # type: ignore[operator]
    fields = [field for field in whole._meta.local_concrete_fields if field.name != "id"]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values_ = [field.get_db_prep_save(getattr(whole, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'INSERT INTO "{whole._meta.db_table}" ({columns}) VALUES ({marks})', values_)
