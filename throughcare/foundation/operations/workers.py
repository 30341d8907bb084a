"""Settings of the web server's workers: each is warm before it serves, seals the record and does regular work.

Leases let one worker do each at a time.
"""

from __future__ import annotations

import gc
import io
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from itertools import cycle
from typing import Any

from django.conf import settings

from throughcare.foundation.operations.server import FIRST_PAGES
from throughcare.foundation.reference import ReferenceError, load

EVERY_SECONDS = 30
# How many times only what was written lately is sealed between two looks through the whole record.
BETWEEN = 20
WARMED = (*FIRST_PAGES, "/say/")
WORK_EVERY_SECONDS = 20
logger = logging.getLogger("throughcare.record")


def _again_and_again(
    what: str, do: Callable[[], object], *, every: float, stop: threading.Event | None, log: logging.Logger = logger
) -> None:
    """Does something until told to stop; a failure is logged without detail and tried again."""
    from django.db import DatabaseError, close_old_connections

    while not (stop and stop.is_set()):
        try:
            do()
        except (DatabaseError, OSError) as error:
            log.warning("%s failed (%s); it is tried again.", what, type(error).__name__)
        finally:
            close_old_connections()
        if stop:
            stop.wait(every)
        else:
            time.sleep(every)


def warm_up(application: Callable[..., Any]) -> None:
    """Asks a worker's own application for its first pages, so that addresses, templates and reference files are read
    before anybody waits for them. A page that fails is left for whoever asks for it to hear of."""
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name.strip("*.")), "localhost")
    for path in WARMED:
        asked = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": host,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "HTTP_X_FORWARDED_PROTO": "https",
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        try:
            answer = application(asked, lambda status, headers, *rest: None)
            b"".join(answer)
            getattr(answer, "close", lambda: None)()
        except Exception as error:
            logger.warning("A page could not be made ready (%s).", type(error).__name__)


def read_early() -> None:
    """Reads what apps registered to be read early. What cannot be read is left for whoever needs it to hear of."""
    from django.db import DatabaseError, connections

    from throughcare.foundation.ports.early import all_early

    for read in all_early():
        try:
            read()
        except (DatabaseError, OSError) as error:
            logger.warning("Something could not be read early (%s).", type(error).__name__)
    connections.close_all()
    gc.freeze()


def keep_sealing(every: float = EVERY_SECONDS, *, stop: threading.Event | None = None) -> None:
    """Seals what is not sealed yet, again and again.

    The whole record is looked through at first and then now and then, and in between what was written lately.
    """
    from throughcare import clock
    from throughcare.foundation.record.sealing import seal

    turns = cycle([False, *[True] * (BETWEEN - 1)])
    _again_and_again("Sealing the record", lambda: seal(at=clock.now(), lately=next(turns)), every=every, stop=stop)


def keep_working(every: float = WORK_EVERY_SECONDS, *, stop: threading.Event | None = None) -> None:
    """Does the regular work that is due, again and again."""
    from throughcare.foundation.jobs.running import run_due

    log = logging.getLogger("throughcare.jobs")
    _again_and_again("Looking for regular work", run_due, every=every, stop=stop, log=log)


def on_starting(server: Any) -> None:
    """Called by gunicorn before there is a worker: with a reference file that cannot be used it ends here, saying why,
    and not with a trace from every worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.settings")
    try:
        load(settings.REFERENCE)
    except ReferenceError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from error


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each worker once it is ready.

    What is loaded by then stays, so the collector of garbage need not look through it again in the middle of a page.
    """
    warm_up(worker.wsgi)
    gc.collect()
    gc.freeze()
    for name, keep in (("early reader", read_early), ("sealer", keep_sealing), ("regular work", keep_working)):
        threading.Thread(target=keep, name=name, daemon=True).start()
