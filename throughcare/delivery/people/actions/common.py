"""What every action about people shares: opening a person or a stay under its lock, and writing the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from throughcare.delivery.people.models import LedgerEntry, Nominal, RestrictedAccess, ServiceUser
from throughcare.delivery.people.models.cohort import OPEN
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.rules import cohort as rules
from throughcare.delivery.people.rules import ledger
from throughcare.delivery.people.rules.cohort import Why
from throughcare.delivery.people.rules.living import check_living
from throughcare.errors import NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import names_of
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry of the ledger sets; empty where it leaves a thing as it is."""

    what: str
    on: date
    state: str = ""
    rating: str = ""
    review_on: date | None = None
    kind: str = ""
    borough: str = ""


def check_any(by: Viewer, *permissions: Permission) -> None:
    """Raises ``NotAllowed`` with who can, unless ``by`` holds at least one of the permissions."""
    if not any(by.can(permission) for permission in permissions):
        who = " or ".join(dict.fromkeys(" or ".join(names_of(one) for one in permissions).split(" or ")))
        raise NotAllowed(
            f"Your role does not allow this: {permissions[0].value.replace('_', ' ')}.", remedy=f"Ask: {who}."
        )


def records_of(person: ServiceUser) -> list[int]:
    """The numbers of all records of a person: the one that stands and those merged into it."""
    merged: Iterable[int] = ServiceUser.objects.filter(merged_into=person).values_list("pk", flat=True)
    return [person.pk, *merged]


def open_stay_of(person: ServiceUser) -> Nominal | None:
    """The stay of a person that has not ended, whichever of their records it is written under."""
    found: Nominal | None = Nominal.objects.filter(service_user__in=records_of(person), state__in=OPEN).first()
    return found


def open_person(service_user_id: int, *, by: Viewer, version: int | None = None) -> ServiceUser:
    """A person whom the viewer may see, locked. Whatever is written about one person waits for what is under way."""
    get_visible(by, ServiceUser, pk=service_user_id)
    row: ServiceUser = ServiceUser.objects.locked(service_user_id, version=version)
    return row


def standing_record(service_user_id: int) -> ServiceUser:
    """The record that stands for a person, locked: the record itself, or the one that it was merged into."""
    row: ServiceUser = ServiceUser.objects.locked(service_user_id)
    return row if row.merged_into_id is None else ServiceUser.objects.locked(row.merged_into_id)


def named_now(person: ServiceUser, at: datetime) -> list[RestrictedAccess]:
    """Who may see a restricted record at a moment, whichever of the person's records they are named for."""
    is_on = Q(until__isnull=True) | Q(until__gt=at)
    rows = RestrictedAccess.objects.filter(is_on, service_user__in=records_of(person), from_at__lte=at)
    return list(rows.select_related("person").order_by("id"))


def open_stay(nominal_id: int, *, on: date, by: Viewer, version: int | None = None) -> Nominal:
    """A stay that the viewer may see, under the lock of its person, who must be living on the day."""
    seen: Nominal = get_visible(by, Nominal, pk=nominal_id)
    person = standing_record(seen.service_user_id)
    check_living(person.died_on, on)
    row: Nominal = Nominal.objects.locked(nominal_id, version=version)
    return row


def last_day(row: Nominal) -> date | None:
    """The day of a stay's last entry, before which no other may be dated."""
    found = (
        LedgerEntry.objects.filter(nominal=row, overlay__isnull=True)
        .order_by("-on", "-id")
        .values_list("on", flat=True)
    )
    last: date | None = found.first()
    return last


def check_why(step: str, why: Why, on: date) -> None:
    """Raises ``Invalid`` unless the reason may be given for the step on the day."""
    rules.check_why(why, [code for code, _ in vocabulary.reason_choices(step, on)])


def standing_of(row: Nominal) -> ledger.Standing | None:
    """A stay as its entries left it, null before the first."""
    if row.pk is None:
        return None
    return ledger.Standing(
        row.service_user_id,
        row.pk,
        row.state,
        row.since,
        row.borough,
        row.kind,
        row.rating,
        row.rated_on,
        row.review_on,
    )


def write(row: Nominal, change: Change, why: Why, *, by: Viewer | None, at: datetime) -> LedgerEntry:
    """One entry of a stay's ledger: the stored stay is what the fold makes of it."""
    before = standing_of(row)
    entry = ledger.Entry(
        number=0,
        person=row.service_user_id,
        stay=row.pk or 0,
        overlay=None,
        what=change.what,
        on=change.on,
        state=change.state,
        rating=change.rating,
        review_on=change.review_on,
        kind=change.kind,
        borough=change.borough,
    )
    now = ledger.after(before, entry)
    row.state, row.since, row.borough, row.kind = now.state, now.since, now.borough, now.kind
    row.rating, row.rated_on, row.review_on = now.rating, now.rated_on, now.review_on
    row.version = row.version + 1 if before else 1
    row.save()
    line = _line(row, change, why, by=by, at=at)
    line.save()
    event(
        f"nominal.{change.what}",
        subject=("nominal", row.pk),
        by=by,
        at=at,
        reason_code=why.code,
        state=change.state,
    )
    if change.rating:
        rated = f"rating.rated_{change.rating}"
        event(rated, subject=("rating", row.pk), by=by, at=at, reason_code=why.code, state=change.rating)
    elif before and before.rating and not now.rating:
        event("rating.ended", subject=("rating", row.pk), by=by, at=at, state="unrated")
    return line


def _line(row: Nominal, change: Change, why: Why, *, by: Viewer | None, at: datetime) -> LedgerEntry:
    return LedgerEntry(
        service_user_id=row.service_user_id,
        nominal=row,
        what=change.what,
        on=change.on,
        at=at,
        by_id=by.person_id if by else None,
        agency=by.organisation_code if by else "",
        reason=why.code,
        words=why.words.strip(),
        state=change.state,
        rating=change.rating,
        review_on=change.review_on,
        kind=change.kind,
        borough=change.borough,
    )
