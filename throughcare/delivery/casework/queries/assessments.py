"""An assessment with its needs and versions, and the one thing of it that the referrer is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from throughcare.delivery.casework.models import Assessment, AssessmentNeed
from throughcare.delivery.casework.rules.assessing import SECTIONS
from throughcare.delivery.casework.states import Assessment as State
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of


@dataclass(frozen=True, slots=True)
class NeedFound:
    """A need with its two links, in words."""

    id: int
    code: str
    name: str
    offending: str
    harm: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was completed or amended, and why."""

    number: int
    at: datetime
    by: str
    reason: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """One assessment, whole. ``given`` is what stands in each section by its name."""

    id: int
    referral_id: int
    state: str
    author: str
    started_at: datetime
    completed_at: datetime | None
    given: dict[str, str]
    needs: tuple[NeedFound, ...]
    versions: tuple[Version, ...]
    number: int
    version: int

    @property
    def is_draft(self) -> bool:
        """Whether it is being written."""
        return self.state == State.DRAFT

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """The clinical sections as heading and words."""
        return tuple((SECTIONS[name][0], self.given[name]) for name in SECTIONS)


def needs_of(row: Assessment) -> tuple[NeedFound, ...]:
    """The needs an assessment found, in words."""
    service = definition(row.referral.service, row.referral.definition)
    names = {one.code: one.means for one in service.needs}
    return tuple(
        NeedFound(
            one.pk,
            one.code,
            names.get(one.code, one.code),
            AssessmentNeed.Link(one.linked_to_offending).label,
            AssessmentNeed.Link(one.linked_to_serious_harm).label,
        )
        for one in row.needs.all()
    )


def assessment(viewer: Viewer, assessment_id: int, *, at: datetime) -> AssessmentPage:
    """One assessment. Reading it is recorded."""
    seen = get_visible(viewer, Assessment, pk=assessment_id)
    row: Assessment = Assessment.objects.select_related("referral", "author").get(pk=seen.pk)
    read_of(("assessment", row.pk), by=viewer, at=at)
    return AssessmentPage(
        id=row.pk,
        referral_id=row.referral_id,
        state=row.state,
        author=row.author.name,
        started_at=row.started_at,
        completed_at=row.completed_at,
        given={name: getattr(row, name) for name in (*SECTIONS, "shared_summary", "share_agreed")},
        needs=needs_of(row),
        versions=tuple(
            Version(one.number, one.at, one.by.name, one.reason, one.content)
            for one in row.revisions.select_related("by").order_by("-number")
        ),
        number=row.number,
        version=row.version,
    )


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment in a list."""

    id: int
    state: str
    author: str
    at: datetime


def assessments_of(viewer: Viewer, referral_id: int) -> tuple[AssessmentRow, ...]:
    """The assessments of a case, newest first."""
    rows = visible_to(viewer, Assessment).filter(referral=referral_id).select_related("author")
    return tuple(AssessmentRow(row.pk, row.state, row.author.name, row.completed_at or row.started_at) for row in rows)


@dataclass(frozen=True, slots=True)
class Told:
    """What the referrer is told of an assessment: the summary, or that the person did not want it shared."""

    at: datetime
    summary: str
    refused: bool


def told_to_referrer(viewer: Viewer, referral_id: int) -> Told | None:
    """What the person who referred may read of the last assessment; null before there is one, and for others."""
    if not viewer.can(Permission.REFER):
        return None
    mine = visible_to(viewer, Referral).filter(pk=referral_id, referrer_id=viewer.person_id).exists()
    row = Assessment.objects.filter(referral=referral_id, state=State.COMPLETED).first() if mine else None
    if row is None:
        return None
    refused = row.share_agreed != Assessment.Sharing.AGREED
    return Told(row.completed_at, "" if refused else row.shared_summary, refused)
