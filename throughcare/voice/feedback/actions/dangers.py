"""A comment in which somebody is in danger goes to those who are trained to act, as everybody was told at the start."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare import clock
from throughcare.errors import WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.reference.working_days import add_working_days
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models import Comment, Disclosure, NamedComment
from throughcare.voice.feedback.queries import local

DANGER = "danger"


@action
def pass_on_danger(*, comment_id: UUID, by: Viewer, at: datetime) -> Disclosure:
    """Passes on a comment that says that somebody is in danger; once, however often it is sent.

    A comment of a named answer goes with the answer, since its giver was told that somebody would get in touch. Any
    other goes alone: who wrote it is known to nobody.
    """
    check_can(by, Permission.CODE_FEEDBACK)
    get_visible(by, Comment, pk=comment_id)
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment_id)
    if comment.withdrawn_on is not None:
        raise WrongState("This comment was taken back.", remedy="Go back to the coding room.")
    link = NamedComment.objects.filter(comment=comment).first()
    source: dict[str, Any] = {"answer": link.answer} if link else {"comment": comment}
    before: Disclosure | None = Disclosure.objects.filter(kind=DANGER, **source).first()
    if before is not None:
        return before
    day = clock.today(at)
    due = add_working_days(day, local.limit("disclosure_days", day))
    row = Disclosure(kind=DANGER, since=at, due=due, **source)
    row.save()
    event(
        "disclosure.raised",
        subject=("disclosure", row.pk),
        by=by,
        at=at,
        reason_code=DANGER,
        state=states.Disclosure.WAITING,
    )
    return row
