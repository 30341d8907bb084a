"""The ledger balances by the database itself, never changes, and posts once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.commissioning.funding.people import AT, FINANCE, STRANGER
from throughcare.commissioning.funding.actions import posting, reversing
from throughcare.commissioning.funding.models import Balance, Leg, Transaction
from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind, LegPlan, Source, pair
from throughcare.errors import Conflict, Invalid, NotFound, WrongState
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
SPEND = AccountKey(Kind.EXPENDITURE, "2022/23", service="mental-health")
CASH = AccountKey(Kind.CASH, "2022/23", funder="mopac")


def draft(key: str = "k1", pence: int = 500, **more: Any) -> posting.Draft:
    legs = more.pop("legs", pair(SPEND, CASH, Basis.CASH, pence))
    return posting.Draft(day=date(2022, 11, 1), source=Source.JOURNAL, words="a payment", key=key, legs=legs, **more)


def post(programme: Any, *drafts: posting.Draft, by: Any = FINANCE) -> list[Transaction]:
    return posting.post_journals(programme_id=programme.pk, drafts=drafts, by=by, at=AT)


def raw(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_posting_keeps_legs_balances_and_an_event(programme: Any) -> None:
    (posted,) = post(programme, draft())
    posted.refresh_from_db()
    assert posted.posted
    assert sorted(posted.legs.values_list("pence", flat=True)) == [-500, 500]
    assert sorted(Balance.objects.values_list("account__kind", "pence")) == [("cash", -500), ("expenditure", 500)]
    assert Event.objects.filter(kind="ledger.posted", subject_id=str(posted.pk)).count() == 1


def test_the_same_form_twice_posts_once_and_returns_the_first(programme: Any) -> None:
    (first,) = post(programme, draft())
    (second,) = post(programme, draft())
    assert first.pk == second.pk
    assert Transaction.objects.count() == 1
    assert Balance.objects.get(account__kind="expenditure").pence == 500


def test_the_same_key_with_other_figures_is_refused(programme: Any) -> None:
    post(programme, draft())
    with pytest.raises(Conflict, match="other figures"):
        post(programme, draft(pence=900))


@pytest.mark.parametrize(
    ("legs", "says"),
    [
        ((), "two legs"),
        ((LegPlan(SPEND, Basis.CASH, 5), LegPlan(CASH, Basis.CASH, -4)), "come to 1 pence"),
        ((LegPlan(SPEND, Basis.CASH, 5), LegPlan(CASH, Basis.ACCRUAL, -5)), "must come to nothing"),
    ],
)
def test_what_does_not_balance_is_refused_with_the_sum(programme: Any, legs: Any, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        post(programme, draft(legs=legs))
    assert not Transaction.objects.exists()


def test_one_unsound_draft_undoes_the_whole_batch(programme: Any) -> None:
    with pytest.raises(Invalid):
        post(programme, draft("a"), draft("b", legs=(LegPlan(SPEND, Basis.CASH, 5),)))
    assert not Transaction.objects.exists()
    assert not Balance.objects.exists()


def test_the_database_itself_refuses_to_post_what_does_not_balance(programme: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(posting.rules, "check_legs", lambda legs: None)
    with pytest.raises(Invalid, match="do not come to nothing"):
        post(programme, draft(legs=(LegPlan(SPEND, Basis.CASH, 5), LegPlan(CASH, Basis.CASH, -4))))
    with pytest.raises(Invalid, match="do not come to nothing"):
        post(programme, draft(legs=(LegPlan(SPEND, Basis.CASH, 5), LegPlan(CASH, Basis.ACCRUAL, -5))))
    with pytest.raises(Invalid, match="two legs"):
        post(programme, draft(legs=()))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funding_leg SET pence = pence + 1",
        "DELETE FROM funding_leg",
        "UPDATE funding_transaction SET words = 'other'",
        "UPDATE funding_transaction SET posted = NOT posted",
        "DELETE FROM funding_transaction",
        "UPDATE funding_account SET year = '2023/24'",
        "INSERT INTO funding_leg (transaction_id, account_id, basis, pence) "
        "SELECT transaction_id, account_id, basis, pence FROM funding_leg",
        "INSERT INTO funding_transaction (programme_id, day, year, month, source, words, document, decision_reference, "
        "key, fingerprint, posted, at) SELECT programme_id, day, year, month, source, words, document, "
        "decision_reference, 'other', fingerprint, posted, at FROM funding_transaction",
    ],
)
def test_the_database_refuses_change_whoever_asks(programme: Any, sql: str) -> None:
    post(programme, draft())
    before = list(Leg.objects.values_list("pk", "pence"))
    with pytest.raises(DatabaseError):
        raw(sql)
    assert list(Leg.objects.values_list("pk", "pence")) == before
    assert list(Transaction.objects.values_list("words", "posted")) == [("a payment", True)]


def test_a_draft_cannot_be_posted_past_the_application_into_a_wrong_period(programme: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(posting.rules, "periods_of", lambda day: ("2023/24", "2023-11"))
    with pytest.raises(DatabaseError, match="funding_period_of_day"):
        post(programme, draft())


def test_a_reversal_takes_back_once_and_names_what_it_reverses(programme: Any) -> None:
    (posted,) = post(programme, draft())
    call = {"transaction_id": posted.pk, "day": date(2022, 12, 1), "reason": "paid twice", "by": FINANCE, "at": AT}
    first = reversing.reverse(**call)
    assert reversing.reverse(**call).pk == first.pk
    assert first.reverses_id == posted.pk
    assert set(Balance.objects.values_list("pence", flat=True)) == {0}
    with pytest.raises(WrongState, match="itself a reversal"):
        reversing.reverse(**call | {"transaction_id": first.pk})


def test_a_reversal_needs_a_reason(programme: Any) -> None:
    (posted,) = post(programme, draft())
    with pytest.raises(Invalid, match="why"):
        reversing.reverse(transaction_id=posted.pk, day=date(2022, 12, 1), reason=" ", by=FINANCE, at=AT)


def test_another_body_sees_and_posts_nothing_here(programme: Any) -> None:
    with pytest.raises(NotFound):
        post(programme, draft(), by=STRANGER)
    assert not Transaction.objects.exists()
