"""One-use codes: somebody answers without signing in, on their own phone or on a device handed to them.

The page never knows who they are. A code is kept as a digest that only this deployment can work out.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from throughcare import clock
from throughcare.delivery.casework.actions.common import lock_case, lock_part
from throughcare.delivery.casework.actions.questionnaires import add_answers, end, open_questionnaires
from throughcare.delivery.casework.models import AnswerCode, Questionnaire
from throughcare.delivery.casework.rules import asking
from throughcare.delivery.casework.states import Questionnaire as State
from throughcare.errors import NotFound
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A code that was just made: shown once, since only its digest is kept."""

    id: int
    code: str
    until: datetime
    questionnaires: tuple[int, ...]


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return salted_hmac("throughcare.casework.answer_code", code, algorithm="sha256").hexdigest()


@action
def hand_out(
    *,
    referral_id: int,
    chosen: Sequence[str],
    occasion: str,
    mode: str,
    lasts: str,
    language: str = "en",
    by: Viewer,
    at: datetime,
) -> HandedOut:
    """Makes a code for questionnaires that the person answers alone."""
    row = lock_case(referral_id, by=by, takes="questionnaire")
    secret = "".join(secrets.choice(asking.ALPHABET) for _ in range(asking.CODE_LENGTH))
    until = asking.lasts_until(lasts, at)
    code = AnswerCode(referral=row, digest=digest_of(secret), made_by_id=by.person_id, made_at=at, until=until)
    code.save()
    made = open_questionnaires(
        row, chosen, occasion, mode, asked_on=clock.today(at), code=code, language=language, by=by, at=at
    )
    event("answer_code.made", subject=("answer_code", code.pk), by=by, at=at, reason_code=lasts)
    return HandedOut(code.pk, secret, until, tuple(one.pk for one in made))


@action
def open_code(*, typed: str, by: Viewer, at: datetime) -> AnswerCode:
    """Uses a code up. Raises ``NotFound`` alike for one that was used, has ended, or never was."""
    found = AnswerCode.objects.filter(digest=digest_of(asking.code_typed(typed))).first()
    if found is None:
        raise asking.no_such_code()
    row: AnswerCode = AnswerCode.objects.locked(found.pk)
    asking.check_can_open_code(until=row.until, opened_at=row.opened_at, closed_at=row.closed_at, at=at)
    row.opened_at = at
    row.save()
    event("answer_code.opened", subject=("answer_code", row.pk), by=None, at=at)
    return row


def _answering(code_id: int, at: datetime) -> AnswerCode:
    """The code, locked, while it can be answered with."""
    row: AnswerCode = AnswerCode.objects.locked(code_id)
    asking.check_still_answering(opened_at=row.opened_at, closed_at=row.closed_at, at=at)
    return row


def _questionnaires(code: AnswerCode) -> list[Questionnaire]:
    return list(Questionnaire.objects.select_for_update().filter(code=code).order_by("id"))


@action
def give_answer(
    *, code_id: int, questionnaire_id: int, number: int, value: int | None, by: Viewer, at: datetime
) -> bool:
    """One answer by the person themselves; null passes the question over. True where it raised a risk prompt.

    ``by`` is whoever is looking and plays no part: whoever holds the opened code answers.
    """
    code = _answering(code_id, at)
    row = next((one for one in _questionnaires(code) if one.pk == questionnaire_id), None)
    if row is None:
        raise NotFound("There is no such question.", remedy="Go back to the question before.")
    add_answers(row, {number: value}, by=None, at=at)
    return hasattr(row, "risk_prompt")


@action
def finish_answering(*, code_id: int, by: Viewer, at: datetime) -> None:
    """The person is done: every questionnaire of the code ends, finished where anything was answered."""
    _close(_answering(code_id, at), "finished", at=at)


@action
def stop_answering(*, code_id: int, by: Viewer, at: datetime) -> None:
    """The person leaves: what was answered is kept, and the code opens nothing any more."""
    _close(_answering(code_id, at), "left", at=at)


def _close(code: AnswerCode, step: str, *, at: datetime, by: Viewer | None = None) -> None:
    for row in _questionnaires(code):
        if row.state == State.OPEN:
            answered = row.answers.filter(value__isnull=False).exists()
            end(row, step if answered else "declined" if code.opened_at else "left", by=by, at=at)
    code.closed_at = at
    code.save()
    event("answer_code.closed", subject=("answer_code", code.pk), by=by, at=at)


@action
def take_back_code(*, code_id: int, by: Viewer, at: datetime) -> None:
    """The worker takes a code back: it opens nothing, and what was answered with it is kept."""
    row: AnswerCode = lock_part(AnswerCode, code_id, by=by)
    if row.closed_at is None:
        _close(row, "left", at=at, by=by)


@action
def close_codes_that_ended(*, by: Viewer, at: datetime) -> int:
    """Closes what nobody will finish: codes never opened in time, and ones opened and left. How many there were."""
    late = AnswerCode.objects.select_for_update().filter(closed_at__isnull=True)
    gone = [one for one in late.order_by("id") if at >= _ends(one)]
    for row in gone:
        _close(row, "left", at=at)
    return len(gone)


def _ends(code: AnswerCode) -> datetime:
    return asking.answering_until(code.opened_at) if code.opened_at else code.until
