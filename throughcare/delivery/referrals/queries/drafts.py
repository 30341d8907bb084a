"""A draft as its pages show it: what is known, what was written, what the rule says, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare import clock
from throughcare.delivery.referrals.models import Referral, ReferralForm
from throughcare.delivery.referrals.queries.forms import written_in
from throughcare.delivery.referrals.queries.known import Known, known
from throughcare.delivery.referrals.queries.starting import OpenElsewhere, open_elsewhere
from throughcare.delivery.referrals.queries.waits import Wait, wait_today
from throughcare.delivery.referrals.rules import sending
from throughcare.delivery.referrals.states import State
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition, Tier
from throughcare.delivery.services.rules.eligibility import Eligibility, judge, likely_tier
from throughcare.delivery.services.rules.facts import FACTS
from throughcare.errors import WrongState
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer

NOBODY_YET = Known({"alive": True}, (), {})


@dataclass(frozen=True, slots=True)
class Draft:
    """A referral that is being written. ``person_line`` is name and number of somebody not on record yet."""

    id: int
    reference: str
    definition: ServiceDefinition
    person_name: str
    person_line: str
    provider_name: str
    form: ReferralForm
    known: Known
    judged: Eligibility
    tier: Tier | None
    wait: Wait
    done: dict[str, bool]
    elsewhere: tuple[OpenElsewhere, ...]

    @property
    def can_send(self) -> bool:
        """Whether every step has what it needs."""
        return all(self.done.values())

    @property
    def known_facts(self) -> tuple[str, ...]:
        """Facts that the record knows, which are therefore not asked."""
        return tuple(name for name, value in self.known.facts.items() if value is not None and name in FACTS)


def draft(viewer: Viewer, referral_id: int, at: datetime) -> Draft:
    """A draft for somebody who may see it; ``WrongState`` where it was sent."""
    row: Referral = get_visible(viewer, Referral, pk=referral_id)
    if row.state != State.DRAFT:
        raise WrongState("This referral was sent, so it is no draft any more.", remedy="Open it to see what happened.")
    today = clock.today(at)
    found = definition(row.service, on=today)
    form = ReferralForm.objects.get(referral=row)
    person = row.about
    held = known(person, found, today) if person else NOBODY_YET
    facts = sending.facts_of(found, written_in(form), held.facts | {"area_served": True}, today)
    if person is not None:
        facts["area_served"] = held.facts["area_served"]
    return Draft(
        id=row.pk,
        reference=row.reference,
        definition=found,
        person_name=person.name if person else f"{form.given_name} {form.family_name}",
        person_line="" if person else "not on record yet: put there when you send this",
        provider_name=row.provider.name,
        form=form,
        known=held,
        judged=judge(found, facts),
        tier=likely_tier(found, facts),
        wait=wait_today(row.service, row.provider_id, today),
        done=sending.steps_done(found, written_in(form), today),
        elsewhere=tuple(open_elsewhere(viewer, person, row.service, but=row.pk)) if person else (),
    )
