"""Proposals answered, changes recorded with their evidence, and people told."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.feedback.queries.local import reading_limits
from throughcare.voice.proposals import states
from throughcare.voice.proposals.actions.common import check_own, kinds_in, locked_proposal, move_proposal
from throughcare.voice.proposals.actions.proposing import check_addressed_to
from throughcare.voice.proposals.actions.telling import tell
from throughcare.voice.proposals.models import Change, Proposal
from throughcare.voice.proposals.rules import answering as rules
from throughcare.voice.proposals.rules.plain import check_plain


@action
def answer_proposal(
    *,
    proposal_id: int,
    answer: str,
    words: str,
    reasons: str = "",
    change_due: date | None = None,
    by: Viewer,
    at: datetime,
) -> Proposal:
    """Adopts, adapts or declines a proposal, for whoever holds the role that it is addressed to."""
    check_can(by, Permission.ANSWER_PROPOSAL)
    row = locked_proposal(proposal_id, by=by)
    if row.state == states.Proposal.SENT:
        check_addressed_to(row, by)
    rules.check_answer(answer, words, reasons, change_due, today=clock.today(at))
    row.answer, row.answer_words, row.answer_reasons = answer, words.strip(), reasons.strip()
    row.change_due = None if answer == Proposal.Answer.DECLINED else change_due
    row.answered_by_id, row.answered_on = by.person_id, clock.today(at)
    move_proposal(row, answer, by=by, at=at)
    return row


@action
def record_change(
    *, proposal_id: int, what: str, made_on: date, evidence_kind: str, evidence: str, by: Viewer, at: datetime
) -> Proposal:
    """Says what was changed and how we know. More can be added while people have not been told."""
    check_can(by, Permission.ANSWER_PROPOSAL)
    row = locked_proposal(proposal_id, by=by)
    check_addressed_to(row, by)
    if evidence_kind not in Change.Evidence.values:
        raise Invalid({"evidence_kind": "Choose what kind of evidence it is."})
    if row.answered_on is None or row.state not in (
        states.Proposal.ADOPTED,
        states.Proposal.ADAPTED,
        states.Proposal.CHANGED,
    ):
        raise WrongState(
            "A change follows from a proposal that was adopted or adapted.", remedy="Open it again to see where it is."
        )
    today = clock.today(at)
    rules.check_change(what, evidence, made_on, answered_on=row.answered_on, today=today)
    Change(
        proposal=row,
        what=what.strip(),
        made_on=made_on,
        evidence_kind=evidence_kind,
        evidence=evidence.strip(),
        recorded_by_id=by.person_id,
        recorded_on=today,
    ).save()
    if row.state == states.Proposal.CHANGED:
        event("proposal.change_added", subject=("proposal", row.pk), by=by, at=at)
    else:
        move_proposal(row, "changed", by=by, at=at)
    return row


@action
def publish_answer(*, proposal_id: int, answer_plainly: str, by: Viewer, at: datetime) -> Proposal:
    """Puts the answer on the public page in plain words, and writes to those who asked to hear."""
    check_can(by, Permission.PUBLISH_ANSWER)
    row = locked_proposal(proposal_id, by=by)
    check_own(row, by)
    if not row.answer:
        raise WrongState("There is no answer to publish yet.", remedy="It waits for whoever it is addressed to.")
    today = clock.today(at)
    check_plain({"answer_plainly": answer_plainly}, reading_limits(today), kinds_in)
    first = row.answer_published_on is None
    row.answer_plainly = answer_plainly.strip()
    row.answer_published_on = row.answer_published_on or today
    row.version += 1
    row.save()
    if first:
        tell(row, "answer", on=today)
    event("proposal.answer_published", subject=("proposal", row.pk), by=by, at=at)
    return row


@action
def tell_back(*, proposal_id: int, change_plainly: str = "", by: Viewer, at: datetime) -> Proposal:
    """Tells people what changed, or with a declined proposal that this is where it ends."""
    check_can(by, Permission.PUBLISH_ANSWER)
    row = locked_proposal(proposal_id, by=by)
    check_own(row, by)
    if row.answer_published_on is None:
        raise WrongState("The answer is not on the public page yet.", remedy="Publish the answer first.")
    today = clock.today(at)
    changed = row.state == states.Proposal.CHANGED
    if changed:
        check_plain({"change_plainly": change_plainly}, reading_limits(today), kinds_in)
        row.change_plainly = change_plainly.strip()
    row.told_on = today
    move_proposal(row, "told_back", by=by, at=at)
    if changed:
        tell(row, "change", on=today)
    return row
