"""Everything that a referral's page shows, as far as the viewer may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.people.models import Overlay, ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.people.queries.vocabulary import alerts, overlay_label
from throughcare.delivery.referrals.models import Cover, Outreach, Referral, ReferralForm, Transfer
from throughcare.delivery.referrals.queries import tracker
from throughcare.delivery.referrals.queries.cases import Case
from throughcare.delivery.referrals.queries.consultations import advising_service
from throughcare.delivery.referrals.queries.forms import Said, content_of
from throughcare.delivery.referrals.queries.text import case_text
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.states import OPEN_STATES, OUTCOMES
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import only_about
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports import parts
from throughcare.foundation.record.events import read_of


@dataclass(frozen=True, slots=True)
class Involved:
    """Another service or worker that the person has: no content, only that it is so and how it stands."""

    service: str
    who: str
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A referral's page."""

    case: Case
    outcome: str
    tier: str
    cover: str
    stages: tuple[tracker.StageShown, ...]
    clocks: tuple[tracker.ClockShown, ...]
    steps: tuple[tracker.StepShown, ...]
    buttons: tuple[tracker.Button, ...]
    content: tuple[Said, ...]
    hides_clinical: bool
    told: tuple[tuple[str, str, str], ...]
    involved: tuple[Involved, ...]
    alerts: tuple[str, ...]
    outreach: tuple[Outreach, ...]
    parts: tuple[parts.Part, ...]
    offer: Transfer | None
    can_answer_offer: bool
    can_take_back: bool
    undoable: Transfer | None
    links: tuple[tuple[str, Referral], ...]
    text: str
    can_change_worker: bool
    can_offer: bool
    can_reach: bool
    can_log_advice: bool
    can_ask_advice: bool


def referral_page(viewer: Viewer, found: Case, at: datetime) -> Page:
    """The page of a case that the viewer may see. Reading it is recorded."""
    read_of(("referral", found.id), by=viewer, at=at)
    with only_about(viewer, ServiceUser, [found.person_id]), only_about(viewer, Referral, [found.id]):
        return _page(viewer, found, at)


def _page(viewer: Viewer, found: Case, at: datetime) -> Page:
    today = clock.today(at)
    taken = tracker.steps_of(found.id)
    steps = tracker.told(found, taken)
    form = ReferralForm.objects.filter(referral_id=found.id).first()
    sees_all = found.sees_clinical or found.standing.referrer
    said = content_of(form, found.definition) if form else ()
    offer = tracker.open_offer(found)
    leads = found.standing.lead and viewer.can(Permission.ALLOCATE_CASE)
    can_reach = (found.standing.worker or leads) and found.is_open
    return Page(
        case=found,
        outcome=OUTCOMES.get(found.outcome, ""),
        tier=next((one.name for one in found.definition.tiers if one.id == found.tier), ""),
        cover=_cover(found, today),
        stages=tracker.stages(found, taken),
        clocks=tracker.clocks(found, today),
        steps=steps,
        buttons=tracker.buttons(found),
        content=tuple(one for one in said if sees_all or not one.is_clinical),
        hides_clinical=not sees_all,
        told=_told(form) if sees_all else (),
        involved=_involved(found),
        alerts=_alerts(found, today),
        outreach=tuple(Outreach.objects.filter(referral_id=found.id).select_related("by")),
        parts=tuple(parts.parts_of(parts.REFERRAL, viewer, found.id, at)),
        offer=offer,
        can_answer_offer=offer is not None and viewer.can(Permission.ALLOCATE_CASE) and not leads,
        can_take_back=offer is not None and leads,
        undoable=tracker.undoable(found) if viewer.can(Permission.ALLOCATE_CASE) else None,
        links=tuple(tracker.linked(found)),
        text=case_text(found, steps),
        can_change_worker=leads and found.worker_id is not None and not found.is_over,
        can_offer=leads and found.is_open and offer is None,
        can_reach=can_reach,
        can_log_advice=can_reach and advising_service(viewer, at) is not None,
        can_ask_advice=found.standing.referrer and found.definition.consultation_without_referral,
    )


def _told(form: ReferralForm | None) -> tuple[tuple[str, str, str], ...]:
    lines = form.told.get("lines", []) if form else []
    return tuple((str(says), str(judgement), str(because)) for says, judgement, because in lines)


def _cover(found: Case, today: date) -> str:
    row = Cover.objects.filter(absent_id=found.worker_id, from_date__lte=today, until__gt=today).first()
    return row.covering.name if row else ""


def _involved(found: Case) -> tuple[Involved, ...]:
    rows = Referral.objects.filter(about_any_of([found.person_id]), state__in=OPEN_STATES).exclude(pk=found.id)
    return tuple(
        Involved(
            service=definition(row.service, row.definition).name,
            who=row.provider.name,
            state=definition(row.service, row.definition).state_name(row.state),
            since=row.since,
        )
        for row in rows.select_related("provider")
    )


def _alerts(found: Case, today: date) -> tuple[str, ...]:
    """What is true of the person today and must be seen before meeting them."""
    rows = Overlay.objects.filter(about_any_of([found.person_id]), withdrawn=False, from_date__lte=today)
    return tuple(
        f"{overlay_label(row.kind)}{f', {row.level}' if row.level else ''}"
        for row in rows
        if (row.until is None or row.until > today) and row.kind in alerts()
    )
