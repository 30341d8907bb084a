"""Asking questionnaires and keeping every answer. A risk answer raises its prompt in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.casework.actions.common import kept, lock_case, lock_part, move, opened, service_of
from throughcare.delivery.casework.actions.risk import raise_prompt
from throughcare.delivery.casework.models import Answer, AnswerCode, Questionnaire
from throughcare.delivery.casework.queries import instruments
from throughcare.delivery.casework.rules import asking
from throughcare.delivery.casework.rules.scoring import check_answer, risk_answers
from throughcare.delivery.casework.states import Questionnaire as State
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action

VOIDED = ("wrong_person", "entered_twice", "wrong_answers")


@action
def start_questionnaires(
    *,
    referral_id: int,
    chosen: Sequence[str],
    occasion: str,
    mode: str,
    asked_on: date | None = None,
    language: str = "en",
    by: Viewer,
    at: datetime,
) -> list[Questionnaire]:
    """Opens questionnaires for the worker to fill in with the person, or from paper."""
    row = lock_case(referral_id, by=by, takes="questionnaire")
    asking.check_asked_on(asked_on or clock.today(at), clock.today(at))
    return open_questionnaires(
        row, chosen, occasion, mode, asked_on=asked_on or clock.today(at), language=language, by=by, at=at
    )


def open_questionnaires(
    row: Referral,
    chosen: Sequence[str],
    occasion: str,
    mode: str,
    *,
    asked_on: date,
    code: AnswerCode | None = None,
    language: str = "en",
    by: Viewer,
    at: datetime,
) -> list[Questionnaire]:
    """New questionnaires of a locked case, in the words that its provider may use."""
    asking.check_chosen(chosen, service_of(row).instruments)
    if occasion not in Questionnaire.Occasion.values or mode not in Questionnaire.Mode.values:
        raise Invalid({"occasion": "Choose the occasion and the way of answering."})
    made = []
    for name in chosen:
        definition = instruments.definition(name, on=asked_on)
        words, wording_id = instruments.wording_for(definition, row.provider.code, language)
        if code is not None and words is None:
            raise Invalid({"instruments": f"{definition.name} has no words here, so it cannot be answered alone."})
        one = Questionnaire(
            referral=row,
            instrument=definition.code,
            definition=definition.version,
            language=language,
            wording_id=wording_id,
            code=code,
            occasion=occasion,
            mode=mode,
            asked_on=asked_on,
            started_by_id=by.person_id,
            started_at=at,
        )
        opened(one, "questionnaire", by=by, at=at, code=occasion)
        made.append(one)
    return made


def definition_of(row: Questionnaire) -> instruments.Definition:
    """The version of the instrument that a questionnaire was asked in."""
    return instruments.definition(row.instrument, row.definition)


def latest(row: Questionnaire) -> dict[int, int | None]:
    """The answer that counts of each question: the last one given."""
    return {one.number: one.value for one in row.answers.order_by("id")}


def add_answers(
    row: Questionnaire, given: Mapping[int, int | None], *, by: Viewer | None, at: datetime
) -> dict[int, int | None]:
    """Adds answers to a locked open questionnaire, those that say something new; raises a prompt for a risk answer."""
    if row.state != State.OPEN:
        raise WrongState("This questionnaire is over, so no answer can be added.", remedy="Ask it again as a new one.")
    definition = definition_of(row)
    before = latest(row)
    person = by.person_id if by else None
    for number, value in given.items():
        check_answer(definition, number, value)
        if number not in before or before[number] != value:
            Answer(questionnaire=row, number=number, value=value, by_id=person, at=at).save()
    risky = risk_answers(definition, given)
    kept(row, "questionnaire", "answered", by=by, at=at)
    if risky:
        raise_prompt(row, risky, by=by, at=at)
    return {**before, **given}


@action
def enter_answers(
    *,
    questionnaire_id: int,
    given: Mapping[int, int | None],
    finish: bool = False,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Questionnaire:
    """Answers entered by the worker. What is left out stays missing, which is never nought."""
    row: Questionnaire = lock_part(Questionnaire, questionnaire_id, by=by, version=version)
    answers = add_answers(row, given, by=by, at=at)
    if finish:
        if not any(value is not None for value in answers.values()):
            raise Invalid("Nothing is answered yet.", remedy="If the person did not want to answer, say so instead.")
        end(row, "finished", by=by, at=at)
    return row


def end(row: Questionnaire, step: str, *, by: Viewer | None, at: datetime, code: str = "") -> None:
    """Ends a locked questionnaire and, with its last one, the code it was answered with."""
    row.ended_at = row.ended_at or at
    row.reason = code or row.reason
    move(row, "questionnaire", step, by=by, at=at, code=code)


@action
def decline_questionnaire(*, questionnaire_id: int, by: Viewer, at: datetime) -> Questionnaire:
    """The person did not want to answer: kept as that, not as missing work."""
    row: Questionnaire = lock_part(Questionnaire, questionnaire_id, by=by)
    end(row, "left" if row.answers.exists() else "declined", by=by, at=at)
    return row


@action
def void_questionnaire(*, questionnaire_id: int, reason: str, by: Viewer, at: datetime) -> Questionnaire:
    """Takes a questionnaire that was filled in by mistake out of every score. A risk prompt it raised stays."""
    if reason not in VOIDED:
        raise Invalid({"reason": "Choose why it does not count."})
    row: Questionnaire = lock_part(Questionnaire, questionnaire_id, by=by)
    end(row, "voided", by=by, at=at, code=reason)
    return row
