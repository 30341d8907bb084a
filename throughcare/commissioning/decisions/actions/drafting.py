"""Writing a paper: starting, saving, commenting, keeping versions, accepting findings, importing a historical one."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from throughcare import clock
from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.actions.common import (
    SUBJECT,
    keep,
    locked,
    note_editor,
    paper_of,
    put_paper,
)
from throughcare.commissioning.decisions.actions.publication import defer_as_stated
from throughcare.commissioning.decisions.actions.receipts import once
from throughcare.commissioning.decisions.models import AcceptedFinding, Decision, PartTwo
from throughcare.commissioning.decisions.queries.amending import version_in_effect
from throughcare.commissioning.decisions.queries.findings import find_by_key
from throughcare.commissioning.decisions.queries.scope import hands_of
from throughcare.commissioning.decisions.rules import rebasing, workflow
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import check_can_view
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def _organisation(code: str) -> Organisation:
    found: Organisation | None = Organisation.objects.filter(code=code).first()
    if found is None:
        raise NotAllowed("You belong to no organisation today, so a paper of yours would have no home.")
    return found


def _new(paper: Paper, *, by: Viewer, at: datetime) -> Decision:
    row = Decision(organisation=_organisation(by.organisation_code), author_id=by.person_id, since=at)
    row.slug = f"paper-{uuid.uuid4().hex[:12]}"
    put_paper(row, paper)
    return row


def start_paper(*, paper: Paper, key: str = "", by: Viewer, at: datetime) -> Decision:
    """Starts a draft. The same ``key`` twice, even at the same moment (a double click), is one draft."""
    try:
        return _start(paper=paper, key=key, by=by, at=at)
    except Invalid:
        twin = _started(key, by)
        if twin is None:
            raise
        return twin


def _started(key: str, by: Viewer) -> Decision | None:
    earlier = once.before(key, "start_paper", by.person_id)
    found: Decision | None = Decision.objects.filter(pk=earlier).first() if earlier else None
    return found


@action
def _start(*, paper: Paper, key: str, by: Viewer, at: datetime) -> Decision:
    check_can(by, Permission.DRAFT_DECISION)
    twin = _started(key, by)
    if twin is not None:
        return twin
    row = _new(paper, by=by, at=at)
    row.save()
    once.remember(key, "start_paper", row.pk, by.person_id)
    note_editor(row, by=by, at=at)
    event(f"{SUBJECT}.started", subject=(SUBJECT, row.pk), by=by, at=at, state=row.effect)
    return row


@action
def save_paper(*, decision_id: int, paper: Paper, version: int, by: Viewer, at: datetime) -> Decision:
    """Saves a draft that is still at ``version``; ``Conflict`` where someone saved in between."""
    check_can(by, Permission.DRAFT_DECISION)
    row = locked(decision_id, by=by, version=version)
    workflow.check_can_change(row.effect)
    put_paper(row, paper)
    row.version += 1
    row.save()
    note_editor(row, by=by, at=at)
    event(f"{SUBJECT}.changed", subject=(SUBJECT, row.pk), by=by, at=at)
    return row


@action
def keep_version(*, decision_id: int, by: Viewer, at: datetime) -> None:
    """Keeps the draft as it is now, to compare with later."""
    check_can(by, Permission.DRAFT_DECISION)
    keep(locked(decision_id, by=by), because="kept by hand", by=by, at=at)
    event(f"{SUBJECT}.version_kept", subject=(SUBJECT, decision_id), by=by, at=at)


@action
def save_part_two(
    *, decision_id: int, version: int, exemption: str, rationale: str, words: str, by: Viewer, at: datetime
) -> int:
    """Writes the confidential part of a draft, in its own compartment, and gives its new version.

    ``version`` is the one that was read, 0 where there was none; ``Conflict`` where someone saved in between.
    """
    check_can(by, Permission.DRAFT_DECISION)
    check_can(by, Permission.VIEW_PART_2)
    row = locked(decision_id, by=by)
    workflow.check_can_change(row.effect)
    workflow.check_part_2(exemption, rationale)
    part = PartTwo.objects.filter(decision=row).first() or PartTwo(decision=row, version=0)
    if part.version != version:
        raise Conflict(
            "Somebody else saved Part 2 while you had it open. Nothing of yours was saved over it.",
            remedy="What you typed is below. Compare it with what is there now, then save again.",
        )
    part.exemption, part.rationale, part.words = exemption, rationale, words
    part.version += 1
    part.save()
    note_editor(row, by=by, at=at)
    event(f"{SUBJECT}.part_two_changed", subject=(SUBJECT, row.pk), by=by, at=at)
    return int(part.version)


@action
def accept_finding(*, decision_id: int, key: str, reason: str, by: Viewer, at: datetime) -> None:
    """Accepts a finding with a reason. It is never deleted; the acceptance stands beside it with the officer's name."""
    check_can(by, Permission.ACCEPT_FINDING)
    workflow.check_acceptance(reason)
    row = locked(decision_id, by=by)
    workflow.check_not_own_errors(hands_of(row), by.person_id)
    finding = find_by_key(by, row, key, on=clock.today(at))
    if finding is None:
        raise NotFound(
            "This finding no longer stands: the paper or the figure changed.",
            remedy="Open the paper again and look at its findings.",
        )
    AcceptedFinding(decision=row, key=key, rule=finding.rule, reason=reason.strip(), by_id=by.person_id, at=at).save()
    event(f"{SUBJECT}.finding_accepted", subject=(SUBJECT, row.pk), by=by, at=at, reason_code=finding.rule.lower())


@action
def import_signed(*, paper: Paper, by: Viewer, at: datetime) -> Decision:
    """Imports a historical paper as signed, with what the checker says of it kept on record.

    Published registers often leave the date of signature empty, so a historical paper may lack it; it is shown as such.
    """
    check_can(by, Permission.IMPORT_DECISION)
    problems = {}
    if not paper.reference:
        problems["file"] = "The paper has no reference, so it cannot be told from others."
    elif Decision.objects.filter(reference=paper.reference).exists():
        problems["file"] = f"{paper.reference} is here already."
    if problems:
        raise Invalid(problems)
    row = _new(paper, by=by, at=at)
    row.effect, row.signed_on, row.is_historical = states.Effect.SIGNED, paper.signed, True
    row.save()
    keep(row, because="imported as signed", by=by, at=at)
    event(f"{SUBJECT}.imported", subject=(SUBJECT, row.pk), by=by, at=at, state=row.effect)
    defer_as_stated(row, paper, by=by, at=at)
    return row


@action
def start_amendment(*, decision_id: int, reference: str, changes: str, by: Viewer, at: datetime) -> Decision:
    """Starts a draft that amends a decision in effect and names what it changes."""
    check_can(by, Permission.DRAFT_DECISION)
    workflow.check_amendment(changes)
    original = locked(decision_id, by=by)
    if original.effect != states.Effect.IN_EFFECT:
        raise NotAllowed("Only a decision in effect can be amended.", remedy="Bring it into effect first.")
    draft = replace(
        paper_of(original),
        reference=reference.strip(),
        signed=None,
        chief_executive_signed=None,
        interests=None,
        declarations=(),
        unread=(),
    )
    row = _new(draft, by=by, at=at)
    row.amends, row.amendment_says = original, changes.strip()
    row.save()
    note_editor(row, by=by, at=at)
    event(f"{SUBJECT}.amendment_started", subject=(SUBJECT, row.pk), by=by, at=at, state=row.effect)
    return row


@action
def carry_over(*, decision_id: int, version: int, by: Viewer, at: datetime) -> tuple[str, ...]:
    """Carries a draft that amends an earlier version over to the one in effect; the places that both changed.

    The draft as it was is kept as a version, to compare with.
    """
    check_can(by, Permission.DRAFT_DECISION)
    row = locked(decision_id, by=by, version=version)
    workflow.check_can_change(row.effect)
    latest = version_in_effect(row)
    if row.amends is None or row.amends.effect == states.Effect.IN_EFFECT:
        raise WrongState("This paper amends no earlier version, so there is nothing to carry it over to.")
    if latest is None:
        raise WrongState(
            f"{row.amends.reference} was {row.amends.effect} and no version of it is in effect.",
            remedy="Withdraw the paper and start a new one.",
        )
    check_can_view(by, latest)
    keep(row, because=f"before it was carried over to {latest.reference}"[:60], by=by, at=at)
    carried = rebasing.carry_over(paper_of(row.amends), paper_of(latest), paper_of(row))
    put_paper(row, carried.paper)
    row.amends = latest
    row.version += 1
    row.save()
    note_editor(row, by=by, at=at)
    event(f"{SUBJECT}.carried_over", subject=(SUBJECT, row.pk), by=by, at=at)
    return carried.both_changed


@action
def share(*, decision_id: int, organisation_id: int, by: Viewer, at: datetime) -> None:
    """Lets another organisation, such as a co-commissioner, read a paper before it is published."""
    check_can(by, Permission.DRAFT_DECISION)
    row = locked(decision_id, by=by)
    row.shared_with.add(organisation_id)
    event(f"{SUBJECT}.shared", subject=(SUBJECT, row.pk), by=by, at=at)
