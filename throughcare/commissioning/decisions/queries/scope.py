"""Who may see which decision: the one predicate, for lists, pages, search, export and feed alike."""

from __future__ import annotations

from django.db.models import Q

from throughcare import clock
from throughcare.commissioning.decisions.models import Decision, Edit
from throughcare.commissioning.decisions.rules.workflow import Hands
from throughcare.commissioning.decisions.states import Publication
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.queries import opened_by
from throughcare.foundation.access.scope import scope
from throughcare.foundation.access.viewers import Viewer

PUBLIC = Q(publication=Publication.PUBLISHED)


@scope(Decision)
def who_sees_a_decision(viewer: Viewer) -> Q:
    """Published ones: everyone. Others: those who read drafts, in the owning organisation or one it is shared with."""
    if not viewer.can(Permission.VIEW_DRAFT_DECISIONS):
        return PUBLIC
    own = Q(organisation__code__in=viewer.organisation_codes)
    return PUBLIC | own | Q(shared_with__code__in=viewer.organisation_codes)


def sees_part_two(viewer: Viewer, decision_id: int) -> bool:
    """Whether the confidential part is open to a viewer: by role, or by break-glass that is running."""
    if viewer.can(Permission.VIEW_PART_2):
        return True
    return str(decision_id) in opened_by(viewer, "part_two", at=clock.now())


def hands_of(row: Decision) -> Hands:
    """Whose hands have been on the paper."""
    return Hands(row.author_id, frozenset(Edit.objects.filter(decision=row).values_list("person_id", flat=True)))
