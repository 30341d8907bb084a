"""Whatever becomes of a contribution, what is held can still be recognised, returned or carried until it is nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.commissioning.funding.papers import decision
from tests.commissioning.funding.people import ADMIN, AT, COMMISSIONER, FINANCE, PARTNER
from throughcare import machines
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.actions.contributions import MACHINE
from throughcare.errors import DomainError
from throughcare.foundation.organisations.actions import add_organisation
from throughcare.foundation.record.events import folded_states

pytestmark = pytest.mark.django_db
DAY = date(2023, 6, 1)
MILLION = 100_000_000
STEP = st.tuples(st.sampled_from(["recognise", "defer", "carry_forward", "give_back"]), st.integers(1, MILLION))


def take(name: str, row: Any, pence: int) -> None:
    call = {"contribution_id": row.pk, "day": DAY, "at": AT}
    if name == "recognise":
        actions.recognise(pence=pence, by=FINANCE, **call)
    elif name == "carry_forward":
        actions.carry_forward(to_year="2025/26", by=PARTNER, **call)
    else:
        act = actions.defer if name == "defer" else actions.give_back
        act(pence=pence, reason="So it was agreed", by=FINANCE, **call)


def open_to(row: Any) -> set[str]:
    return {step for step in MACHINE if machines.can_move(MACHINE, step, row.state)}


def check_nothing_is_stranded(row: Any) -> None:
    row.refresh_from_db()
    if row.held_pence or row.deferred_pence:
        assert {"recognised", "returned"} <= open_to(row), row.state
    if row.recognised_pence:
        assert {"deferred", "returned"} & open_to(row), row.state
    assert min(row.held_pence, row.deferred_pence, row.recognised_pence) >= 0


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(STEP, max_size=7),
    ends=st.lists(st.sampled_from(["recognise", "give_back", "carry_forward"]), min_size=1, max_size=4),
)
@example(steps=[("give_back", MILLION // 10)], ends=["recognise"])
@example(steps=[("defer", MILLION // 10), ("carry_forward", 1)], ends=["recognise"])
@example(steps=[("recognise", MILLION // 10), ("give_back", MILLION // 10)], ends=["give_back"])
def test_what_is_held_is_never_stranded(db: None, steps: list[tuple[str, int]], ends: list[str]) -> None:
    with transaction.atomic():
        for code, name, kind in (("mopac", "MOPAC", "policing_body"), ("london_probation", "Probation", "probation")):
            add_organisation(code=code, name=name, kind=kind, legal_entity=name, by=ADMIN, at=AT)
        actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
        row = models.Contribution.objects.get(year="2023/24")
        actions.agree(contribution_id=row.pk, agreement="MoU", by=PARTNER, at=AT)
        actions.invoice(contribution_id=row.pk, day=DAY, by=FINANCE, at=AT)
        actions.receive(contribution_id=row.pk, pence=row.pence, day=DAY, by=FINANCE, at=AT)
        for name, share in steps:
            with suppress(DomainError):
                take(name, row, max(1, share * row.pence // MILLION))
            check_nothing_is_stranded(row)
        settle(row, ends)
        stored = {str(pk): state for pk, state in models.Contribution.objects.values_list("pk", "state")}
        assert folded_states("contribution") == stored
        transaction.set_rollback(True)


def settle(row: Any, ends: list[str]) -> None:
    """Takes what is held to nothing in the ways that were drawn, one after another."""
    for place in range(12):
        left = row.held_pence + row.deferred_pence
        if not left:
            return
        name = ends[place % len(ends)]
        if name == "carry_forward" and row.state != "deferred":
            take("defer", row, row.held_pence)
        take(name, row, left)
        row.refresh_from_db()
    raise AssertionError(f"{row.held_pence + row.deferred_pence} pence are held for ever.")
