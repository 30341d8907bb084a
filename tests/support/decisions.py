"""Decision papers on their way: a draft, advised, before the decision maker, signed, in effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.support.papers import sound_paper
from tests.support.world import viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.rules.workflow import ADVICE_KINDS

AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)
ADVISERS = {kind: f"{kind}_adviser" for kind in ADVICE_KINDS} | {"data_protection": "data_protection_officer"}


def draft(**changes: Any) -> Decision:
    """A draft by the commissioner."""
    paper = replace(sound_paper(**changes), signed=None, chief_executive_signed=None, interests=None)
    return actions.start_paper(paper=paper, by=viewer(), at=AT)


def now(row: Decision) -> int:
    """The version at which a paper is now."""
    row.refresh_from_db()
    return row.version


def advised(row: Decision) -> Decision:
    """The paper with every kind of advice given."""
    actions.ask_advice(decision_id=row.pk, version=now(row), by=viewer(), at=AT)
    for kind, role in ADVISERS.items():
        actions.give_advice(decision_id=row.pk, kind=kind, words="Content.", by=viewer(role), at=AT)
    return row


def at_decision_maker(row: Decision) -> Decision:
    """The paper as it lies before the decision maker."""
    advised(row)
    actions.complete_advice(decision_id=row.pk, by=viewer(), at=AT)
    actions.support_at_board(decision_id=row.pk, version=now(row), by=viewer("board_member"), at=AT)
    actions.approve_as_chief_executive(decision_id=row.pk, version=now(row), by=viewer("chief_executive"), at=AT)
    return row


def signed(row: Decision) -> Decision:
    """The paper signed."""
    at_decision_maker(row)
    actions.sign(decision_id=row.pk, version=now(row), interests="None", by=viewer("decision_maker"), at=AT)
    row.refresh_from_db()
    return row


def in_effect(row: Decision) -> Decision:
    """The decision in effect."""
    signed(row)
    actions.bring_into_effect(decision_id=row.pk, by=viewer(), at=AT)
    row.refresh_from_db()
    return row
