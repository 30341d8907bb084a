"""What somebody typed of a record and has not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from throughcare.delivery.appointments.models import SessionDraft
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: the names of the form's inputs with what stands in them, its version, and when it was last saved."""

    content: Mapping[str, list[str]]
    version: int
    at: datetime | None


NONE = Draft({}, 0, None)


def mine(viewer: Viewer, referral_id: int, appointment_id: int | None) -> Draft:
    """The viewer's own draft; an empty one at version 0 where there is none."""
    found = visible_to(viewer, SessionDraft).filter(referral_id=referral_id, appointment_id=appointment_id).first()
    return Draft(found.content, found.version, found.at) if found else NONE
