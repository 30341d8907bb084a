"""Writing down when somebody is expected to be released."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.panels.actions.common import visible_person
from throughcare.delivery.panels.models import ExpectedRelease
from throughcare.delivery.panels.rules.agenda import check_release
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def expect_release(*, service_user_id: int, on: date, by: Viewer, at: datetime) -> ExpectedRelease:
    """Keeps the day on which a person is expected to leave custody; a later one takes its place."""
    check_can(by, Permission.DO_PANEL_ACTION)
    person = visible_person(service_user_id, by=by)
    check_release(on, today=clock.today(at))
    found = ExpectedRelease.objects.select_for_update(of=("self",)).filter(service_user=person).first()
    row: ExpectedRelease = found or ExpectedRelease(service_user=person, version=0)
    row.on, row.person_id, row.at = on, by.person_id, at
    row.version += 1
    row.save()
    event("service_user.release_expected", subject=("service_user", person.pk), by=by, at=at)
    return row
