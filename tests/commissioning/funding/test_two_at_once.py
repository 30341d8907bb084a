"""Two people at once, a double click, and a kill in mid-write: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.commissioning.funding.papers import decision
from tests.commissioning.funding.people import AT, COMMISSIONER, FINANCE, SECOND_FINANCE
from tests.support.at_once import at_once
from tests.support.processes import child, last_words
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.queries import balances
from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind, Source, pair
from throughcare.errors import DomainError
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2022, 11, 1)


def draft(key: str, pence: int, *, flipped: bool = False) -> actions.Draft:
    spend = AccountKey(Kind.EXPENDITURE, "2022/23", service="a")
    cash = AccountKey(Kind.CASH, "2022/23", funder="mopac")
    accounts = (cash, spend) if flipped else (spend, cash)
    return actions.Draft(day=DAY, source=Source.JOURNAL, words="paid", key=key, legs=pair(*accounts, Basis.CASH, pence))


def kept_equals_summed(programme: Any) -> bool:
    kept = {(one.account, one.basis): one.pence for one in balances.cells(FINANCE, programme.pk)}
    return kept == {(one.account, one.basis): one.pence for one in balances.cells_by_legs(FINANCE, programme.pk)}


def test_many_postings_at_once_lose_nothing(programme: Any) -> None:
    def posting(name: str, by: Any, *, flipped: bool) -> Callable[[], object]:
        def work() -> object:
            for place in range(10):
                one = draft(f"{name}{place}", 7, flipped=flipped)
                actions.post_journals(programme_id=programme.pk, drafts=[one], by=by, at=AT)
            return "done"

        return work

    works = [
        posting(f"t{number}-", FINANCE if number % 2 else SECOND_FINANCE, flipped=number == 3) for number in range(4)
    ]
    assert at_once(*works) == ["done"] * 4
    assert models.Transaction.objects.filter(posted=True).count() == 40
    spent = models.Balance.objects.get(account__kind="expenditure")
    assert spent.pence == (30 - 10) * 7
    assert kept_equals_summed(programme)
    assert Event.objects.filter(kind="ledger.posted").count() == 40


def test_a_double_click_at_the_same_moment_posts_once(programme: Any) -> None:
    def work() -> object:
        call = {"programme_id": programme.pk, "drafts": [draft("same", 500)], "by": FINANCE, "at": AT}
        return actions.post_journals(**call)[0].pk

    found = at_once(work, work, work)
    assert len(set(found)) == 1
    assert models.Transaction.objects.count() == 1
    assert models.Balance.objects.get(account__kind="cash").pence == -500


def test_two_who_commit_the_last_of_a_line_at_once_cannot_both(programme: Any) -> None:
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    authority = models.Authority.objects.get(purpose="spend").pk

    def work(key: str, by: Any) -> Callable[[], object]:
        call = {
            "programme_id": programme.pk,
            "service": "mental-health-service",
            "year": "2023/24",
            "pence": 40_000_000,
            "authority_id": authority,
            "document": key,
            "words": "",
            "day": DAY,
            "key": key,
        }
        return lambda: actions.commit(**call, by=by, at=AT)

    found = at_once(work("a", FINANCE), work("b", SECOND_FINANCE))
    assert sorted(isinstance(one, DomainError) for one in found) == [False, True]
    assert "£300,000 is left" in str(next(one for one in found if isinstance(one, DomainError)))
    assert models.Commitment.objects.count() == 1


def test_a_posting_beside_a_lock_is_either_before_it_or_refused(programme: Any) -> None:
    def lock() -> object:
        return actions.lock_period(organisation_code="mopac", period="2022-11", by=FINANCE, at=AT).period

    def work() -> object:
        for place in range(15):
            one = draft(f"w{place}", 1)
            actions.post_journals(programme_id=programme.pk, drafts=[one], by=SECOND_FINANCE, at=AT)
        return "all"

    posted, locked = at_once(work, lock)
    assert locked == "2022-11"
    assert posted == "all" or "locked" in str(posted)
    with pytest.raises(DomainError, match="locked"):
        actions.post_journals(programme_id=programme.pk, drafts=[draft("late", 1)], by=FINANCE, at=AT)
    assert kept_equals_summed(programme)


CHILD = """
import sys, time
import django
django.setup()
from tests.commissioning.funding.people import AT, FINANCE
from tests.commissioning.funding.test_two_at_once import draft
from throughcare.commissioning.funding.actions import posting

def stop(ids):
    print("written", len(ids), flush=True)
    time.sleep(120)

if sys.argv[2] == "hang":
    posting._mark_posted = stop
drafts = [draft(f"bulk{number}", 3) for number in range(400)]
posting.post_journals(programme_id=int(sys.argv[1]), drafts=drafts, by=FINANCE, at=AT)
print("posted", flush=True)
"""


def test_a_kill_in_mid_write_leaves_nothing_and_the_work_can_be_done_again(programme: Any, tmp_path: Path) -> None:
    with child(CHILD, programme.pk, "hang", folder=tmp_path) as running:
        assert last_words(running) == "written 400\n"
    assert not models.Transaction.objects.exists()
    assert not models.Leg.objects.exists()
    assert not models.Balance.objects.exists()
    assert not Event.objects.filter(kind="ledger.posted").exists()
    with child(CHILD, programme.pk, "through", folder=tmp_path) as again:
        assert again.communicate(timeout=120)[0] == "posted\n"
    assert models.Transaction.objects.filter(posted=True).count() == 400
    assert models.Balance.objects.get(account__kind="expenditure").pence == 1200
    assert kept_equals_summed(programme)
