"""Assessments: written as they grow, completed whole, amended for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from throughcare import clock
from throughcare.delivery.casework.actions.common import (
    kept,
    lock_case,
    lock_part,
    move,
    opened,
    service_of,
    written_on,
)
from throughcare.delivery.casework.models import Assessment, AssessmentNeed, AssessmentRevision
from throughcare.delivery.casework.models.assessment import SECTIONS
from throughcare.delivery.casework.rules import assessing as rules
from throughcare.delivery.casework.states import Assessment as State
from throughcare.delivery.people.actions.needs import Found, record_needs
from throughcare.delivery.people.models import Need
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Invalid, NotFound, WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action

COMPLETES = "assessment_completed"


@action
def start_assessment(*, referral_id: int, by: Viewer, at: datetime) -> Assessment:
    """Begins an assessment, or gives the one that is being written. What others know is filled in, not asked again."""
    row = lock_case(referral_id, by=by, takes="assessment")
    found: Assessment | None = Assessment.objects.filter(referral=row, state=State.DRAFT).first()
    if found is not None:
        return found
    made = Assessment(referral=row, author_id=by.person_id, started_at=at)
    opened(made, "assessment", by=by, at=at)
    return made


def _write(row: Assessment, given: Mapping[str, Any]) -> None:
    for name in SECTIONS:
        if name in given:
            setattr(row, name, given[name] or "")
    if "share_agreed" in given:
        row.share_agreed = given["share_agreed"] or ""


@action
def save_assessment(
    *, assessment_id: int, given: Mapping[str, Any], version: int | None = None, by: Viewer, at: datetime
) -> Assessment:
    """Keeps what was typed so far."""
    row: Assessment = lock_part(Assessment, assessment_id, by=by, version=version)
    if row.state != State.DRAFT:
        raise WrongState("This assessment is completed.", remedy="Amend it, with a reason.")
    _write(row, given)
    written_on(row, "assessment", by=by, at=at)
    return row


@action
def add_need(
    *,
    assessment_id: int,
    code: str,
    linked_to_offending: str,
    linked_to_serious_harm: str,
    by: Viewer,
    at: datetime,
) -> AssessmentNeed:
    """Adds a need found, with its two links as facts of their own."""
    row: Assessment = lock_part(Assessment, assessment_id, by=by)
    if row.state != State.DRAFT:
        raise WrongState("This assessment is completed.", remedy="Amend it, with a reason.")
    rules.check_need(code, [one.code for one in service_of(row.referral).needs])
    links = AssessmentNeed.Link.values
    if linked_to_offending not in links or linked_to_serious_harm not in links:
        raise Invalid({"linked_to_offending": "Choose yes, no or not known for both links."})
    need = AssessmentNeed.objects.filter(assessment=row, code=code).first() or AssessmentNeed(assessment=row, code=code)
    need.linked_to_offending, need.linked_to_serious_harm = linked_to_offending, linked_to_serious_harm
    need.save()
    kept(row, "assessment", "need_added", by=by, at=at)
    return need


@action
def remove_need(*, need_id: int, assessment_id: int, by: Viewer, at: datetime) -> None:
    """Takes a need out of a draft."""
    row: Assessment = lock_part(Assessment, assessment_id, by=by)
    if row.state != State.DRAFT:
        raise WrongState("This assessment is completed.", remedy="Amend it, with a reason.")
    gone, _ = AssessmentNeed.objects.filter(pk=need_id, assessment=row).delete()
    if not gone:
        raise NotFound("This need is not in this assessment any more.", remedy="Open the assessment to see what is.")
    kept(row, "assessment", "need_removed", by=by, at=at)


def content_of(row: Assessment) -> dict[str, Any]:
    """What a revision keeps."""
    needs = [
        {"code": one.code, "offending": one.linked_to_offending, "harm": one.linked_to_serious_harm}
        for one in row.needs.all()
    ]
    return {name: getattr(row, name) for name in SECTIONS} | {"share_agreed": row.share_agreed, "needs": needs}


def _revise(row: Assessment, reason: str, *, by: Viewer, at: datetime) -> None:
    AssessmentRevision(
        assessment=row, number=row.number, content=content_of(row), reason=reason, by_id=by.person_id, at=at
    ).save()


def check_whole(row: Assessment) -> None:
    """Raises ``Invalid`` with everything it lacks."""
    rules.check_can_complete(
        {name: getattr(row, name) for name in rules.SECTIONS},
        shared_summary=row.shared_summary,
        share_agreed=row.share_agreed,
        needs=row.needs.count(),
    )


@action
def complete_assessment(
    *, assessment_id: int, given: Mapping[str, Any] | None = None, version: int | None = None, by: Viewer, at: datetime
) -> Assessment:
    """Completes an assessment and moves the case on where its service waits for it."""
    case = lock_case(_case_of(assessment_id), by=by, takes="assessment")
    row: Assessment = lock_part(Assessment, assessment_id, by=by, version=version)
    _write(row, given or {})
    check_whole(row)
    row.completed_at, row.number = at, 1
    move(row, "assessment", "completed", by=by, at=at)
    _revise(row, "", by=by, at=at)
    _record_needs(case, row, by=by, at=at)
    if service_of(case).allows(COMPLETES, case.state):
        advance(referral_id=case.pk, event=COMPLETES, by=by, at=at)
    return row


def _record_needs(case: Referral, row: Assessment, *, by: Viewer, at: datetime) -> None:
    """Puts the needs found on the person's record, which other agencies read: only where the person agreed to share."""
    person = case.about
    if row.share_agreed != Assessment.Sharing.AGREED or person is None:
        return
    recorded_as = {one.code: one.recorded_as for one in service_of(case).needs if one.recorded_as}
    found = {
        recorded_as[one.code]: Found(recorded_as[one.code], "yes", one.linked_to_offending, one.linked_to_serious_harm)
        for one in row.needs.all()
        if one.code in recorded_as
    }
    if found:
        record_needs(
            service_user_id=person.pk,
            found=list(found.values()),
            source=Need.Source.PRACTITIONER,
            assessed_on=clock.today(at),
            key=f"assessment:{row.pk}",
            by=by,
            at=at,
        )


def _case_of(assessment_id: int) -> int:
    found = Assessment.objects.filter(pk=assessment_id).values_list("referral_id", flat=True).first()
    return found or 0


@action
def amend_assessment(
    *,
    assessment_id: int,
    given: Mapping[str, Any],
    reason: str,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Assessment:
    """Changes a completed assessment. The version before stays to be seen."""
    row: Assessment = lock_part(Assessment, assessment_id, by=by, version=version)
    rules.check_amend(reason)
    _write(row, given)
    check_whole(row)
    row.number += 1
    move(row, "assessment", "amended", by=by, at=at, reason=reason)
    _revise(row, reason.strip(), by=by, at=at)
    return row


def latest_of(case: Referral) -> Assessment | None:
    """The last completed assessment of a case."""
    found: Assessment | None = Assessment.objects.filter(referral=case, state=State.COMPLETED).first()
    return found
