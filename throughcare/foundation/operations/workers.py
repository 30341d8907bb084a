"""Settings of the web server's workers: each is warm before it serves, and seals the record now and then.

The lease lets one worker seal at a time.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from throughcare.foundation.operations.server import FIRST_PAGES

EVERY_SECONDS = 30
WARMED = (*FIRST_PAGES, "/say/")
logger = logging.getLogger("throughcare.record")


def keep_sealing(every: float = EVERY_SECONDS, *, stop: threading.Event | None = None) -> None:
    """Seals what is not sealed yet, again and again; a failure is logged without detail and tried again."""
    from django.db import DatabaseError, close_old_connections

    from throughcare import clock
    from throughcare.foundation.record.sealing import seal

    while not (stop and stop.is_set()):
        try:
            seal(at=clock.now())
        except (DatabaseError, OSError) as error:
            logger.warning("Sealing the record failed (%s); it is tried again.", type(error).__name__)
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


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each worker once it is ready."""
    warm_up(worker.wsgi)
    threading.Thread(target=keep_sealing, name="sealer", daemon=True).start()
