"""Performance measures: the clock, pauses, exclusions, open cases, and two evaluations that agree."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError
from desistance.monitoring import Disagreement, Measure, evaluate, evaluating, measures

MONDAY = dt.date(2024, 1, 1)
QUARTER = {"start": "2024-01-01", "end": "2024-04-01", "as_at": "2024-06-01"}
KINDS = ["begin", "stop", "other_stop", "out", "early", "custody_started", "custody_ended", "ill_started", "ill_ended"]
BOTH = Measure(
    "T", "test", "begin", ("stop", "other_stop"), "working_days", 3, ("custody", "ill"), ("out",), ("early",)
)


def events(*rows):
    """Rows of (case, event, days after Monday 1 January 2024)."""
    columns = zip(*rows, strict=True)
    case, event, at = (list(column) for column in columns)
    return {"case_id": case, "event": event, "at": [MONDAY + dt.timedelta(days=day) for day in at]}


def outcome(*rows, measure=BOTH, holidays=(), **period):
    found = evaluate(measure, events(*rows), holidays=holidays, **{**QUARTER, **period})
    return dict(
        zip(
            found.cases["case_id"].to_pylist(),
            zip(*(found.cases[n].to_pylist() for n in ("outcome", "elapsed")), strict=True),
            strict=True,
        )
    )


def test_the_day_of_the_start_is_day_nought_and_weekends_do_not_count():
    assert outcome((1, "begin", 0), (1, "stop", 0))[1] == ("met", 0)
    assert outcome((1, "begin", 0), (1, "stop", 3))[1] == ("met", 3)
    assert outcome((1, "begin", 0), (1, "stop", 4))[1] == ("missed", 4)
    assert outcome((1, "begin", 4), (1, "stop", 9))[1] == ("met", 3)
    assert outcome((1, "begin", 0), (1, "stop", 4), holidays=[MONDAY + dt.timedelta(days=1)])[1] == ("met", 3)


def test_paused_days_do_not_count_and_overlapping_pauses_count_once():
    paused = [(1, "custody_started", 1), (1, "custody_ended", 3)]
    assert outcome((1, "begin", 0), *paused, (1, "stop", 4))[1] == ("met", 2)
    both = [(1, "custody_started", 1), (1, "ill_started", 2), (1, "custody_ended", 3), (1, "ill_ended", 4)]
    assert outcome((1, "begin", 0), *both, (1, "stop", 4))[1] == ("met", 1)
    assert outcome((1, "begin", 0), (1, "custody_started", 1))[1] == ("pending", 0)


def test_open_cases_past_the_limit_are_missed_and_others_wait():
    assert outcome((1, "begin", 0), as_at="2024-01-04")[1] == ("pending", 3)
    assert outcome((1, "begin", 0), as_at="2024-01-05")[1] == ("missed", 4)
    assert outcome((1, "begin", 0), (1, "stop", 3), as_at="2024-01-03")[1] == ("pending", 2)


def test_exclusions():
    assert outcome((1, "begin", 0), (1, "stop", 1), (1, "out", 9))[1] == ("excluded", None)
    assert outcome((1, "begin", 0), (1, "stop", 1), (1, "early", 2))[1] == ("met", 1)
    assert outcome((1, "begin", 0), (1, "early", 1), (1, "stop", 2))[1] == ("excluded", None)


def test_only_first_starts_within_the_period_count():
    assert outcome((1, "begin", -1), (1, "begin", 2), (2, "begin", 91), (3, "begin", 90)) == {3: ("missed", 45)}


def test_a_measure_without_a_clock_is_a_share():
    planned = measures()["K21"]
    rows = events(
        (1, "case_ended", 0),
        (1, "case_ended_as_planned", 0),
        (2, "case_ended", 5),
        (3, "case_ended", 5),
        (3, "died", 5),
    )
    found = evaluate(planned, rows, **QUARTER)
    assert (found.numerator, found.denominator, found.rate, found.excluded) == (1, 2, 0.5, 1)
    assert "1 of 2 (50.0%); target 60% (unverified)" in str(found)
    empty = evaluate(planned, rows, start="2030-01-01", end="2030-02-01", as_at="2030-03-01")
    assert empty.rate is None


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(KINDS), st.integers(-3, 25)), min_size=1, max_size=25),
    st.sets(st.integers(0, 20), max_size=3),
    st.integers(2, 30),
    st.sampled_from(["working_days", "calendar_days", None]),
)
def test_both_evaluations_agree(rows, free, known, clock):
    limit = 3 if clock else None
    measure = Measure(
        "T", "test", "begin", ("stop", "other_stop"), clock, limit, ("custody", "ill"), ("out",), ("early",)
    )
    holidays = [MONDAY + dt.timedelta(days=day) for day in free]
    as_at = MONDAY + dt.timedelta(days=known)
    found = evaluate(measure, events(*rows), start="2024-01-01", end="2024-01-20", as_at=as_at, holidays=holidays)
    assert found.denominator + found.pending + found.excluded == found.cases.num_rows


def test_a_disagreement_stops_the_measure(monkeypatch):
    monkeypatch.setattr(evaluating, "_first", lambda case, day, fits, cases: [0] * cases)
    monkeypatch.setattr(evaluating, "by_columns", lambda measure, table, period: {1: ("met", 0)})
    with pytest.raises(Disagreement, match="by columns"):
        outcome((1, "begin", 0))


def test_every_measure_that_is_held_can_be_evaluated_and_is_marked_unverified():
    held = measures()
    assert len(held) == 10
    for one in held.values():
        rows = events((1, one.start, 0), (1, one.stop[0], 0))
        assert evaluate(one, rows, holidays=[], **QUARTER).numerator == 1
        assert one.certainty == "unverified"


ENTRY = {"code": "X", "name": "x", "start": "a", "stop": ["b"]}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({**ENTRY, "clock": "working_days"}, "not both"),
        ({**ENTRY, "clock": "moons", "limit": 1}, "no clock is called"),
        ({**ENTRY, "direction": "sideways"}, "no direction is called"),
        ({**ENTRY, "colour": "red"}, "no field 'colour'"),
        ({"code": "X"}, "lacks 'name'"),
        ({**ENTRY, "stop": []}, "has no stop"),
    ],
)
def test_unusable_definitions_are_refused(entry, says):
    with pytest.raises(InputError, match=says):
        measures({"measure": [entry]})


def test_unusable_input_is_refused(tmp_path):
    place = tmp_path / "measures.toml"
    place.write_text("[[measure", encoding="utf-8")
    with pytest.raises(InputError, match="is no TOML file"):
        measures(place)
    with pytest.raises(InputError, match="holds no measure"):
        measures({})
    with pytest.raises(InputError, match="more than once"):
        measures({"measure": [ENTRY, ENTRY]})
    with pytest.raises(InputError, match="counts working days"):
        outcome((1, "begin", 0), holidays=None)
    with pytest.raises(InputError, match="is not after start"):
        outcome((1, "begin", 0), end="2024-01-01")
    with pytest.raises(InputError, match="missing column"):
        evaluate(BOTH, pa.table({"case_id": [1]}), holidays=[], **QUARTER)
