"""Posting a journal that came in a file: no further than the lines that decisions in effect opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from throughcare.commissioning.funding.actions.lines import line_facts
from throughcare.commissioning.funding.actions.posting import Draft, check_own, lock_programme, post
from throughcare.commissioning.funding.models import Programme, Service, Transaction
from throughcare.commissioning.funding.rules import spending as rules
from throughcare.commissioning.funding.rules.posting import Basis, Kind, LegPlan
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.guard import action

USING = (Basis.COMMITMENT, Basis.ACCRUAL)


@action
def post_imported(*, programme_id: int, draft: Draft, rows: Sequence[int], by: Viewer, at: datetime) -> Transaction:
    """Posts one journal of a file, once for its key. ``rows`` are the lines of the file on which its legs stand.

    Refused with the line and the sums where it posts a budget, or a cost that has no budget line or goes beyond it.
    """
    check_can(by, Permission.POST_MONEY)
    get_visible(by, Programme, pk=programme_id)
    programme = lock_programme(programme_id)
    check_own(by, programme.lead.code)
    if not Transaction.objects.filter(key=draft.key).exists():
        _check_within_lines(programme, draft.day, dict(zip(rows, draft.legs, strict=True)))
    return post(programme, draft, by=by, at=at)


def _check_within_lines(programme: Programme, day: date, legs: Mapping[int, LegPlan]) -> None:
    costs: dict[tuple[str, str], dict[int, LegPlan]] = defaultdict(dict)
    for row, leg in legs.items():
        if leg.basis == Basis.BUDGET:
            raise Invalid(
                {
                    "basis": f"In line {row}: Budgets come from decisions in effect, so a journal posts none. Take a "
                    "decision or ask for a virement."
                }
            )
        if leg.account.kind == Kind.EXPENDITURE:
            costs[leg.account.year, leg.account.service][row] = leg
    used: dict[str, int] = defaultdict(int)
    for (year, service), of_line in sorted(costs.items()):
        row = min(of_line)
        try:
            used[year] += _check_line(programme, service, year, day, list(of_line.values()), before=used[year])
        except NotAllowed as error:
            raise Invalid({"amount": f"In line {row}: {error.says} {error.remedy}".strip()}) from error


def _check_line(programme: Programme, code: str, year: str, day: date, legs: Sequence[LegPlan], *, before: int) -> int:
    """What a journal uses of a line, checked; ``before`` is what it uses of other lines of the year."""
    if not code:
        raise NotAllowed("This cost names no service, so there is no budget line for it.")
    service = Service.objects.filter(programme=programme, code=code).first()
    if service is None:
        raise NotAllowed(f"There is no budget line for {code} in {year}: no decision in effect opened one.")
    facts = line_facts(programme, service, year, day)
    using = sum(leg.pence for leg in legs if leg.basis in USING)
    rules.check_has_line(facts)
    if using > 0:
        rules.check_line(replace(facts, year_used=facts.year_used + before), using)
    rules.check_cash(facts, sum(leg.pence for leg in legs if leg.basis == Basis.CASH))
    return using
