"""Risk answers that wait to be worked through, and one of them with everything written about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from throughcare import clock
from throughcare.delivery.casework.models import RiskPrompt
from throughcare.delivery.casework.queries import instruments
from throughcare.delivery.casework.rules.risk import TOLD, is_overdue
from throughcare.delivery.casework.states import RISK_OPEN
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports import today
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.record.events import read_of


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A risk answer in a list: whose case, which instrument, since when."""

    id: int
    referral_id: int
    reference: str
    person_name: str
    worker_id: int | None
    worker_name: str
    instrument: str
    state: str
    raised_at: datetime
    due_on: date


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """One question that raised it, with the answer."""

    number: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class PromptPage:
    """One risk answer, whole. ``given`` is what was written so far, by field."""

    row: PromptRow
    answers: tuple[RiskAnswer, ...]
    about: str
    given: dict[str, object]
    told_words: tuple[str, ...]
    outcome_words: str
    worked_by: str
    worked_at: datetime | None
    escalated_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it must still be worked through."""
        return self.row.state in RISK_OPEN


RELATED = (
    "questionnaire",
    "questionnaire__wording",
    "referral__service_user__merged_into",
    "referral__worker",
    "worked_by",
)


def _row(row: RiskPrompt) -> PromptRow:
    person, worker = row.referral.about, row.referral.worker
    definition = instruments.definition(row.questionnaire.instrument, row.questionnaire.definition)
    return PromptRow(
        id=row.pk,
        referral_id=row.referral_id,
        reference=row.referral.reference,
        person_name=person.name if person else "",
        worker_id=row.referral.worker_id,
        worker_name=worker.name if worker else "",
        instrument=definition.name,
        state=row.state,
        raised_at=row.raised_at,
        due_on=row.due_on,
    )


def open_prompts(viewer: Viewer, referral_id: int | None = None) -> list[PromptRow]:
    """Risk answers that wait, the oldest first."""
    rows = visible_to(viewer, RiskPrompt).filter(state__in=RISK_OPEN).select_related(*RELATED)
    if referral_id is not None:
        rows = rows.filter(referral=referral_id)
    return [_row(row) for row in rows.order_by("raised_at", "id")]


def prompt(viewer: Viewer, prompt_id: int, *, at: datetime) -> PromptPage:
    """One risk answer with what was written about it. Reading it is recorded."""
    seen = get_visible(viewer, RiskPrompt, pk=prompt_id)
    row: RiskPrompt = RiskPrompt.objects.select_related(*RELATED).get(pk=seen.pk)
    filled = row.questionnaire
    definition = instruments.definition(filled.instrument, filled.definition)
    words = instruments.words_used(definition, filled.wording, filled.language)
    told = tuple(one for one in row.told.split(",") if one)
    read_of(("risk_prompt", row.pk), by=viewer, at=at)
    return PromptPage(
        row=_row(row),
        answers=tuple(
            RiskAnswer(
                number,
                words.question(number).text if words else f"Question {number}",
                _highest(row, number, words),
            )
            for number in (int(one) for one in row.items.split(","))
        ),
        about=definition.row.risk_about,
        given={
            "asked": row.asked,
            "said": row.said,
            "safety_plan": row.safety_plan,
            "told": list(told),
            "told_words": row.told_words,
            "out_of_hours": row.out_of_hours,
            "outcome": row.outcome,
        },
        told_words=tuple(TOLD[one] for one in told),
        outcome_words=row.get_outcome_display(),
        worked_by=row.worked_by.name if row.worked_by else "",
        worked_at=row.worked_at,
        escalated_at=row.escalated_at,
        version=row.version,
    )


def _highest(row: RiskPrompt, number: int, words: instruments.Wording | None) -> str:
    """The gravest answer that was given to a question, also where it was changed afterwards."""
    values = [
        value
        for value in row.questionnaire.answers.filter(number=number).values_list("value", flat=True)
        if value is not None
    ]
    if not values:
        return ""
    says = words.says(number, max(values)) if words else str(max(values))
    return f"{says}, changed afterwards" if values[-1] != max(values) else says


def lines_today(viewer: Viewer, at: datetime) -> Iterator[today.TodayLine]:
    """Unanswered risk answers, which stand before everything else on Today: one's own, and for a lead all."""
    if not viewer.can(Permission.VIEW_CLINICAL):
        return
    for row in open_prompts(viewer):
        overdue = is_overdue(row.due_on, clock.today(at))
        yield today.TodayLine(
            section=today.RISK,
            what=f"Risk answer on {row.instrument}: {row.person_name}",
            fact="Not worked through on its day" if overdue else "To be worked through today",
            at=row.raised_at,
            due=row.due_on,
            href=reverse("casework", args=[row.referral_id]),
            todo=("Work it through", reverse("risk_prompt", args=[row.id])),
            tag=("risk_prompt", row.state),
            more=() if row.worker_id == viewer.person_id else (f"Worker: {row.worker_name or 'none'}",),
        )


def owed_prompts(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Risk answers on the home page: for the worker theirs to do, for the lead also those of others."""
    if not viewer.can(Permission.VIEW_CLINICAL):
        return
    for row in open_prompts(viewer):
        mine = row.worker_id == viewer.person_id
        overdue = is_overdue(row.due_on, clock.today(at))
        yield Owed(
            what=f"Risk answer on {row.instrument} to work through, case {row.reference}",
            href=reverse("risk_prompt", args=[row.id]),
            fact="overdue" if overdue else "today",
            due=row.due_on,
            since=row.raised_at,
            by_me=mine or overdue or not row.worker_id,
            whose=row.worker_name or "the service lead",
            first=True,
        )
