"""Nothing is committed or paid without a line, a power and a balance in its year; refusals show the sum."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import Sum

from tests.commissioning.funding.papers import PCD_1514, decision
from tests.commissioning.funding.people import AT, CHIEF, COMMISSIONER, FINANCE, PARTNER, STRANGER
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.rules.authority import Purpose
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db
DAY = date(2023, 5, 2)
SERVICE = "mental-health-service"


@pytest.fixture
def opened(programme: Any) -> Any:
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    return programme


def spend_authority(reference: str = "PCD 1291") -> int:
    return models.Authority.objects.get(decision__reference=reference, purpose=Purpose.SPEND).pk


def commit(programme: Any, pence: int, **more: Any) -> Any:
    call: dict[str, Any] = {
        "programme_id": programme.pk,
        "service": SERVICE,
        "year": "2023/24",
        "pence": pence,
        "authority_id": more.pop("authority_id", None) or spend_authority(),
        "document": "Contract C1",
        "words": "Practitioners",
        "day": DAY,
        "key": "form-1",
        "by": FINANCE,
        "at": AT,
    }
    return actions.commit(**call | more)


def total(basis: str, kind: str = "expenditure", **by: Any) -> int:
    rows = models.Balance.objects.filter(account__kind=kind, basis=basis, **by).exclude(account__funder=None)
    return rows.aggregate(found=Sum("pence"))["found"] or 0


def test_a_commitment_is_attributed_to_the_funders_to_the_penny(opened: Any) -> None:
    commit(opened, 10_000_001)
    rows = models.Balance.objects.filter(basis="commitment", account__kind="expenditure")
    shares = dict(rows.values_list("account__funder__code", "pence"))
    # Of £950,000 in the year MOPAC has £310,000 and £340,000 from reserves, Probation £300,000.
    assert shares == {"london_probation": 3_157_895, "mopac": 6_842_106}


def test_a_double_click_commits_once(opened: Any) -> None:
    first, second = commit(opened, 5_000_000), commit(opened, 5_000_000)
    assert first.pk == second.pk
    assert total("commitment") == 5_000_000
    with pytest.raises(Conflict):
        commit(opened, 6_000_000)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"year": "2025/26"}, "no budget line for Mental Health service in 2025/26"),
        ({"pence": 70_000_001}, "has £700,000; £0 of it is committed or spent, so £700,000 is left and £700,000.01"),
        ({"authority_id": 999_999}, "No recommendation of a decision in effect"),
    ],
)
def test_what_lacks_a_line_a_balance_or_a_power_is_refused(opened: Any, more: Any, says: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        commit(opened, **{"pence": 100, **more})
    assert says in refused.value.says
    assert not models.Commitment.objects.exists()


def test_a_year_that_is_short_limits_what_its_lines_promise(opened: Any) -> None:
    commit(opened, 70_000_000, year="2024/25", key="a")
    with pytest.raises(NotAllowed, match=r"2024/25 is funded with £750,000; £700,000 .* £50,000 is left"):
        commit(opened, 6_000_000, year="2024/25", service="service-user-engagement", key="b")


def test_an_authority_is_used_up_across_years(opened: Any) -> None:
    actions.open_lines(
        decision=decision(
            {"expenditure": {"Mental Health service": (0, 10, 0)}, "funding": {"MOPAC budget": (0, 10, 0)}},
            decision_id=7,
            reference="PCD 7",
            authorised=(decision().authorised[0].__class__(1, "approve", "award a contract", 8_000_000, True, ""),),
        ),
        by=COMMISSIONER,
        at=AT,
    )
    own = spend_authority("PCD 7")
    commit(opened, 7_000_000, authority_id=own, key="a")
    with pytest.raises(NotAllowed, match="allows £80,000; £70,000 of it is used, so £10,000 is left"):
        commit(opened, 2_000_000, authority_id=own, key="b")


def test_a_decision_without_a_table_opens_no_line_to_commit_on(programme: Any) -> None:
    actions.open_lines(decision=PCD_1514, by=COMMISSIONER, at=AT)
    with pytest.raises(Invalid, match="services"):
        commit(programme, 100, authority_id=spend_authority("PCD 1514"))


@pytest.mark.parametrize(("by", "error"), [(PARTNER, NotAllowed), (COMMISSIONER, NotAllowed), (STRANGER, NotFound)])
def test_only_finance_of_the_lead_commits(opened: Any, by: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        commit(opened, 100, by=by)


def test_incurred_and_paid_follow_the_commitment(opened: Any) -> None:
    row = commit(opened, 10_000_000)
    call = {"commitment_id": row.pk, "day": DAY, "by": FINANCE, "at": AT}
    actions.accrue(pence=4_000_000, key="a", **call)
    assert (total("commitment"), total("accrual"), total("cash")) == (6_000_000, 4_000_000, 0)
    actions.pay(pence=7_000_000, key="b", **call)
    actions.pay(pence=7_000_000, key="b", **call)
    assert (total("commitment"), total("accrual"), total("cash")) == (3_000_000, 7_000_000, 7_000_000)
    owed = models.Balance.objects.get(account__kind="creditor", basis="accrual")
    assert owed.pence == 0
    with pytest.raises(NotAllowed, match="Contract C1 has £30,000 left and £30,000.01 was asked for"):
        actions.pay(pence=3_000_001, key="c", **call)


def test_a_reversed_payment_can_be_paid_again(opened: Any) -> None:
    row = commit(opened, 1_000_000)
    call = {"commitment_id": row.pk, "pence": 1_000_000, "day": DAY, "by": FINANCE, "at": AT}
    paid = actions.pay(key="a", **call)
    first = models.Transaction.objects.get(source="commitment")
    with pytest.raises(WrongState, match="cannot be taken back whole"):
        actions.reverse(transaction_id=first.pk, day=DAY, reason="not signed", by=FINANCE, at=AT)
    actions.reverse(transaction_id=paid.pk, day=DAY, reason="wrong account", by=FINANCE, at=AT)
    assert (total("commitment"), total("cash")) == (1_000_000, 0)
    actions.pay(key="b", **call)
    assert (total("commitment"), total("cash")) == (0, 1_000_000)


def test_what_a_decision_opened_is_not_reversed_by_hand(opened: Any) -> None:
    opening = models.Transaction.objects.get(source="decision")
    with pytest.raises(WrongState, match="posted by a decision"):
        actions.reverse(transaction_id=opening.pk, day=DAY, reason="no", by=FINANCE, at=AT)


def test_a_virement_is_asked_for_by_one_and_approved_by_another(opened: Any) -> None:
    call = {
        "programme_id": opened.pk,
        "year": "2023/24",
        "from_service": SERVICE,
        "to_service": "service-user-engagement",
        "pence": 1_000_000,
        "reason": "More sessions",
    }
    row = actions.propose_virement(**call, key="v", by=CHIEF_ASKING, at=AT)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.approve_virement(virement_id=row.pk, day=DAY, by=CHIEF_ASKING, at=AT)
    actions.approve_virement(virement_id=row.pk, day=DAY, by=CHIEF, at=AT)
    actions.approve_virement(virement_id=row.pk, day=DAY, by=CHIEF, at=AT)
    budgets = models.Balance.objects.filter(basis="budget", account__kind="expenditure", account__year="2023/24")
    assert dict(budgets.values_list("account__service", "pence")) == {
        SERVICE: 69_000_000,
        "service-user-engagement": 16_000_000,
    }


CHIEF_ASKING = CHIEF.__class__(
    person_id=9,
    organisation_code="mopac",
    organisation_codes=frozenset({"mopac"}),
    permissions=CHIEF.permissions | FINANCE.permissions,
)


def test_a_locked_month_or_year_refuses_by_rule_and_by_trigger(opened: Any, monkeypatch: Any) -> None:
    lock = actions.lock_period(organisation_code="mopac", period="2023-05", by=FINANCE, at=AT)
    with pytest.raises(WrongState, match="2023-05 is locked"):
        commit(opened, 100)
    monkeypatch.setattr("throughcare.commissioning.funding.rules.posting.check_open", lambda day, locked: None)
    with pytest.raises(WrongState, match="locked while"):
        commit(opened, 100)
    actions.release_period(lock_id=lock.pk, reason="A late invoice", by=FINANCE, at=AT)
    commit(opened, 100)
    actions.lock_period(organisation_code="mopac", period="2023/24", by=FINANCE, at=AT)
    with pytest.raises(WrongState):
        commit(opened, 100, key="other")


@pytest.mark.parametrize("period", ["", "2023", "2023-13", "2023/25", "mai 2023", "💷"])
def test_a_period_that_is_none_is_refused_with_a_sentence(opened: Any, period: str) -> None:
    with pytest.raises(Invalid, match="Write a month like"):
        actions.lock_period(organisation_code="mopac", period=period, by=FINANCE, at=AT)
