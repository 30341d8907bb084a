"""A decision from a blank page to money spent under it, lowered by an amendment, each step on the screens of people."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.commissioning.decisions.test_views import form_data
from tests.support.decisions import ADVISERS
from tests.support.papers import lowered_paper, sound_paper
from tests.support.world import client_for, organisation
from throughcare import clock
from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.forms.steps import STEPS, fingerprint
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.funding import models

pytestmark = pytest.mark.django_db
DAY = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)
OBJECTIVE = "Reducing reoffending by people in Integrated Offender Management"
PROGRAMME = "/money/programme/settled-homes"


@pytest.fixture(autouse=True)
def _a_day_in_june(db: None, monkeypatch: Any, settings: Any) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: DAY)
    organisation("mopac")
    organisation("secretary_of_state_for_justice", "probation")


def post(role: str, address: str, **given: Any) -> str:
    """Sends a form as somebody of a role and goes where it leads; whatever was refused shows in the failure."""
    answer = client_for(role).post(address, given, follow=True)
    page: str = answer.content.decode()
    assert answer.status_code == 200, (address, re.findall(r"govuk-error-summary.*?</ul>", page, re.DOTALL))
    return page


def written(pk: int, wanted: Paper) -> None:
    """Every step of the form, as the commissioner fills it."""
    for name, step in STEPS.items():
        given = form_data(name, wanted) | {"version": str(fingerprint(step, paper_of(Decision.objects.get(pk=pk))))}
        post("commissioner", f"/papers/{pk}/edit/{name}", **given)


def carried_out(pk: int) -> None:
    """From a draft through advice, board, Chief Executive and decision maker to in effect."""
    post("commissioner", f"/papers/{pk}/do/ask_advice", csrf="")
    for kind, role in ADVISERS.items():
        post(role, f"/papers/{pk}/advice/{kind}", words="Content.")
    post("commissioner", f"/papers/{pk}/do/complete_advice", board_not_needed="")
    post("board_member", f"/papers/{pk}/do/support_at_board", words="Supported.")
    post("chief_executive", f"/papers/{pk}/do/approve_as_chief_executive", words="Go on.")
    post("decision_maker", f"/papers/{pk}/do/sign", interests="None", confirm="on")
    post("commissioner", f"/papers/{pk}/do/bring_into_effect", csrf="")
    assert Decision.objects.get(pk=pk).effect == "in_effect"


def committing(reference: str, pounds: str, key: str) -> Any:
    """Finance sends the form of a commitment on mentoring in its last year."""
    authority = models.Authority.objects.get(decision__reference=reference, number=3)
    given = {
        "key": key,
        "service": "peer-mentoring-service",
        "year": "2025/26",
        "pence": pounds,
        "authority": str(authority.pk),
        "delegation": "none",
        "document": "Contract M1",
        "words": "Mentors",
        "day-day": "14",
        "day-month": "6",
        "day-year": "2023",
    }
    return client_for("finance_adviser").post(f"{PROGRAMME}/commit", given, follow=True)


def test_a_decision_its_money_and_the_amendment_that_lowers_it() -> None:
    post("commissioner", "/papers/start", key="k" * 20)
    original = Decision.objects.get()
    written(original.pk, sound_paper(objective=OBJECTIVE))
    carried_out(original.pk)
    assert committing("PCD 9001", "30,000", "first").status_code == 200
    assert models.Commitment.objects.get().pence == 3_000_000

    answer = post(
        "commissioner",
        f"/papers/{original.pk}/do/start_amendment",
        reference="PCD 9100",
        changes="The last year of mentoring costs £40,000 less.",
    )
    assert "The amendment is a draft." in answer
    amendment = Decision.objects.get(reference="PCD 9100")
    written(amendment.pk, lowered_paper(sound_paper(objective=OBJECTIVE, reference="PCD 9100")))
    carried_out(amendment.pk)

    page = client_for("finance_adviser").get(PROGRAMME).content.decode()
    assert "PCD 9100" in page
    assert "£460,000" in page
    assert "£1,260,000" not in page
    old = committing("PCD 9001", "1,000", "old")
    assert models.Commitment.objects.count() == 1
    assert "PCD 9001 was amended by PCD 9100 on 14 June 2023" in old.content.decode()
    refused = committing("PCD 9100", "10,001", "more")
    assert "has £40,000; £30,000 of it is committed or spent, so £10,000 is left" in refused.content.decode()
    assert committing("PCD 9100", "10,000", "rest").status_code == 200
    assert sorted(models.Commitment.objects.values_list("pence", flat=True)) == [1_000_000, 3_000_000]

    for row in (original, amendment):
        post("commissioner", f"/papers/{row.pk}/do/publish", csrf="")
    register = Client().get("/decisions").content.decode()
    assert "PCD 9001" in register
    assert "PCD 9100" in register
