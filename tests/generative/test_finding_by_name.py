"""People are found by the same keys as when every record is asked in turn, whatever was merged into what."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.support.world import AT
from throughcare.delivery.people.models import NameKey, ServiceUser
from throughcare.delivery.people.queries.finding import having
from throughcare.delivery.people.queries.scope import standing_for
from throughcare.delivery.people.rules import names
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

NAMES = st.tuples(st.sampled_from(("Sean", "Shaun", "Mo")), st.sampled_from(("Barley", "Barlow", "Sean", "Marsh")))
PEOPLE = st.lists(st.tuples(NAMES, st.integers(-1, 5)), min_size=1, max_size=7)
TYPED = st.lists(st.sampled_from(("sean", "shawn", "barley", "marsh", "mo")), min_size=1, max_size=3)


@action
def write(*, people, by: None, at: datetime) -> None:
    rows = []
    for (given_name, family_name), _ in people:
        row = ServiceUser(given_name=given_name, family_name=family_name, borough="camden", added_at=at)
        row.save()
        for key in names.keys([row.name]):
            NameKey(service_user=row, key=key).save()
        rows.append(row)
    for place, (_, into) in enumerate(people):
        if 0 <= into < place and rows[into].merged_into_id is None:
            rows[place].merged_into = rows[into]
            rows[place].save()
    event("test.done", subject=("test", 1), by=by, at=at)


def plainly(keys):
    """Each record asked whether it, or one merged into it, has a key of every part."""
    rows = ServiceUser.objects.filter(merged_into__isnull=True)
    for one in keys:
        rows = rows.filter(standing_for(NameKey.objects.filter(key__in=one).values("service_user")))
    return set(rows.values_list("pk", flat=True))


class TestFinding(TestCase):
    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(people=PEOPLE, typed=TYPED)
    def test_both_ways_find_the_same(self, people, typed):
        write(people=people, by=None, at=AT)
        for keys in ([[names.whole_key(part)] for part in typed], [names.loose_keys(part) for part in typed]):
            standing = ServiceUser.objects.filter(merged_into__isnull=True, pk__in=having(keys))
            assert set(standing.values_list("pk", flat=True)) == plainly(keys)


pytestmark = pytest.mark.django_db
