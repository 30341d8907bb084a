"""Publication: published, deferred until a date with a reason, or kept in Part 2 under an exemption."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.actions.common import locked, paper_of
from throughcare.commissioning.decisions.models import Decision, SearchWord
from throughcare.commissioning.decisions.rules import workflow
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.searching import words_of
from throughcare.errors import WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def _signed(decision_id: int, *, by: Viewer) -> Decision:
    row = locked(decision_id, by=by)
    if row.effect not in states.SIGNED_STATES:
        raise WrongState("Only a signed decision is published, deferred or kept back.")
    return row


def _move(row: Decision, kind: str, reason: str, *, by: Viewer, at: datetime) -> None:
    row.publication = workflow.check_move(states.PUBLICATION_TRANSITIONS, kind, row.publication, reason)
    row.version += 1
    row.save()
    event(f"publication.{kind}", subject=("publication", row.pk), by=by, at=at, state=row.publication)


def defer_as_stated(row: Decision, paper: Paper, *, by: Viewer, at: datetime) -> None:
    """Starts the publication of a signed paper as the paper itself says. Part of signing and of importing."""
    deferral = workflow.deferral_in(paper)
    if deferral is not None:
        row.deferral_reason, row.deferred_until = deferral
        _move(row, "deferred", row.deferral_reason, by=by, at=at)


@action
def publish(*, decision_id: int, by: Viewer, at: datetime) -> None:
    """Puts Part 1 on the public register, to be found by its words."""
    check_can(by, Permission.PUBLISH_DECISION)
    row = _signed(decision_id, by=by)
    workflow.check_may_publish(paper_of(row).access, row.deferred_until, clock.today(at))
    row.published_on = clock.today(at)
    _move(row, "published", "", by=by, at=at)
    words = words_of(paper_of(row))
    SearchWord.objects.bulk_create([SearchWord(decision=row, word=word) for word in sorted(words)], batch_size=400)


@action
def defer(*, decision_id: int, reason: str, until: date | None, by: Viewer, at: datetime) -> None:
    """Puts publication off until a date, with the reason."""
    check_can(by, Permission.PUBLISH_DECISION)
    row = _signed(decision_id, by=by)
    workflow.check_deferral(reason, until, clock.today(at))
    row.deferral_reason, row.deferred_until = reason.strip(), until
    _move(row, "deferred", reason, by=by, at=at)


@action
def keep_in_part_2(*, decision_id: int, exemption: str, rationale: str, by: Viewer, at: datetime) -> None:
    """Keeps the whole paper back under an exemption; the register says that it exists, and why it is not shown."""
    check_can(by, Permission.PUBLISH_DECISION)
    row = _signed(decision_id, by=by)
    workflow.check_part_2(exemption, rationale)
    row.exemption, row.rationale = exemption, rationale.strip()
    _move(row, "kept_in_part_2", rationale, by=by, at=at)
