"""Settings of the web server's workers: each seals the record now and then, and the lease lets one do so at a time."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

EVERY_SECONDS = 30
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


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each worker once it is ready."""
    threading.Thread(target=keep_sealing, name="sealer", daemon=True).start()
