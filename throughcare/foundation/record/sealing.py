"""Sealing events into a chain, and checking that nothing in it was changed, removed or slipped in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from throughcare.foundation.record import keys
from throughcare.foundation.record.events import content
from throughcare.foundation.record.models import Event, Seal

BATCH = 2000
UNSEALED_LIMIT = 10_000
# Numbers of events behind the last seal among which one may still be unsealed, since numbers commit out of order.
LATELY = 20_000
LEASE = 0x7468726F7567  # "throug", the advisory lock of the one sealer


def event_hash(event: Event) -> str:
    """SHA-256 of an event's number, content and mark."""
    return hashlib.sha256(f"{event.pk}\x1f{content(event)}\x1f{event.mark}".encode()).hexdigest()


def link(before: str, event_digest: str) -> str:
    """The chain's hash after one more event."""
    return hashlib.sha256(f"{before}{event_digest}".encode()).hexdigest()


def _take_lease() -> bool:
    """One sealer at a time. On SQLite the write transaction itself is the lease."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LEASE])
        row = cursor.fetchone()
    return bool(row and row[0])


def _unsealed(after: int) -> list[Event]:
    sealed = Seal.objects.filter(event_id=OuterRef("pk"))
    return list(Event.objects.filter(~Exists(sealed), pk__gt=after).order_by("pk")[:BATCH])


def _seal_batch(at: datetime, after: int) -> list[int]:
    """Seals one batch of events numbered above ``after``; gives their numbers."""
    with transaction.atomic():
        if not _take_lease():
            return []
        last = Seal.objects.order_by("-position").first()
        position, chain = (last.position, last.chain_hash) if last else (0, keys.GENESIS)
        seals = []
        for event in _unsealed(after):
            position += 1
            digest = event_hash(event)
            chain = link(chain, digest)
            seals.append(Seal(position=position, event_id=event.pk, event_hash=digest, chain_hash=chain, sealed_at=at))
        Seal.objects.bulk_create(seals)
    if position and _head_lags(position):
        keys.write_head(keys.Head(position, chain))
    return [one.event_id for one in seals]


def _head_lags(position: int) -> bool:
    """Whether the signed head counts less than is sealed, as after a kill between the commit and the writing of it."""
    head = keys.read_head()
    return head is None or head.count < position


def seal(*, at: datetime, lately: bool = False) -> int:
    """Seals every event that has no seal yet, in batches, and signs the head. Returns how many were sealed.

    ``lately`` looks only a while behind the last seal, which takes no longer however long the record is. What commits
    later than that, as a long bulk write may, is left to the next call without it.
    """
    total, after = 0, _some_way_back() if lately else 0
    while sealed := _seal_batch(at, after):
        total += len(sealed)
        after = sealed[-1]
    return total


def _some_way_back() -> int:
    last = Seal.objects.order_by("-position").values_list("event_id", flat=True).first()
    return (last or 0) - LATELY


def unsealed_count() -> int:
    """How many events wait for a seal; shown to auditors and bounded by ``UNSEALED_LIMIT``."""
    return Event.objects.count() - Seal.objects.count()


@dataclass
class Verdict:
    """What checking the record found. ``problems`` is empty when the record stands."""

    events: int = 0
    sealed: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def unsealed(self) -> int:
        """Events that no seal protects yet."""
        return self.events - self.sealed


def _events() -> Iterator[Event]:
    return Event.objects.order_by("pk").iterator(chunk_size=2000)


def _check_chain(verdict: Verdict, hashes: dict[int, str]) -> keys.Head:
    chain, expected = keys.GENESIS, 0
    for one in Seal.objects.order_by("position").iterator(chunk_size=2000):
        expected += 1
        if one.position != expected:
            verdict.problems.append(f"Seal {expected} is missing: a seal was deleted.")
            expected = one.position
        actual = hashes.get(one.event_id)
        if actual is None:
            verdict.problems.append(f"Event {one.event_id} is missing: it was sealed at {one.position} and deleted.")
        elif actual != one.event_hash:
            verdict.problems.append(f"Event {one.event_id} was edited after it was sealed.")
        chain = link(chain, one.event_hash)
        if chain != one.chain_hash:
            verdict.problems.append(f"The chain breaks at seal {one.position}: a seal was edited or inserted.")
            chain = one.chain_hash
    return keys.Head(expected, chain)


def last_sealed_at() -> datetime | None:
    """When the newest seal was made; null before the first."""
    return Seal.objects.order_by("-position").values_list("sealed_at", flat=True).first()


def _check_head(verdict: Verdict, found: keys.Head) -> None:
    try:
        head = keys.read_head()
    except ValueError as error:
        verdict.problems.append(str(error))
        return
    if head is None:
        if found.count:
            verdict.problems.append("There is no signed head although events are sealed: it was removed.")
        return
    if found.count < head.count:
        verdict.problems.append(
            f"The tail was cut: the signed head counts {head.count} sealed events, the database {found.count}."
        )
    elif found.count > head.count:
        verdict.problems.append(
            f"The database has {found.count} seals, the signed head {head.count}: sealing was interrupted or seals "
            "were added past the application. Run sealing again; if this stays, someone wrote to the seals."
        )
    elif found.chain_hash != head.chain_hash:
        verdict.problems.append("The chain's end differs from the signed head: history was rewritten.")


def verify() -> Verdict:
    """Checks every event's mark, every seal, the chain and the signed head. Changes nothing."""
    verdict = Verdict()
    hashes: dict[int, str] = {}
    for event in _events():
        verdict.events += 1
        hashes[event.pk] = event_hash(event)
        if event.mark != keys.mark(content(event)):
            verdict.problems.append(f"Event {event.pk} was edited, or inserted past the application.")
    verdict.sealed = Seal.objects.count()
    _check_head(verdict, _check_chain(verdict, hashes))
    if verdict.unsealed > UNSEALED_LIMIT:
        verdict.problems.append(f"{verdict.unsealed} events have no seal: the sealer is not running.")
    return verdict
