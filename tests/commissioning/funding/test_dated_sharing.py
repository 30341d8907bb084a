"""The way of sharing a cost is dated: that of the day counts, changes stay on record, and what was posted stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.commissioning.funding.papers import decision
from tests.commissioning.funding.people import AT, COMMISSIONER, FINANCE
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.queries import balances, programmes, sharing
from throughcare.commissioning.funding.rules import standing
from throughcare.commissioning.funding.rules.posting import Basis, Kind
from throughcare.commissioning.funding.rules.splitting import PRO_RATA, Method, Rule, dated, in_force, over_year

SERVICE = "mental-health-service"
MAY, JULY, SEPTEMBER = date(2023, 5, 2), date(2023, 7, 1), date(2023, 9, 1)
PARTNER_FIRST = Rule(Method.FUNDER_FIRST, "london_probation")
FIXED = Rule(Method.FIXED_SUM, "mopac", 100)


def test_each_rule_holds_until_the_next_starts_and_of_two_from_one_day_the_later_counts() -> None:
    rules = dated([(SEPTEMBER, PRO_RATA), (JULY, FIXED), (JULY, PARTNER_FIRST)])
    assert [(one.rule, one.from_date, one.until) for one in rules] == [
        (PRO_RATA, None, JULY),
        (PARTNER_FIRST, JULY, SEPTEMBER),
        (PRO_RATA, SEPTEMBER, None),
    ]
    assert in_force(rules, MAY).rule == PRO_RATA
    assert in_force(rules, JULY).rule == in_force(rules, date(2023, 8, 31)).rule == PARTNER_FIRST
    assert over_year(rules, "2022/23") == ((PRO_RATA, date(2022, 4, 1), date(2023, 4, 1)),)
    assert over_year(rules, "2023/24") == (
        (PRO_RATA, date(2023, 4, 1), JULY),
        (PARTNER_FIRST, JULY, SEPTEMBER),
        (PRO_RATA, SEPTEMBER, date(2024, 4, 1)),
    )
    again = dated([(JULY, FIXED), (SEPTEMBER, FIXED)])
    assert over_year(again, "2023/24")[-1] == (FIXED, JULY, date(2024, 4, 1))
    assert dated([])[0].always


@pytest.fixture
def opened(programme: Any) -> Any:
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    return programme


def share_from(day: date, programme: Any, rule: Rule, **more: Any) -> Any:
    call = {
        "programme_id": programme.pk,
        "service": SERVICE,
        "method": rule.method,
        "first": rule.first,
        "fixed_pence": rule.fixed_pence,
        "from_date": day,
        "by": FINANCE,
        "at": datetime(2023, 6, 20, 9, tzinfo=UTC),
    }
    return actions.set_split_rule(**call | more)


def commit(programme: Any, pence: int, day: date) -> Any:
    return actions.commit(
        programme_id=programme.pk,
        service=SERVICE,
        year="2023/24",
        pence=pence,
        authority_id=models.Authority.objects.get(purpose="spend").pk,
        document="C1",
        words="",
        day=day,
        key=f"{pence}-{day}",
        by=FINANCE,
        at=AT,
    )


def spread(basis: Basis) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in balances.cells(FINANCE, models.Programme.objects.get().pk):
        if cell.account.kind == Kind.EXPENDITURE and cell.basis == basis:
            found[cell.account.funder] = found.get(cell.account.funder, 0) + cell.pence
    return {name: pence for name, pence in found.items() if pence}


def test_a_new_rule_shares_what_is_posted_from_its_day_and_leaves_what_was_before(opened: Any) -> None:
    commit(opened, 9_500_000, MAY)
    # Of £950,000 in the year the partner has £300,000.
    assert spread(Basis.COMMITMENT) == {"london_probation": 3_000_000, "mopac": 6_500_000}
    share_from(JULY, opened, PARTNER_FIRST)
    commit(opened, 1_000_000, JULY)
    assert spread(Basis.COMMITMENT) == {"london_probation": 4_000_000, "mopac": 6_500_000}
    commit(opened, 950_000, date(2023, 6, 30))
    # Of what the later rule leaves, £940,000, the partner has £290,000.
    assert spread(Basis.COMMITMENT) == {"london_probation": 4_223_936, "mopac": 7_226_064}
    share_from(SEPTEMBER, opened, Rule(Method.FUNDER_FIRST, "mopac"))
    commit(opened, 2_000_000, SEPTEMBER)
    assert spread(Basis.COMMITMENT) == {"london_probation": 4_223_936, "mopac": 9_226_064}


def test_a_cost_follows_the_rule_of_its_day_and_its_payment_follows_the_cost(opened: Any) -> None:
    made = commit(opened, 9_500_000, MAY)
    actions.accrue(commitment_id=made.pk, pence=950_000, day=MAY, key="a", by=FINANCE, at=AT)
    share_from(JULY, opened, PARTNER_FIRST)
    actions.accrue(commitment_id=made.pk, pence=500_000, day=JULY, key="b", by=FINANCE, at=AT)
    incurred = {"london_probation": 800_000, "mopac": 650_000}
    assert spread(Basis.ACCRUAL) == incurred
    assert sum(spread(Basis.COMMITMENT).values()) == 8_050_000
    assert all(pence > 0 for pence in spread(Basis.COMMITMENT).values())
    actions.pay(commitment_id=made.pk, pence=1_450_000, day=JULY, key="p", by=FINANCE, at=AT)
    assert spread(Basis.CASH) == spread(Basis.ACCRUAL) == incurred
    actions.pay(commitment_id=made.pk, pence=8_050_000, day=JULY, key="q", by=FINANCE, at=AT)
    assert (spread(Basis.COMMITMENT), sum(spread(Basis.CASH).values())) == ({}, 9_500_000)
    assert spread(Basis.CASH) == spread(Basis.ACCRUAL)


def take_back(source: str, day: date) -> None:
    entry = models.Transaction.objects.filter(source=source).latest("pk")
    actions.reverse(transaction_id=entry.pk, day=day, reason="Wrong", by=FINANCE, at=AT)


def test_what_is_taken_back_counts_in_the_rule_by_which_it_was_shared(opened: Any) -> None:
    made = commit(opened, 9_500_000, MAY)
    actions.accrue(commitment_id=made.pk, pence=950_000, day=MAY, key="a", by=FINANCE, at=AT)
    assert spread(Basis.ACCRUAL) == {"london_probation": 300_000, "mopac": 650_000}
    share_from(JULY, opened, Rule(Method.FUNDER_FIRST, "mopac"))
    take_back("accrual", JULY)
    assert spread(Basis.ACCRUAL) == {}
    actions.accrue(commitment_id=made.pk, pence=300_000, day=JULY, key="b", by=FINANCE, at=AT)
    assert spread(Basis.ACCRUAL) == {"mopac": 300_000}


def test_a_commitment_that_is_taken_back_leaves_its_fixed_sum_to_the_next(opened: Any) -> None:
    share_from(JULY, opened, Rule(Method.FIXED_SUM, "mopac", 1_000_000))
    commit(opened, 1_000_000, JULY)
    take_back("commitment", SEPTEMBER)
    assert spread(Basis.COMMITMENT) == {}
    commit(opened, 1_000_001, JULY)
    assert spread(Basis.COMMITMENT) == {"london_probation": 1, "mopac": 1_000_000}
    commit(opened, 1_000, JULY)
    assert spread(Basis.COMMITMENT) == {"london_probation": 1_001, "mopac": 1_000_000}


@pytest.mark.parametrize(("spend", "source"), [(actions.accrue, "accrual"), (actions.pay, "payment")])
def test_what_is_signed_for_again_is_no_further_use_of_a_fixed_sum(opened: Any, spend: Any, source: str) -> None:
    share_from(JULY, opened, Rule(Method.FIXED_SUM, "mopac", 1_000_000))
    made = commit(opened, 600_000, JULY)
    spend(commitment_id=made.pk, pence=300_000, day=JULY, key="p", by=FINANCE, at=AT)
    take_back(source, SEPTEMBER)
    commit(opened, 400_000, SEPTEMBER)
    assert spread(Basis.COMMITMENT) == {"mopac": 1_000_000}


def test_a_fixed_sum_is_paid_once_a_year_though_it_is_set_again_or_changed(opened: Any) -> None:
    share_from(JULY, opened, Rule(Method.FIXED_SUM, "mopac", 1_000_000))
    commit(opened, 600_000, JULY)
    share_from(SEPTEMBER, opened, Rule(Method.FIXED_SUM, "mopac", 1_200_000))
    commit(opened, 900_000, SEPTEMBER)
    assert spread(Basis.COMMITMENT) == {"london_probation": 300_000, "mopac": 1_200_000}
    commit(opened, 700_000, JULY)
    assert spread(Basis.COMMITMENT) == {"london_probation": 1_000_000, "mopac": 1_200_000}


def test_whose_money_is_left_follows_what_was_posted(opened: Any) -> None:
    made = commit(opened, 9_500_000, MAY)
    actions.pay(commitment_id=made.pk, pence=9_500_000, day=MAY, key="p", by=FINANCE, at=AT)
    before = year_end_owners()
    share_from(JULY, opened, PARTNER_FIRST)
    assert year_end_owners() == before == {"london_probation": 27_000_000, "mopac": 58_500_000}


def planned() -> dict[str, int]:
    page = programmes.programme(FINANCE, "iom")
    shares = standing.planned_shares(page.cells, page.years, page.rules, lead="mopac")
    return {
        funder: pence for (service, year, funder), pence in shares.items() if (service, year) == (SERVICE, "2023/24")
    }


def test_the_plan_of_a_year_in_which_the_way_changes_is_shared_by_the_days_of_each(opened: Any) -> None:
    # £700,000 is planned; of £950,000 in the year the partner has £300,000.
    assert planned() == {"london_probation": 22_105_263, "mopac": 47_894_737}
    share_from(JULY, opened, PARTNER_FIRST)
    # 91 of 366 days pro rata: £174,043.72, of which the partner bears £54,961.17. The partner pays first what falls on
    # the other 275 days, £525,956.28, as far as it has money left, and it has £245,038.83.
    assert planned() == {"london_probation": 30_000_000, "mopac": 40_000_000}
    share_from(SEPTEMBER, opened, Rule(Method.FUNDER_FIRST, "mopac"))
    # 62 days from July: £118,579.23 of the partner. From September MOPAC pays first, and has money enough.
    assert planned() == {"london_probation": 5_496_117 + 11_857_923, "mopac": 11_908_255 + 40_737_705}


def test_a_plan_is_shared_as_its_cost_is_when_it_comes_evenly(opened: Any) -> None:
    share_from(JULY, opened, Rule(Method.FIXED_SUM, "mopac", 20_000_000))
    share_from(SEPTEMBER, opened, Rule(Method.FIXED_SUM, "mopac", 25_000_000))
    share_from(date(2023, 12, 1), opened, PARTNER_FIRST)
    page = programmes.programme(FINANCE, "iom")
    shares = standing.planned_by_days(page.cells, page.years, page.rules, lead="mopac")[SERVICE, "2023/24"]
    assert [one.days for one in shares] == [91, 62, 91, 122]
    assert sum(one.pence for one in shares) == 70_000_000
    before: dict[str, int] = {}
    for one in shares:
        made = commit(opened, one.pence, one.from_date)
        actions.pay(commitment_id=made.pk, pence=one.pence, day=one.from_date, key=str(made.pk), by=FINANCE, at=AT)
        after = spread(Basis.ACCRUAL)
        assert {name: after[name] - before.get(name, 0) for name in after} == {
            name: one.borne.get(name, 0) for name in after
        }
        before = after
    assert before == planned()


def test_the_page_shows_what_of_a_plan_falls_on_the_days_of_each_way(opened: Any, sign_in: Any) -> None:
    share_from(JULY, opened, PARTNER_FIRST)
    page = sign_in("co_commissioner", "london_probation").get("/money/programme/iom/shares").content.decode()
    for words in (
        "By the days of each way of sharing",
        "Of it, 91 of 366 days, from 1 April 2023",
        "£174,043.72",
        "£54,961.17",
        "Of it, 275 of 366 days, from 1 July 2023",
        "£525,956.28",
        "£245,038.83",
    ):
        assert words in page
    assert "of 365 days" not in page


def year_end_owners() -> dict[str, int]:
    page = programmes.programme(FINANCE, "iom")
    return standing.owners(page.cells, "2023/24", page.rules, lead="mopac", basis=Basis.ACCRUAL)


def test_changes_stay_on_record_and_the_page_shows_each_with_its_days(opened: Any, sign_in: Any) -> None:
    share_from(JULY, opened, FIXED, agreed_in="Board, June 2023")
    share_from(JULY, opened, PARTNER_FIRST)
    share_from(SEPTEMBER, opened, Rule(Method.FUNDER_FIRST, "mopac"))
    rows = sharing.rules(FINANCE, programmes.programme(FINANCE, "iom"))
    assert [(one.from_date, one.until) for one in rows] == [(SEPTEMBER, None), (JULY, SEPTEMBER), (JULY, JULY)]
    page = sign_in("co_commissioner", "london_probation").get("/money/programme/iom/shares").content.decode()
    for words in (
        "Board, June 2023",
        "London Probation pays first",
        "pays £1 a year",
        "1 July 2023",
        "1 September 2023",
    ):
        assert words in page


def test_the_same_form_sent_twice_records_one_rule(opened: Any, sign_in: Any) -> None:
    client = sign_in("finance_adviser", "mopac")
    form = {
        "key": "once",
        "service": SERVICE,
        "method": "funder_first",
        "first": "london_probation",
        "from_date-day": "1",
        "from_date-month": "7",
        "from_date-year": "2023",
    }
    for _ in range(2):
        assert client.post("/money/programme/iom/sharing", form).status_code == 302
    assert [one.from_date for one in models.SplitRule.objects.all()] == [JULY]
    missing = client.post("/money/programme/iom/sharing", form | {"key": "two", "from_date-day": "40"})
    assert missing.status_code == 422
