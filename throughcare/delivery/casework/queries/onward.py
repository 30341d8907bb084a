"""Referrals on of a case, and one with its letter and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare import clock
from throughcare.delivery.casework.models import OnwardReferral
from throughcare.delivery.casework.queries import settings
from throughcare.delivery.casework.queries.letters import letter_of
from throughcare.delivery.casework.rules.onward import Letter
from throughcare.delivery.casework.states import ONWARD_OVER, ONWARD_OWNER, ONWARD_TRANSITIONS, Onward
from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of
from throughcare.foundation.reference.clinical import OnwardRoute
from throughcare.machines import events_from


@dataclass(frozen=True, slots=True)
class OnwardRow:
    """A referral on in a list."""

    id: int
    referral_id: int
    reference: str
    route: str
    addressee: str
    state: str
    since: datetime
    sent_on: date | None
    chase_on: date | None
    appointment_on: date | None
    worker_id: int | None
    worker_name: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected."""
        return self.state in ONWARD_OVER


@dataclass(frozen=True, slots=True)
class Chased:
    """Somebody asked what became of it."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class OnwardPage:
    """One referral on. ``letter`` is what would go today while it is a draft; ``sent_text`` what went."""

    row: OnwardRow
    turn: str
    letter: Letter
    sent_text: str
    consent_words: str
    how_words: str
    is_step_up: bool
    reason_words: str
    words: str
    chases: tuple[Chased, ...]
    given: dict[str, Any]
    steps: tuple[str, ...]
    version: int

    @property
    def is_draft(self) -> bool:
        """Whether it is being written."""
        return self.row.state == Onward.DRAFT


def _route_name(code: str) -> str:
    found = settings.onward_route(code)
    return found.name if found else code.replace("_", " ").capitalize()


def _row(row: OnwardReferral) -> OnwardRow:
    worker = row.referral.worker
    return OnwardRow(
        id=row.pk,
        referral_id=row.referral_id,
        reference=row.referral.reference,
        route=_route_name(row.route),
        addressee=row.addressee,
        state=row.state,
        since=row.since,
        sent_on=row.sent_on,
        chase_on=row.chase_on,
        appointment_on=row.appointment_on,
        worker_id=row.referral.worker_id,
        worker_name=worker.name if worker else "",
    )


def onward_of(viewer: Viewer, referral_id: int) -> tuple[OnwardRow, ...]:
    """The referrals on of a case, newest first."""
    rows = visible_to(viewer, OnwardReferral).filter(referral=referral_id).select_related("referral__worker")
    return tuple(_row(row) for row in rows)


def onward(viewer: Viewer, onward_id: int, *, at: datetime) -> OnwardPage:
    """One referral on. Reading it is recorded."""
    seen = get_visible(viewer, OnwardReferral, pk=onward_id)
    related = ("referral__worker", "referral__service_user__merged_into", "referral__provider", "written_by")
    row: OnwardReferral = OnwardReferral.objects.select_related(*related).get(pk=seen.pk)
    read_of(("onward_referral", row.pk), by=viewer, at=at)
    return OnwardPage(
        row=_row(row),
        turn=ONWARD_OWNER[row.state],
        letter=letter_of(row, on=row.sent_on or clock.today(at)),
        sent_text=row.letter,
        consent_words=row.get_consent_display(),
        how_words=row.get_sent_how_display(),
        is_step_up=row.is_step_up,
        reason_words=settings.onward_reason_label(row.reason) if row.reason else "",
        words=row.words,
        chases=tuple(Chased(one.at, one.by.name, one.words) for one in row.chases.select_related("by")),
        given={
            "addressee": row.addressee,
            "asks": row.asks,
            "consent": row.consent,
            "shares": [one for one in row.shares.split(",") if one],
            "sent_on": row.sent_on,
            "sent_how": row.sent_how,
            "chase_on": row.chase_on,
        },
        steps=events_from(ONWARD_TRANSITIONS, row.state),
        version=row.version,
    )


def person_of(viewer: Viewer, service_user_id: int) -> ServiceUser | None:
    """The person of a case, where the viewer may see them."""
    found: ServiceUser | None = visible_to(viewer, ServiceUser).filter(pk=service_user_id).first()
    return found


def routes_for(person: ServiceUser | None, unit: str, on: date) -> tuple[OnwardRoute, ...]:
    """Where somebody can be referred on: every route, women's services first for a woman, local ones only where local.

    Routes for women are offered to women and to anyone whose gender is not known; they are a choice, never a must.
    """
    gender = person.gender if person else ""
    open_to = [
        one
        for one in settings.onward_routes(on)
        if (not one.for_whom or gender != ServiceUser.Gender.MALE) and (not one.areas or unit in one.areas)
    ]
    first = "women" if gender == ServiceUser.Gender.FEMALE else "health"
    return tuple(sorted(open_to, key=lambda one: one.kind != first))
