"""Cases for tests of casework, brought on through the same actions that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.support.referrals import SENT, cast, referral
from throughcare.delivery.referrals.actions import advance

AT = SENT + timedelta(days=10)
PROTOCOL: dict[str, object] = {
    "asked": "Whether they have plans, means and a time in mind.",
    "said": "Thoughts last week, no plan, has a sister they can ring.",
    "safety_plan": "Ring the sister, then 116 123; keep tablets with the sister.",
    "told": ["lead", "gp"],
    "told_words": "",
    "out_of_hours": "Crisis line, number written on their card.",
    "outcome": "safety_plan",
}


def case(state: str = "assessment_booked", **options: Any) -> Any:
    """A mental-health case at ``allocated``, ``assessment_booked`` or ``assessed``, with the worker of ``cast``."""
    row = referral("allocated", **options)
    worker = cast(options.get("service", "mental_health")).worker
    for event, reached in (("appointment_booked", "assessment_booked"), ("assessment_completed", "assessed")):
        if row.state == state:
            break
        row = advance(referral_id=row.pk, event=event, by=worker, at=SENT + timedelta(days=2))
        assert row.state == reached
    return row


def filled_in(
    row: Any, instrument: str = "phq9", value: int = 1, *, occasion: str = "first", at: datetime = AT, **changed: Any
) -> Any:
    """A finished questionnaire of a case with one value everywhere, but for what is changed as ``q9=1``."""
    from throughcare.delivery.casework import actions
    from throughcare.delivery.casework.queries import instruments

    worker = cast(row.service).worker
    (made,) = actions.start_questionnaires(
        referral_id=row.pk, chosen=[instrument], occasion=occasion, mode="read_out", by=worker, at=at
    )
    items = instruments.definition(made.instrument, made.definition).items
    given: Mapping[int, int | None] = {one.number: value for one in items} | {
        int(name[1:]): answer for name, answer in changed.items()
    }
    return actions.enter_answers(questionnaire_id=made.pk, given=given, finish=True, by=worker, at=at)
