"""A closed record that is opened by two sendings of one form at the same moment is opened, and reviewed, once."""

import pytest

from tests.support.at_once import at_once
from tests.support.world import AT, viewer
from throughcare.foundation.access.actions import break_glass
from throughcare.foundation.access.models import BreakGlass

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_sendings_open_once():
    officer = viewer("data_protection_officer")
    given = {"subject_type": "part_two", "subject_id": "1", "reason": "A court asks for the terms this afternoon."}
    both = at_once(*[lambda: break_glass(by=officer, at=AT, **given)] * 2)
    assert both[0] == both[1] == BreakGlass.objects.get()
