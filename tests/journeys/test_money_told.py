"""The journey of a pound, told in a browser: promised, agreed, invoiced, received, committed, paid, and accounted for.

Each step is taken by the person whose turn it is, in a browser of their own.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.commissioning.funding.papers import decision
from tests.support.browser import leave_by
from tests.support.desk import Desk, desk_for
from tests.support.world import organisation, person, viewer
from throughcare import clock
from throughcare.commissioning.funding import actions, models

pytestmark = pytest.mark.browser
NOW = datetime(2023, 6, 14, 10, 0, tzinfo=UTC)
DAY = (1, 6, 2023)
PROGRAMME = "/money/programme/iom"
HOMES = {"co_commissioner": ("london_probation", "probation")}


@pytest.fixture(autouse=True)
def _decision_in_effect(transactional_db, monkeypatch, settings):
    """A programme of two partners on which PCD 1291 has taken effect."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.DEMO = True
    organisation("mopac")
    organisation("london_probation", "probation")
    finance, commissioner = viewer("finance_adviser"), viewer()
    actions.open_programme(
        code="iom",
        name="Integrated offender management",
        lead="mopac",
        envelope_pence=210_000_000,
        from_year="2022/23",
        to_year="2024/25",
        by=finance,
        at=NOW,
    )
    actions.open_lines(decision=decision(), by=commissioner, at=NOW)


@pytest.fixture
def desk_of(browse):
    def at(role: str) -> Desk:
        code, kind = HOMES.get(role, ("mopac", "policing_body"))
        return desk_for(browse, person(role, at=code, kind=kind))

    return at


def sends(desk: Desk) -> Desk:
    """Sends the one form of a page."""
    leave_by(desk.page, "main form button[type=submit]")
    return desk


def test_a_partners_pound_is_followed_from_promise_to_what_it_bought(desk_of, browse):
    browse.watch.allow("422")
    partner, finance, commissioner = (desk_of(role) for role in ("co_commissioner", "finance_adviser", "commissioner"))
    year = models.Contribution.objects.get(year="2023/24")
    owed = "London Probation to Mopac, 2023/24 under PCD 1291: sign the agreement"
    commissioner.opens("/").sees(owed, "£300,000", "with London Probation")

    partner.opens("/").follows(owed).follows("Sign the agreement")
    sends(partner.fills(agreement="Memorandum of 1 June 2023")).sees("Memorandum of 1 June 2023")
    finance.opens(f"/money/contribution/{year.pk}").follows("Invoice")
    sends(finance.fills(day=DAY)).follows("Record the money received")
    sends(finance.fills(pence="£0.3m", day=DAY)).sees("£300,000")

    finance.opens(f"{PROGRAMME}/movements").follows("Commit a sum")
    authority = models.Authority.objects.get(purpose="spend").pk
    what = {"service": "mental-health-service", "year": "2023/24", "authority": str(authority)}
    paid_to = {"document": "Contract C1", "recipient": "Provider Example One Ltd", "day": DAY}
    sends(finance.fills(pence="800,000", **what, **paid_to)).sees("has £700,000")
    sends(finance.fills(pence="100,000")).follows("Contract C1, 2023/24")
    finance.sees("Provider Example One Ltd", "Not yet incurred £100,000").follows("Pay")
    sends(finance.fills(pence="95,000", day=DAY)).sees("Not yet incurred £5,000")

    # Of £950,000 in the year Probation gives £300,000, so of £95,000 paid £30,000 is theirs.
    partner.opens(f"{PROGRAMME}/statement/london_probation")
    partner.sees("Put in £300,000", "Bought £30,000", "Returnable £270,000")
    commissioner.opens(PROGRAMME).sees("Of that paid £0 £95,000 £0 £95,000")


def test_a_year_that_does_not_balance_is_mended_by_the_partners_whose_money_it_is(desk_of):
    commissioner, partner, chief = (desk_of(role) for role in ("commissioner", "co_commissioner", "chief_executive"))
    commissioner.opens(PROGRAMME).sees("Does not balance: +£100,000", "Does not balance: −£100,000")
    commissioner.presses("Ask for this movement").opens(PROGRAMME).sees(
        "Asked for: £31,578.95 of London Probation from 2023/24 to 2024/25"
    )
    theirs = models.CarryForward.objects.get(funder__code="london_probation", state="requested")
    sends(partner.opens(f"/money/carry-forward/{theirs.pk}").follows("Agree"))
    sends(chief.opens(f"/money/carry-forward/{theirs.pk}").follows("Approve"))
    theirs.refresh_from_db()
    assert theirs.state == "approved"
