"""Kept balances equal the sum of posted legs, and each stored state the fold of its events, whatever people do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.commissioning.funding.papers import decision
from tests.commissioning.funding.people import ADMIN, AT, CHIEF, COMMISSIONER, FINANCE, PARTNER
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.queries import balances
from throughcare.errors import DomainError
from throughcare.foundation.access.scope import check_can_view, visible_to
from throughcare.foundation.organisations.actions import add_organisation
from throughcare.foundation.record.events import folded_states

pytestmark = pytest.mark.django_db
DAY = date(2023, 6, 1)
PENCE = st.integers(1, 40_000_000)
YEAR = st.sampled_from(["2022/23", "2023/24", "2024/25"])
SERVICE = st.sampled_from(["mental-health-service", "service-user-engagement"])
STEPS = st.one_of(
    st.tuples(st.just("commit"), SERVICE, YEAR, PENCE),
    st.tuples(st.just("pay"), st.integers(0, 3), PENCE),
    st.tuples(st.just("accrue"), st.integers(0, 3), PENCE),
    st.tuples(st.just("reverse"), st.integers(0, 6)),
    st.tuples(st.just("contribution"), st.integers(0, 2), PENCE),
    st.tuples(st.just("split"), SERVICE, st.sampled_from(["pro_rata", "funder_first", "fixed_sum"]), PENCE),
    st.tuples(st.just("draw"), YEAR, PENCE),
)


def nth(model: Any, place: int) -> Any:
    return model.objects.order_by("id")[place : place + 1].first()


def take(step: tuple[Any, ...], programme: Any, key: str) -> None:
    """Takes one step as a person would, whoever's turn it is."""
    by = {"by": FINANCE, "at": AT}
    kind, *rest = step
    if kind == "commit":
        authority = models.Authority.objects.get(purpose="spend").pk
        service, year, pence = rest
        actions.commit(
            programme_id=programme.pk,
            service=service,
            year=year,
            pence=pence,
            authority_id=authority,
            document="C",
            words="",
            day=DAY,
            key=key,
            **by,
        )
    elif kind in ("pay", "accrue"):
        row = nth(models.Commitment, rest[0])
        if row:
            act = actions.pay if kind == "pay" else actions.accrue
            act(commitment_id=row.pk, pence=rest[1], day=DAY, key=key, **by)
    elif kind == "reverse":
        row = nth(models.Transaction, rest[0])
        if row:
            actions.reverse(transaction_id=row.pk, day=DAY, reason="wrong", **by)
    elif kind == "split":
        actions.set_split_rule(
            programme_id=programme.pk, service=rest[0], method=rest[1], first="mopac", fixed_pence=rest[2], **by
        )
    elif kind == "draw":
        row = models.CarryForward.objects.get()
        if row.state == "approved":
            actions.transfer_to_reserve(carry_forward_id=row.pk, day=DAY, **by)
        actions.draw(carry_forward_id=row.pk, year=rest[0], pence=rest[1], day=DAY, key=key, **by)
    else:
        move_on(nth(models.Contribution, rest[0]), rest[1])


def move_on(row: Any, pence: int) -> None:
    """The next step of a contribution."""
    call = {"contribution_id": row.pk, "at": AT}
    steps = {
        "accepted": lambda: actions.agree(agreement="MoU", by=PARTNER, **call),
        "agreed": lambda: actions.invoice(day=DAY, by=FINANCE, **call),
        "invoiced": lambda: actions.receive(pence=pence, day=DAY, by=FINANCE, **call),
        "received": lambda: actions.recognise(pence=pence, day=DAY, by=FINANCE, **call),
        "recognised": lambda: actions.defer(pence=pence, reason="later", day=DAY, by=FINANCE, **call),
        "deferred": lambda: actions.carry_forward(to_year="2025/26", day=DAY, by=PARTNER, **call),
    }
    if row.state in steps:
        steps[row.state]()


@pytest.fixture(scope="module")
def organisations() -> list[tuple[str, str, str]]:
    return [("mopac", "MOPAC", "policing_body"), ("london_probation", "London Probation", "probation")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_kept_balances_equal_the_posted_legs(db: None, organisations: Any, steps: list[Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        for code, name, kind in organisations:
            add_organisation(code=code, name=name, kind=kind, legal_entity=name, by=ADMIN, at=AT)
        actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
        programme = models.Programme.objects.get()
        for place, step in enumerate(steps):
            try:
                take(step, programme, f"k{place}")
            except DomainError:
                continue
        kept = {(one.account, one.basis): one.pence for one in balances.cells(FINANCE, programme.pk)}
        summed = {(one.account, one.basis): one.pence for one in balances.cells_by_legs(FINANCE, programme.pk)}
        assert kept == summed
        for subject, model in (("contribution", models.Contribution), ("carry_forward", models.CarryForward)):
            stored = {str(pk): state for pk, state in model.objects.values_list("pk", "state")}
            assert folded_states(subject) == stored
        check_lists_and_pages_agree()
        transaction.set_rollback(True)


def check_lists_and_pages_agree() -> None:
    """What a viewer finds in a list is what opens as a page."""
    for viewer in (FINANCE, CHIEF, PARTNER):
        for model in (models.Transaction, models.Contribution, models.CarryForward, models.Balance):
            listed = set(visible_to(viewer, model).values_list("pk", flat=True))
            for row in model.objects.all():
                check_can_view(viewer, row)
                assert row.pk in listed
