"""Seats in commissioning: where people had a part."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from throughcare import clock
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.states import Publication
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.proposals.actions.common import kinds_in, own_organisation
from throughcare.voice.proposals.models import Proposal, Seat
from throughcare.voice.proposals.rules.plain import PLACES
from throughcare.voice.proposals.rules.seats import check_seat


@action
def take_seat(
    *,
    kind: str,
    title: str,
    on: date,
    words: str,
    people: int = 0,
    service: str = "",
    decision_reference: str = "",
    proposal_ids: Collection[int] = (),
    by: Viewer,
    at: datetime,
) -> Seat:
    """Records that people or their proposals had a part in a step of commissioning. Nobody is named in it."""
    check_can(by, Permission.MAKE_PROPOSAL if by.can(Permission.MAKE_PROPOSAL) else Permission.ANSWER_PROPOSAL)
    check_seat(kind, title, words, on, people, kinds=frozenset(Seat.Kind.values), today=clock.today(at))
    if set(kinds_in(words)) - PLACES:
        raise Invalid({"words": "It names a person, or holds something that leads to one. Take it out."})
    decision = _decision(by, decision_reference)
    found = list(visible_to(by, Proposal).filter(pk__in=proposal_ids))
    if len(found) != len(set(proposal_ids)):
        raise Invalid({"proposals": "Choose proposals from the list."})
    row = Seat(
        organisation=own_organisation(by),
        kind=kind,
        title=title.strip()[:160],
        on=on,
        service=service.strip()[:60],
        decision_id=decision.pk if decision else None,
        decision_reference=decision.reference if decision else "",
        people=people,
        words=words.strip(),
        recorded_by_id=by.person_id,
        recorded_at=at,
    )
    row.save()
    row.proposals.set(found)
    event("seat.taken", subject=("seat", row.pk), by=by, at=at, reason_code=kind)
    return row


def _decision(by: Viewer, reference: str) -> Decision | None:
    """A decision by its reference, of those that are published or that the viewer works on."""
    wanted = " ".join(reference.split())
    if not wanted:
        return None
    public = Decision.objects.filter(publication=Publication.PUBLISHED)
    found: Decision | None = None
    for rows in (public, visible_to(by, Decision)):
        found = found or rows.filter(reference__iexact=wanted).order_by("-pk").first()
    if found is None:
        raise Invalid(
            {"decision_reference": "No decision has this reference. Write it as on the paper, like PCD 1291."}
        )
    return found
