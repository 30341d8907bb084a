"""What holds of payments to those who take part."""

from __future__ import annotations

from throughcare.errors import Invalid, NotAllowed

MOST_PENCE = 50_000


def check_sum(pence: int) -> None:
    """Raises ``Invalid`` for nothing, and for more than one occasion can bring."""
    if not 0 < pence <= MOST_PENCE:
        raise Invalid({"pence": f"Give a sum above nothing and up to £{MOST_PENCE // 100}."})


def check_advised(advice: str) -> None:
    """Raises ``Invalid`` unless benefits advice was offered first: a payment can affect benefits."""
    if not advice:
        raise Invalid({"advice": "Offer benefits advice first, and say what became of it."})


def check_can_approve(*, approver: int | None, proposer: int) -> None:
    """Raises ``NotAllowed`` where somebody would approve what they proposed."""
    if approver == proposer:
        raise NotAllowed("You proposed this payment, so someone else approves it.", remedy="It waits with them.")
