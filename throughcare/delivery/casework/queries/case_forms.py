"""Forms of a service's own: those of a case, and one with its answers in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from throughcare.delivery.casework.models import CaseForm
from throughcare.delivery.casework.rules.case_forms import in_words, may_be_shared, open_sheets
from throughcare.delivery.casework.states import CaseForm as State
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.rules.sheets import Sheet
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form of a case in a list."""

    id: int
    code: str
    name: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form with its answers: in words for reading, as given for the form."""

    id: int
    referral_id: int
    sheet: Sheet
    state: str
    answers: tuple[tuple[str, str, str], ...]
    given: dict[str, Any]
    versions: tuple[tuple[int, datetime, str, str], ...]
    version: int

    @property
    def is_draft(self) -> bool:
        """Whether it is being filled in."""
        return self.state == State.DRAFT


def forms_of(viewer: Viewer, referral_id: int) -> tuple[FormRow, ...]:
    """The forms of a case, newest first."""
    rows = visible_to(viewer, CaseForm).filter(referral=referral_id).select_related("referral")
    return tuple(
        FormRow(row.pk, row.code, _sheet(row).name, row.state, row.completed_at or row.started_at) for row in rows
    )


def _service(row: Referral) -> ServiceDefinition:
    return definition(row.service, row.definition)


def _sheet(row: CaseForm) -> Sheet:
    return _service(row.referral).sheet(row.code) or Sheet(code=row.code, name=row.code.replace("_", " ").capitalize())


def to_fill(viewer: Viewer, referral: Referral) -> tuple[Sheet, ...]:
    """The forms that can be begun where a case stands: not those completed that are asked once."""
    done = set(
        visible_to(viewer, CaseForm).filter(referral=referral, state=State.COMPLETED).values_list("code", flat=True)
    )
    return tuple(one for one in open_sheets(_service(referral), referral.state) if one.again or one.code not in done)


def form(viewer: Viewer, form_id: int, *, at: datetime) -> FormPage:
    """One form. Reading it is recorded."""
    seen = get_visible(viewer, CaseForm, pk=form_id)
    row: CaseForm = CaseForm.objects.select_related("referral").get(pk=seen.pk)
    questions = _service(row.referral).asks(row.code)
    read_of(("case_form", row.pk), by=viewer, at=at)
    return FormPage(
        id=row.pk,
        referral_id=row.referral_id,
        sheet=_sheet(row),
        state=row.state,
        answers=tuple((one.section, one.label, in_words(one, row.answers.get(one.code))) for one in questions),
        given=dict(row.answers),
        versions=tuple(
            (one.number, one.at, one.by.name, one.reason)
            for one in row.revisions.select_related("by").order_by("-number")
        ),
        version=row.version,
    )


@dataclass(frozen=True, slots=True)
class SharedForm:
    """What the referrer may read of a completed form: its shared answers, where the person let them."""

    name: str
    at: datetime
    answers: tuple[tuple[str, str], ...]


def shared_with_referrer(viewer: Viewer, referral_id: int) -> tuple[SharedForm, ...]:
    """The shared answers of completed forms, for whoever referred the person; nothing for others."""
    if not viewer.can(Permission.REFER):
        return ()
    mine = visible_to(viewer, Referral).filter(pk=referral_id, referrer_id=viewer.person_id).first()
    if mine is None:
        return ()
    service = _service(mine)
    found = []
    for row in CaseForm.objects.filter(referral=mine, state=State.COMPLETED).select_related("referral"):
        sheet = _sheet(row)
        shared = [one for one in service.asks(row.code) if one.shared and row.answers.get(one.code)]
        if shared and may_be_shared(sheet, row.answers):
            words = tuple((one.label, in_words(one, row.answers[one.code])) for one in shared)
            found.append(SharedForm(sheet.name, row.completed_at or row.started_at, words))
    return tuple(found)
