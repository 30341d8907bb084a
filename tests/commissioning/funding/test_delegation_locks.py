"""A delegation beside what ends or amends its decision at the same moment: one after the other, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from tests.support.at_once import at_once
from tests.support.decisions import AT, draft, in_effect, now, signed
from tests.support.papers import lowered_paper
from tests.support.world import organisation, viewer
from throughcare.commissioning.decisions import actions as papers
from throughcare.commissioning.decisions.actions import delegations as granting
from throughcare.commissioning.decisions.actions import workflow
from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.models import Decision, Delegation
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.actions import reversing, spending
from throughcare.errors import NotAllowed, WrongState

at_once_on_the_database = pytest.mark.django_db(transaction=True)
A_WHILE = 0.5
DAY = AT.date()


@pytest.fixture
def row() -> Any:
    organisation("mopac")
    organisation("london_probation", "probation")
    organisation("secretary_of_state_for_justice", "probation")
    return in_effect(draft())


def amendment(row: Any, reference: str = "PCD 9100", change: Any = lowered_paper) -> Any:
    """An amendment that is signed and not yet in effect."""
    made = papers.start_amendment(
        decision_id=row.pk, reference=reference, changes="The last year costs less.", by=viewer(), at=AT
    )
    papers.save_paper(decision_id=made.pk, paper=change(paper_of(made)), version=now(made), by=viewer(), at=AT)
    made.refresh_from_db()
    return signed(made)


def of(reference: str) -> Delegation:
    found: Delegation = Delegation.objects.get(decision__reference=reference)
    return found


def commit(delegation: Delegation, pence: int = 10_000_000) -> Any:
    return actions.commit(
        programme_id=models.Programme.objects.get().pk,
        service="housing-link-service",
        year="2024/25",
        pence=pence,
        authority_id=models.Authority.objects.get(decision__reference=delegation.decision.reference, number=3).pk,
        delegation_id=delegation.pk,
        document="Contract C1",
        words="Homes",
        day=DAY,
        key=f"key-{pence}",
        by=viewer("finance_adviser"),
        at=AT,
    )


def reverse() -> str:
    entry = models.Transaction.objects.get(source="commitment")
    actions.reverse(transaction_id=entry.pk, day=DAY, reason="Wrong", by=viewer("finance_adviser"), at=AT)
    return "reversed"


def supersede(row: Any) -> str:
    papers.supersede(decision_id=row.pk, reason="PCD 9500 replaces it", by=viewer("decision_maker"), at=AT)
    return "superseded"


def take_effect(row: Any) -> str:
    papers.bring_into_effect(decision_id=row.pk, by=viewer(), at=AT)
    return "in effect"


def use(delegation: Delegation, pence: int) -> str:
    papers.use_delegation(
        delegation_id=delegation.pk, pence=pence, purpose="Award", key="u", by=viewer("chief_executive"), at=AT
    )
    return "used"


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes two works wait in their midst until the other is in its own, or a while where it cannot get there."""

    def stop(*places: tuple[Any, str]) -> None:
        reached = [Event() for _ in places]
        for at, (module, name) in enumerate(places):
            monkeypatch.setattr(module, name, _waiting(getattr(module, name), reached[at], reached[1 - at]))

    def _waiting(real: Any, here: Event, other: Event) -> Any:
        def work(*args: Any, **options: Any) -> Any:
            here.set()
            other.wait(A_WHILE)
            return real(*args, **options)

        return work

    return stop


@at_once_on_the_database
def test_a_commitment_on_a_delegation_beside_the_end_of_its_decision(row: Any, meeting: Any) -> None:
    delegation = of("PCD 9001")
    meeting((spending, "rely_on"), (workflow, "end_delegations"))
    committed, ended = at_once(lambda: commit(delegation), lambda: supersede(row))
    assert ended == "superseded"
    assert isinstance(committed, models.Commitment | NotAllowed)
    assert of("PCD 9001").used_pence == sum(one.pence for one in models.Commitment.objects.all())


@at_once_on_the_database
def test_a_commitment_that_is_taken_back_beside_an_amendment_is_carried_by_nobody(row: Any, meeting: Any) -> None:
    commit(of("PCD 9001"))
    later = amendment(row)
    meeting((reversing, "take_back"), (workflow, "end_delegations"))
    assert at_once(reverse, lambda: take_effect(later)) == ["reversed", "in effect"]
    assert [(one.used_pence, one.carried_pence) for one in (of("PCD 9001"), of("PCD 9100"))] == [(0, 0), (0, 0)]


@at_once_on_the_database
def test_what_is_used_while_an_amendment_takes_effect_counts_against_its_cap(row: Any, meeting: Any) -> None:
    delegation, later = of("PCD 9001"), amendment(row)
    meeting((granting, "locked"), (workflow, "tell_in_effect"))
    used, effect = at_once(lambda: use(delegation, 70_000_000), lambda: take_effect(later))
    assert effect == "in effect"
    assert used == "used" or isinstance(used, NotAllowed)
    assert of("PCD 9100").carried_pence == of("PCD 9001").used_pence


@at_once_on_the_database
def test_a_commitment_that_is_taken_back_beside_a_use_under_a_later_version(row: Any, meeting: Any) -> None:
    commit(of("PCD 9001"))
    take_effect(amendment(row))
    later = of("PCD 9100")
    meeting((granting, "_used_before"), (granting, "_count"))
    assert at_once(reverse, lambda: use(later, 7_000_000)) == ["reversed", "used"]
    assert (of("PCD 9100").used_pence, of("PCD 9100").carried_pence) == (7_000_000, 0)


@at_once_on_the_database
def test_a_commitment_that_is_taken_back_beside_an_amendment_that_is_brought_into_effect_again(
    row: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(of("PCD 9001"))
    later = amendment(row)
    take_effect(later)

    def then_wait(module: Any, name: str) -> None:
        real = getattr(module, name)

        def work(*args: Any, **options: Any) -> Any:
            found = real(*args, **options)
            Event().wait(A_WHILE)
            return found

        monkeypatch.setattr(module, name, work)

    then_wait(granting, "later_version")
    then_wait(workflow, "locked")
    reversed_, again = at_once(reverse, lambda: take_effect(later))
    assert reversed_ == "reversed"
    assert isinstance(again, WrongState | NotAllowed)


@pytest.mark.django_db
def test_what_is_taken_back_after_amendments_frees_the_cap_of_each_of_them(row: Any) -> None:
    commit(of("PCD 9001"))
    first = amendment(row)
    take_effect(first)
    commit(of("PCD 9100"), 1_000_000)
    take_effect(amendment(first, "PCD 9200", lambda paper: paper))
    assert of("PCD 9200").carried_pence == 11_000_000
    entry = models.Transaction.objects.filter(source="commitment").order_by("pk").first()
    for _ in range(2):
        actions.reverse(transaction_id=entry.pk, day=DAY, reason="Wrong", by=viewer("finance_adviser"), at=AT)
    assert [(one.used_pence, one.carried_pence) for one in Delegation.objects.order_by("pk")] == [
        (0, 0),
        (1_000_000, 0),
        (0, 1_000_000),
    ]
    assert Decision.objects.get(reference="PCD 9200").effect == "in_effect"
