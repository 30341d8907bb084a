"""One door to write, and no write without its event."""

from datetime import datetime

import pytest

from tests.support.world import AT, organisation
from throughcare.errors import Conflict, Invalid, NotFound
from throughcare.foundation.organisations.actions import SYSTEM, add_organisation
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import ActionWithoutEvent, WriteOutsideAction, action
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db


def a_row() -> Organisation:
    return Organisation(code="x", name="X", kind="other", legal_entity="X Ltd")


@pytest.mark.parametrize(
    "write",
    [
        lambda: a_row().save(),
        lambda: Organisation.objects.create(code="x", name="X", kind="other", legal_entity="X"),
        lambda: Organisation.objects.bulk_create([a_row()]),
        lambda: Organisation.objects.update(name="Y"),
        lambda: Organisation.objects.all().delete(),
        lambda: organisation().delete(),
        lambda: Organisation.objects.get_or_create(code="x", defaults={"name": "X", "kind": "other"}),
        lambda: Organisation.objects.bulk_update([organisation()], ["name"]),
    ],
)
def test_every_other_door_is_shut(write):
    with pytest.raises(WriteOutsideAction):
        write()


def test_a_write_without_an_event_is_undone():
    @action
    def forgetful(*, by: object, at: datetime) -> None:
        a_row().save()

    with pytest.raises(ActionWithoutEvent):
        forgetful(by=None, at=AT)
    assert not Organisation.objects.filter(code="x").exists()


def test_an_error_undoes_the_event_too():
    @action
    def failing(*, by: object, at: datetime) -> None:
        a_row().save()
        event("organisation.added", subject=("organisation", 1), by=None, at=at)
        raise NotFound("no")

    with pytest.raises(NotFound):
        failing(by=None, at=AT)
    assert not Event.objects.exists()
    assert not Organisation.objects.filter(code="x").exists()


def test_a_broken_constraint_says_its_sentence():
    organisation("mopac")
    with pytest.raises(Invalid, match="Another organisation already has this code"):
        add_organisation(code="mopac", name="Again", kind="other", legal_entity="Again", by=SYSTEM, at=AT)


def test_an_action_takes_by_and_at_by_keyword():
    with pytest.raises(TypeError, match="must take by and at"):

        @action
        def careless(*, name: str) -> None:
            """Says not who or when."""

    with pytest.raises(TypeError, match="keyword-only"):

        @action
        def positional(by: object, at: datetime) -> None:
            """Takes its arguments by place."""


def test_a_locked_row_is_the_one_that_was_read():
    from throughcare.commissioning.decisions.models import Decision

    with pytest.raises(NotFound):
        Decision.objects.locked(999)
    from tests.support.papers import sound_paper
    from tests.support.world import viewer
    from throughcare.commissioning.decisions.actions import start_paper

    row = start_paper(paper=sound_paper(), by=viewer(), at=AT)
    with pytest.raises(Conflict):
        Decision.objects.locked(row.pk, version=row.version + 1)
