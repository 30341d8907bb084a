"""Risk answers: raised at once, worked through the same day, or told to the lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from throughcare import clock
from throughcare.delivery.casework.actions.common import kept, lock_part, move, opened, written_on
from throughcare.delivery.casework.models import Questionnaire, RiskPrompt
from throughcare.delivery.casework.rules import risk as rules
from throughcare.delivery.casework.states import RISK_OPEN
from throughcare.delivery.casework.states import RiskPrompt as State
from throughcare.errors import WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action


def raise_prompt(row: Questionnaire, items: Sequence[int], *, by: Viewer | None, at: datetime) -> RiskPrompt:
    """A prompt for the risk answers of a questionnaire: one, however often the answer is changed."""
    found = RiskPrompt.objects.select_for_update().filter(questionnaire=row).first()
    numbers = {int(one) for one in found.items.split(",")} if found else set()
    if found is not None and (set(items) <= numbers or found.state not in RISK_OPEN):
        return found
    text = ",".join(str(one) for one in sorted(numbers | set(items)))
    if found is None:
        made = RiskPrompt(
            questionnaire=row, referral_id=row.referral_id, items=text, raised_at=at, due_on=clock.today(at)
        )
        opened(made, "risk_prompt", by=by, at=at, name="raised")
        return made
    found.items = text
    kept(found, "risk_prompt", "added_to", by=by, at=at)
    return found


def _write(row: RiskPrompt, protocol: rules.Protocol) -> None:
    row.asked, row.said, row.safety_plan = protocol.asked, protocol.said, protocol.safety_plan
    row.told, row.told_words = ",".join(protocol.told), protocol.told_words
    row.out_of_hours, row.outcome = protocol.out_of_hours, protocol.outcome


@action
def save_protocol(
    *, prompt_id: int, given: Mapping[str, object], version: int | None = None, by: Viewer, at: datetime
) -> RiskPrompt:
    """Keeps what was written so far. Nothing is put away by it."""
    row: RiskPrompt = lock_part(RiskPrompt, prompt_id, by=by, version=version)
    _check_open(row)
    protocol = rules.kept(given)
    rules.check_told(protocol.told)
    _write(row, protocol)
    written_on(row, "risk_prompt", by=by, at=at)
    return row


@action
def work_through(
    *, prompt_id: int, given: Mapping[str, object], version: int | None = None, by: Viewer, at: datetime
) -> RiskPrompt:
    """Puts a risk answer away once everything about it is said: what was asked, said, planned, and who knows."""
    row: RiskPrompt = lock_part(RiskPrompt, prompt_id, by=by, version=version)
    _check_open(row)
    protocol = rules.kept(given)
    rules.check_told(protocol.told)
    rules.check_worked_through(protocol)
    _write(row, protocol)
    row.worked_by_id, row.worked_at = by.person_id, at
    move(row, "risk_prompt", "worked_through", by=by, at=at, code=protocol.outcome)
    return row


def _check_open(row: RiskPrompt) -> None:
    if row.state not in RISK_OPEN:
        raise WrongState(
            "This risk answer was worked through, and what was written then stays.",
            remedy="Write what came later in the session record, or ask the questionnaire again.",
        )


@action
def escalate_overdue(*, by: Viewer, at: datetime) -> int:
    """Tells leads of every risk answer that was not worked through on its day. How many there were."""
    late = RiskPrompt.objects.select_for_update().filter(state=State.UNANSWERED, due_on__lt=clock.today(at))
    rows = list(late.order_by("id"))
    for row in rows:
        row.escalated_at = at
        move(row, "risk_prompt", "escalated", by=None, at=at)
    return len(rows)
