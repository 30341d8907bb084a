"""Contributions and journals from files of rows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from throughcare.commissioning.funding.actions.contributions import pledge
from throughcare.commissioning.funding.actions.journals import post_imported
from throughcare.commissioning.funding.actions.posting import Draft
from throughcare.commissioning.funding.models import Programme, Receipt, Transaction
from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, LegPlan, Source
from throughcare.commissioning.funding.rules.posting import Kind as AccountKind
from throughcare.commissioning.funding.rules.programmes import check_year
from throughcare.errors import Invalid
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.ports.importing import ADDED, UNCHANGED, Column, Import, Kind, Row

Word = TypeVar("Word", bound=StrEnum)
LONGEST_KEY, LONGEST_WORDS, LONGEST_DOCUMENT = 100, 300, 120
SAME = ("programme", "day", "words", "document")


def _programme(row: Row, given: Import) -> Programme:
    found: Programme | None = visible_to(given.by, Programme).filter(code=row.text("programme")).first()
    if found is None:
        raise Invalid({"programme": "There is no such programme, or none that you may see."})
    return found


def _key(row: Row) -> str:
    key = row.text("key")
    if len(key) > LONGEST_KEY:
        raise Invalid({"key": f"A key has at most {LONGEST_KEY} characters."})
    return f"import:{key}"


def _within(row: Row, name: str, longest: int) -> str:
    text = row.text(name)
    if len(text) > longest:
        raise Invalid({name: f"This has {len(text):,} characters; {longest} is the most."})
    return text


def _one_of(row: Row, name: str, words: type[Word]) -> Word:
    try:
        return words(row.text(name).lower().replace(" ", "_"))
    except ValueError as error:
        raise Invalid({name: f"Write one of these: {', '.join(words)}."}) from error


def take_contribution(rows: Sequence[Row], given: Import) -> str:
    """Records a sum that one partner promises another for a year, once for a key."""
    row = rows[0]
    programme, key = _programme(row, given), _key(row)
    result = UNCHANGED if Receipt.objects.filter(key=key).exists() else ADDED
    pledge(
        programme_id=programme.pk,
        payer=row.text("payer"),
        recipient=row.text("recipient"),
        year=row.text("year"),
        pence=row.pence("amount"),
        conditions=row.text("conditions"),
        due=row.day("due"),
        key=key,
        by=given.by,
        at=given.at,
    )
    return result


def _leg(row: Row) -> LegPlan:
    account = AccountKey(
        _one_of(row, "account", AccountKind),
        check_year(row.text("year")),
        funder=row.text("funder"),
        service=row.text("service"),
    )
    return LegPlan(account, _one_of(row, "basis", Basis), row.pence("amount"))


def take_journal(rows: Sequence[Row], given: Import) -> str:
    """Posts the legs that share a key as one transaction, once for a key."""
    first = rows[0]
    differing = [name for name in SAME if any(row.text(name) != first.text(name) for row in rows)]
    if differing:
        raise Invalid({differing[0]: "The legs of one key must agree on this."})
    programme, key, day = _programme(first, given), _key(first), first.day("day")
    assert day is not None
    result = UNCHANGED if Transaction.objects.filter(key=key).exists() else ADDED
    draft = Draft(
        day=day,
        source=Source.JOURNAL,
        words=_within(first, "words", LONGEST_WORDS),
        key=key,
        legs=tuple(_leg(row) for row in rows),
        document=_within(first, "document", LONGEST_DOCUMENT),
    )
    lines = [row.line for row in rows]
    post_imported(programme_id=programme.pk, draft=draft, rows=lines, by=given.by, at=given.at)
    return result


PROGRAMME = Column("programme", "the code of the programme", True, "iom-mental-health")
CONTRIBUTIONS = Kind(
    "contributions",
    "Sums that one partner promises another for a year; each is then accepted, agreed and received on its page.",
    (
        Column("key", "your own number of the promise; the same key is taken in once", True, "MOU-2023-01"),
        PROGRAMME,
        Column("payer", "the code of the organisation that pays", True, "london_probation"),
        Column("recipient", "the code of the organisation that receives", True, "mopac"),
        Column("year", "the financial year", True, "2023/24"),
        Column("amount", "pounds", True, "300,000"),
        Column("due", "the day it is due (default: the last of the year)", False, "2024-03-31"),
        Column("conditions", "what it may be spent on", False, "Mental health service only"),
    ),
    take_contribution,
)
JOURNALS = Kind(
    "journals",
    "Ledger transactions, one row a leg. The legs of a key are posted together and must come to nothing on each basis. "
    "A cost needs a budget line with that much left in its year; budgets themselves come from decisions in effect.",
    (
        Column("key", "your own number of the transaction; the same key is posted once", True, "JNL-000123"),
        PROGRAMME,
        Column("day", "the day it counts on", True, "2023-06-30"),
        Column("words", "why", True, "Invoice for June"),
        Column("document", "the paper behind it", False, "INV-4471"),
        Column("basis", f"one of {', '.join(one for one in Basis if one != Basis.BUDGET)}", True, "cash"),
        Column("account", f"one of {', '.join(AccountKind)}", True, "expenditure"),
        Column("year", "the financial year of the account", True, "2023/24"),
        Column("funder", "the code of whose money it is", False, "mopac"),
        Column("service", "the code of the service", False, "mental-health-service"),
        Column("amount", "pounds; a credit has a minus sign or brackets", True, "-1,250.00"),
    ),
    take_journal,
    together="key",
)
