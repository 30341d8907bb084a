"""Whether a person has both needs, mental health and substance misuse, as far as the viewer may know."""

from __future__ import annotations

from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.assessed import needs_standing
from throughcare.delivery.people.queries.vocabulary import needs_by_code
from throughcare.delivery.people.rules.needs import YES, has_dual_diagnosis
from throughcare.foundation.access.scope import is_visible
from throughcare.foundation.access.viewers import Viewer


def needs_both(viewer: Viewer, service_user_id: int) -> bool:
    """Whether a need of each kind was found when last looked at. What is not known is not yes."""
    if not is_visible(viewer, ServiceUser, service_user_id):
        return False
    standing = needs_standing(viewer, service_user_id)
    present = [code for code, found in standing.items() if found["present"] == YES]
    return has_dual_diagnosis(present, {code: kind.domain for code, kind in needs_by_code().items()})
