"""A page that asks only about its own rows shows what it showed when it asked about all, to everybody."""

from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest
from django.db.models import Q

from tests.support import appointments as booked
from tests.support import casework, referrals, world
from throughcare.delivery.casework.queries.overview import overview
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import DuplicatePair, ServiceUser
from throughcare.delivery.people.queries.page import page
from throughcare.delivery.people.queries.scope import about_visible
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries import page as referral_pages
from throughcare.delivery.referrals.queries.cases import case
from throughcare.delivery.referrals.queries.scope import by_role
from throughcare.errors import NotFound
from throughcare.foundation.access.memory import forget, remembered, remembering
from throughcare.foundation.access.scope import narrowed, only_about, visible_to
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


def coordinator(name, area):
    return world.viewer("iom_coordinator", name=name, at="london_probation", kind="probation", area=area)


def everybody():
    cast, other = referrals.cast(), referrals.cast("neurodiversity")
    ours = (cast.referrer, cast.manager, cast.administrator, cast.lead, cast.worker)
    return [*ours, other.lead, coordinator("near", "camden"), coordinator("far", "hackney")]


@pytest.fixture
def london():
    """Cases at several steps; somebody restricted, and somebody held twice and merged, with a case on each record."""
    row = casework.in_delivery(held=2)
    casework.planned("submitted")
    referrals.referral("waiting", person=row.service_user)
    referrals.referral("triage", service="neurodiversity", person=row.service_user)
    referrals.referral("draft")
    hidden = casework.case()
    change(hidden.service_user, is_restricted=True)
    near = coordinator("near", "camden")
    twin = {"given_name": "Toni", "family_name": "Twinson", "borough": "camden", "date_of_birth": date(1990, 5, 17)}
    kept, other = (actions.add_service_user(**twin, by=near, at=AT) for _ in range(2))
    actions.nominate(service_user_id=other.pk, reason="meets_rule", by=near, at=AT)
    casework.filled_in(casework.case(person=other), "phq9", 1, q9=2)
    referrals.referral("waiting", person=kept)
    pair = DuplicatePair.objects.get()
    words = "The same person twice."
    actions.merge_records(pair_id=pair.pk, keep=kept.pk, words=words, by=near, at=AT + timedelta(hours=1))
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
    clinical = overview(viewer, number, takes_work=True) if found.sees_clinical else None
    return clinical, None if found.state == "draft" else referral_pages.referral_page(viewer, found, AT)


def check_people(viewer):
    shown = 0
    for number in ServiceUser.objects.values_list("pk", flat=True):
        plain = person_page(viewer, number)
        with only_about(viewer, ServiceUser, [number]):
            assert person_page(viewer, number) == plain
        shown += plain is not None
    return shown


def check_cases(viewer, monkeypatch):
    shown = 0
    for row in Referral.objects.all():
        number = row.about.pk if row.about else 0
        with only_about(viewer, ServiceUser, [number]), only_about(viewer, Referral, [row.pk]):
            fast = case_page(viewer, row.pk)
        with monkeypatch.context() as plainly:
            plainly.setattr(referral_pages, "only_about", lambda *_: nullcontext())
            assert case_page(viewer, row.pk) == fast
        shown += fast is not None
    return shown


def test_everybody_sees_the_same_of_everybody(london, monkeypatch):
    people = sum(check_people(viewer) for viewer in london)
    cases = sum(check_cases(viewer, monkeypatch) for viewer in london)
    assert people > 10
    assert cases > 10
    for viewer in london:
        of_person = Q(service_user__isnull=True) | about_visible(viewer)
        plain = set(Referral.objects.filter(by_role(viewer) & of_person).values_list("pk", flat=True))
        assert set(visible_to(viewer, Referral).values_list("pk", flat=True)) == plain


def test_a_page_about_somebody_merged_has_the_cases_of_both_records(london):
    kept = ServiceUser.objects.get(merged__isnull=False)
    lead = referrals.cast().lead
    cases = set(Referral.objects.filter(service_user__in=[kept, *kept.merged.all()]).values_list("pk", flat=True))
    assert len(cases) == 2
    with only_about(lead, ServiceUser, [kept.pk]):
        assert set(visible_to(lead, Referral).values_list("pk", flat=True)) == cases


@pytest.fixture
def toni():
    return referrals.service_user(borough="hackney")


def test_a_row_that_may_not_be_seen_stays_unseen(toni):
    far, near = coordinator("far", "hackney"), coordinator("near", "camden")
    with only_about(near, ServiceUser, [toni.pk]):
        assert not visible_to(near, ServiceUser).exists()
        assert visible_to(far, ServiceUser).exists()
    assert not narrowed(near, ServiceUser)


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


def test_a_record_closed_in_the_middle_of_a_request_is_closed_at_once(toni):
    far = coordinator("far", "hackney")
    with remembering():
        assert visible_to(far, ServiceUser).filter(pk=toni.pk).exists()
        change(toni, is_restricted=True)
        assert not visible_to(far, ServiceUser).filter(pk=toni.pk).exists()
