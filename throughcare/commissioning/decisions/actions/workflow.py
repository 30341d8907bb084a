"""The steps of the effect machine after advice: board, Chief Executive, decision maker, effect, and the ways out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from throughcare import clock
from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.actions.common import (
    SUBJECT,
    keep,
    locked,
    move_effect,
    paper_of,
    put_paper,
)
from throughcare.commissioning.decisions.actions.delegations import end_delegations, grant_delegations
from throughcare.commissioning.decisions.actions.publication import defer_as_stated
from throughcare.commissioning.decisions.models import Approval, Decision
from throughcare.commissioning.decisions.queries.amending import amended_by
from throughcare.commissioning.decisions.queries.findings import open_errors
from throughcare.commissioning.decisions.queries.scope import hands_of
from throughcare.commissioning.decisions.rules import drafting, workflow
from throughcare.commissioning.decisions.rules.effects import in_effect
from throughcare.commissioning.decisions.rules.paper import Declaration
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.in_effect import DecisionEnded, tell_ended, tell_in_effect
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

RETURNERS: dict[str, tuple[Permission, ...]] = {
    states.Effect.ADVICE: (
        Permission.DRAFT_DECISION,
        Permission.ADVISE_FINANCE,
        Permission.ADVISE_LEGAL,
        Permission.ADVISE_COMMERCIAL,
        Permission.ADVISE_EQUALITY,
        Permission.ADVISE_PUBLIC_HEALTH,
        Permission.ADVISE_DATA_PROTECTION,
    ),
    states.Effect.BOARD: (Permission.SUPPORT_AT_BOARD,),
    states.Effect.CHIEF_EXECUTIVE: (Permission.APPROVE_AS_CHIEF_EXECUTIVE,),
    states.Effect.DECISION_MAKER: (Permission.SIGN_DECISION,),
}


def _approve(row: Decision, step: str, words: str, *, by: Viewer, at: datetime) -> None:
    Approval(decision=row, step=step, by_id=by.person_id, at=at, version=row.version, words=words.strip()).save()


@action
def support_at_board(*, decision_id: int, version: int, words: str = "", by: Viewer, at: datetime) -> None:
    """The oversight board supports the paper."""
    check_can(by, Permission.SUPPORT_AT_BOARD)
    row = locked(decision_id, by=by, version=version)
    workflow.check_not_own_draft(hands_of(row), by.person_id)
    move_effect(row, "board_supported", by=by, at=at)
    _approve(row, "board", words, by=by, at=at)


@action
def approve_as_chief_executive(*, decision_id: int, version: int, words: str = "", by: Viewer, at: datetime) -> None:
    """The Chief Executive declares that advice was taken into account and sends the paper to be signed."""
    check_can(by, Permission.APPROVE_AS_CHIEF_EXECUTIVE)
    row = locked(decision_id, by=by, version=version)
    workflow.check_not_own_draft(hands_of(row), by.person_id)
    today = clock.today(at)
    declaration = Declaration(
        "chief_executive",
        "Chief Executive Officer",
        "I have been consulted, the advice recorded here has been taken into account, and this is an appropriate "
        "request to put to the decision maker.",
        ticked=True,
        by=by.name,
        on=today,
    )
    paper = drafting.with_declarations(paper_of(row), [declaration])
    put_paper(row, replace(paper, chief_executive_signed=today))
    move_effect(row, "chief_executive_approved", by=by, at=at)
    _approve(row, "chief_executive", words, by=by, at=at)


@action
def sign(*, decision_id: int, version: int, interests: str, by: Viewer, at: datetime) -> None:
    """The decision maker records interests and signs. Refused while an error is open. From here nothing changes."""
    check_can(by, Permission.SIGN_DECISION)
    row = locked(decision_id, by=by, version=version)
    workflow.check_not_own_draft(hands_of(row), by.person_id)
    workflow.check_interests(interests)
    workflow.check_amends_what_stands(amended_by(row), row.effect)
    today = clock.today(at)
    paper = drafting.signed_by_decision_maker(paper_of(row), interests=interests, on=today)
    workflow.check_no_open_errors(len(open_errors(by, row, paper, on=today)))
    put_paper(row, paper)
    row.signed_on = today
    move_effect(row, "signed", by=by, at=at)
    keep(row, because="signed", by=by, at=at)
    _approve(row, "decision_maker", "", by=by, at=at)
    defer_as_stated(row, paper, by=by, at=at)


@action
def refuse(*, decision_id: int, version: int, reason: str, by: Viewer, at: datetime) -> None:
    """The decision maker does not approve, and says why."""
    check_can(by, Permission.SIGN_DECISION)
    move_effect(locked(decision_id, by=by, version=version), "refused", by=by, at=at, reason=reason)


@action
def return_to_draft(*, decision_id: int, version: int, reason: str, by: Viewer, at: datetime) -> None:
    """Whoever has the paper sends it back to its author with a reason."""
    row = locked(decision_id, by=by, version=version)
    allowed = RETURNERS.get(row.effect, (Permission.DRAFT_DECISION,))
    if not any(by.can(permission) for permission in allowed):
        check_can(by, allowed[0])
    move_effect(row, "returned_to_draft", by=by, at=at, reason=reason)


@action
def withdraw(*, decision_id: int, version: int, reason: str, by: Viewer, at: datetime) -> None:
    """The author takes the paper back before it is signed."""
    check_can(by, Permission.DRAFT_DECISION)
    move_effect(locked(decision_id, by=by, version=version), "withdrawn", by=by, at=at, reason=reason)


@action
def bring_into_effect(*, decision_id: int, by: Viewer, at: datetime) -> None:
    """Carries a signed decision out: its delegations are granted, its budget lines opened, what it amends is marked."""
    check_can(by, Permission.DRAFT_DECISION)
    original = _locked_original(decision_id, by=by)
    row = locked(decision_id, by=by)
    workflow.check_amends_what_stands(amended_by(row), row.effect)
    move_effect(row, "took_effect", by=by, at=at)
    paper = paper_of(row)
    grant_delegations(row, paper, by=by, at=at)
    told = in_effect(row.pk, row.organisation.code, paper, on=clock.today(at), amends=row.amends_id)
    tell_in_effect(told, by=by, at=at)
    if original is not None:
        move_effect(original, "amended", by=by, at=at)
        end_delegations(original, by=by, at=at)


def _locked_original(decision_id: int, *, by: Viewer) -> Decision | None:
    """What a decision amends, locked before it: whoever goes from version to version locks the earlier one first.

    Once a paper is signed it amends the same decision for good.
    """
    amends = Decision.objects.filter(pk=decision_id).values_list("amends_id", flat=True).first()
    return locked(amends, by=by) if amends is not None else None


@action
def supersede(*, decision_id: int, reason: str, by: Viewer, at: datetime) -> None:
    """A later decision replaces this one; the reason names it."""
    check_can(by, Permission.SIGN_DECISION)
    row = locked(decision_id, by=by)
    move_effect(row, "superseded", by=by, at=at, reason=reason)
    end_delegations(row, by=by, at=at)
    tell_ended(DecisionEnded(row.pk, row.reference, clock.today(at)), by=by, at=at)
    event(f"{SUBJECT}.replaced", subject=(SUBJECT, row.pk), by=by, at=at)
