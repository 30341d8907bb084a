"""A closure report, and reviews of cases by leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.delivery.casework.models import ClosureReport, Supervision
from throughcare.delivery.casework.queries.contacts import contacts_held
from throughcare.delivery.casework.queries.plans import Outcome, outcomes_in_force, plan_in_force
from throughcare.delivery.casework.queries.scope import clinical_cases
from throughcare.delivery.casework.states import CLOSURE_OWNER, SUPERVISION_OWNER
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of

REPORT_FIELDS = ("work", "work_words", "progress", "further_work", "their_words", "clinical_note")


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One closure report. ``given`` leaves the clinical note out for whoever is no clinical staff."""

    id: int
    referral_id: int
    state: str
    turn: str
    author: str
    submitted_at: datetime | None
    accepted_by: str
    accepted_at: datetime | None
    given: dict[str, str]
    work_words: str
    outcomes: tuple[Outcome, ...]
    held: int
    planned: int | None
    is_clinical: bool
    can_accept: bool
    version: int


def report(viewer: Viewer, report_id: int, *, at: datetime) -> ReportPage:
    """One closure report. Reading it is recorded."""
    seen = get_visible(viewer, ClosureReport, pk=report_id)
    row: ClosureReport = ClosureReport.objects.select_related("referral", "author", "accepted_by").get(pk=seen.pk)
    clinical = Referral.objects.filter(pk=row.referral_id, pk__in=clinical_cases(viewer)).exists()
    revision = plan_in_force(row.referral)
    read_of(("closure_report", row.pk), by=viewer, at=at)
    fields = REPORT_FIELDS if clinical else REPORT_FIELDS[:-1]
    outcomes = outcomes_in_force(row.referral)
    is_lead = clinical and viewer.can(Permission.SIGN_OFF_SUPERVISION)
    return ReportPage(
        id=row.pk,
        referral_id=row.referral_id,
        state=row.state,
        turn=CLOSURE_OWNER[row.state],
        author=row.author.name,
        submitted_at=row.submitted_at,
        accepted_by=row.accepted_by.name if row.accepted_by else "",
        accepted_at=row.accepted_at,
        given={name: getattr(row, name) for name in fields},
        work_words=row.get_work_display(),
        outcomes=outcomes,
        held=contacts_held(row.referral_id),
        planned=revision.contacts if revision else None,
        is_clinical=clinical,
        can_accept=row.state == "submitted" and (row.referral.referrer_id == viewer.person_id or is_lead),
        version=row.version,
    )


def report_of_case(viewer: Viewer, referral_id: int) -> tuple[int, str] | None:
    """The newest closure report of a case that the viewer may see: its number and state."""
    row = visible_to(viewer, ClosureReport).filter(referral=referral_id).first()
    return (row.pk, row.state) if row else None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review in a list."""

    id: int
    referral_id: int
    reference: str
    worker_id: int
    worker: str
    why: str
    state: str
    turn: str
    due_on: date
    signed_off_by: str
    signed_off_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One review with what was said, oldest first."""

    row: ReviewRow
    notes: tuple[tuple[datetime, str, str], ...]
    is_worker: bool
    can_sign_off: bool


def _review(row: Supervision) -> ReviewRow:
    return ReviewRow(
        id=row.pk,
        referral_id=row.referral_id,
        reference=row.referral.reference,
        worker_id=row.worker_id,
        worker=row.worker.name,
        why=row.get_why_display(),
        state=row.state,
        turn=SUPERVISION_OWNER[row.state],
        due_on=row.due_on,
        signed_off_by=row.signed_off_by.name if row.signed_off_by else "",
        signed_off_at=row.signed_off_at,
    )


def reviews(viewer: Viewer, referral_id: int | None = None) -> list[ReviewRow]:
    """Reviews the viewer may see, open ones first, by their day."""
    rows = visible_to(viewer, Supervision).select_related("referral", "worker", "signed_off_by")
    if referral_id is not None:
        rows = rows.filter(referral=referral_id)
    return sorted((_review(row) for row in rows), key=lambda one: (one.state == "signed_off", one.due_on, one.id))


def review(viewer: Viewer, supervision_id: int, *, at: datetime) -> ReviewPage:
    """One review. Reading it is recorded."""
    seen = get_visible(viewer, Supervision, pk=supervision_id)
    row: Supervision = Supervision.objects.select_related("referral", "worker", "signed_off_by").get(pk=seen.pk)
    read_of(("supervision", row.pk), by=viewer, at=at)
    return ReviewPage(
        row=_review(row),
        notes=tuple((one.at, one.by.name, one.words) for one in row.notes.select_related("by")),
        is_worker=row.worker_id == viewer.person_id,
        can_sign_off=viewer.can(Permission.SIGN_OFF_SUPERVISION) and row.worker_id != viewer.person_id,
    )
