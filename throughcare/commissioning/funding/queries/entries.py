"""The entries behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Case, F, Q, Sum, When
from django.urls import reverse

from throughcare.commissioning.funding.actions.lines import same_recommendation, versions_of
from throughcare.commissioning.funding.models import (
    Authority,
    Balance,
    CarryForward,
    Commitment,
    Contribution,
    Leg,
    Programme,
    ProgrammeDecision,
    Transaction,
)
from throughcare.commissioning.funding.rules.figures import FIGURES, SOURCES, UP, Part
from throughcare.commissioning.funding.rules.posting import REVERSIBLE, Source
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer

PAGE = 50
RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure is opened, by its name in ``FIGURES``, and of what; an empty text or null means any.

    ``until`` takes all years up to one, ``after`` those behind it. ``of`` and ``of_id`` take what was posted for one
    contribution, carry-forward, commitment, virement or recommendation; ``source`` takes what was posted in one way and
    ``without`` in any other; ``decision`` what a decision opened, earlier versions of it included.
    """

    name: str = ""
    years: tuple[str, ...] = ()
    until: str = ""
    after: str = ""
    funder: str | None = None
    service: str | None = None
    of: str = ""
    of_id: int | None = None
    source: str = ""
    without: str = ""
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One leg behind a figure, with what it counts for in it (``pence``: the leg itself where no figure is asked)."""

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


def address_of(base: str, figure: str = "", **asked: object) -> str:
    """The address of the entries behind a figure, under the address of a programme's entries.

    ``asked`` are the names of the address: year (a text or several), until, after, funder, service, of
    (``kind:number``), source, without, decision.
    """
    given = {"figure": figure, **asked}
    kept = [(name, value) for name, value in given.items() if value not in ("", (), None) or name == "funder"]
    return f"{base}?{urlencode([one for one in kept if one[1] is not None], doseq=True)}"


def opens(code: str) -> Callable[..., str]:
    """What gives the address of the entries behind a figure of a programme."""
    return partial(address_of, reverse("entries", args=[code]))


def _which(asked: Asked) -> Q:
    """The legs, or kept balances, of what was asked, whatever the figure."""
    found = Q()
    if asked.years:
        found &= Q(account__year__in=asked.years)
    if asked.until:
        found &= Q(account__year__lte=asked.until)
    if asked.after:
        found &= Q(account__year__gt=asked.after)
    if asked.service is not None:
        found &= Q(account__service=asked.service)
    return found & _posted_for(asked)


def _posted_for(asked: Asked) -> Q:
    """What is asked of the transactions; nothing where the kept balances can answer."""
    found = Q()
    if asked.of == RECOMMENDATION:
        found &= Q(
            transaction__source__in=SOURCES["commitment"], transaction__source_id__in=_committed_under(asked.of_id)
        )
    elif asked.of:
        own = Q(transaction__source__in=SOURCES[asked.of], transaction__source_id=asked.of_id)
        found &= own | Q(transaction__in=_carried_in_by(asked.of_id)) if asked.of == "contribution" else own
    if asked.source:
        found &= Q(transaction__source=asked.source)
    if asked.without:
        found &= ~Q(transaction__source=asked.without)
    if asked.decision is not None:
        found &= Q(transaction__source=Source.DECISION, transaction__decision_id__in=_versions(asked.decision))
    return found


def _versions(decision_id: int) -> list[int]:
    """A decision and the versions of it that it replaced."""
    found = ProgrammeDecision.objects.filter(decision_id=decision_id).first()
    return [one.decision_id for one in versions_of(found)] if found else []


def _committed_under(authority_id: int | None) -> Any:
    authority = Authority.objects.select_related("decision").filter(pk=authority_id).first()
    if authority is None:
        return Commitment.objects.none().values("pk")
    return Commitment.objects.filter(same_recommendation(authority)).values("pk")


def _carried_in_by(contribution_id: int | None) -> Any:
    """The entry that carried a contribution in, which was posted for the one that it was carried from; none if none.

    Each carrying posts once and opens one contribution, so that those into one year stand in the same order.
    """
    row = Contribution.objects.filter(pk=contribution_id, carried_from__isnull=False).first()
    if row is None:
        return []
    before = Contribution.objects.filter(carried_from=row.carried_from_id, year=row.year, pk__lt=row.pk).count()
    carrying = Transaction.objects.filter(
        source=Source.CONTRIBUTION, source_id=row.carried_from_id, posted=True, legs__account__year=row.year
    )
    return list(carrying.distinct().order_by("pk").values_list("pk", flat=True)[before : before + 1])


def _part(part: Part, asked: Asked) -> Q:
    found = Q(account__kind__in=part.kinds, basis=part.basis)
    if part.way:
        found &= Q(pence__gt=0) if part.way == UP else Q(pence__lt=0)
    if asked.funder is None:
        return found
    if part.of_carried:
        carried = CarryForward.objects.filter(funder__code=asked.funder).values("pk")
        return found & Q(transaction__source=Source.CARRY_FORWARD, transaction__source_id__in=carried)
    return found & (Q(account__funder__code=asked.funder) if asked.funder else Q(account__funder__isnull=True))


def _figure(asked: Asked) -> tuple[Q, Any]:
    """The filter of a figure's legs, and what each counts for."""
    figure = FIGURES.get(asked.name)
    if figure is None:
        funder = Q() if asked.funder is None else Q(account__funder__code=asked.funder)
        return funder, F("pence")
    parts = [_part(part, asked) for part in figure.parts]
    counts = Case(
        *(When(which, then=F("pence") * part.sign) for which, part in zip(parts, figure.parts, strict=True)),
        default=0,
        output_field=BigIntegerField(),
    )
    return reduce(or_, parts), counts


def _needs_legs(asked: Asked) -> bool:
    figure = FIGURES.get(asked.name)
    split = figure is None or any(part.way or part.of_carried for part in figure.parts)
    return split or bool(_posted_for(asked))


def _entry(leg: Any, pence: int) -> Entry:
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
        pence,
        hasattr(transaction, "reversal"),
    )


def entries(viewer: Viewer, code: str, asked: Asked, *, page: int = 1) -> EntryPage:
    """The posted legs behind a figure of a programme, newest first, with what they come to: the figure itself."""
    found: Programme = get_visible(viewer, Programme, code=code)
    which, counts = _figure(asked)
    legs = Leg.objects.filter(_which(asked), which, account__programme=found, transaction__posted=True)
    if _needs_legs(asked):
        summed: Any = legs
    else:
        summed = Balance.objects.filter(_which(asked), which, account__programme=found)
    total = summed.annotate(counts=counts).aggregate(found=Sum("counts"))["found"]
    rows = legs.select_related("transaction__reversal", "account__funder").annotate(counts=counts).order_by("-id")
    count = legs.order_by().count()
    pages = max(1, -(-count // PAGE))
    number = min(max(page, 1), pages)
    shown = rows[(number - 1) * PAGE : number * PAGE]
    return EntryPage(
        found.code, found.name, tuple(_entry(leg, leg.counts) for leg in shown), number, pages, count, total or 0
    )


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
        tuple(_entry(leg, leg.pence) for leg in legs),
    )
