"""Acting on a concern: acknowledging it, owning it, what was done, who was told, passing it on."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.concerns.actions.common import lock_to_handle, move, note
from throughcare.delivery.concerns.models import Concern, ConcernStep, Telling
from throughcare.delivery.concerns.queries import vocabulary
from throughcare.delivery.concerns.queries.handlers import handlers, handling_organisations, led
from throughcare.delivery.concerns.rules import handling as rules
from throughcare.delivery.concerns.states import OPEN
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def _check_open(row: Concern) -> None:
    if row.state not in OPEN:
        rules.moved("started", row.state)


def _check_owner(row: Concern, owner_id: int, at: datetime) -> None:
    rules.check_owner(
        owner_id=owner_id,
        about_staff_id=row.about_staff_id,
        handlers=[one.person_id for one in handlers(row.organisation_id, on=clock.today(at))],
    )


@action
def acknowledge(
    *, concern_id: int, owner_id: int, words: str = "", version: int | None = None, by: Viewer, at: datetime
) -> Concern:
    """Tells whoever raised it that it is seen to, and by whom. Once, also where somebody began to act before."""
    row = lock_to_handle(concern_id, version=version, by=by)
    _check_open(row)
    if row.acknowledged_at is not None:
        raise WrongState("It is acknowledged already.", remedy="Open it again to see by whom.")
    _check_owner(row, owner_id, at)
    row.owner_id, row.acknowledged_at = owner_id, at
    if row.state == "raised":
        move(row, "acknowledged", words, by=by, at=at)
    else:
        row.version += 1
        row.save()
        note(row, "acknowledged", words, by=by, at=at)
        event("concern.acknowledged", subject=("concern", row.pk), by=by, at=at)
    return row


@action
def change_owner(*, concern_id: int, owner_id: int, version: int | None = None, by: Viewer, at: datetime) -> Concern:
    """Gives a concern to somebody else who handles concerns there."""
    row = lock_to_handle(concern_id, version=version, by=by)
    _check_open(row)
    _check_owner(row, owner_id, at)
    if row.owner_id != owner_id:
        row.owner_id = owner_id
        row.version += 1
        row.save()
        note(row, "owner_changed", "", by=by, at=at)
        event("concern.owner_changed", subject=("concern", row.pk), by=by, at=at)
    return row


@action
def record_step(
    *, concern_id: int, kind: str, words: str, version: int | None = None, by: Viewer, at: datetime
) -> ConcernStep:
    """Records what was done. The first step stops the clock of acting, and its escalation."""
    row = lock_to_handle(concern_id, version=version, by=by)
    _check_open(row)
    rules.check_step(kind=kind, words=words)
    first = row.acted_at is None
    if first:
        row.acted_at = at
    step = note(row, kind, words, by=by, at=at)
    if first:
        row.state, row.since = rules.moved("started", row.state), at
    row.version += 1
    row.save()
    kinds = "concern.started" if first else "concern.step_recorded"
    event(kinds, subject=("concern", row.pk), by=by, at=at, reason_code=kind, state=row.state if first else "")
    return step


@action
def record_telling(
    *,
    concern_id: int,
    whom: str,
    on: date | None = None,
    why_not: str = "",
    words: str = "",
    by: Viewer,
    at: datetime,
) -> Telling:
    """Records that somebody who must know was told, or why they are not told."""
    row = lock_to_handle(concern_id, by=by)
    _check_open(row)
    today = clock.today(at)
    known = vocabulary.must_be_told(row.kind, row.category, row.seriousness, clock.today(row.raised_at))
    rules.check_told(whom=whom, known=known, on=on, why_not=why_not, words=words, today=today)
    if Telling.objects.filter(concern=row, whom=whom).exists():
        raise Invalid({"whom": "It is recorded already whether they were told."})
    telling = Telling(
        concern=row, whom=whom, on=on, why_not=why_not, words=words.strip(), person_id=by.person_id, at=at
    )
    telling.save()
    event("concern.telling_recorded", subject=("concern", row.pk), by=by, at=at, reason_code=whom)
    return telling


@action
def pass_on(
    *, concern_id: int, organisation_id: int, reason: str, version: int | None = None, by: Viewer, at: datetime
) -> Concern:
    """Hands a concern to the organisation whose it is. Its clocks run on."""
    row = lock_to_handle(concern_id, version=version, by=by)
    _check_open(row)
    if not reason.strip():
        raise Invalid({"reason": "Say why it is theirs."})
    if organisation_id == row.organisation_id:
        raise Invalid({"organisation": "They have it already."})
    if organisation_id not in {number for number, _ in handling_organisations(on=clock.today(at))}:
        raise Invalid({"organisation": "Choose an organisation in which somebody handles concerns."})
    note(row, "passed_on", reason, by=by, at=at)
    row.organisation_id, row.owner_id, row.escalation_told_at = organisation_id, None, None
    if not led(organisation_id, row.about_staff_id, on=clock.today(at)):
        row.escalates_at = min(row.escalates_at or at, at)
    row.version += 1
    row.save()
    event("concern.passed_on", subject=("concern", row.pk), by=by, at=at)
    return row
