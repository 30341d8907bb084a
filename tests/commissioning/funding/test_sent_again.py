"""A form that is sent again does nothing more, and one that is sent again with a correction is told so."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from tests.commissioning.funding.papers import decision
from tests.commissioning.funding.people import AT, COMMISSIONER, FINANCE, PARTNER
from throughcare.commissioning.funding import actions, models
from throughcare.errors import Conflict
from throughcare.foundation.access.viewers import Viewer

pytestmark = pytest.mark.django_db
DAY = date(2023, 5, 2)
NOT_TYPED = {"by", "at", "key", "programme_id", "contribution_id", "commitment_id", "carry_forward_id"}
# Its form has a button only; what it would mend is compared with what the years need now.
BUTTONS = {"request_mending"}


def other(value: Any) -> Any:
    """What somebody may have typed instead."""
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, Mapping):
        return {year: pence + 1 for year, pence in value.items()}
    return f"{value}x" if isinstance(value, str) else (value or 0) + 1


class Sending:
    """Sends each form once, again, and again with each of its fields corrected."""

    def __init__(self) -> None:
        self.sent: set[str] = set()

    def __call__(self, act: Callable[..., Any], *, by: Viewer = FINANCE, **typed: Any) -> Any:
        name = act.__name__
        self.sent.add(name)
        call = {"by": by, "at": AT, "key": f"key of {name}"}
        fields = inspect.signature(act).parameters
        whole = {one: typed.get(one, field.default) for one, field in fields.items() if one not in call}
        done = act(**whole, **call)
        assert act(**whole, **call).pk == done.pk
        silent = []
        for field in sorted(set(whole) - NOT_TYPED):
            instead = DAY if whole[field] is None and field in ("due", "until") else other(whole[field])
            try:
                act(**whole | {field: instead}, **call)
            except Conflict:
                continue
            silent.append(field)
        assert not silent, f"{name} drops a correction of {silent}"
        return done


def test_a_form_sent_again_with_a_correction_is_never_dropped_in_silence(programme: Any) -> None:
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    send = Sending()
    send_contributions(send, programme)
    send_spending(send, programme)
    send(
        actions.name_funder,
        name="Probation of London",
        organisation_code="london_probation",
        programme_id=None,
        from_date=DAY,
    )
    takes_a_key = {
        name
        for name, one in vars(actions).items()
        if inspect.isfunction(one) and "key" in inspect.signature(one).parameters
    }
    assert send.sent == takes_a_key - BUTTONS


def send_contributions(send: Sending, programme: Any) -> None:
    first, second, third = models.Contribution.objects.order_by("year")
    pledge = send(
        actions.pledge,
        programme_id=programme.pk,
        payer="london_probation",
        recipient="mopac",
        year="2023/24",
        pence=500,
    )
    send(actions.accept, contribution_id=pledge.pk, decision_reference="PCD 1291")
    send(actions.withdraw, contribution_id=third.pk, reason="Never came")
    given = {"contribution_id": first.pk}
    send(actions.agree, agreement="Letter", by=PARTNER, **given)
    send(actions.invoice, day=DAY, **given)
    send(actions.receive, pence=10_000, day=DAY, **given)
    send(actions.recognise, pence=1_000, day=DAY, **given)
    send(actions.give_back, pence=1_000, reason="Not needed", day=DAY, **given)
    send(actions.defer, pence=1_000, reason="Later", day=DAY, **given)
    send(actions.carry_forward, to_year="2023/24", day=DAY, by=PARTNER, **given)


def send_spending(send: Sending, programme: Any) -> None:
    line = {"programme_id": programme.pk, "service": "mental-health-service"}
    power = models.Authority.objects.get(purpose="spend").pk
    made = send(
        actions.commit,
        year="2023/24",
        pence=1_000,
        authority_id=power,
        document="C1",
        words="Homes",
        recipient="Example Homes",
        day=DAY,
        **line,
    )
    send(actions.accrue, commitment_id=made.pk, pence=100, day=DAY, words="May")
    send(actions.pay, commitment_id=made.pk, pence=100, day=DAY, words="Invoice 1")
    send(actions.forecast, year="2023/24", pence=900, words="The contract", **line)
    send(actions.set_split_rule, method="funder_first", first="mopac", agreed_in="Board", from_date=DAY, **line)
    send(
        actions.propose_virement,
        programme_id=programme.pk,
        year="2023/24",
        from_service="mental-health-service",
        to_service="service-user-engagement",
        pence=10,
        reason="More people come",
        by=COMMISSIONER,
    )
    send(
        actions.request_carry_forward,
        programme_id=programme.pk,
        funder="mopac",
        from_year="2023/24",
        draws={"2024/25": 10},
        reason="Late",
    )
    carried = models.CarryForward.objects.order_by("pk").first()
    actions.transfer_to_reserve(carry_forward_id=carried.pk, day=DAY, by=FINANCE, at=AT)
    send(actions.draw, carry_forward_id=carried.pk, year="2023/24", pence=10, day=DAY)
