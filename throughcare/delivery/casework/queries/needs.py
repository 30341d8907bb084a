"""Whether a person has both needs, mental health and substance misuse, as far as the viewer may know."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.casework.rules.joint import needs_joint_plan
from throughcare.delivery.people.models import Need, ServiceUser
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.reference import load

MENTAL_HEALTH, SUBSTANCE = "mental_health", "substance_misuse"


def needs_both(viewer: Viewer, service_user_id: int, at: datetime) -> bool:
    """Whether a need of each kind was found present when last assessed. What is not known is not yes."""
    if not visible_to(viewer, ServiceUser).filter(pk=service_user_id).exists():
        return False
    domains = {row.id: row.domain for row in load().as_of(clock.today(at)).needs}
    latest: dict[str, str] = {}
    rows = Need.objects.filter(service_user=service_user_id).order_by("assessed_on", "id")
    for code, present in rows.values_list("code", "present"):
        latest[code] = present
    present_in = {domains.get(code, "") for code, present in latest.items() if present == "yes"}
    return needs_joint_plan(MENTAL_HEALTH in present_in, SUBSTANCE in present_in)
