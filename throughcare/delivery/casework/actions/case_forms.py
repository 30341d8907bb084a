"""Forms of a service's own: kept as they are typed, completed whole, and moving the case where the service says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from throughcare.delivery.casework.actions.common import lock_case, lock_part, move, opened, service_of, written_on
from throughcare.delivery.casework.models import CaseForm, CaseFormRevision
from throughcare.delivery.casework.rules import case_forms as rules
from throughcare.delivery.casework.states import CaseForm as State
from throughcare.delivery.referrals.actions import advance
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action


@action
def start_form(*, referral_id: int, code: str, by: Viewer, at: datetime) -> CaseForm:
    """Begins a form, or gives the one that is being filled in."""
    case = lock_case(referral_id, by=by, takes="form")
    sheet = rules.sheet_of(service_of(case), code)
    found: CaseForm | None = CaseForm.objects.filter(referral=case, code=code, state=State.DRAFT).first()
    if found is not None:
        return found
    before = CaseForm.objects.filter(referral=case, code=code, state=State.COMPLETED).exists()
    rules.check_can_fill(sheet, case.state, completed_before=before)
    row = CaseForm(referral=case, code=code, author_id=by.person_id, started_at=at)
    opened(row, "case_form", by=by, at=at, code=code)
    return row


@action
def save_form(
    *, form_id: int, given: Mapping[str, Any], version: int | None = None, by: Viewer, at: datetime
) -> CaseForm:
    """Keeps what was typed so far."""
    row: CaseForm = lock_part(CaseForm, form_id, by=by, version=version)
    if row.state != State.DRAFT:
        raise WrongState("This form is completed.", remedy="Amend it, with a reason.")
    row.answers = rules.kept(service_of(row.referral).asks(row.code), given)
    written_on(row, "case_form", by=by, at=at)
    return row


@action
def complete_form(
    *, form_id: int, given: Mapping[str, Any], version: int | None = None, by: Viewer, at: datetime
) -> CaseForm:
    """Completes a form and brings about the event that the service says it does."""
    case = lock_case(_case_of(form_id), by=by, takes="form")
    row: CaseForm = lock_part(CaseForm, form_id, by=by, version=version)
    service = service_of(case)
    sheet = rules.sheet_of(service, row.code)
    rules.check_can_fill(sheet, case.state, completed_before=False)
    questions = service.asks(row.code)
    row.answers = rules.kept(questions, given)
    rules.check_whole(questions, row.answers, sheet.must)
    row.completed_at, row.number = at, 1
    move(row, "case_form", "completed", by=by, at=at)
    _revise(row, "", by=by, at=at)
    if sheet.event:
        reason = str(row.answers.get(sheet.reason, "")) if sheet.reason else ""
        advance(referral_id=case.pk, event=sheet.event, by=by, at=at, reason=reason)
    return row


def _case_of(form_id: int) -> int:
    return CaseForm.objects.filter(pk=form_id).values_list("referral_id", flat=True).first() or 0


def _revise(row: CaseForm, reason: str, *, by: Viewer, at: datetime) -> None:
    CaseFormRevision(
        case_form=row, number=row.number, answers=row.answers, reason=reason, by_id=by.person_id, at=at
    ).save()


@action
def amend_form(
    *, form_id: int, given: Mapping[str, Any], reason: str, version: int | None = None, by: Viewer, at: datetime
) -> CaseForm:
    """Changes a completed form. The version before stays to be seen; the case is not moved again."""
    row: CaseForm = lock_part(CaseForm, form_id, by=by, version=version)
    if not reason.strip():
        raise Invalid({"reason": "Say why it is amended. The earlier version stays to be seen."})
    service = service_of(row.referral)
    questions = service.asks(row.code)
    row.answers = rules.kept(questions, given)
    rules.check_whole(questions, row.answers, rules.sheet_of(service, row.code).must)
    row.number += 1
    move(row, "case_form", "amended", by=by, at=at, reason=reason)
    _revise(row, reason.strip(), by=by, at=at)
    return row
