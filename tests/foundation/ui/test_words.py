from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.foundation.ui import tags, words


def test_amounts():
    assert words.pounds(187_000_000) == "£1,870,000"
    assert words.pounds(-50) == "\N{MINUS SIGN}£0.50"
    assert words.pounds(None) == "–"
    assert words.millions(187_000_000) == "£1.87m"
    assert words.millions(500_000) == "£0.01m"
    assert words.millions(-400_000) == "£0.00m"
    assert words.difference(100) == "+£1"
    assert words.difference(0) == "£0"


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_millions_round_to_the_nearest(pence):
    shown = words.millions(pence).replace("\N{MINUS SIGN}", "-").replace(",", "").strip("m").replace("£", "")
    assert abs(Decimal(shown) * 100_000_000 - pence) <= 500_000


def test_dates_are_of_london():
    late = datetime(2022, 3, 31, 23, 30, tzinfo=UTC)
    assert words.day(late) == "1 April 2022"
    assert words.moment(late) == "1 April 2022, 12:30am"
    assert words.clock_time(late) == "00:30"
    assert words.financial_year(late) == "2022/23"
    assert words.financial_year(date(2022, 3, 31)) == "2021/22"
    assert words.financial_year("2022-23") == "2022/23"
    assert words.financial_year(1999) == "1999/00"
    assert words.day(None) == "–"


def test_counts():
    assert [words.count(1, "finding"), words.count(1204, "finding"), words.count(0, "body", "bodies")] == [
        "1 finding",
        "1,204 findings",
        "0 bodies",
    ]


class State(Enum):
    DRAFT = "draft"


def test_a_state_has_one_tag_and_an_unknown_one_fails():
    assert tags.tag_for("decision", State.DRAFT) == tags.Tag("Draft", "grey")
    with pytest.raises(LookupError, match=r"No tag for state 'drafty' of 'decision'. Add it to .*tags"):
        tags.tag_for("decision", "drafty")
    with pytest.raises(LookupError, match="tags"):
        tags.tag_for("nothing", "draft")


MACHINES = {
    "Effect": "decision",
    "Onward": "onward_referral",
    "Meeting": "panel_meeting",
    "Case": "panel_case",
    "Action": "panel_action",
    "State": "referral",
    "Report": "insight_report",
}
# What a service definition is written in: who acts, kinds of state, stages of the tracker, events. None is a state.
VOCABULARY = {"Actor", "Kind", "Stage", "Event", "DoneIn"}


def state_enums():
    import throughcare

    folder = Path(throughcare.__file__).parent
    for path in sorted(folder.rglob("states.py")):
        module = import_module(".".join(("throughcare", *path.relative_to(folder).with_suffix("").parts)))
        for name, kind in vars(module).items():
            is_own = isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == module.__name__
            if is_own and name == kind.__name__ and name not in VOCABULARY:
                yield MACHINES.get(name, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()), kind


def test_every_state_of_every_machine_has_its_tag():
    enums = dict(state_enums())
    assert {"decision", "publication", "contribution"} <= set(enums)
    missing = {
        machine: sorted({state.value for state in kind} - set(tags.TAGS.get(machine, {})))
        for machine, kind in enums.items()
    }
    assert {machine: states for machine, states in missing.items() if states} == {}


def test_every_colour_exists_and_no_two_states_of_a_machine_read_alike():
    for machine, states in tags.TAGS.items():
        assert all(tag.colour in tags.COLOURS for tag in states.values()), machine
        texts = [tag.text for tag in states.values()]
        assert len(set(texts)) == len(texts), machine
