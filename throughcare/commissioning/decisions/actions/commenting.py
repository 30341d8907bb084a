"""Remarks on places in a paper: kept while they are typed, sent, and dealt with."""

from __future__ import annotations

from datetime import datetime

from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.actions.common import SUBJECT, locked
from throughcare.commissioning.decisions.models import Comment, CommentDraft, Decision
from throughcare.errors import Conflict, Invalid, NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

LONGEST_PLACE = 120


def _open(decision_id: int, *, by: Viewer) -> Decision:
    check_can(by, Permission.COMMENT_ON_DECISION)
    row = locked(decision_id, by=by)
    if row.effect not in states.OPEN_STATES:
        raise NotAllowed(
            "This paper is settled, so comments on it are closed.",
            remedy="Copy what you still need before you leave the page.",
        )
    return row


@action
def keep_comment(*, decision_id: int, place: str, words: str, version: int, by: Viewer, at: datetime) -> int:
    """Keeps a remark as it is typed and gives its new version; nobody else sees it.

    ``version`` is the one that was read, 0 where there was none; ``Conflict`` where another tab saved in between.
    """
    row = _open(decision_id, by=by)
    place = place[:LONGEST_PLACE]
    draft = CommentDraft.objects.filter(decision=row, place=place, by_id=by.person_id).first()
    if (draft.version if draft else 0) != version:
        raise Conflict(
            "You wrote this comment in another tab too. Nothing of it was saved over.",
            remedy="What you typed is below. Compare it with what is there now, then save again.",
        )
    draft = draft or CommentDraft(decision=row, place=place, by_id=by.person_id, version=0)
    draft.words, draft.at = words, at
    draft.version += 1
    draft.save()
    event(f"{SUBJECT}.comment_kept", subject=(SUBJECT, row.pk), by=by, at=at)
    return int(draft.version)


@action
def comment(*, decision_id: int, place: str, words: str, version: int = 0, by: Viewer, at: datetime) -> Comment:
    """Remarks on one place in a paper that is not signed yet; the same words sent again are one remark.

    What was kept while it was typed goes, unless another tab kept something else since ``version``.
    """
    row = _open(decision_id, by=by)
    if not words.strip():
        raise Invalid({"words": "Write the comment."})
    facts = {"decision": row, "place": place[:LONGEST_PLACE], "by_id": by.person_id}
    twin: Comment | None = Comment.objects.filter(**facts, words=words.strip(), settled_at__isnull=True).first()
    CommentDraft.objects.filter(**facts, version=version).delete()
    if twin is not None:
        event(f"{SUBJECT}.commented_again", subject=(SUBJECT, row.pk), by=by, at=at)
        return twin
    remark = Comment(**facts, words=words.strip(), at=at)
    remark.save()
    event(f"{SUBJECT}.commented", subject=(SUBJECT, row.pk), by=by, at=at)
    return remark


@action
def discard_comment(*, decision_id: int, place: str, version: int, by: Viewer, at: datetime) -> None:
    """Throws away what its writer kept and did not send; ``Conflict`` where another tab saved since ``version``."""
    check_can(by, Permission.VIEW_DRAFT_DECISIONS)
    row = locked(decision_id, by=by)
    draft = CommentDraft.objects.filter(decision=row, place=place[:LONGEST_PLACE], by_id=by.person_id).first()
    if draft is None:
        return
    if draft.version != version:
        raise Conflict(
            "You wrote more of this comment in another tab, so nothing was discarded.",
            remedy="Read it as it is now, then discard it.",
        )
    draft.delete()
    event(f"{SUBJECT}.comment_discarded", subject=(SUBJECT, row.pk), by=by, at=at)


@action
def settle_comment(*, comment_id: int, by: Viewer, at: datetime) -> None:
    """Marks a comment as dealt with."""
    check_can(by, Permission.COMMENT_ON_DECISION)
    remark: Comment = Comment.objects.locked(comment_id)
    locked(remark.decision_id, by=by)
    if remark.settled_at is None:
        remark.settled_by_id, remark.settled_at = by.person_id, at
        remark.save()
        event(f"{SUBJECT}.comment_settled", subject=(SUBJECT, remark.decision_id), by=by, at=at)
