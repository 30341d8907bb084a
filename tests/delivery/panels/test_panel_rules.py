"""What may happen at a panel and in which order: rules without Django."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.delivery.panels import states
from throughcare.delivery.panels.rules import agenda, deciding, meetings, papers, promises
from throughcare.delivery.panels.rules.agenda import Due, Listing, Reason
from throughcare.delivery.panels.rules.deciding import Bench
from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState

ON = date(2026, 6, 10)


def listing(number, *reasons, rating="", days=0):
    return Listing(number, tuple(Due(one, ON - timedelta(days=days)) for one in reasons), rating)


def order(*listings):
    return [one.service_user_id for one in agenda.in_order_of_need(listings)]


def test_needs_come_in_their_order_and_red_before_amber():
    found = order(
        listing(1, Reason.BY_HAND),
        listing(2, Reason.NOMINATED),
        listing(3, Reason.REVIEW_OVERDUE, rating="amber"),
        listing(4, Reason.REVIEW_OVERDUE, rating="red"),
        listing(5, Reason.RELEASE, rating="green"),
        listing(6, Reason.REVIEW_DUE, rating="red"),
    )
    assert found == [5, 4, 3, 2, 6, 1]


def test_a_case_with_several_reasons_stands_by_its_strongest():
    assert order(listing(1, Reason.NOMINATED), listing(2, Reason.BY_HAND, Reason.RELEASE)) == [2, 1]


def test_who_waited_longest_comes_first_among_equals():
    assert order(listing(1, Reason.NOMINATED, days=3), listing(2, Reason.NOMINATED, days=30)) == [2, 1]


@given(st.permutations([listing(number, reason, days=number) for number, reason in enumerate(Reason, start=1)]))
def test_the_order_does_not_depend_on_how_cases_were_found(found):
    assert order(*found) == order(*reversed(found))


def test_every_reason_has_words_and_none_repeats_another():
    says = {agenda.why(Due(one, ON - timedelta(days=12)), on=ON) for one in Reason}
    assert len(says) == len(Reason)
    assert "Review was due 29 May 2026, 12 days overdue" in says


def test_reasons_are_kept_and_read_back():
    dues = agenda.strongest_first([Due(Reason.BY_HAND, ON), Due(Reason.RELEASE, ON), Due(Reason.BY_HAND, date.min)])
    assert agenda.read_dues([one.stored() for one in dues]) == dues
    assert dues == (Due(Reason.RELEASE, ON), Due(Reason.BY_HAND, date.min))


@pytest.mark.parametrize(
    ("review_on", "reason"),
    [
        (None, None),
        (ON - timedelta(days=1), Reason.REVIEW_OVERDUE),
        (ON, Reason.REVIEW_DUE),
        (ON + timedelta(days=27), Reason.REVIEW_DUE),
        (ON + timedelta(days=28), None),
    ],
)
def test_a_review_comes_when_it_cannot_wait_for_the_next_meeting(review_on, reason):
    due = agenda.review_due(review_on, meets_on=ON, next_meets_on=ON + timedelta(days=28))
    assert (due.reason if due else None) == reason


@pytest.mark.parametrize(("days", "near"), [(-22, False), (-21, True), (0, True), (41, True), (42, False)])
def test_a_release_comes_before_it_happens_and_shortly_after(days, near):
    due = agenda.release_due(ON + timedelta(days=days), meets_on=ON, look_ahead_days=42)
    assert (due is not None) == near


def test_a_release_that_has_been_is_not_expected():
    with pytest.raises(Invalid, match="is past. If they were released, record the end of custody"):
        agenda.check_release(ON - timedelta(days=1), today=ON)
    with pytest.raises(Invalid, match="thirty years"):
        agenda.check_release(date(2099, 1, 1), today=ON)
    agenda.check_release(ON, today=ON)


def test_the_next_day_follows_from_how_often_the_panel_meets():
    assert meetings.next_day(None, every_days=28, today=ON) == ON + timedelta(days=28)
    assert meetings.next_day(ON, every_days=28, today=ON) == ON + timedelta(days=28)
    assert meetings.next_day(ON - timedelta(days=100), every_days=28, today=ON) == ON + timedelta(days=12)


def test_too_few_agencies_do_not_decide():
    with pytest.raises(Invalid, match="2 agencies present, and this panel decides with 3 or more"):
        meetings.check_quorum(present=["police", "probation", "police"], quorum=3)
    meetings.check_quorum(present=["police", "probation", "borough"], quorum=3)


def test_a_meeting_is_not_opened_before_its_day():
    with pytest.raises(Invalid, match="is set for 10 June 2026"):
        meetings.check_can_open(on=ON, today=ON - timedelta(days=1))
    meetings.check_can_open(on=ON, today=ON + timedelta(days=3))


def test_a_meeting_closes_with_minutes_and_a_next_date():
    with pytest.raises(WrongState, match="not approved"):
        meetings.check_can_close(minutes_approved=False, next_on=ON)
    with pytest.raises(WrongState, match="No next meeting"):
        meetings.check_can_close(minutes_approved=True, next_on=None)
    meetings.check_can_close(minutes_approved=True, next_on=ON)


def test_a_step_out_of_turn_says_whose_turn_it_is():
    with pytest.raises(WrongState) as error:
        meetings.moved(states.MEETING_TRANSITIONS, "held", "scheduled", what="This meeting", owner=states.MEETING_OWNER)
    assert error.value.remedy.startswith("It is the turn of the coordinator")


def bench(person=1, chair=1, interested=(), present=True):
    return Bench(person, chair, frozenset(interested), present)


def test_the_chair_decides():
    deciding.check_may_decide(bench())
    assert not deciding.may_decide(bench(person=2))


def test_nobody_decides_on_whom_they_put_forward():
    with pytest.raises(NotAllowed, match="You put this person forward"):
        deciding.check_may_decide(bench(interested=[1]))


def test_another_chair_who_is_there_decides_in_place_of_an_interested_one():
    assert deciding.may_decide(bench(person=2, interested=[1]))
    assert not deciding.may_decide(bench(person=2, interested=[1], present=False))
    assert not deciding.may_decide(bench(person=2, interested=[1, 2]))


@pytest.mark.parametrize("state", ["nominated", "adopted", "deselected", "transfer_pending", "not_adopted", ""])
def test_what_is_offered_is_what_can_be_decided(state):
    for kind in deciding.KINDS.values():
        offered = kind in deciding.kinds_open(state)
        if offered:
            deciding.check_fits(kind, cohort_state=state)
        else:
            with pytest.raises(WrongState):
                deciding.check_fits(kind, cohort_state=state)
    assert deciding.NOTED in deciding.kinds_open(state)


def test_a_review_lies_after_the_meeting_and_within_a_year():
    kind = deciding.KINDS["rate_red"]
    deciding.check_review(kind, ON + timedelta(days=28), on=ON)
    for wrong in (None, ON, ON + timedelta(days=367)):
        with pytest.raises(Invalid) as error:
            deciding.check_review(kind, wrong, on=ON)
        assert "review_on" in error.value.fields
    deciding.check_review(deciding.KINDS["deselect"], None, on=ON)


def test_an_unseen_decision_is_not_decided_over():
    deciding.check_version(None, 4, decided=True)
    with pytest.raises(Conflict, match="decided while you had it open"):
        deciding.check_version(3, 4, decided=True)


def test_health_brings_codes_and_the_others_words():
    papers.check_content(health=True, words=" ", kept_back="", engagement="engaged", risk_status="")
    papers.check_content(health=False, words="Seen weekly.", kept_back="Ours", engagement="", risk_status="")
    with pytest.raises(Invalid, match="engagement and risk only"):
        papers.check_content(health=True, words="He takes ...", kept_back="", engagement="", risk_status="")
    with pytest.raises(Invalid, match="engagement and risk only"):
        papers.check_content(health=True, words="", kept_back="He takes ...", engagement="", risk_status="")
    with pytest.raises(Invalid, match="Only a health agency"):
        papers.check_content(health=False, words="x", kept_back="", engagement="engaged", risk_status="")


def test_a_paper_is_shown_when_it_says_something():
    with pytest.raises(Invalid):
        papers.check_can_share(health=False, words=" ", engagement="", risk_status="")
    with pytest.raises(Invalid) as error:
        papers.check_can_share(health=True, words="", engagement="engaged", risk_status="")
    assert set(error.value.fields) == {"risk_status"}
    papers.check_can_share(health=True, words="", engagement="engaged", risk_status="speak_to_us")


def test_an_action_can_be_kept_and_remembered():
    promises.check_new(words="Visit", due=ON, on=ON)
    for words, due in ((" ", ON), ("Visit", ON - timedelta(days=1)), ("Visit", ON + timedelta(days=400))):
        with pytest.raises(Invalid):
            promises.check_new(words=words, due=due, on=ON)
    assert promises.is_late(ON - timedelta(days=1), "open", on=ON)
    assert not promises.is_late(ON, "open", on=ON)
    assert not promises.is_late(ON - timedelta(days=1), "done", on=ON)
