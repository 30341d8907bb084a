"""Rules of the workflow, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare import machines
from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.rules import workflow
from throughcare.commissioning.decisions.rules.paper import Access, Paper, Paragraph
from throughcare.commissioning.decisions.rules.workflow import ADVICE_KINDS, Hands
from throughcare.errors import Invalid, NotAllowed, WrongState

DAY = date(2026, 6, 1)


def test_every_state_has_somebody_whose_turn_it_is():
    assert set(states.EFFECT_OWNER) == set(states.Effect)
    assert set(states.PUBLICATION_OWNER) == set(states.Publication)
    assert set(states.ADVICE_OWNER) == set(states.Advice)


def test_every_state_can_be_reached_and_only_ends_have_no_way_on():
    steps = states.EFFECT_TRANSITIONS.values()
    assert {step.end for step in steps} == set(states.Effect)
    stuck = set(states.Effect) - {start for step in steps for start in step.start}
    assert stuck == {states.Effect.REFUSED, states.Effect.WITHDRAWN, states.Effect.SUPERSEDED}


def test_nothing_reaches_signature_but_through_every_step():
    way = ["advice_requested", "advice_completed", "board_supported", "chief_executive_approved", "signed"]
    state = "draft"
    for step in way:
        state = workflow.check_move(states.EFFECT_TRANSITIONS, step, state)
    assert state == "signed"
    for skipped in way:
        state = "draft"
        for step in way:
            if step != skipped and state in states.EFFECT_TRANSITIONS[step].start:
                state = machines.move(states.EFFECT_TRANSITIONS, step, state)
        assert state != "signed"


@given(st.lists(st.sampled_from(sorted(states.EFFECT_TRANSITIONS)), max_size=25))
def test_a_signed_paper_never_becomes_a_draft_again(events):
    state, signed = "draft", False
    for event in events:
        try:
            state = machines.move(states.EFFECT_TRANSITIONS, event, state)
        except machines.CannotMove:
            continue
        signed = signed or state == "signed"
        assert not (signed and state not in states.SIGNED_STATES)


def test_a_reason_is_asked_where_the_table_says():
    with pytest.raises(Invalid) as refused:
        workflow.check_move(states.EFFECT_TRANSITIONS, "withdrawn", "draft", " ")
    assert refused.value.fields == {"reason": ["Give a reason. It stays with the paper."]}
    assert workflow.check_move(states.EFFECT_TRANSITIONS, "withdrawn", "draft", "No longer needed.") == "withdrawn"


@pytest.mark.parametrize(("who", "refused"), [(1, True), (2, True), (3, False)])
def test_nobody_approves_their_own_draft(who, refused):
    hands = Hands(author=1, editors=frozenset({2}))
    if refused:
        with pytest.raises(NotAllowed, match="cannot approve"):
            workflow.check_not_own_draft(hands, who)
    else:
        workflow.check_not_own_draft(hands, who)


def test_what_a_paper_lacks_is_listed_in_one_sentence():
    with pytest.raises(Invalid, match="a reference, a title, the objective .* and at least one section"):
        workflow.check_ready_for_advice(Paper())
    assert "a summary" not in workflow.missing_parts(Paper(summary=(Paragraph("summary", "x"),)))


def test_advice_is_complete_when_each_kind_is_given_or_not_needed():
    done = dict.fromkeys(ADVICE_KINDS, "given") | {"commercial": "not_needed"}
    workflow.check_advice_complete(done)
    for kind in ADVICE_KINDS:
        for state in ("asked", "not_asked"):
            with pytest.raises(WrongState, match=ADVICE_KINDS[kind].lower()):
                workflow.check_advice_complete(done | {kind: state})


def test_an_open_error_stops_the_signature():
    workflow.check_no_open_errors(0)
    with pytest.raises(NotAllowed, match="1 error is open"):
        workflow.check_no_open_errors(1)


@pytest.mark.parametrize(
    ("reason", "until", "wrong"),
    [
        ("Harm", date(2026, 6, 2), set()),
        ("", date(2026, 6, 2), {"reason"}),
        ("Harm", DAY, {"until"}),
        ("", None, {"reason", "until"}),
    ],
)
def test_a_deferral_has_a_reason_and_a_date_to_come(reason, until, wrong):
    if not wrong:
        workflow.check_deferral(reason, until, DAY)
        return
    with pytest.raises(Invalid) as refused:
        workflow.check_deferral(reason, until, DAY)
    assert set(refused.value.fields) == wrong


def test_a_deferred_paper_waits_for_its_date():
    with pytest.raises(WrongState, match="deferred until 2 June 2026"):
        workflow.check_may_publish(Access(), date(2026, 6, 2), DAY)
    workflow.check_may_publish(Access(deferred=True), DAY, DAY)
    workflow.check_may_publish(Access(deferred=False), None, DAY)
    with pytest.raises(WrongState, match="names no day"):
        workflow.check_may_publish(Access(deferred=True), None, DAY)


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (workflow.check_interests, ("  ",)),
        (workflow.check_part_2, ("", "why")),
        (workflow.check_part_2, ("s43", " ")),
        (workflow.check_acceptance, ("short",)),
        (workflow.check_amendment, ("short",)),
    ],
)
def test_what_must_be_said_is_said(check, bad):
    with pytest.raises(Invalid):
        check(*bad)
