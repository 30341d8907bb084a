"""Starts the web server, and fetches the first pages of a running one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.core.management.base import CommandError

HOST = "127.0.0.1"
FIRST_PAGES = ("/", "/decisions", "/accounts/login/")
PATIENCE = 60.0


def arguments(port: int) -> list[str]:
    """The command that serves: more processes than two cores, so that a page seldom waits for another in its own.

    Each has few threads, since one page at a time is made in it; SQLite has one writer, and its readers do not wait.
    """
    return [
        *(sys.executable, "-m", "gunicorn", "throughcare.wsgi:application"),
        *("--bind", f"{HOST}:{port}", "--workers", "3", "--threads", "3", "--worker-class", "gthread"),
        *("--log-level", "warning", "--graceful-timeout", "5", "--timeout", "60"),
        *("--config", "python:throughcare.foundation.operations.workers"),
    ]


def check_port(port: int) -> None:
    """Refuse a port that cannot be used, with what to do instead."""
    if not 1 <= port <= 65535:
        raise CommandError(f"{port} is not a port. Use one between 1024 and 65535, for example 8000.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Stop what uses it or choose another, "
                f"for example `make run PORT={port + 1 if port < 65535 else 8080}`."
            ) from error


def free_port() -> int:
    """A port that nothing uses at present."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def serve(port: int) -> NoReturn:
    """Become the server, so that whoever stops this process stops it and none is left behind."""
    check_port(port)
    command = arguments(port)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - the arguments are ours


@contextmanager
def running(port: int) -> Iterator[str]:
    """A server for the length of the block; gives its address."""
    check_port(port)
    process = subprocess.Popen(arguments(port))  # noqa: S603 - the arguments are ours
    try:
        address = f"http://{HOST}:{port}"
        _wait(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise CommandError("The server stopped while starting. What it printed above says why.")
        try:
            with urllib.request.urlopen(address + FIRST_PAGES[-1], timeout=5):  # noqa: S310 - our own address  # nosec B310
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise CommandError(f"The server did not answer within {PATIENCE:.0f} seconds.")


def fetch(address: str) -> int:
    """Fetch a page that must be there and hold a heading; gives its size in bytes."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own address  # nosec B310
            body = answer.read()
    except OSError as error:
        raise CommandError(f"{address} could not be fetched ({error}).") from error
    if b"<h1" not in body:
        raise CommandError(f"{address} answered without a heading, so it is not the page it should be.")
    return len(body)
