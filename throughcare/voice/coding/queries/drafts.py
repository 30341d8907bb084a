"""What somebody typed of a form and has not sent yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.coding.models import WorkingDraft


@dataclass(frozen=True, slots=True)
class Draft:
    """The values of a form's inputs by name, and the version; nought where there is no draft."""

    content: Mapping[str, list[str]]
    version: int


def key_of_quote(reading_id: int) -> str:
    """The key of the form in which somebody words a quote of a comment."""
    return f"quote-{reading_id}"


def my_draft(viewer: Viewer, key: str) -> Draft:
    """The viewer's own draft of a form."""
    row = visible_to(viewer, WorkingDraft).filter(key=key).first()
    return Draft(row.content, row.version) if row else Draft({}, 0)
