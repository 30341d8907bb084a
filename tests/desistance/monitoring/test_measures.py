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


def test_amounts_are_added_up_over_cases_or_over_what_was_due():
    due = events(
        (1, "contribution_due", 0), (1, "contribution_received", 3), (1, "contribution_received", 9),
        (2, "contribution_due", 0), (3, "contribution_due", 95), (3, "contribution_received", 96),
        (4, "contribution_due", 0), (4, "contribution_received", 400),
    )  # fmt: skip
    amounts = {"amount": [100.1, 50.05, 25.0, 99.9, 7.0, 7.0, 0.0, 60.0]}
    found = evaluate(measures()["C06"], due | amounts, **QUARTER)
    assert (found.numerator, found.denominator) == (75.05, 200.0)
    assert found.rate == pytest.approx(0.37525)
    assert "75.05 over 200 (0.375)" in str(found)
    again = events((1, "contribution_due", 0), (1, "contribution_due", 0)) | {"amount": [5.0, 7.0]}
    assert evaluate(measures()["C06"], again, **QUARTER).denominator == 5
    scores = events((1, "feedback_given", 0), (2, "feedback_given", 1), (3, "feedback_given", 2))
    mean = evaluate(measures()["K38"], scores | {"amount": [4, 5, 3]}, **QUARTER)
    assert (mean.numerator, mean.denominator, mean.rate) == (12, 3, 4)
    with pytest.raises(InputError, match="is empty") as caught:
        evaluate(measures()["K38"], scores | {"amount": [4, None, 3]}, **QUARTER)
    assert caught.value.rows == (1,)
    with pytest.raises(InputError, match="missing column amount"):
        evaluate(measures()["K38"], scores, **QUARTER)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 2), st.sampled_from(KINDS[:5]), st.integers(-2, 4), st.floats(-1e6, 1e6)),
        min_size=1, max_size=25,
    ),
    st.integers(0, 30),
    st.sampled_from(["stops", "both"]),
)  # fmt: skip
def test_both_ways_of_adding_up_agree(rows, known, sums):
    measure = Measure("T", "test", "begin", ("stop", "begin"), exclude=("out",), sums=sums)
    given_events = events(*(row[:3] for row in rows)) | {"amount": [row[3] for row in rows]}
    evaluate(measure, given_events, start="2024-01-01", end="2024-01-20", as_at=MONDAY + dt.timedelta(days=known))


MONTHS = Measure("M", "test", "begin", ("stop",), "calendar_months", 1)
HOURS = Measure("H", "test", "begin", ("stop",), "hours", 24, ("custody",), quantiles=(0.5, 0.9))


@pytest.mark.parametrize(
    ("began", "stopped", "expected"),
    [
        ("2024-01-31", "2024-02-29", ("met", 1)),
        ("2024-01-31", "2024-03-01", ("missed", 2)),
        ("2024-02-29", "2024-03-29", ("met", 1)),
        ("2024-02-29", "2024-03-30", ("missed", 2)),
        ("2024-03-15", "2024-03-15", ("met", 0)),
        ("2024-03-15", "2024-03-16", ("met", 1)),
        ("2024-03-15", "2024-04-16", ("missed", 2)),
        ("2024-03-20", None, ("pending", 1)),
        ("2024-03-10", None, ("missed", 2)),
    ],
)
def test_months_are_counted_as_they_begin_and_their_ends_clamp(began, stopped, expected):
    rows = [("begin", began), *([("stop", stopped)] if stopped else [])]
    given = {
        "case_id": [1] * len(rows),
        "event": [e for e, _ in rows],
        "at": [dt.date.fromisoformat(d) for _, d in rows],
    }
    found = evaluate(MONTHS, given, start="2024-01-01", end="2024-04-01", as_at="2024-04-16")
    assert (found.cases["outcome"][0].as_py(), found.cases["elapsed"][0].as_py()) == expected


def moments(*rows, zone=None):
    """Rows of (case, event, hours after midnight on Monday 1 January 2024)."""
    case, event, at = (list(column) for column in zip(*rows, strict=True))
    when = [dt.datetime(2024, 1, 1) + dt.timedelta(hours=hour) for hour in at]
    return {"case_id": case, "event": event, "at": pa.array(when, pa.timestamp("us", zone))}


def test_hours_are_counted_from_moment_to_moment_and_pauses_are_taken_out():
    rows = moments(
        (1, "begin", 9), (1, "stop", 33),
        (2, "begin", 9), (2, "stop", 33.01),
        (3, "begin", 9), (3, "custody_started", 10), (3, "custody_ended", 20), (3, "stop", 43),
        (4, "begin", 30), (5, "begin", 1),
    )  # fmt: skip
    found = evaluate(HOURS, rows, start="2024-01-01", end="2024-01-03", as_at="2024-01-02")
    told = dict(zip(found.cases["case_id"].to_pylist(), found.cases["outcome"].to_pylist(), strict=True))
    assert told == {1: "met", 2: "missed", 3: "met", 4: "pending", 5: "missed"}
    assert found.cases["elapsed"].to_pylist() == [24, 25, 24, 18, 47]
    assert found.quantiles == ((0.5, 24), (0.9, 24))
    assert "50% within 24 hours" in str(found)
    same = evaluate(HOURS, {**rows, "at": rows["at"].cast(pa.timestamp("ns", "UTC"))}, start="2024-01-01",
                    end="2024-01-03", as_at="2024-01-02")  # fmt: skip
    assert same.cases.equals(found.cases)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ([MONDAY], "holds date32"),
        (["2024-01-01 09:00"], "holds string"),
        (pa.array([None], pa.timestamp("s")), "is empty"),
    ],
)
def test_hours_need_moments(at, says):
    with pytest.raises(InputError, match=says) as caught:
        evaluate(HOURS, {"case_id": [1], "event": ["begin"], "at": at}, **QUARTER)
    assert caught.value.column == "at"


def test_those_who_wait_are_a_number_with_their_waits_and_no_share():
    rows = events(
        (1, "referral_accepted", 0), (2, "referral_accepted", 10), (3, "referral_accepted", 20),
        (3, "first_appointment_attended", 25), (4, "referral_accepted", 5), (4, "custody_started", 10),
        (4, "custody_ended", 20),
    )  # fmt: skip
    found = evaluate(measures()["K08"], rows, start="2023-01-01", end="2024-02-01", as_at="2024-01-31")
    assert (found.numerator, found.denominator, found.rate) == (3, 4, None)
    assert sorted(found.cases["outcome"].to_pylist()) == ["ended", "open", "open", "open"]
    assert found.quantiles == ((0.5, 20), (0.9, 30))
    assert "3 open of 4, 50% within 20 calendar days, 90% within 30 calendar days" in str(found)
    nobody = evaluate(measures()["K08"], rows, start="2030-01-01", end="2030-02-01", as_at="2030-01-31")
    assert nobody.quantiles == ((0.5, None), (0.9, None))


def test_a_clock_without_a_limit_tells_how_long_it_took():
    measure = Measure("T", "test", "begin", ("stop",), "calendar_days", quantiles=(0.5,))
    rows = events((1, "begin", 0), (1, "stop", 3), (2, "begin", 0), (2, "stop", 9), (3, "begin", 0))
    found = evaluate(measure, rows, **QUARTER)
    assert (found.numerator, found.denominator, found.quantiles) == (2, 3, ((0.5, 3),))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(KINDS), st.integers(-30, 200)), min_size=1, max_size=25),
    st.integers(0, 12),
    st.sampled_from([(24, "stopped"), (None, "stopped"), (None, "open")]),
)
def test_both_evaluations_agree_by_hours(rows, known, form):
    limit, counts = form
    measure = Measure(
        "T", "test", "begin", ("stop", "other_stop"), "hours", limit, ("custody", "ill"), ("out",), ("early",),
        counts, (0.5, 0.9),
    )  # fmt: skip
    as_at = MONDAY + dt.timedelta(days=known)
    found = evaluate(measure, moments(*rows), start="2024-01-01", end="2024-01-20", as_at=as_at)
    assert found.denominator + found.pending + found.excluded == found.cases.num_rows


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(KINDS[:5]), st.integers(0, 800)), min_size=1, max_size=20),
    st.integers(0, 900),
)
def test_both_evaluations_agree_by_months(rows, known):
    measure = Measure("T", "test", "begin", ("stop", "other_stop"), "calendar_months", 3, (), ("out",), ("early",))
    as_at = MONDAY + dt.timedelta(days=known)
    found = evaluate(measure, events(*rows), start="2024-01-01", end="2026-01-01", as_at=as_at)
    assert found.denominator + found.pending + found.excluded == found.cases.num_rows


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
    assert len(held) == 14
    for one in held.values():
        rows = events((1, one.start, 0), *([(1, one.stop[0], 0)] if one.stop[0] != one.start else []))
        rows["amount"] = [1.0] * len(rows["at"])
        if one.clock == "hours":
            rows["at"] = [dt.datetime.combine(day, dt.time(9)) for day in rows["at"]]
        assert evaluate(one, rows, holidays=[], **QUARTER).numerator == (one.counts == "stopped")
        assert one.certainty == "unverified"


ENTRY = {"code": "X", "name": "x", "start": "a", "stop": ["b"]}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({**ENTRY, "limit": 3}, "a limit and no clock"),
        ({**ENTRY, "quantiles": [0.5]}, "quantiles and no clock"),
        ({**ENTRY, "clock": "hours", "quantiles": [50]}, "no share"),
        ({**ENTRY, "clock": "calendar_months", "pauses": ["custody"]}, "pauses months"),
        ({**ENTRY, "clock": "hours", "limit": 3, "counts": "open"}, "open cases and has a limit"),
        ({**ENTRY, "counts": "half"}, "counts 'half'"),
        ({**ENTRY, "sums": "all"}, "sums 'all'"),
        ({**ENTRY, "sums": "both", "clock": "hours"}, "by a clock"),
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
