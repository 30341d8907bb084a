"""What the forms of booking show: the case in a line, whom and where to choose among, and what is likeliest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from throughcare import clock
from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.appointments.queries import colleagues, facts, notes, settings
from throughcare.delivery.appointments.queries.permits import can_book, check_may_book
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.cases import Case, case
from throughcare.delivery.services.queries import definition, definitions
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class CasePage:
    """The top of a page about a case's appointments."""

    case: Case
    sessions: str
    books: bool
    records: bool
    sees_notes: bool

    @property
    def caption(self) -> str:
        """The reference and the service."""
        return f"{self.case.reference}, {self.case.service_name}"

    @property
    def lead(self) -> str:
        """The person, and how many sessions are used."""
        return f"{self.case.person_name}. {self.sessions}" if self.sessions else self.case.person_name

    @property
    def back_href(self) -> str:
        """The page of the case."""
        return reverse("referral", args=[self.case.id])

    @property
    def contact_href(self) -> str:
        """Where a contact that has taken place is recorded; empty for those who record none."""
        return reverse("log_contact", args=[self.case.id]) if self.records else ""


def case_page(viewer: Viewer, referral_id: int, at: datetime) -> CasePage:
    """The case; ``NotFound`` where the viewer may not see it."""
    found = case(viewer, referral_id)
    referral = Referral.objects.select_related("provider").get(pk=referral_id)
    allowed = found.definition.max_sessions
    books = can_book(viewer, referral)
    return CasePage(
        case=found,
        sessions=_sessions(referral_id, allowed),
        books=books,
        records=books and viewer.can(Permission.WORK_CASE),
        sees_notes=notes.are_open(viewer, referral_id),
    )


def _sessions(referral_id: int, allowed: int | None) -> str:
    if allowed is None:
        return ""
    found = facts.allowance(referral_id, allowed)
    return f"Sessions: {found}, {found.ahead} booked."


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, and what the form starts with."""

    purposes: tuple[str, ...]
    offices: tuple[tuple[str, str], ...]
    workers: tuple[tuple[int, str], ...]
    reasons: tuple[tuple[str, str], ...]
    initial: Mapping[str, object]


def choices(viewer: Viewer, referral_id: int, at: datetime, *, moving: int | None = None) -> Choices:
    """For somebody who books in the case; the form starts with the terms of the last appointment, or the moved one."""
    referral = _referral(viewer, referral_id, moving)
    check_may_book(referral, by=viewer)
    day = clock.today(at)
    purposes = facts.purposes(definition(referral.service, referral.definition), referral.state)
    rows = Appointment.objects.filter(referral_id=referral_id)
    last = (
        rows.filter(pk=moving).first()
        if moving
        else rows.filter(group__isnull=True).order_by("-made_at", "-id").first()
    )
    return Choices(
        purposes=tuple(str(one) for one in purposes),
        offices=tuple((code, one.name) for code, one in settings.offices(day).items()),
        workers=tuple(colleagues.workers(referral.provider_id, day).items()),
        reasons=tuple((code, one.label) for code, one in settings.move_reasons(day).items()),
        initial=_initial(referral, last, str(purposes[0]), with_time=moving is not None),
    )


def _referral(viewer: Viewer, referral_id: int, moving: int | None) -> Referral:
    if moving is not None:
        held: Appointment = get_visible(viewer, Appointment, pk=moving)
        return held.referral
    found: Referral = get_visible(viewer, Referral, pk=referral_id)
    return found


def _initial(referral: Referral, last: Appointment | None, purpose: str, *, with_time: bool) -> dict[str, object]:
    found: dict[str, object] = {"purpose": purpose, "worker": referral.worker_id, "minutes": 60}
    if last is None:
        return found
    found |= {
        "minutes": last.minutes,
        "manner": last.manner,
        "office": last.office,
        "first_line": last.first_line,
        "postcode": last.postcode,
        "interpreter": last.interpreter,
    }
    if with_time:
        local = last.starts_at.astimezone(clock.LONDON)
        found |= {"on": local.date(), "at": local.time(), "worker": last.worker_id}
    return found


@dataclass(frozen=True, slots=True)
class GroupChoices:
    """What can be chosen when a group is planned or moved."""

    services: tuple[tuple[str, str], ...]
    offices: tuple[tuple[str, str], ...]
    workers: tuple[tuple[int, str], ...]
    reasons: tuple[tuple[str, str], ...]


def group_choices(viewer: Viewer, at: datetime) -> GroupChoices:
    """For somebody who plans a group at their own organisation: the services that it provides, and who works there."""
    day = clock.today(at)
    organisation = Organisation.objects.filter(code=viewer.organisation_code).first()
    services = [one for one in definitions(day) if viewer.organisation_code in {of.provider for of in one.offers}]
    return GroupChoices(
        services=tuple((one.code, one.name) for one in services or definitions(day)),
        offices=tuple((code, one.name) for code, one in settings.offices(day).items()),
        workers=tuple(colleagues.workers(organisation.pk, day).items()) if organisation else (),
        reasons=tuple((code, one.label) for code, one in settings.move_reasons(day).items()),
    )


def buddies(viewer: Viewer, at: datetime) -> list[tuple[str, str]]:
    """Colleagues who could look out for the viewer."""
    organisation = Organisation.objects.filter(code=viewer.organisation_code).first()
    found = colleagues.colleagues(organisation.pk, clock.today(at)) if organisation else {}
    return [(str(pk), name) for pk, name in found.items() if pk != viewer.person_id]
