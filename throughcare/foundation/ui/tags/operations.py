"""States of what keeps the service running: its regular work, and emergency access."""

from __future__ import annotations

from throughcare.foundation.ui.tags.tag import Tag

OPERATIONS: dict[str, dict[str, Tag]] = {
    "work": {
        "never": Tag("Not done yet", "grey"),
        "being_done": Tag("Being done", "blue"),
        "done": Tag("Done", "green"),
        "failed": Tag("Failed", "red"),
        "late": Tag("Late", "yellow"),
    },
    "break_glass": {
        "open": Tag("Open", "red"),
        "ended": Tag("Ended", "yellow"),
        "reviewed": Tag("Reviewed", "green"),
    },
}
