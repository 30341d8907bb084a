"""A commitment that rests on a delegation counts against its cap, and the holder of one records its use."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from tests.commissioning.funding.papers import decision
from tests.commissioning.funding.people import COMMISSIONER
from tests.support.decisions import AT, draft, in_effect
from tests.support.world import client_for, organisation, viewer
from throughcare.commissioning.decisions import actions as papers
from throughcare.commissioning.decisions.models import Delegation, DelegationUse
from throughcare.commissioning.funding import actions, models
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

pytestmark = pytest.mark.django_db
DAY = date(2023, 10, 2)
FILL = import_module("throughcare.commissioning.funding.migrations.0011_delegations_and_periods").fill


@pytest.fixture
def row(settings: Any) -> Any:
    settings.DEMO = True
    organisation("mopac")
    organisation("secretary_of_state_for_justice", "probation")
    return in_effect(draft())


def commit(pence: int, delegation: Delegation, **more: Any) -> Any:
    call: dict[str, Any] = {
        "programme_id": models.Programme.objects.get().pk,
        "service": "housing-link-service",
        "year": "2024/25",
        "pence": pence,
        "authority_id": models.Authority.objects.get(decision__reference="PCD 9001", number=3).pk,
        "delegation_id": delegation.pk,
        "document": "Contract C1",
        "words": "Homes",
        "day": DAY,
        "key": f"key-{pence}",
        "by": viewer("finance_adviser"),
        "at": AT,
    }
    return actions.commit(**call | more)


@action
def _change(*, change: dict[str, Any], by: Any, at: Any) -> Delegation:
    found: Delegation = Delegation.objects.get()
    for name, value in change.items():
        setattr(found, name, value)
    found.save()
    event("delegation.tested", subject=("delegation", found.pk), by=by, at=at)
    return found


def changed(**change: Any) -> Delegation:
    """The delegation with other values, as another decision might have granted it."""
    return _change(change=change, by=viewer(), at=AT)


def form_page() -> str:
    code = models.Programme.objects.get().code
    return client_for("finance_adviser").get(f"/money/programme/{code}/commit").content.decode()


def test_a_commitment_is_counted_against_the_cap_once(row: Any) -> None:
    delegation = Delegation.objects.get()
    for _ in range(2):
        commit(1_000_000, delegation)
    delegation.refresh_from_db()
    assert delegation.used_pence == 1_000_000
    use = DelegationUse.objects.get()
    assert (use.pence, use.purpose) == (1_000_000, "Commitment Contract C1, 2024/25")
    assert "£790,000 left" in form_page()


def test_an_exhausted_delegation_is_refused_with_the_sums_and_nothing_is_committed(row: Any) -> None:
    changed(used_pence=79_500_000)
    says = "£10,000 is more than is left: the cap is £800,000, used £795,000, left £5,000"
    with pytest.raises(NotAllowed, match=says):
        commit(1_000_000, Delegation.objects.get())
    assert not models.Commitment.objects.exists()
    assert not models.Transaction.objects.filter(source="commitment").exists()


def test_a_commitment_that_is_taken_back_gives_its_sum_back_once(row: Any) -> None:
    delegation = Delegation.objects.get()
    commit(1_000_000, delegation)
    entry = models.Transaction.objects.get(source="commitment")
    for _ in range(2):
        actions.reverse(transaction_id=entry.pk, day=DAY, reason="Wrong line", by=viewer("finance_adviser"), at=AT)
    delegation.refresh_from_db()
    assert delegation.used_pence == 0
    assert [one.pence for one in DelegationUse.objects.order_by("pk")] == [1_000_000, -1_000_000]
    commit(80_000_000 // 4, delegation, key="again")


def test_an_expired_delegation_is_refused_and_says_so_beforehand(row: Any) -> None:
    ended = changed(from_date=date(2023, 1, 1), until=date(2023, 6, 1))
    with pytest.raises(NotAllowed, match="This delegation ended on 1 June 2023"):
        commit(1_000_000, ended)
    assert "£800,000 left, ended on 1 June 2023" in form_page()


def test_a_delegation_of_another_decision_is_refused(row: Any) -> None:
    code = models.Programme.objects.get().code
    another = decision(decision_id=999, reference="PCD 999", programme=code)
    organisation("london_probation", "probation")
    actions.open_lines(decision=another, by=COMMISSIONER, at=AT)
    other = models.Authority.objects.get(decision__reference="PCD 999", purpose="spend")
    more = {"service": "mental-health-service", "year": "2023/24", "authority_id": other.pk}
    with pytest.raises(Invalid, match="Choose a delegation of the decision"):
        commit(1_000_000, Delegation.objects.get(), **more)


def test_the_form_asks_which_delegation_and_takes_none_for_an_answer(row: Any) -> None:
    code = models.Programme.objects.get().code
    form = {
        "key": "k",
        "service": "housing-link-service",
        "year": "2024/25",
        "pence": "10,000",
        "authority": str(models.Authority.objects.get(decision__reference="PCD 9001", number=3).pk),
        "document": "Contract C1",
        "day-day": "2",
        "day-month": "10",
        "day-year": "2023",
    }
    client = client_for("finance_adviser")
    changed(until=None)
    assert client.post(f"/money/programme/{code}/commit", form).status_code == 422
    assert client.post(f"/money/programme/{code}/commit", form | {"delegation": "none"}).status_code == 302
    given = {"key": "l", "delegation": str(Delegation.objects.get().pk)}
    assert client.post(f"/money/programme/{code}/commit", form | given).status_code == 302
    assert [one.pence for one in DelegationUse.objects.all()] == [1_000_000]


@pytest.mark.parametrize(
    ("holder", "role"),
    [
        ("Finance adviser", "finance_adviser"),
        ("the Deputy Mayor for Policing and Crime", "decision_maker"),
        ("Commissioner", "commissioner"),
        ("", "chief_executive"),
    ],
)
def test_whoever_holds_a_delegation_records_its_use_and_nobody_else(row: Any, holder: str, role: str) -> None:
    found = changed(holder=holder)
    for one in ("finance_adviser", "decision_maker", "commissioner", "chief_executive"):
        page = client_for(one).get(f"/papers/{row.pk}").content.decode()
        assert ("Record a use of this delegation" in page) == (one == role), one
    use = {"delegation_id": found.pk, "pence": 100, "purpose": "Award", "key": "x", "at": AT}
    papers.use_delegation(**use, by=viewer(role))
    with pytest.raises(NotAllowed, match="so you cannot act on it"):
        papers.use_delegation(**use | {"key": "y"}, by=viewer("board_member"))


def test_a_delegation_that_names_a_person_is_theirs(row: Any) -> None:
    holder = viewer("finance_adviser")
    found = changed(holder=holder.name)
    papers.use_delegation(delegation_id=found.pk, pence=100, purpose="Award", key="x", by=holder, at=AT)
    assert DelegationUse.objects.count() == 1


def test_older_rows_take_their_years_and_their_end_from_the_decision(row: Any) -> None:
    remembered = models.ProgrammeDecision.objects.get()
    wanted = list(models.Authority.objects.order_by("number").values_list("from_year", "to_year"))
    assert any(first for first, _ in wanted)
    papers.supersede(decision_id=row.pk, reason="PCD 9500 replaces it.", by=viewer("decision_maker"), at=AT)
    old = MigrationLoader(connection).project_state(("funding", "0011_delegations_and_periods")).apps
    old.get_model("funding", "Authority").objects.update(from_year="", to_year="")
    old.get_model("funding", "ProgrammeDecision").objects.update(ended_on=None)
    FILL(old, None)
    remembered.refresh_from_db()
    assert remembered.ended_on == date(2023, 6, 14)
    assert list(models.Authority.objects.order_by("number").values_list("from_year", "to_year")) == wanted


@pytest.mark.parametrize("sql", ["UPDATE decisions_delegationuse SET pence = 5", "DELETE FROM decisions_delegationuse"])
def test_a_use_is_never_changed_whoever_asks(row: Any, sql: str) -> None:
    commit(1_000_000, Delegation.objects.get())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
