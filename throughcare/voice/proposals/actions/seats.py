"""Seats in commissioning: where people had a part."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from throughcare import clock
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.states import Publication
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.record.once import Once
from throughcare.voice.proposals.actions.common import kinds_in, own_organisation
from throughcare.voice.proposals.models import Proposal, Receipt, Seat
from throughcare.voice.proposals.rules.plain import PLACES
from throughcare.voice.proposals.rules.seats import check_seat

# A document's number can look like any other number; a name or an address in it is no number.
PERSONAL = frozenset(["name", "email"])
KINDS = frozenset(Seat.Kind.values)
once = Once(Receipt)


@action
def take_seat(
    *,
    kind: str,
    title: str,
    on: date,
    words: str,
    people: int = 0,
    service: str = "",
    reference: str = "",
    decision_reference: str = "",
    proposal_ids: Collection[int] = (),
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Seat:
    """Records, once a key, that people or their proposals had a part in a step of commissioning; nobody is named."""
    check_can(by, Permission.MAKE_PROPOSAL if by.can(Permission.MAKE_PROPOSAL) else Permission.ANSWER_PROPOSAL)
    if (before := once.before(key, "take_seat")) is not None:
        return Seat.objects.get(pk=before, recorded_by=by.person_id)
    is_found = any(one.strip() for one in (service, reference, decision_reference))
    check_seat(kind, title, words, on, people, is_found=is_found, kinds=KINDS, today=clock.today(at))
    _check_nobody(words, reference)
    row = Seat(
        organisation=own_organisation(by),
        kind=kind,
        title=title.strip()[:160],
        on=on,
        service=service.strip()[:60],
        reference=" ".join(reference.split())[:80],
        people=people,
        words=words.strip(),
        recorded_by_id=by.person_id,
        recorded_at=at,
        **_decision(by, decision_reference),
    )
    row.save()
    row.proposals.set(_proposals(by, proposal_ids))
    once.remember(key, "take_seat", row.pk)
    event("seat.taken", subject=("seat", row.pk), by=by, at=at, reason_code=kind)
    return row


def _proposals(by: Viewer, numbers: Collection[int]) -> list[Proposal]:
    found = list(visible_to(by, Proposal).filter(pk__in=numbers))
    if len(found) != len(set(numbers)):
        raise Invalid({"proposals": "Choose proposals from the list."})
    return found


def _check_nobody(words: str, reference: str) -> None:
    """Raises ``Invalid`` where something leads to a person."""
    if set(kinds_in(words)) - PLACES:
        raise Invalid({"words": "It names a person, or holds something that leads to one. Take it out."})
    if PERSONAL & set(kinds_in(reference)):
        raise Invalid({"reference": "It holds something that leads to a person. Give the document's own number."})


def _decision(by: Viewer, reference: str) -> dict[str, Any]:
    """A decision by its reference, of those that are published or that the viewer works on, as a seat keeps it."""
    wanted = " ".join(reference.split())
    if not wanted:
        return {}
    public = Decision.objects.filter(publication=Publication.PUBLISHED)
    found: Decision | None = None
    for rows in (public, visible_to(by, Decision)):
        found = found or rows.filter(reference__iexact=wanted).order_by("-pk").first()
    if found is None:
        raise Invalid(
            {"decision_reference": "No decision has this reference. Write it as on the paper, like PCD 1291."}
        )
    return {"decision_id": found.pk, "decision_reference": found.reference}
