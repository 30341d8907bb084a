"""Posting to the ledger: the one place that writes transactions, legs and balances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection

from throughcare import clock
from throughcare.commissioning.funding.models import (
    Account,
    Balance,
    Leg,
    PeriodLock,
    Programme,
    Transaction,
)
from throughcare.commissioning.funding.rules import posting as rules
from throughcare.commissioning.funding.rules.posting import AccountKey, LegPlan, Source
from throughcare.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.bulk import insert_numbered, insert_rows
from throughcare.foundation.record.events import events
from throughcare.foundation.record.guard import action, note_write
from throughcare.foundation.record.once import fingerprint

BATCH = 500
LOCKED = WrongState(
    "The period was locked while you had this open, so nothing was posted.",
    remedy="Use a day in an open period, or ask finance to open it again with a reason.",
)
REFUSALS: Mapping[str, DomainError] = {
    "funding_period_locked": LOCKED,
    "funding_legs_sum_to_zero": Invalid("The legs do not come to nothing, so nothing was posted."),
    "funding_two_legs": Invalid("A transaction has two legs or more, so nothing was posted."),
    "funding_one_programme": Invalid("A leg belongs to another programme, so nothing was posted."),
    "funding_no_later_legs": WrongState("What is posted takes no further legs. Post another transaction."),
    "append-only": WrongState("What is posted never changes. Reverse it and post what is right."),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be posted: legs, the day, what for, and the key that makes it post once.

    ``words`` say why, ``document`` names the paper behind it (an invoice, a contract), ``source_id`` what it follows.
    """

    day: date
    source: Source
    words: str
    key: str
    legs: tuple[LegPlan, ...]
    source_id: int | None = None
    document: str = ""
    decision_id: int | None = None
    decision_reference: str = ""
    reverses_id: int | None = field(default=None)

    @property
    def fingerprint(self) -> str:
        """The digest of what would be posted."""
        legs = ((*leg.account.parts, str(leg.basis), leg.pence) for leg in self.legs)
        return fingerprint(self.day, self.source, self.source_id, self.document, *legs)


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turns what the database refused into a sentence."""
    try:
        yield
    except IntegrityError as error:
        for name, refusal in REFUSALS.items():
            if name in str(error):
                raise refusal from error
        raise


def lock_programme(programme_id: int) -> Programme:
    """The programme, locked until the end of the transaction: postings to one programme come one after another."""
    found: Programme | None = Programme.objects.select_for_update(no_key=True).filter(pk=programme_id).first()
    if found is None:
        raise NotFound("There is no such programme.", remedy="Go back to the list of programmes.")
    return found


def check_own(by: Viewer, code: str) -> None:
    """Raises unless the viewer acts for the organisation with a code."""
    if code not in by.organisation_codes:
        raise NotAllowed(
            "Only the organisation that leads the programme can do this.",
            remedy="Ask someone there; the programme's page names it.",
        )


def locked_periods(programme: Programme) -> frozenset[str]:
    """The periods in which nothing may be posted for a programme."""
    rows = PeriodLock.objects.filter(organisation_id=programme.lead_id, released_at__isnull=True)
    return frozenset(rows.values_list("period", flat=True))


def open_day(programme: Programme, day: date, at: datetime) -> date:
    """The day itself where its period is open, else the day on which it is posted."""
    return clock.today(at) if set(rules.periods_of(day)) & locked_periods(programme) else day


def account_ids(programme: Programme, keys: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """The numbers of accounts, those that are new opened first."""
    wanted = sorted(set(keys))
    organisations = dict(
        Organisation.objects.filter(code__in={key.funder for key in wanted if key.funder}).values_list("code", "pk")
    )
    unknown = {key.funder for key in wanted if key.funder} - set(organisations)
    if unknown:
        raise Invalid(f"No organisation has the code {sorted(unknown)[0]}.")
    found = known_accounts(programme)
    missing = [key for key in wanted if key not in found]
    if missing:
        Account.objects.bulk_create([_account(programme, key, organisations) for key in missing], ignore_conflicts=True)
        found = known_accounts(programme)
    return {key: found[key] for key in wanted}


def known_accounts(programme: Programme) -> dict[AccountKey, int]:
    """Every account of a programme by its dimensions."""
    rows = Account.objects.filter(programme=programme).values_list("pk", "kind", "year", "funder__code", "service")
    return {AccountKey(rules.Kind(kind), year, funder or "", service): pk for pk, kind, year, funder, service in rows}


def _account(programme: Programme, key: AccountKey, organisations: Mapping[str, int]) -> Account:
    return Account(
        programme=programme,
        kind=key.kind,
        year=key.year,
        funder_id=organisations[key.funder] if key.funder else None,
        service=key.service,
    )


def post_all(programme: Programme, drafts: Sequence[Draft], *, by: Viewer, at: datetime) -> list[Transaction]:
    """Posts drafts of one programme and returns what now stands, the earlier one where a key was used before.

    The caller has locked the programme. All or none: every draft is checked first, legs are written under drafts, the
    balances follow, and only then the drafts are marked posted, which the database checks again.
    """
    standing = _standing(drafts)
    fresh = [one for one in drafts if one.key not in standing]
    if not fresh:
        return [standing[one.key] for one in drafts]
    closed = locked_periods(programme)
    for draft in fresh:
        rules.check_legs(draft.legs)
        rules.check_open(draft.day, closed)
    with told_in_words():
        accounts = account_ids(programme, {leg.account for draft in fresh for leg in draft.legs})
        numbers, made = _write_transactions(programme, fresh, by=by, at=at)
        _add_to_balances(_write_legs(numbers, fresh, accounts))
        _mark_posted(list(numbers.values()))
    events("ledger.posted", subject_type="transaction", subject_ids=numbers.values(), by=by, at=at)
    standing |= {one.key: one for one in made}
    return [standing[one.key] for one in drafts]


def post(programme: Programme, draft: Draft, *, by: Viewer, at: datetime) -> Transaction:
    """Posts one draft; see ``post_all``."""
    return post_all(programme, [draft], by=by, at=at)[0]


def _rows(keys: Iterable[str]) -> dict[str, Transaction]:
    """The transactions that have these keys."""
    wanted, found = list(keys), {}
    for start in range(0, len(wanted), BATCH):
        rows = Transaction.objects.filter(key__in=wanted[start : start + BATCH])
        found |= {row.key: row for row in rows}
    return found


def _standing(drafts: Sequence[Draft]) -> dict[str, Transaction]:
    keys = [one.key for one in drafts]
    if len(set(keys)) < len(keys):
        raise Invalid("Two of the transactions have the same key, so nothing was posted.")
    found = _rows(keys)
    for draft in drafts:
        if draft.key in found and found[draft.key].fingerprint != draft.fingerprint:
            raise Conflict(
                "This form was already sent with other figures, and those were posted.",
                remedy="Open the page again to see what was posted, then post the rest with a new form.",
            )
    return found


COLUMNS = (
    *("programme_id", "day", "year", "month", "source", "source_id", "words", "document", "decision_id"),
    *("decision_reference", "key", "fingerprint", "reverses_id", "posted", "person_id", "at"),
)
ROW = ("id", *COLUMNS)
ADDED_TO = "ON CONFLICT (account_id, basis) DO UPDATE SET pence = funding_balance.pence + excluded.pence"


def _write_transactions(
    programme: Programme, drafts: Sequence[Draft], *, by: Viewer, at: datetime
) -> tuple[dict[str, int], list[Transaction]]:
    """Writes drafts; their numbers by key, and the rows as they will stand once they are posted."""
    moment, adapted = connection.ops.adapt_datetimefield_value(at), connection.ops.adapt_datefield_value
    values = [(programme.pk, *_facts(draft), by.person_id, at) for draft in drafts]
    stored = [(row[0], adapted(row[1]), *row[2:-1], moment) for row in values]
    note_write("insert of transactions")
    numbers: dict[str, int] = insert_numbered(Transaction, COLUMNS, stored, key="key")  # type: ignore[assignment]
    posted = COLUMNS.index("posted")
    rows = [
        Transaction.from_db(connection.alias, ROW, (numbers[draft.key], *row[:posted], True, *row[posted + 1 :]))
        for draft, row in zip(drafts, values, strict=True)
    ]
    return numbers, rows


def _facts(draft: Draft) -> tuple[Any, ...]:
    """What a draft says, in the order of the columns from the day to whether it is posted."""
    return (
        draft.day,
        *rules.periods_of(draft.day),
        str(draft.source),
        draft.source_id,
        draft.words[:300],
        draft.document[:120],
        draft.decision_id,
        draft.decision_reference,
        draft.key,
        draft.fingerprint,
        draft.reverses_id,
        False,
    )


def _write_legs(
    numbers: Mapping[str, int], drafts: Sequence[Draft], accounts: Mapping[AccountKey, int]
) -> list[tuple[int, int, str, int]]:
    """Writes the legs under their drafts and gives them as they are kept: transaction, account, basis and pence."""
    rows = [
        (numbers[draft.key], accounts[leg.account], str(leg.basis), leg.pence) for draft in drafts for leg in draft.legs
    ]
    insert_rows(Leg, ("transaction_id", "account_id", "basis", "pence"), rows)
    return rows


def _add_to_balances(legs: Iterable[tuple[int, int, str, int]]) -> None:
    change: dict[tuple[int, str], int] = defaultdict(int)
    for _, account, basis, pence in legs:
        change[account, basis] += pence
    rows = [(account, basis, pence) for (account, basis), pence in sorted(change.items())]
    insert_rows(Balance, ("account_id", "basis", "pence"), rows, conflict=ADDED_TO)


def _mark_posted(ids: Sequence[int]) -> None:
    for start in range(0, len(ids), BATCH):
        Transaction.objects.filter(pk__in=ids[start : start + BATCH]).update(posted=True)


@action
def post_journals(*, programme_id: int, drafts: Sequence[Draft], by: Viewer, at: datetime) -> list[Transaction]:
    """Posts many journals of one programme at once, all or none. A key that was posted before posts nothing more."""
    check_can(by, Permission.POST_MONEY)
    get_visible(by, Programme, pk=programme_id)
    programme = lock_programme(programme_id)
    check_own(by, programme.lead.code)
    return post_all(programme, drafts, by=by, at=at)
