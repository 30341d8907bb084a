"""What the public reads is read off the pages as they are drawn, and held to the age of what participants read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.reading import faults_of_page
from tests.support.world import AT
from tests.voice.proposals.conftest import ANSWER, CHANGED, Voices
from throughcare import clock
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.organisations.models import Organisation
from throughcare.voice.feedback.queries import local
from throughcare.voice.proposals import actions
from throughcare.voice.proposals.models import Proposal
from throughcare.voice.proposals.queries.listing import role_name

LIMITS = local.reading_limits(date(2026, 6, 1))


def hard(address: str) -> dict[str, tuple[str, ...]]:
    """What is hard to read at an address, names of bodies and roles apart."""
    facts = {*Organisation.objects.values_list("name", flat=True), *(role_name(code) for code in ROLES)}
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return dict(faults_of_page(answer.content.decode(), LIMITS, within="main", facts=facts))


def at_every_step(voices: Voices, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proposals that wait, wait too long, were answered in each way, and ended in a change."""
    voices.sent(title="One")
    back = voices.sent(title="Back")
    actions.send_back(proposal_id=back.pk, reason="Not ours to answer.", by=voices.commissioner, at=AT)
    for number, answer in enumerate(("adopted", "adapted", "declined")):
        voices.answered(answer, title=f"Way {number}")
        row = voices.answered(answer, title=f"Way {number} in plain words")
        actions.publish_answer(proposal_id=row.pk, answer_plainly=ANSWER, by=voices.lead, at=AT)
    for number, kind in enumerate(("document", "measure", "seen", "heard")):
        row = voices.answered(title=f"Done {number}")
        actions.publish_answer(proposal_id=row.pk, answer_plainly=ANSWER, by=voices.lead, at=AT)
        actions.record_change(
            proposal_id=row.pk,
            what="The letter says it now.",
            evidence_kind=kind,
            evidence="The new letter itself.",
            made_on=clock.today(AT),
            by=voices.commissioner,
            at=AT,
        )
        actions.tell_back(proposal_id=row.pk, change_plainly=CHANGED, by=voices.lead, at=AT)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=200))


def test_the_pages_while_nothing_was_asked(voices: Voices) -> None:
    assert hard(reverse("changes")) == {}
    assert hard(reverse("answering")) == {}


def test_the_pages_with_something_at_every_step(voices: Voices, monkeypatch: pytest.MonkeyPatch) -> None:
    at_every_step(voices, monkeypatch)
    assert hard(reverse("changes")) == {}
    assert hard(reverse("answering")) == {}
    for row in Proposal.objects.all():
        assert hard(reverse("change_poster", args=[row.pk])) == {}


def test_a_hard_word_anywhere_on_a_page_is_found() -> None:
    page = "<title>Ok</title><main><p>This is <b>our</b> commissioning</p><i aria-label='Evaluation'></i></main>"
    assert list(faults_of_page(page, LIMITS, within="main")) == ["This is our commissioning", "Evaluation"]
