"""What the public may have of money: each payment over the sum above which it must be published.

The duty asks for recipient, purpose and why it is value for money. The purpose is told by the service and by the
published decision that allows it; what finance typed for its own use stays inside.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

from django.db.models import Max, Q, Sum

from throughcare.commissioning.funding.models import Commitment, Transaction
from throughcare.commissioning.funding.rules.posting import Basis, Kind, Source
from throughcare.foundation.ports.publishing import Publication, published_decisions
from throughcare.foundation.reference.years import FinancialYear
from throughcare.foundation.ui.charts import guarded

# Specified Information Order, paragraph 3(g): each item of spending over 500 pounds.
OVER_PENCE = 500_00


@dataclass(frozen=True, slots=True)
class Spend:
    """One payment, or one taken back (``amount`` below nothing and the payment that it reverses): pounds and ISO dates.

    ``decision`` and its ``address`` are empty while the decision is not published.
    """

    body: str
    financial_year: str
    date: str
    transaction: int
    recipient: str
    programme: str
    service: str
    amount: str
    decision: str
    address: str
    reverses: int | None


def spending() -> Iterator[Spend]:
    """Every payment over the sum, the oldest first."""
    paid = Q(source=Source.PAYMENT) | Q(reverses__source=Source.PAYMENT)
    cost = Q(legs__basis=Basis.CASH, legs__account__kind=Kind.CASH)
    rows = (
        Transaction.objects.filter(paid, posted=True)
        .annotate(cash=Sum("legs__pence", filter=cost), service=Max("legs__account__service"))
        .filter(Q(cash__lt=-OVER_PENCE) | Q(cash__gt=OVER_PENCE))
        .select_related("programme__lead")
        .order_by("day", "pk")
    )
    commitments = {one.pk: one for one in Commitment.objects.select_related("service")}
    addresses = published_decisions({one.decision_id for one in rows if one.decision_id is not None})
    for one in rows:
        commitment = commitments.get(one.source_id)
        address = addresses.get(one.decision_id, "")
        yield Spend(
            one.programme.lead.legal_entity,
            FinancialYear.of(one.day).label,
            one.day.isoformat(),
            one.pk,
            commitment.recipient if commitment else "",
            one.programme.name,
            commitment.service.label if commitment else one.service,
            f"{'-' if one.cash > 0 else ''}{abs(one.cash) // 100}.{abs(one.cash) % 100:02d}",
            one.decision_reference if address else "",
            address,
            one.reverses_id,
        )


def as_csv() -> str:
    """One line a payment, with a heading though there be none; a text that a spreadsheet would run is guarded."""
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow([one.name for one in fields(Spend)])
    for one in spending():
        cells = asdict(one) | {"reverses": one.reverses or ""}
        rows.writerow(
            [str(cell) if name in ("amount", "transaction") else guarded(str(cell)) for name, cell in cells.items()]
        )
    return text.getvalue()


def as_json() -> str:
    """The same as data."""
    return json.dumps({"spend": [asdict(one) for one in spending()]}, ensure_ascii=False, indent=1) + "\n"


SPEND = Publication("spend", "Each payment over 500 pounds.", {"csv": as_csv, "json": as_json})
