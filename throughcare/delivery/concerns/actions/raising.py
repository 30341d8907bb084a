"""Raising a concern: its clocks start here, by the rules in force on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.concerns.models import Concern
from throughcare.delivery.concerns.queries import vocabulary
from throughcare.delivery.concerns.queries.handlers import handling_organisations, led
from throughcare.delivery.concerns.rules import handling as rules
from throughcare.delivery.concerns.rules.clocks import Deadlines, deadlines
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Conflict, Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation, Person
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@dataclass(frozen=True, slots=True)
class Raised:
    """What somebody raises: of which kind, what happened, and what was done straight away."""

    kind: str
    category: str
    seriousness: str
    words: str
    happened_on: date | None = None
    voice: str = "staff"
    confidential: bool = False
    done_now: Sequence[str] = ()
    done_words: str = ""


def _check(raised: Raised, *, today: date) -> None:
    rules.check_raised(
        kind=raised.kind,
        category=raised.category,
        categories=[code for code, _ in vocabulary.categories(raised.kind, today)],
        seriousness=raised.seriousness,
        words=raised.words,
        happened_on=raised.happened_on,
        today=today,
    )
    rules.check_done_now(raised.done_now)
    if raised.voice not in rules.VOICES:
        raise Invalid({"voice": "Choose who says it."})


@action
def raise_concern(
    *,
    raised: Raised,
    organisation_id: int,
    service_user_id: int | None = None,
    referral_id: int | None = None,
    about_staff_id: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Concern:
    """Raises a concern with the organisation that will handle it. About a referral it is also about its person."""
    check_can(by, Permission.RAISE_CONCERN)
    if key:
        # Both sendings of a form come from one person: the second waits here until the first is whole.
        Person.objects.select_for_update(no_key=True).filter(pk=by.person_id).first()
    earlier = Concern.objects.filter(key=key).first() if key else None
    if earlier is not None:
        return _the_same(earlier, raised, by)
    today = clock.today(at)
    _check(raised, today=today)
    referral: Referral | None = get_visible(by, Referral, pk=referral_id) if referral_id else None
    person = _person(referral, service_user_id, by=by)
    if organisation_id not in {number for number, _ in handling_organisations(on=today)}:
        raise Invalid({"organisation": "Choose an organisation in which somebody handles concerns."})
    row = _new(raised, organisation_id, _due(raised, organisation_id, about_staff_id, at), by=by, at=at)
    row.service_user, row.referral, row.about_staff_id, row.key = person, referral, about_staff_id, key
    row.save()
    event(
        "concern.raised",
        subject=("concern", row.pk),
        by=by,
        at=at,
        reason_code=f"{row.kind}.{row.category}",
        state=row.state,
    )
    return row


def _person(referral: Referral | None, service_user_id: int | None, *, by: Viewer) -> ServiceUser | None:
    """Whom it is about. One about a referral stays with that referral's record, where this was merged as well."""
    if referral is not None:
        if referral.about is not None:
            get_visible(by, ServiceUser, pk=referral.about.pk)
        return referral.service_user
    found: ServiceUser | None = get_visible(by, ServiceUser, pk=service_user_id) if service_user_id else None
    return found


def _the_same(earlier: Concern, raised: Raised, by: Viewer) -> Concern:
    if (earlier.raised_by_id, earlier.kind, earlier.words) != (by.person_id, raised.kind, raised.words.strip()):
        raise Conflict(
            "This form was already sent with other content, and that was recorded.",
            remedy="Open it from the list of concerns, and add what is missing as a new one.",
        )
    return earlier


def _due(raised: Raised, organisation_id: int, about_staff_id: int | None, at: datetime) -> Deadlines:
    """Its deadlines. Where no safeguarding lead could act, the other handlers see it from the first moment."""
    found = deadlines(vocabulary.clocks(clock.today(at)), raised.kind, raised.seriousness, at)
    leads = led(organisation_id, about_staff_id, on=clock.today(at))
    return found if leads else Deadlines(found.acknowledge, found.act, found.close, at)


def _new(raised: Raised, organisation_id: int, due: Deadlines, *, by: Viewer, at: datetime) -> Concern:
    own = Organisation.objects.filter(code=by.organisation_code).first()
    return Concern(
        kind=raised.kind,
        category=raised.category,
        seriousness=raised.seriousness,
        confidential=raised.confidential,
        organisation_id=organisation_id,
        raised_by_id=by.person_id,
        raised_by_organisation=own,
        voice=raised.voice,
        happened_on=raised.happened_on,
        words=raised.words.strip(),
        done_now=list(raised.done_now),
        done_words=raised.done_words.strip(),
        since=at,
        raised_at=at,
        acknowledge_by=due.acknowledge,
        act_by=due.act,
        close_by=due.close,
        escalates_at=due.escalate,
    )
