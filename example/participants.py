"""Participants of the demo: peer researchers with training, and payments at every step, benefits advice first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from throughcare import clock
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.participants import actions
from throughcare.voice.participants.models import Participant

TRAINING = ("listening", "safe", "paper_forms")
COUNCIL = "East London council"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A participant, how many courses they finished, and how far their payment for the council went."""

    name: str
    courses: int
    goes: tuple[str, ...]
    advice: str = "given"
    account: str = ""


PEOPLE = (
    Somebody("Ashley Sample", 3, ("offer", "accept", "approve", "pay"), account="peer.researcher"),
    Somebody("Bobbie Sample", 2, ("offer", "accept")),
    Somebody("Carey Sample", 0, ("offer", "decline"), advice="not_wanted"),
    Somebody("Devon Sample", 0, ("offer",), advice="not_needed"),
    Somebody("Emery Sample", 0, ()),
)
PENCE = {"time": 2500, "expense": 560}


def load_participants(viewers: dict[str, Viewer], now: datetime) -> None:
    """Everything of participants in the demo."""
    lead, worker = viewers["engagement.lead"], viewers["engagement.worker"]
    at = now - timedelta(days=60)
    for one in PEOPLE:
        row = actions.add_participant(
            name=one.name, reach="Through the hub", is_peer_researcher=one.courses > 0, by=worker, at=at
        )
        for number, course in enumerate(TRAINING[: one.courses]):
            day = clock.today(at) + timedelta(days=7 * number)
            actions.record_training(participant_id=row.pk, course=course, day=day, by=worker, at=now)
        if one.account:
            actions.name_account(participant_id=row.pk, account_id=viewers[one.account].person_id, by=worker, at=now)
        _paid(row, "time", one, worker, lead, now)
    _paid(Participant.objects.get(name=PEOPLE[0].name), "expense", PEOPLE[0], worker, lead, now)


def _paid(row: Participant, kind: str, one: Somebody, worker: Viewer, lead: Viewer, now: datetime) -> None:
    """A payment for the council, taken as far as it goes; it was ten days ago."""
    at = now - timedelta(days=9)
    day = clock.today(now) - timedelta(days=10)
    payment = actions.propose_payment(
        participant_id=row.pk, kind=kind, pence=PENCE[kind], occasion=COUNCIL, day=day, by=worker, at=at
    )
    for number, step in enumerate(one.goes):
        act = getattr(actions, step)
        more = {"advice": one.advice} if step == "offer" else {}
        by = lead if step == "approve" else worker
        payment = act(payment_id=payment.pk, version=payment.version, **more, by=by, at=at + timedelta(days=number))
