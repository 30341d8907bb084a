"""Sending a referral: checked, judged by the rule of the day, and what was told at that moment kept with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare import clock
from throughcare.delivery.people.actions import add_service_user
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.actions.advancing import open_referral, take
from throughcare.delivery.referrals.actions.drafting import open_draft
from throughcare.delivery.referrals.models import Referral, ReferralForm
from throughcare.delivery.referrals.queries import known as known_queries
from throughcare.delivery.referrals.queries.forms import written_in
from throughcare.delivery.referrals.queries.waits import wait_today
from throughcare.delivery.referrals.rules import sending as rules
from throughcare.delivery.referrals.rules.steps import Asked
from throughcare.delivery.referrals.states import Event, State
from throughcare.delivery.services.queries import definition, provider_for
from throughcare.delivery.services.rules.eligibility import judge, likely_tier
from throughcare.errors import Invalid
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action


@action
def send(*, referral_id: int, by: Viewer, at: datetime) -> Referral:
    """Sends a draft to the service. Sending it again, as a double click does, changes nothing.

    Raises ``Invalid`` for what is missing, for a person who died, and for a service that has closed since it was begun.
    """
    row = open_referral(referral_id, by=by)
    if row.state != State.DRAFT and row.referrer_id == by.person_id and row.submitted_at is not None:
        return row
    row, form = open_draft(referral_id, by=by)
    today = clock.today(at)
    person = row.about or _put_on_record(row, form, by=by, at=at)
    if person.died_on is not None:
        raise Invalid("This person has died, so the referral cannot be sent.", remedy="Give up the draft.")
    provider_for(row.service, person.borough, today)
    # Judged by the rule of the day on which it is sent, which may be a newer one than when it was begun.
    found = definition(row.service, on=today)
    written = written_in(form)
    facts = rules.facts_of(found, written, known_queries.known(person, found, today).facts, today)
    judged = judge(found, facts)
    rules.check_can_send(found, written, judged, today)
    row.definition, row.submitted_at = found.version, at
    form.told = _told(judged, likely_tier(found, facts), facts, wait_today(row.service, row.provider_id, today))
    form.told["scores"] = {fact: one.pk for fact, one in known_queries.standing_scores(person).items()}
    form.changed_at = at
    form.save()
    return take(row, Asked(Event.REFERRAL_SUBMITTED), by=by, at=at)


def _put_on_record(row: Referral, form: ReferralForm, *, by: Viewer, at: datetime) -> ServiceUser:
    """Adds somebody who was not on record when the draft was begun, and empties the draft's own copy."""
    person = add_service_user(
        given_name=form.given_name,
        family_name=form.family_name,
        borough=form.new_borough,
        date_of_birth=form.date_of_birth,
        gender=form.gender or ServiceUser.Gender.NOT_KNOWN,
        numbers=[("crn", form.crn)],
        by=by,
        at=at,
    )
    row.service_user = person
    form.crn = form.given_name = form.family_name = form.new_borough = form.gender = ""
    form.date_of_birth = None
    return person


def _told(judged: Any, tier: Any, facts: dict[str, Any], wait: Any) -> dict[str, Any]:
    return {
        "rule": judged.rule,
        "judgement": judged.judgement,
        "lines": [[line.says, line.judgement, line.because] for line in judged.lines],
        "tier": tier.id if tier else "",
        "facts": {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()},
        "wait": {"median": wait.median, "n": wait.n} if wait.is_known else {},
    }
