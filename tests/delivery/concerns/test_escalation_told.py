"""When nobody acts on a concern in time, word is sent: to those who can act, once, and without saying what it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.delivery.concerns.cast import AT, handler, lead, raised, raiser, someone, stranger
from tests.delivery.concerns.test_concern_access import restrict
from tests.delivery.concerns.test_concern_steps import acted
from tests.support.world import organisation
from throughcare import clock
from throughcare.delivery.concerns import actions
from throughcare.foundation.organisations.models import Person
from throughcare.foundation.ports.messages import NotSent
from throughcare.foundation.ports.regular_work import all_work
from throughcare.foundation.record.events import history

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=30)


class Post:
    """Keeps what would go out, or sends nothing while it is down."""

    def __init__(self, *, is_down: bool = False) -> None:
        self.out, self.is_down = [], is_down

    def send(self, message):
        if self.is_down:
            raise NotSent
        self.out.append(message)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """A month on."""
    monkeypatch.setattr(clock, "now", lambda: LATE)


def tell(row, post, at=LATE):
    return actions.tell_escalated(concern_id=row.pk, sender=post, by=None, at=at)


def address(*viewers):
    return sorted(Person.objects.get(pk=one.person_id).email for one in viewers)


def test_all_who_can_act_are_told_once_and_not_what_it_is():
    row, post = raised("safeguarding", words="A child is not safe at home."), Post()
    assert tell(row, post, at=AT) == 0, "it is not late yet"
    assert tell(row, post) == 2
    assert tell(row, post) == 0
    assert sorted(one.address for one in post.out) == address(handler(), lead())
    for one in post.out:
        said = f"{one.subject} {one.words} {one.reference}".lower()
        assert not any(word in said for word in ("child", "safeguarding", "complaint", "mental"))
    told = [one for one in history(("concern", row.pk)) if one.kind == "concern.escalation_told"]
    assert len(told) == 1


def test_where_nobody_can_act_whoever_raised_it_is_asked_to_ring():
    person, post = someone(), Post()
    row = raised(service_user_id=person.pk)
    restrict(person=person, to=[raiser()], by=raiser(), at=AT)
    assert tell(row, post) == 1
    assert [one.address for one in post.out] == address(raiser())
    assert "Ring the service now" in post.out[0].words


def test_nobody_is_told_of_themselves_nor_of_what_somebody_acted_on():
    post = Post()
    tell(raised(about_staff_id=handler().person_id), post)
    assert [one.address for one in post.out] == address(lead())
    row = raised()
    acted(row)
    assert tell(row, Post()) == 0


def test_what_did_not_go_out_is_tried_again_and_a_new_owner_is_told_anew():
    stranger()
    row = raised()
    assert tell(row, Post(is_down=True)) == 0
    first = Post()
    assert tell(row, first) == 2
    number = organisation("elsewhere").pk
    actions.pass_on(concern_id=row.pk, organisation_id=number, reason="Their worker.", by=handler(), at=LATE)
    post = Post()
    tell(row, post)
    assert [one.address for one in post.out] == address(stranger())
    assert post.out[0].reference != first.out[0].reference, "a sender that drops repeats must not drop this one"


def test_the_server_does_it_by_itself(settings, tmp_path):
    settings.MESSAGES = str(tmp_path / "messages.jsonl")
    raised()
    (work,) = [one for one in all_work() if one.name == "tell_of_concerns"]
    assert work.do(LATE) == "Concerns told of: 1. Messages sent: 2."
    assert work.do(LATE) == "Concerns told of: 0. Messages sent: 0."
    assert len((tmp_path / "messages.jsonl").read_text().splitlines()) == 2
