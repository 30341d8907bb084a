"""`throughcare publish spend`: each payment over £500 with who was paid, and nothing typed for inside."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.commissioning.funding.papers import decision
from tests.support.papers import sound_paper
from tests.support.world import organisation, viewer
from throughcare.commissioning.decisions import actions as papers
from throughcare.commissioning.funding import actions
from throughcare.commissioning.funding.actions.programmes import open_programme
from throughcare.commissioning.funding.models import Authority, Transaction

pytestmark = pytest.mark.django_db
AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)
DAY = date(2023, 6, 14)


@pytest.fixture
def paper() -> Any:
    """A signed decision, not yet published, under which three payments were made."""
    organisation("london_probation", "probation")
    finance, commissioner = viewer("finance_adviser"), viewer("commissioner")
    row = papers.import_signed(paper=sound_paper(reference="PCD 1291"), by=commissioner, at=AT)
    programme = open_programme(
        code="iom",
        name="IOM",
        lead="mopac",
        envelope_pence=1,
        from_year="2022/23",
        to_year="2024/25",
        by=finance,
        at=AT,
    )
    actions.open_lines(decision=decision(decision_id=row.pk), by=commissioner, at=AT)
    commitment = actions.commit(
        programme_id=programme.pk,
        service="mental-health-service",
        year="2023/24",
        pence=1_000_000,
        authority_id=Authority.objects.get(purpose="spend").pk,
        document="Contract C1",
        recipient="=Provider Limited",
        words="Typed for inside: ask Mr Example",
        day=DAY,
        key="c",
        by=finance,
        at=AT,
    )
    for number, pence in enumerate((50_000, 50_001, 200_000)):
        call: dict[str, Any] = {"pence": pence, "day": DAY, "key": f"p{number}", "by": finance, "at": AT}
        last = actions.pay(commitment_id=commitment.pk, words="Inside too", **call)
    actions.reverse(transaction_id=last.pk, day=DAY, reason="paid twice", by=finance, at=AT)
    return row


def spend(capsys: Any, form: str = "csv") -> Any:
    call_command("publish", "spend", "--as", form)
    printed = capsys.readouterr().out
    return list(csv.DictReader(io.StringIO(printed))) if form == "csv" else json.loads(printed)["spend"]


def test_payments_over_the_limit_are_listed_with_who_was_paid_and_what_was_taken_back(paper: Any, capsys: Any) -> None:
    rows = spend(capsys)
    assert [row["amount"] for row in rows] == ["500.01", "2000.00", "-2000.00"]
    assert {row["recipient"] for row in rows} == {"'=Provider Limited"}
    assert {(row["date"], row["financial_year"], row["programme"]) for row in rows} == {
        ("2023-06-14", "2023/24", "IOM")
    }
    assert {row["service"] for row in rows} == {"Mental Health service"}
    reversed_one = Transaction.objects.get(reverses__isnull=False).reverses_id
    assert [row["reverses"] for row in rows] == ["", "", str(reversed_one)]
    assert spend(capsys, "json")[0]["amount"] == "500.01"


def test_the_decision_is_named_only_once_it_is_published(paper: Any, capsys: Any) -> None:
    assert {row["decision"] + row["address"] for row in spend(capsys)} == {""}
    papers.publish(decision_id=paper.pk, by=viewer(), at=AT)
    assert {row["decision"] for row in spend(capsys)} == {"PCD 1291"}
    assert all(row["address"].startswith("/decisions/") for row in spend(capsys))


def test_what_was_typed_for_inside_stays_inside(paper: Any, capsys: Any) -> None:
    call_command("publish", "spend")
    printed = capsys.readouterr().out
    assert "nside" not in printed
    assert "Mr Example" not in printed
    assert "paid twice" not in printed


def test_nothing_to_publish_is_a_heading(capsys: Any) -> None:
    call_command("publish", "spend")
    assert capsys.readouterr().out.startswith('"body","financial_year","date","transaction","recipient"')


@pytest.mark.parametrize("kind", ["contracts", "performance"])
def test_what_is_not_there_says_what_it_waits_for(kind: str) -> None:
    with pytest.raises(CommandError, match=f"{kind} cannot be published yet: .* not kept here yet"):
        call_command("publish", kind)
