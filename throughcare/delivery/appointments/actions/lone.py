"""Going out alone: starting a visit, staying longer, coming back, and what the buddy does when somebody is overdue."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock, machines
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, LoneVisit
from throughcare.delivery.appointments.queries import colleagues
from throughcare.delivery.appointments.rules import lone
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation, Person
from throughcare.foundation.ports.messages import Message, Sender, send_each
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

MOST_WORDS = 1_000
OVERDUE_WORDS = "A colleague who named you is overdue from a lone visit. Open Throughcare now."
UNDER_WAY = (states.LoneVisit.OUT, states.LoneVisit.RAISED)


@action
def start_visit(
    *, where: str, expected_end: datetime, buddy_id: int, appointment_id: int | None = None, by: Viewer, at: datetime
) -> LoneVisit:
    """Says where one goes alone, until when, and who looks out. Starting the same again changes nothing."""
    check_can(by, Permission.WORK_CASE)
    organisation = Organisation.objects.get(code=by.organisation_code)
    lone.check_visit(starts=at, expected_end=expected_end, worker_id=by.person_id, buddy_id=buddy_id)
    if buddy_id not in colleagues.colleagues(organisation.pk, clock.today(at)):
        raise Invalid({"buddy": "Choose a colleague of your organisation."})
    if not where.strip():
        raise Invalid({"where": "Say where you will be, so that somebody could find you."})
    if appointment_id is not None:
        get_visible(by, Appointment, pk=appointment_id)
    now = LoneVisit.objects.filter(worker_id=by.person_id, state__in=UNDER_WAY).first()
    if now is not None and (now.expected_end, now.buddy_id, now.where) == (expected_end, buddy_id, where.strip()):
        return now
    row = LoneVisit(
        worker_id=by.person_id,
        organisation=organisation,
        buddy_id=buddy_id,
        appointment_id=appointment_id,
        where=where.strip()[:300],
        starts_at=at,
        expected_end=expected_end,
        since=at,
    )
    row.save()
    event("lone_visit.started", subject=("lone_visit", row.pk), by=by, at=at, state=row.state)
    return row


def _own(visit_id: int, *, by: Viewer) -> LoneVisit:
    seen: LoneVisit = get_visible(by, LoneVisit, pk=visit_id)
    if seen.worker_id != by.person_id:
        raise NotAllowed("Only who is out can say that.", remedy="If you reached them, say that they were found safe.")
    row: LoneVisit = LoneVisit.objects.locked(seen.pk)
    return row


def _move(row: LoneVisit, name: str, *, by: Viewer, at: datetime) -> None:
    try:
        row.state = machines.move(states.LONE_VISIT_TRANSITIONS, name, row.state)
    except machines.CannotMove as error:
        raise WrongState("This visit is over.", remedy="There is nothing more to do.") from error
    row.since, row.version = at, row.version + 1
    row.save()
    event(f"lone_visit.{name}", subject=("lone_visit", row.pk), by=by, at=at, state=row.state)


@action
def stay_longer(*, visit_id: int, expected_end: datetime, by: Viewer, at: datetime) -> LoneVisit:
    """Says that one stays longer; who was told of an overdue end is told anew at the next one."""
    row = _own(visit_id, by=by)
    if row.state != states.LoneVisit.OUT:
        raise WrongState("This visit is not under way any more.", remedy="Start another one.")
    lone.check_visit(starts=at, expected_end=expected_end, worker_id=row.worker_id, buddy_id=row.buddy_id)
    row.expected_end, row.told_at, row.version = expected_end, None, row.version + 1
    row.save()
    event("lone_visit.extended", subject=("lone_visit", row.pk), by=by, at=at)
    return row


@action
def come_back(*, visit_id: int, by: Viewer, at: datetime) -> LoneVisit:
    """Says that one is back. Saying it twice changes nothing."""
    row = _own(visit_id, by=by)
    if row.state != states.LoneVisit.BACK:
        _move(row, "returned", by=by, at=at)
    return row


def _watched(visit_id: int, *, by: Viewer) -> LoneVisit:
    seen: LoneVisit = get_visible(by, LoneVisit, pk=visit_id)
    if seen.worker_id == by.person_id:
        raise NotAllowed("Somebody else says this of you.", remedy="Say that you are back.")
    row: LoneVisit = LoneVisit.objects.locked(seen.pk)
    return row


@action
def raise_alarm(*, visit_id: int, words: str, by: Viewer, at: datetime) -> LoneVisit:
    """The buddy or a lead could not reach somebody and says what they did, such as calling 999."""
    row = _watched(visit_id, by=by)
    row.words = _said(words)
    _move(row, "raised", by=by, at=at)
    return row


@action
def found_safe(*, visit_id: int, words: str, by: Viewer, at: datetime) -> LoneVisit:
    """The buddy or a lead reached somebody, who is safe."""
    row = _watched(visit_id, by=by)
    row.words = f"{row.words}\n{_said(words)}".strip()[:MOST_WORDS]
    _move(row, "found_safe", by=by, at=at)
    return row


def _said(words: str) -> str:
    if not words.strip() or len(words) > MOST_WORDS:
        raise Invalid({"words": f"Say what you did, in {MOST_WORDS:,} characters or fewer."})
    return words.strip()


def overdue_untold(at: datetime) -> list[int]:
    """Visits past their expected end whose buddy has not been messaged."""
    rows = LoneVisit.objects.filter(state=states.LoneVisit.OUT, expected_end__lte=at, told_at__isnull=True)
    return list(rows.values_list("pk", flat=True))


@action
def tell_overdue(*, visit_id: int, sender: Sender, by: Viewer | None, at: datetime) -> int:
    """E-mails the buddy and the leads that somebody is overdue, saying neither who nor where. Gives how many."""
    row: LoneVisit = LoneVisit.objects.locked(visit_id)
    if row.told_at is not None or not lone.is_overdue(state=row.state, expected_end=row.expected_end, at=at):
        return 0
    told = {row.buddy_id, *colleagues.leads(row.organisation_id, clock.today(at))} - {row.worker_id}
    people = Person.objects.filter(pk__in=told, is_active=True).order_by("pk")
    reference = f"lone-visit-{row.pk}-{row.version}"
    sent = send_each(
        sender, (Message("email", one.email, OVERDUE_WORDS, "A colleague is overdue", reference) for one in people)
    )
    if sent:
        row.told_at, row.version = at, row.version + 1
        row.save()
        event("lone_visit.told", subject=("lone_visit", row.pk), by=by, at=at)
    return sent
