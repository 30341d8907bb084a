"""What the actions on a paper share: the locked row, moving it, and keeping a version."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import slugify

from throughcare import clock
from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.models import Decision, Edit, PaperVersion
from throughcare.commissioning.decisions.rules import reading, workflow, writing
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.foundation.access.scope import check_can_view
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event

SUBJECT = "decision"


def locked(decision_id: int, *, by: Viewer, version: int | None = None) -> Decision:
    """The decision, locked, if ``by`` may see it and it is still at ``version``."""
    row: Decision = Decision.objects.locked(decision_id, version=version)
    check_can_view(by, row)
    return row


def paper_of(row: Decision) -> Paper:
    """The structured paper in a row."""
    return reading.from_dict(row.content)


def put_paper(row: Decision, paper: Paper) -> None:
    """Puts a paper into a row with the columns that lists and search read; does not save it."""
    row.content = writing.to_dict(paper)
    row.reference, row.title = paper.reference, paper.title
    row.summary = "\n".join(paragraph.text for paragraph in paper.summary)
    row.programme, row.decision_maker = paper.programme, paper.decision_maker
    row.slug = slugify(paper.reference) or row.slug


def keep(row: Decision, *, because: str, by: Viewer, at: datetime) -> None:
    """Keeps the paper as it is now, with what the checker says of it."""
    from throughcare.commissioning.decisions.queries.findings import report_on

    number = (row.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    PaperVersion(
        decision=row,
        number=number,
        content=row.content,
        report=report_on(paper_of(row), on=clock.today(at)).as_dict(),
        kept_because=because,
        kept_by_id=by.person_id,
        kept_at=at,
    ).save()


def note_editor(row: Decision, *, by: Viewer, at: datetime) -> None:
    """Remembers that ``by`` has changed this paper."""
    if by.person_id is not None and not Edit.objects.filter(decision=row, person_id=by.person_id).exists():
        Edit(decision=row, person_id=by.person_id, first_at=at).save()


def move_effect(row: Decision, kind: str, *, by: Viewer, at: datetime, reason: str = "") -> None:
    """One step of the effect machine: checked, written, recorded."""
    row.effect = workflow.check_move(states.EFFECT_TRANSITIONS, kind, row.effect, reason)
    row.since, row.reason = at, reason
    row.version += 1
    row.save()
    event(f"{SUBJECT}.{kind}", subject=(SUBJECT, row.pk), by=by, at=at, state=row.effect)
