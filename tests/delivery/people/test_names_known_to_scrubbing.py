"""Scrubbing knows the names of people on record, restricted ones too, and learns nothing else of them."""

from __future__ import annotations

import pytest

from tests.support.world import AT, viewer
from throughcare.delivery.people import actions
from throughcare.foundation.ports.known_names import known_among

pytestmark = pytest.mark.django_db


def test_the_names_of_people_on_record_are_known_and_others_are_not():
    by = viewer("iom_coordinator", at="hackney", kind="borough", area="hackney")
    assert known_among(frozenset({"quillfeather"})) == frozenset()
    actions.add_service_user(given_name="Zoë", family_name="Quillfeather", borough="hackney", by=by, at=AT)
    assert known_among(frozenset({"zoe", "quillfeather", "bus"})) == {"zoe", "quillfeather"}
