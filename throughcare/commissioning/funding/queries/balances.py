"""The balances of a programme's accounts, kept and recomputed."""

from __future__ import annotations

from django.db.models import Sum

from throughcare.commissioning.funding.models import Balance, Leg, Programme
from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind
from throughcare.commissioning.funding.rules.standing import Cell
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer

DIMENSIONS = ("account__kind", "account__year", "account__funder__code", "account__service", "basis")


def _cell(kind: str, year: str, funder: str | None, service: str, basis: str, pence: int) -> Cell:
    return Cell(AccountKey(Kind(kind), year, funder or "", service), Basis(basis), pence)


def kept(found: Programme) -> tuple[Cell, ...]:
    """Every balance, as kept, of a programme that the viewer was found to see."""
    rows = Balance.objects.filter(account__programme=found)
    return tuple(_cell(*row) for row in rows.values_list(*DIMENSIONS, "pence"))


def cells(viewer: Viewer, programme_id: int) -> tuple[Cell, ...]:
    """Every balance of a programme, as kept."""
    return kept(get_visible(viewer, Programme, pk=programme_id))


def cells_by_legs(viewer: Viewer, programme_id: int) -> tuple[Cell, ...]:
    """The same from the posted legs themselves: slow and obvious. A generative test holds the two equal."""
    found: Programme = get_visible(viewer, Programme, pk=programme_id)
    rows = Leg.objects.filter(account__programme=found, transaction__posted=True)
    sums = rows.values(*DIMENSIONS).annotate(found=Sum("pence")).values_list(*DIMENSIONS, "found")
    return tuple(_cell(*row) for row in sums)
