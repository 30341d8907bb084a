"""What the log leaves out: at which moment somebody who answers did what."""

from __future__ import annotations

import logging

QUIET = ("/say/",)


class NothingOfAnswering(logging.Filter):
    """Lets no line through that tells the moment at which a page of participants refused something, as a text that was
    too long or a code that was wrong. An error of ours is told: its line holds an address and no word of theirs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written."""
        path = str(getattr(getattr(record, "request", None), "path", ""))
        return record.levelno >= logging.ERROR or not path.startswith(QUIET)
