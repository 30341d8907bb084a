"""What the actions of the coding room share."""

from __future__ import annotations

from datetime import datetime

from throughcare import machines
from throughcare.errors import NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.voice.coding import states
from throughcare.voice.coding.models import Codebook, Reading

# Who scrubs and trains where no person does: it reads nothing and belongs to nobody.
JOB = Viewer(name="Job", permissions=frozenset({Permission.CODE_FEEDBACK, Permission.KEEP_CODEBOOK}))


def own_codebook(codebook_id: int, permission: Permission, *, by: Viewer) -> Codebook:
    """A codebook of the viewer's own organisation, locked, for those who may do something with it."""
    check_can(by, permission)
    if by is not JOB:
        get_visible(by, Codebook, pk=codebook_id)
    found: Codebook = Codebook.objects.locked(codebook_id)
    if by is not JOB and found.organisation.code not in by.organisation_codes:
        raise NotFound("There is nothing here, or nothing that you may see.", remedy="Go back to your own codebook.")
    return found


def locked_reading(reading_id: int, *, by: Viewer) -> Reading:
    """A comment that the viewer may read, locked."""
    get_visible(by, Reading, pk=reading_id)
    found: Reading = Reading.objects.locked(reading_id)
    return found


def move_reading(row: Reading, step: str, *, by: Viewer, at: datetime, reason_code: str = "") -> None:
    """Takes a comment one step on and records it."""
    try:
        row.state = machines.move(states.READING_TRANSITIONS, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This comment is {row.state.replace('_', ' ')}: it waits for {states.READING_OWNER[row.state]}.",
            remedy="Go back to the coding room and take the next comment.",
        ) from error
    row.since = at
    row.held_by = row.held_until = None
    row.version += 1
    row.save()
    event(f"reading.{step}", subject=("reading", row.pk), by=by, at=at, reason_code=reason_code, state=row.state)
