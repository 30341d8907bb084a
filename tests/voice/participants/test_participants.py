"""Participants are paid after advice, by consent, approved by another, once; and nothing leads to what they said."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.browser import valid_html
from tests.support.world import client_for, viewer
from throughcare import machines
from throughcare.errors import DomainError, Invalid, NotAllowed, WrongState
from throughcare.foundation.record.events import folded_state, history
from throughcare.voice.participants import actions, states
from throughcare.voice.participants.models import Participant, Payment

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
DAY = date(2026, 6, 3)
HOME = {"at": "engagement_example", "kind": "provider"}
VOICE = Path(__file__).resolve().parents[3] / "throughcare" / "voice"


def worker():
    return viewer("engagement_worker", name="engagement.worker", **HOME)


def lead():
    return viewer("engagement_lead", name="engagement.lead", **HOME)


@pytest.fixture
def somebody(db):
    return actions.add_participant(name="Sam Sample", is_peer_researcher=True, by=worker(), at=AT)


def proposed(somebody, by=None):
    return actions.propose_payment(
        participant_id=somebody.pk, kind="time", pence=2500, occasion="June council", day=DAY, by=by or worker(), at=AT
    )


def step(act, row, by, **more):
    return act(payment_id=row.pk, version=row.version, **more, by=by, at=AT)


def test_a_payment_goes_from_advice_to_paid(somebody):
    row = proposed(somebody)
    with pytest.raises(Invalid, match="benefits advice first"):
        step(actions.offer, row, worker(), advice="")
    row = step(actions.offer, row, worker(), advice="given")
    row = step(actions.accept, row, worker())
    with pytest.raises(NotAllowed):
        step(actions.approve, row, worker())
    row = step(actions.approve, row, lead())
    row = step(actions.pay, row, worker())
    assert row.state == "paid"
    with pytest.raises(WrongState):
        step(actions.pay, row, worker())


def test_nobody_approves_what_they_proposed(somebody):
    row = proposed(somebody, by=lead())
    row = step(actions.accept, step(actions.offer, row, lead(), advice="not_needed"), lead())
    with pytest.raises(NotAllowed, match="You proposed this payment"):
        step(actions.approve, row, lead())


def test_one_occasion_is_paid_once_however_it_is_written(somebody):
    proposed(somebody)
    with pytest.raises(Invalid, match="already put down for that occasion"):
        actions.propose_payment(
            participant_id=somebody.pk, kind="time", pence=99, occasion=" june  COUNCIL ", day=DAY, by=worker(), at=AT
        )
    assert Payment.objects.count() == 1
    assert Payment.objects.get().occasion == "June council", "it is shown as it was typed"


@pytest.mark.parametrize("kind", ["time", "expense"])
@pytest.mark.parametrize("advice", ["given", "not_wanted", "not_needed"])
def test_whatever_became_of_the_offer_it_is_on_record_before_money_is(somebody, kind, advice):
    row = actions.propose_payment(
        participant_id=somebody.pk, kind=kind, pence=560, occasion="June council", day=DAY, by=worker(), at=AT
    )
    for early in (actions.accept, actions.pay):
        with pytest.raises(WrongState):
            step(early, row, worker())
    for none in ("", "later"):
        with pytest.raises(Invalid, match="benefits advice first"):
            step(actions.offer, row, worker(), advice=none)
    row = step(actions.offer, row, worker(), advice=advice)
    row = step(actions.approve, step(actions.accept, row, worker()), lead())
    row = step(actions.pay, row, worker())
    assert (row.state, row.advice) == ("paid", advice)
    assert row.get_advice_display().startswith("Offered")


@pytest.mark.parametrize("after", range(4))
def test_anyone_may_decline_until_the_money_is_paid(somebody, after):
    row = proposed(somebody)
    taken = (
        (actions.offer, worker(), {"advice": "given"}),
        (actions.accept, worker(), {}),
        (actions.approve, lead(), {}),
    )
    for act, by, more in taken[:after]:
        row = step(act, row, by, **more)
    row = step(actions.decline, row, worker())
    assert row.state == "declined"
    with pytest.raises(WrongState):
        step(actions.pay, row, worker())


def test_anyone_may_decline_and_be_asked_again(somebody):
    row = step(actions.offer, proposed(somebody), worker(), advice="not_wanted")
    assert step(actions.decline, row, worker()).state == "declined"
    assert proposed(somebody).state == "proposed"


def test_another_provider_sees_nobody(somebody):
    other = client_for("engagement_lead", name="stranger", at="other_provider", kind="provider")
    assert other.get(f"/voice/participants/{somebody.pk}").status_code in (302, 404)


def test_the_screens_show_and_keep_what_was_typed(somebody, settings):
    settings.DEMO = True
    client = client_for("engagement_worker", name="engagement.worker", **HOME)
    here = f"/voice/participants/{somebody.pk}"
    for address in ("/voice/participants/", here, f"{here}/pay", f"{here}/training"):
        valid_html(client.get(address))
    day = {"day-day": 3, "day-month": 6, "day-year": 2026}
    page = client.post(f"{here}/pay", {"kind": "time", "pence": "lots", "occasion": "June council", **day})
    assert page.status_code == 422
    assert "June council" in page.content.decode()
    client.post(f"{here}/pay", {"kind": "time", "pence": "25", "occasion": "June council", **day})
    row = Payment.objects.get()
    client.post(f"/voice/payments/{row.pk}/offer", {"version": 1, "advice": "given"})
    assert "Offered" in client.get(here).content.decode()


@given(steps=st.lists(st.sampled_from(["offer", "accept", "decline", "approve", "refuse", "pay"]), max_size=8))
def test_the_machine_never_pays_without_approval(steps):
    state, seen = "proposed", []
    names = {"offer": "offered", "accept": "accepted", "decline": "declined", "approve": "approved",
             "refuse": "refused", "pay": "paid"}  # fmt: skip
    for one in steps:
        try:
            state = machines.move(states.PAYMENT_TRANSITIONS, names[one], state)
            seen.append(names[one])
        except machines.CannotMove:
            continue
    assert "paid" not in seen or seen == ["offered", "accepted", "approved", "paid"]
    assert state in states.PAYMENT_OWNER


def test_the_stored_state_is_the_fold_of_its_events(somebody):
    row = proposed(somebody)
    for act, by, more in (
        (actions.pay, worker(), {}),
        (actions.offer, worker(), {"advice": "given"}),
        (actions.accept, worker(), {}),
        (actions.refuse, lead(), {"reason": "Out of budget"}),
    ):
        try:
            step(act, row, by, **more)
        except DomainError:
            continue
        row.refresh_from_db()
        assert folded_state(history(("payment", row.pk))) == row.state


@pytest.mark.parametrize(("app", "other"), [("feedback", "participants"), ("participants", "feedback")])
def test_feedback_and_participants_know_nothing_of_each_other(app, other):
    for path in (VOICE / app).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = getattr(node, "module", None) or ""
            assert f"voice.{other}" not in named, path


def test_feedback_imports_nothing_of_case_records():
    for path in (VOICE / "feedback").rglob("*.py"):
        assert "throughcare.delivery" not in path.read_text(encoding="utf-8"), path


def test_somebody_is_written_down_once_so_that_nobody_is_paid_under_two_entries(settings):
    settings.DEMO = True
    client = client_for("engagement_worker", name="engagement.worker", **HOME)
    for _ in range(2):
        assert client.post("/voice/participants/add", {"name": "Sam Sample", "key": "k1"}).status_code == 302
    assert Participant.objects.count() == 1
    client.post("/voice/participants/add", {"name": "Sam Sample", "key": "k2"})
    assert Participant.objects.count() == 2, "another of the same name"
