"""A referral while it is being written: begun, saved as it grows, stopped by a crisis, given up, purged."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from throughcare import clock
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.actions.advancing import SYSTEM, open_referral, take
from throughcare.delivery.referrals.actions.receipts import once
from throughcare.delivery.referrals.models import Referral, ReferralForm
from throughcare.delivery.referrals.queries.known import known
from throughcare.delivery.referrals.rules.drafting import FIELDS, check_saved
from throughcare.delivery.referrals.rules.steps import Asked
from throughcare.delivery.referrals.states import Event, State
from throughcare.delivery.services.queries import definition, provider_for
from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event, event_of_sitting
from throughcare.foundation.record.guard import action

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is not on record yet, as the referrer knows them. Put on record when the referral is sent."""

    crn: str
    given_name: str
    family_name: str
    borough: str
    date_of_birth: date | None = None
    gender: str = "not_known"


def new_reference(service: str) -> str:
    """A reference that says the service and nothing else: ``MH-K4T-7QD``."""
    head = "".join(word[0] for word in service.split("_"))[:2].upper().ljust(2, "X")
    tail = "".join(secrets.choice(LETTERS) for _ in range(6))
    return f"{head}-{tail[:3]}-{tail[3:]}"


@action
def start_draft(
    *,
    service: str,
    service_user_id: int | None = None,
    new: NewPerson | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Referral:
    """Begins a referral to a service, judged by the definition in force today, with what is known filled in.

    Raises ``Invalid`` where the service takes no referrals from the borough today, or the person has died.
    """
    check_can(by, Permission.REFER)
    facts = (service, service_user_id, new)
    earlier = once.before(key, "start_draft", *facts)
    if earlier is not None:
        return open_referral(earlier, by=by)
    person = get_visible(by, ServiceUser, pk=service_user_id) if service_user_id else None
    row = _new_row(service, person, new, by=by, at=at)
    row.save()
    _new_form(row, person, new, by=by, at=at).save()
    once.remember(key, "start_draft", row.pk, *facts)
    event("referral.started", subject=("referral", row.pk), by=by, at=at, state=State.DRAFT)
    return row


def _new_row(service: str, person: ServiceUser | None, new: NewPerson | None, *, by: Viewer, at: datetime) -> Referral:
    today = clock.today(at)
    if person is not None and person.died_on is not None:
        raise Invalid("This person has died, so no referral can be made.", remedy="Check that it is the right record.")
    borough = person.borough if person is not None else new.borough if new is not None else ""
    found = definition(service, on=today)
    provider = Organisation.objects.filter(code=provider_for(service, borough, today)).first()
    home = Organisation.objects.filter(code=by.organisation_code).first()
    if provider is None or home is None:
        raise Invalid(f"The provider of {found.name} is not set up here.", remedy="Tell an administrator.")
    return Referral(
        reference=new_reference(service),
        service=service,
        definition=found.version,
        service_user=person,
        provider=provider,
        referrer_id=by.person_id,
        referrer_organisation=home,
        borough=borough,
        since=at,
        started_at=at,
    )


def _new_form(
    row: Referral, person: ServiceUser | None, new: NewPerson | None, *, by: Viewer, at: datetime
) -> ReferralForm:
    form = ReferralForm(referral=row, changed_by_id=by.person_id, changed_at=at)
    start: dict[str, Any] = {}
    if person is not None:
        start = known(person, definition(row.service, row.definition), clock.today(at)).start
    elif new is not None:
        start = {name: getattr(new, name) for name in ("crn", "given_name", "family_name", "date_of_birth", "gender")}
        start["new_borough"] = new.borough
    for name, value in start.items():
        setattr(form, name, value)
    return form


def open_draft(referral_id: int, *, by: Viewer) -> tuple[Referral, ReferralForm]:
    """A draft and its content, both locked, for its referrer."""
    check_can(by, Permission.REFER)
    row = open_referral(referral_id, by=by)
    if row.state != State.DRAFT:
        raise WrongState("This referral was sent, so it is no draft any more.", remedy="Open it to see what happened.")
    if row.referrer_id != by.person_id and not by.can(Permission.HAND_OVER_REFERRALS):
        raise NotAllowed("Only its referrer writes a draft.", remedy="Ask the referrer, or their manager.")
    form: ReferralForm = ReferralForm.objects.select_for_update(of=("self",)).get(referral=row)
    return row, form


@action
def save_draft(
    *, referral_id: int, given: Mapping[str, Any], version: int | None = None, by: Viewer, at: datetime
) -> ReferralForm:
    """Saves part of a draft: fields of ``rules.drafting.FIELDS``, and under ``answers`` those of the service's form.

    ``Conflict`` where somebody else saved another text for one of the same fields since ``version``.
    """
    row, form = open_draft(referral_id, by=by)
    check_saved(definition(row.service, row.definition), given)
    _write_fields(form, given, version)
    if form.place != "custody":
        form.establishment, form.release_on, form.release_unknown = "", None, ""
    form.changed_by_id, form.changed_at = by.person_id, at
    form.version += 1
    form.save()
    event_of_sitting("referral.draft_saved", subject=("referral", row.pk), by=by, at=at)
    return form


def _write_fields(form: ReferralForm, given: Mapping[str, Any], version: int | None) -> None:
    """Writes what changed, unless somebody else changed the same since ``version``."""
    new = {name: given[name] for name in FIELDS if name in given} | dict(given.get("answers", {}))
    old = {name: getattr(form, name) for name in FIELDS} | form.answers
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    if version is not None and any(form.touched.get(name, 0) > version for name in changed):
        raise Conflict(
            "Somebody else changed this referral while you had it open, so nothing of yours was saved over it.",
            remedy="Compare, and save what you still want to change.",
        )
    for name, value in changed.items():
        if name in FIELDS:
            setattr(form, name, value)
    form.answers = form.answers | {name: value for name, value in changed.items() if name not in FIELDS}
    form.touched = form.touched | dict.fromkeys(changed, form.version + 1)


@action
def answer_crisis(*, referral_id: int, is_crisis: bool, by: Viewer, at: datetime) -> ReferralForm:
    """Answers the first question. A crisis stops the referral: the event says so, without a word of what it is."""
    row, form = open_draft(referral_id, by=by)
    form.crisis_checked_at = None if is_crisis else at
    form.version += 1
    form.save()
    what = "stopped_for_crisis" if is_crisis else "crisis_ruled_out"
    event(f"referral.{what}", subject=("referral", row.pk), by=by, at=at)
    return form


@action
def abandon(*, referral_id: int, by: Viewer, at: datetime) -> Referral:
    """Gives up a draft and deletes what was written in it."""
    row, form = open_draft(referral_id, by=by)
    form.delete()
    row.service_user = None
    return take(row, Asked(Event.DRAFT_ABANDONED), by=by, at=at)


@action
def purge_drafts(*, by: Viewer, at: datetime) -> int:
    """Deletes drafts that nobody touched for as long as the service's definition says. Gives how many."""
    if by != SYSTEM:
        raise NotAllowed("Drafts are purged on a schedule, by the system.", remedy="Give up your own drafts instead.")
    purged = 0
    rows = Referral.objects.filter(state=State.DRAFT).select_related("form").order_by("pk")
    for row in rows.select_for_update(of=("self",)):
        keep = timedelta(days=definition(row.service, row.definition).dated.draft_days)
        touched = max(row.started_at, row.form.changed_at)
        if at - touched > keep:
            subject = ("referral", row.pk)
            row.delete()
            event("referral.draft_purged", subject=subject, by=by, at=at)
            purged += 1
    return purged
