"""The entries behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from throughcare.commissioning.funding.models import Balance, Leg, Programme, Transaction
from throughcare.commissioning.funding.rules.posting import REVERSIBLE, Basis, Kind
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer

PAGE = 50


@dataclass(frozen=True, slots=True)
class Figure:
    """Which figure is opened: the accounts it sums and its basis; an empty text or null means any."""

    kind: str = ""
    year: str = ""
    funder: str | None = None
    service: str | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One leg behind a figure."""

    transaction_id: int
    day: date
    words: str
    document: str
    source: str
    decision: str
    kind: str
    year: str
    funder: str
    service: str
    basis: str
    pence: int
    reversed: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of entries, newest first, with how many there are in all and what they come to in pence."""

    programme: str
    name: str
    rows: tuple[Entry, ...]
    number: int
    pages: int
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class TransactionPage:
    """One transaction with its legs."""

    id: int
    programme: str
    name: str
    day: date
    words: str
    document: str
    source: str
    decision: str
    posted_at: object
    reverses_id: int | None
    reversal_id: int | None
    reversible: bool
    legs: tuple[Entry, ...]


def _filters(figure: Figure, path: str) -> dict[str, object]:
    given: dict[str, object] = {}
    if figure.kind in set(Kind):
        given[f"{path}__kind"] = figure.kind
    if figure.year:
        given[f"{path}__year"] = figure.year
    if figure.service is not None:
        given[f"{path}__service"] = figure.service
    if figure.funder == "":
        given[f"{path}__funder__isnull"] = True
    elif figure.funder is not None:
        given[f"{path}__funder__code"] = figure.funder
    if figure.basis in set(Basis):
        given["basis"] = figure.basis
    return given


def _entry(leg: Leg) -> Entry:
    transaction, account = leg.transaction, leg.account
    return Entry(
        transaction.pk,
        transaction.day,
        transaction.words,
        transaction.document,
        transaction.source,
        transaction.decision_reference,
        account.kind,
        account.year,
        account.funder.name if account.funder else "",
        account.service,
        leg.basis,
        leg.pence,
        hasattr(transaction, "reversal"),
    )


def entries(viewer: Viewer, code: str, figure: Figure, *, page: int = 1) -> EntryPage:
    """The posted legs behind a figure of a programme, newest first."""
    found: Programme = get_visible(viewer, Programme, code=code)
    total = Balance.objects.filter(account__programme=found, **_filters(figure, "account")).aggregate(
        found=Sum("pence")
    )["found"]
    rows = (
        Leg.objects.filter(account__programme=found, transaction__posted=True, **_filters(figure, "account"))
        .select_related("transaction__reversal", "account__funder")
        .order_by("-id")
    )
    count = rows.order_by().count()
    pages = max(1, -(-count // PAGE))
    number = min(max(page, 1), pages)
    shown = rows[(number - 1) * PAGE : number * PAGE]
    return EntryPage(found.code, found.name, tuple(_entry(leg) for leg in shown), number, pages, count, total or 0)


def transaction(viewer: Viewer, transaction_id: int) -> TransactionPage:
    """One posted transaction; ``NotFound`` where there is none that the viewer may see."""
    found: Transaction = get_visible(viewer, Transaction, pk=transaction_id, posted=True)
    legs = found.legs.select_related("transaction__reversal", "account__funder").order_by("basis", "id")
    reversal = Transaction.objects.filter(reverses=found).first()
    return TransactionPage(
        found.pk,
        found.programme.code,
        found.programme.name,
        found.day,
        found.words,
        found.document,
        found.source,
        found.decision_reference,
        found.at,
        found.reverses_id,
        reversal.pk if reversal else None,
        found.source in REVERSIBLE and reversal is None,
        tuple(_entry(leg) for leg in legs),
    )
