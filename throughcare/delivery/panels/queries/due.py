"""What is due at a meeting, whoever may see it. Only actions use it whole; screens keep what their viewer may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import ExpectedRelease, Meeting, PanelAction, PanelCase
from throughcare.delivery.panels.queries.cohort import standing
from throughcare.delivery.panels.queries.settings import setting
from throughcare.delivery.panels.rules.agenda import Due, Listing, Reason, release_due, review_due, strongest_first
from throughcare.delivery.people.models import Nominal, Overlay, Transfer
from throughcare.delivery.people.queries.scope import standing_at
from throughcare.delivery.people.rules.turns import PAUSES_REVIEW
from throughcare.delivery.people.states import OPEN_STATES
from throughcare.foundation.access.areas import boroughs_of

Found = dict[int, list[Due]]


def following(meeting: Meeting) -> Meeting | None:
    """The panel's next meeting after this one that is not cancelled."""
    found: Meeting | None = (
        Meeting.objects.filter(panel_id=meeting.panel_id, on__gt=meeting.on)
        .exclude(state=states.Meeting.CANCELLED)
        .order_by("on", "pk")
        .first()
    )
    return found


def next_meets_on(meeting: Meeting) -> date:
    """The day of the meeting after this one: the one that is set, else by how often the panel meets."""
    later = following(meeting)
    return later.on if later else meeting.on + timedelta(days=meeting.panel.every_days)


def listings(meeting: Meeting) -> tuple[Listing, ...]:
    """Every case that is due at a meeting with all its reasons, in no order."""
    boroughs = boroughs_of(meeting.panel.area)
    ratings: dict[int, str] = {}
    dues: list[tuple[int, Due]] = []
    stays = Nominal.objects.filter(borough__in=boroughs, state__in=[one.value for one in OPEN_STATES])
    inside = _inside(meeting.on)
    for stay in stays.annotate(head=standing_at()).order_by("pk"):
        ratings[stay.service_user_id] = stay.rating
        waits = stay.state == "adopted" and stay.head in inside
        dues += [] if waits else [(stay.service_user_id, due) for due in _of_stay(stay, meeting)]
    dues += [*_transfers_in(boroughs), *_releases(meeting), *_carried(meeting), *_late_actions(meeting)]
    return _by_person(dues, ratings)


def _by_person(dues: list[tuple[int, Due]], ratings: dict[int, str]) -> tuple[Listing, ...]:
    """One listing a person, under the record that stands for them."""
    stands = standing([*ratings, *(number for number, _ in dues)])
    rated = {stands[number]: rating for number, rating in ratings.items()}
    found: Found = {}
    for number, due in dues:
        found.setdefault(stands[number], []).append(due)
    return tuple(
        Listing(number, strongest_first(reasons), rated.get(number, "")) for number, reasons in sorted(found.items())
    )


def _inside(on: date) -> frozenset[int]:
    """People whose review waits for their release, by the record that stands."""
    rows = Overlay.objects.filter(kind__in=PAUSES_REVIEW, withdrawn=False, from_date__lte=on).exclude(until__lte=on)
    return frozenset(rows.values_list(standing_at(), flat=True))


def _of_stay(stay: Nominal, meeting: Meeting) -> Iterator[Due]:
    if stay.state == "nominated":
        yield Due(Reason.NOMINATED, stay.since)
    elif stay.state == "deferred" and (stay.review_on or meeting.on) < next_meets_on(meeting):
        yield Due(Reason.RETURNING, stay.review_on or stay.since)
    elif stay.state == "transfer_pending":
        yield Due(Reason.TRANSFER, stay.since)
    elif stay.state == "adopted":
        review = review_due(stay.review_on, meets_on=meeting.on, next_meets_on=next_meets_on(meeting))
        if review:
            yield review


def _transfers_in(boroughs: frozenset[str]) -> Iterator[tuple[int, Due]]:
    asked = Transfer.objects.filter(state="asked", to_borough__in=boroughs).exclude(from_borough__in=boroughs)
    for one in asked.order_by("pk"):
        yield one.service_user_id, Due(Reason.TRANSFER, one.asked_at.date())


def _releases(meeting: Meeting) -> Iterator[tuple[int, Due]]:
    """Releases, as last told, of people of this panel's area who are in the cohort or put forward for it."""
    ahead = setting("release_look_ahead_days", meeting.on)
    boroughs = boroughs_of(meeting.panel.area)
    mine = Nominal.objects.filter(borough__in=boroughs, state__in=[one.value for one in OPEN_STATES])
    told = ExpectedRelease.objects.annotate(head=standing_at()).filter(head__in=mine.values(head=standing_at()))
    last = {one.head: one.on for one in told.order_by("at", "pk")}
    for head, on in last.items():
        due = release_due(on, meets_on=meeting.on, look_ahead_days=ahead)
        if due:
            yield head, due


def _carried(meeting: Meeting) -> Iterator[tuple[int, Due]]:
    """Cases that an earlier meeting of this panel left, and that no meeting since has had on its agenda."""
    cases = PanelCase.objects.annotate(head=standing_at())
    since = cases.filter(
        meeting__panel_id=meeting.panel_id,
        head=OuterRef("head"),
        meeting__on__gt=OuterRef("meeting__on"),
        meeting__on__lt=meeting.on,
    )
    rows = cases.filter(
        ~Exists(since), meeting__panel_id=meeting.panel_id, meeting__on__lt=meeting.on, state=states.Case.CARRIED_OVER
    )
    for one in rows.select_related("meeting").order_by("pk"):
        yield one.service_user_id, Due(Reason.CARRIED_OVER, one.meeting.on)


def _late_actions(meeting: Meeting) -> Iterator[tuple[int, Due]]:
    late = Q(panel_id=meeting.panel_id, state__in=states.OPEN_ACTIONS, due__lt=meeting.on, case__isnull=False)
    for one in PanelAction.objects.filter(late).select_related("case").order_by("pk"):
        yield one.case.service_user_id, Due(Reason.ACTION_OVERDUE, one.due)
