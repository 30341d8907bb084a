"""What a superseded decision leaves: lines as far as they are used, and money of partners that came already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Sum

from throughcare import clock
from throughcare.commissioning.funding.actions.accepting import accepted_by
from throughcare.commissioning.funding.actions.lines import COMMITTING, USING, line_facts, versions_of
from throughcare.commissioning.funding.actions.posting import Draft, open_day, post
from throughcare.commissioning.funding.models import (
    CarryForward,
    Commitment,
    Leg,
    Programme,
    ProgrammeDecision,
    Service,
    Transaction,
)
from throughcare.commissioning.funding.rules import opening as rules
from throughcare.commissioning.funding.rules.posting import RESERVES, AccountKey, Basis, Kind, LegPlan, Source
from throughcare.foundation.access.viewers import Viewer


def opened_by(programme: Programme, row: ProgrammeDecision) -> list[LegPlan]:
    """What earlier versions of a decision opened, taken together."""
    rows = Leg.objects.filter(
        transaction__programme=programme,
        transaction__source=Source.DECISION,
        transaction__decision_id__in=[one.decision_id for one in versions_of(row)],
        transaction__posted=True,
    ).select_related("account__funder")
    return [
        LegPlan(
            AccountKey(
                Kind(one.account.kind),
                one.account.year,
                one.account.funder.code if one.account.funder else "",
                one.account.service,
            ),
            Basis(one.basis),
            one.pence,
        )
        for one in rows
    ]


def close_lines(programme: Programme, row: ProgrammeDecision, *, by: Viewer, at: datetime) -> int:
    """Closes what a superseded decision opened and nobody used; what it still takes of the envelope, in pence.

    A carry-forward that was approved stands until somebody draws it or lets it lapse.
    """
    if not row.has_lines:
        return sum(pence for (_, funder), pence in _used(programme, row).items() if funder == programme.lead.code)
    before = opened_by(programme, row)
    lines, given = rules.plan_in(before)
    spending = _still_spent(programme, row, lines, at)
    funding = _still_funded(programme, row, spending, given)
    _post_end(programme, row, rules.difference(rules.plan_legs(spending, funding), before), by=by, at=at)
    return sum(pence for (funder, _), pence in funding.items() if funder == programme.lead.code)


def close_again(programme: Programme, *, by: Viewer, at: datetime) -> None:
    """Closes what superseded decisions kept for a use or a movement that was taken back since: nobody may use it."""
    for row in ProgrammeDecision.objects.filter(
        programme=programme, ended_on__isnull=False, replaced_by__isnull=True
    ).order_by("pk"):
        takes = close_lines(programme, row, by=by, at=at)
        if takes != row.envelope_pence:
            row.envelope_pence = takes
            row.save()


def _post_end(
    programme: Programme, row: ProgrammeDecision, legs: tuple[LegPlan, ...], *, by: Viewer, at: datetime
) -> None:
    if not legs:
        return
    key = f"decision:{row.decision_id}:ended"
    times = Transaction.objects.filter(programme=programme, key__startswith=f"{key}:").count()
    draft = Draft(
        day=open_day(programme, clock.today(at), at),
        source=Source.DECISION,
        source_id=row.pk,
        words=f"{row.reference}: what it leaves unused when it is superseded",
        key=f"{key}:{times}",
        legs=legs,
        document=row.reference,
        decision_id=row.decision_id,
        decision_reference=row.reference,
    )
    post(programme, draft, by=by, at=at)


def _used(programme: Programme, row: ProgrammeDecision) -> dict[tuple[tuple[str, str], str], int]:
    """What is committed or incurred under a decision, by line (service and year) and funder, in pence."""
    under = Commitment.objects.filter(programme=programme, authority__decision__in=versions_of(row))
    legs = Leg.objects.filter(
        transaction__source__in=COMMITTING,
        transaction__source_id__in=under.values("pk"),
        transaction__posted=True,
        basis__in=USING,
        account__kind=Kind.EXPENDITURE,
    )
    columns = ("account__service", "account__year", "account__funder__code")
    sums = legs.values(*columns).annotate(found=Sum("pence")).values_list(*columns, "found")
    return {((service, year), funder or ""): pence for service, year, funder, pence in sums}


def _still_spent(
    programme: Programme, row: ProgrammeDecision, opened: Mapping[tuple[str, str], int], at: datetime
) -> dict[tuple[str, str], int]:
    """What stays of each spending line: what is used under the decision, and what other uses of the line rest on."""
    used: dict[tuple[str, str], int] = defaultdict(int)
    for (line, _), pence in _used(programme, row).items():
        used[line] += pence
    stays = {}
    for (code, year), pence in opened.items():
        if not pence:
            continue
        service = Service.objects.get(programme=programme, code=code)
        left = line_facts(programme, service, year, clock.today(at)).line_left
        stays[code, year] = min(pence, max(used[code, year], pence - max(left, 0)))
    return stays


def _still_funded(
    programme: Programme,
    row: ProgrammeDecision,
    spending: Mapping[tuple[str, str], int],
    opened: Mapping[tuple[str, str], int],
) -> dict[tuple[str, str], int]:
    """What stays of each funding line: partners' money that is invoiced or came, and of the lead's what is needed.

    No more stays of a line than was opened for it: where a partner's money goes on which something is committed, the
    year is short of it, and nobody has decided that the lead pays.
    """
    need: dict[str, int] = defaultdict(int)
    for (_, year), pence in spending.items():
        need[year] += pence
    for year, pence in _moved(programme, row).items():
        need[year] += pence
    funding: dict[tuple[str, str], int] = defaultdict(int)
    for given in accepted_by(programme, row):
        line = given.payer.code, given.year
        stays = min(given.pence, opened.get(line, 0) - funding[line])
        funding[line] += stays
        need[given.year] -= stays
    for year, pence in need.items():
        stays = min(pence, opened.get((programme.lead.code, year), 0))
        if stays > 0:
            funding[programme.lead.code, year] = stays
    return dict(funding)


def _moved(programme: Programme, row: ProgrammeDecision) -> dict[str, int]:
    """What carry-forwards of a decision took of the lead's money by year, less what they plan to bring, in pence.

    What was given up out of the reserve is brought to no year.
    """
    carried = CarryForward.objects.filter(
        programme=programme, decision_reference__in=[one.reference for one in versions_of(row)]
    )
    legs = Leg.objects.filter(
        transaction__source=Source.CARRY_FORWARD,
        transaction__source_id__in=carried.values("pk"),
        transaction__posted=True,
        basis=Basis.BUDGET,
        account__kind__in=RESERVES,
        account__funder=programme.lead_id,
        account__year__gte=programme.from_year,
    )
    sums = legs.values("account__year").annotate(found=Sum("pence")).values_list("account__year", "found")
    return dict(sums)
