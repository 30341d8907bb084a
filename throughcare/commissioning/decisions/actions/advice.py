"""Advice: asked, given, or not needed with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.actions.common import (
    SUBJECT,
    keep,
    locked,
    move_effect,
    paper_of,
    put_paper,
)
from throughcare.commissioning.decisions.models import AdviceOnPaper, Decision
from throughcare.commissioning.decisions.queries.amending import amended_by
from throughcare.commissioning.decisions.queries.scope import hands_of
from throughcare.commissioning.decisions.rules import workflow
from throughcare.commissioning.decisions.rules.advising import PERMISSION_OF, declarations_from
from throughcare.errors import Invalid, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def _row_of(decision: Decision, kind: str) -> AdviceOnPaper:
    if kind not in workflow.ADVICE_KINDS:
        raise NotFound("There is no such kind of advice.")
    found = AdviceOnPaper.objects.filter(decision=decision, kind=kind).first()
    return found or AdviceOnPaper(decision=decision, kind=kind)


@action
def ask_advice(*, decision_id: int, version: int, by: Viewer, at: datetime) -> None:
    """Sends a draft to its advisers. Advice given on an earlier text is asked again, since the text has changed."""
    check_can(by, Permission.DRAFT_DECISION)
    row = locked(decision_id, by=by, version=version)
    workflow.check_ready_for_advice(paper_of(row))
    workflow.check_amends_what_stands(amended_by(row), row.effect)
    keep(row, because="advice asked", by=by, at=at)
    move_effect(row, "advice_requested", by=by, at=at)
    number = row.versions.count()
    for kind in workflow.ADVICE_KINDS:
        advice = _row_of(row, kind)
        if advice.state in {states.Advice.GIVEN, states.Advice.NOT_NEEDED} and _same_text(row, advice.on_version):
            continue
        advice.state = workflow.check_move(states.ADVICE_TRANSITIONS, "advice_asked", advice.state)
        advice.on_version = number
        advice.save()
        event("advice.asked", subject=(SUBJECT, row.pk), by=by, at=at, reason_code=kind)


def _same_text(row: Decision, number: int) -> bool:
    kept = row.versions.filter(number=number).first()
    return kept is not None and kept.content == row.content


def _open(decision_id: int, kind: str, *, by: Viewer) -> tuple[Decision, AdviceOnPaper]:
    row = locked(decision_id, by=by)
    if row.effect != states.Effect.ADVICE:
        raise WrongState("Advice is not being asked on this paper now.")
    return row, _row_of(row, kind)


@action
def give_advice(*, decision_id: int, kind: str, words: str, by: Viewer, at: datetime) -> None:
    """Gives one kind of advice. The author does not advise on their own paper."""
    row, advice = _open(decision_id, kind, by=by)
    check_can(by, PERMISSION_OF[kind])
    workflow.check_not_own_draft(hands_of(row), by.person_id)
    if not words.strip():
        raise Invalid({"words": "Write the advice, or that there is nothing to add."})
    advice.state = workflow.check_move(states.ADVICE_TRANSITIONS, "advice_given", advice.state)
    advice.words, advice.by_id, advice.at = words.strip(), by.person_id, at
    advice.save()
    event("advice.given", subject=(SUBJECT, row.pk), by=by, at=at, reason_code=kind)


@action
def not_needed(*, decision_id: int, kind: str, reason: str, by: Viewer, at: datetime) -> None:
    """Records with a reason that one kind of advice is not needed."""
    check_can(by, Permission.DRAFT_DECISION)
    row, advice = _open(decision_id, kind, by=by)
    advice.state = workflow.check_move(states.ADVICE_TRANSITIONS, "advice_not_needed", advice.state, reason)
    advice.words, advice.by_id, advice.at = reason.strip(), by.person_id, at
    advice.save()
    event("advice.not_needed", subject=(SUBJECT, row.pk), by=by, at=at, reason_code=kind)


@action
def complete_advice(*, decision_id: int, board_not_needed: str = "", by: Viewer, at: datetime) -> None:
    """Sends a fully advised paper to the oversight board, or past it with a reason.

    The officer declarations are written from what really happened, so that they cannot contradict it.
    """
    check_can(by, Permission.DRAFT_DECISION)
    row = locked(decision_id, by=by)
    found = {one.kind: one for one in AdviceOnPaper.objects.filter(decision=row).select_related("by")}
    workflow.check_advice_complete({kind: one.state for kind, one in found.items()})
    given = [(kind, one.state, one.words, one.by.name if one.by else "", one.at) for kind, one in found.items()]
    paper = paper_of(row)
    put_paper(row, replace(paper, declarations=declarations_from(paper, given)))
    step = "board_not_needed" if board_not_needed.strip() else "advice_completed"
    move_effect(row, step, by=by, at=at, reason=board_not_needed)
