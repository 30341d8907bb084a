"""A page that asks only about its own rows shows what it showed when it asked about all, to everybody."""

from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest
from django.db.models import Q

from tests.support import appointments as booked
from tests.support import casework, referrals, world
from throughcare.delivery.casework.queries.overview import overview
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import DuplicatePair, ServiceUser
from throughcare.delivery.people.queries.page import page
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries import page as referral_pages
from throughcare.delivery.referrals.queries.cases import case
from throughcare.delivery.referrals.queries.scope import by_role
from throughcare.errors import NotFound
from throughcare.foundation.access.memory import forget, remembered, remembering
from throughcare.foundation.access.scope import narrowed, only_about, sees, visible_to
from throughcare.foundation.ports.parts import SERVICE_USER, parts_of
from throughcare.foundation.ports.timeline import timeline_of
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

pytestmark = pytest.mark.django_db
AT = booked.NOW


@action
def write(*, row, values, by, at: datetime):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    event("test.changed", subject=("test", row.pk), by=by, at=at)


def change(row, **values):
    write(row=row, values=values, by=None, at=AT)


def everybody():
    cast, other = referrals.cast(), referrals.cast("neurodiversity")
    agency = {"at": "london_probation", "kind": "probation"}
    elsewhere = world.viewer("iom_coordinator", name="far", area="hackney", **agency)
    near = world.viewer("iom_coordinator", name="near", area="camden", **agency)
    police = world.viewer("police_officer", name="police", at="mps", kind="police", area="camden")
    return [*vars(cast).values(), *vars(other).values(), elsewhere, near, police]


@pytest.fixture
def london():
    """Cases at several steps; somebody restricted, and somebody held twice and merged."""
    row = casework.in_delivery(held=2)
    casework.planned("submitted")
    referrals.referral("waiting", person=row.service_user)
    referrals.referral("triage", service="neurodiversity", person=row.service_user)
    referrals.referral("draft")
    hidden = casework.case()
    change(hidden.service_user, is_restricted=True)
    coordinator = world.viewer("iom_coordinator", name="near", at="london_probation", kind="probation", area="camden")
    twin = {"given_name": "Toni", "family_name": "Twinson", "borough": "camden"}
    kept, other = (actions.add_service_user(**twin, by=coordinator, at=AT) for _ in range(2))
    actions.nominate(service_user_id=other.pk, reason="meets_rule", by=coordinator, at=AT)
    pair = DuplicatePair.objects.get()
    words = "The same person twice."
    actions.merge_records(pair_id=pair.pk, keep=kept.pk, words=words, by=coordinator, at=AT + timedelta(hours=1))
    return everybody()


def person_page(viewer, number):
    try:
        return (
            page(viewer, number, on=AT.date(), at=AT),
            tuple(parts_of(SERVICE_USER, viewer, number, AT)),
            tuple(timeline_of(viewer, number)),
        )
    except NotFound:
        return None


def case_page(viewer, number):
    try:
        found = case(viewer, number)
    except NotFound:
        return None
    clinical = overview(viewer, number) if found.sees_clinical else None
    return clinical, None if found.state == "draft" else referral_pages.referral_page(viewer, found, AT)


def test_everybody_sees_the_same_of_everybody(london):
    shown = 0
    for viewer in london:
        for number in ServiceUser.objects.values_list("pk", flat=True):
            plain = person_page(viewer, number)
            with only_about(viewer, ServiceUser, [number]):
                assert person_page(viewer, number) == plain
            shown += plain is not None
    assert shown > 10


def test_everybody_sees_the_same_of_every_case(london, monkeypatch):
    shown = 0
    for viewer in london:
        for row in Referral.objects.all():
            with only_about(viewer, ServiceUser, [row.service_user_id or 0]), only_about(viewer, Referral, [row.pk]):
                fast = case_page(viewer, row.pk)
            monkeypatch.setattr(referral_pages, "only_about", lambda *_: nullcontext())
            assert case_page(viewer, row.pk) == fast
            monkeypatch.undo()
            shown += fast is not None
    assert shown > 10


def test_a_referral_is_seen_by_those_whose_work_it_is_and_who_see_the_person(london):
    shown = 0
    for viewer in london:
        of_person = Q(service_user__isnull=True) | sees(viewer, ServiceUser, "service_user")
        plain = set(Referral.objects.filter(by_role(viewer) & of_person).values_list("pk", flat=True))
        assert set(visible_to(viewer, Referral).values_list("pk", flat=True)) == plain
        shown += len(plain)
    assert shown > 10


def test_a_row_that_may_not_be_seen_stays_unseen(london):
    far = next(one for one in london if one.name == "Far")
    near = next(one for one in london if one.name == "Near")
    numbers = list(ServiceUser.objects.values_list("pk", flat=True))
    with only_about(far, ServiceUser, numbers):
        assert not visible_to(far, ServiceUser).exists()
        assert visible_to(near, ServiceUser).exists()
    assert not narrowed(far, ServiceUser)


def test_nothing_is_remembered_outside_of_a_request():
    assert [remembered("one", lambda: 1), remembered("one", lambda: 2)] == [1, 2]


def test_a_request_remembers_until_it_writes():
    with remembering():
        assert [remembered("one", lambda: 1), remembered("one", lambda: 2)] == [1, 1]
        change(referrals.service_user())
        assert remembered("one", lambda: 3) == 3
        forget()
        assert remembered("one", lambda: 4) == 4
    assert remembered("one", lambda: 5) == 5


def test_who_is_named_in_the_middle_of_a_request_sees_at_once(london):
    far = next(one for one in london if one.name == "Far")
    row = ServiceUser.objects.get(given_name="Toni", merged_into__isnull=True)
    change(row, borough="hackney")
    with remembering():
        assert visible_to(far, ServiceUser).filter(pk=row.pk).exists()
        change(row, is_restricted=True)
        assert not visible_to(far, ServiceUser).filter(pk=row.pk).exists()
