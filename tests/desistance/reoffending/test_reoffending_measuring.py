"""The measure against the published cases, and against its plain-Python twin on generated histories."""

import datetime as dt
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from offence_histories import (
    AROUND,
    CATEGORIES,
    CODES,
    EDGES,
    END,
    START,
    WEIGHTS,
    histories,
    published_cases,
    with_severity,
)

from desistance import InputError
from desistance.reoffending import measure, oracle

day = dt.date.fromisoformat
# pyspark does not close the sockets through which it collects rows.
LEAKY = pytest.mark.filterwarnings("ignore::ResourceWarning")
PEOPLE_TYPES = pa.schema([("person_id", pa.string()), ("previous_offences", pa.int64()), ("borough", pa.string())])
EVENT_TYPES = pa.schema([("person_id", pa.string()), ("type", pa.string()), ("date", pa.date32())])
OFFENCE_TYPES = pa.schema(
    [
        ("person_id", pa.string()),
        ("offence_date", pa.date32()),
        ("proven_date", pa.date32()),
        ("excluded", pa.string()),
        ("offence_code", pa.string()),
    ]
)


SEVERITY_TYPES = {"category": pa.string(), "weight": pa.float64()}


def tables(people, events, offences, severity=None):
    types = OFFENCE_TYPES.append(pa.field("severity", SEVERITY_TYPES[severity])) if severity else OFFENCE_TYPES
    return (
        pa.Table.from_pylist(people, PEOPLE_TYPES),
        pa.Table.from_pylist(events, EVENT_TYPES),
        pa.Table.from_pylist(offences, types),
    )


def case_tables(case):
    people = [{"person_id": one["id"], "previous_offences": one["previous_offences"]} for one in case["people"]]
    events = [
        {"person_id": one["id"], "type": event["type"], "date": day(event["date"])}
        for one in case["people"]
        for event in one["events"]
    ]
    offences = [
        {
            "person_id": one["id"],
            "offence_date": day(offence["offence_date"]),
            "proven_date": day(offence["proven_date"]) if offence["proven_date"] else None,
            "excluded": offence["excluded"],
        }
        for one in case["people"]
        for offence in one["offences"]
    ]
    return tables(people, events, offences)


def one_person(*, index="2023-04-10", offences=(), previous=0, kind="caution", **columns):
    person = {"person_id": "A", "previous_offences": previous, **columns}
    event = {"person_id": "A", "type": kind, "date": day(index)}
    rows = [
        {
            "person_id": "A",
            "offence_date": day(offence),
            "proven_date": day(proven) if proven else None,
            "excluded": None,
            "offence_code": code,
        }
        for offence, proven, code in offences
    ]
    return tables([person], [event], rows)


def measured(given_tables, **terms):
    terms = {"cohort_start": day("2023-04-01"), "cohort_end": day("2023-06-30"), **terms}
    return measure(*given_tables, **terms)


@pytest.mark.parametrize("case", published_cases(), ids=lambda case: case["name"])
def test_the_published_cases_are_reproduced(case):
    start, end = case["cohort"]
    result = measure(*case_tables(case), cohort_start=start, cohort_end=end)
    agrees_with_the_case(result, case["expected"])


@pytest.mark.spark
@pytest.mark.long
@LEAKY
def test_the_published_cases_are_reproduced_on_spark(spark):
    cases = published_cases()
    assert {tuple(case["cohort"]) for case in cases} == {("2023-04-01", "2023-06-30")}
    each = [with_names(case_tables(case), case["name"]) for case in cases]
    result = measured([pa.concat_tables(tables) for tables in zip(*each, strict=True)], engine="spark")
    for case in cases:
        theirs = result.people.filter(pc.starts_with(result.people["person_id"], case["name"])).to_pylist()
        assert {row["person_id"].removeprefix(case["name"]) for row in theirs} == set(case["expected"]["people"])
        for row in theirs:
            person_agrees(row, case["expected"]["people"][row["person_id"].removeprefix(case["name"])])


def with_names(given_tables, name):
    return [
        table.set_column(0, "person_id", pc.binary_join_element_wise(name, table["person_id"], ""))
        for table in given_tables
    ]


def agrees_with_the_case(result, expected):
    people = {row.pop("person_id"): row for row in result.people.to_pylist()}
    assert set(people) == set(expected["people"])
    for person_id, row in expected["people"].items():
        person_agrees(people[person_id], row)
    overall, share = result.overall, result.share()
    assert (overall.offenders, overall.reoffenders, overall.reoffences) == tuple(
        expected[name] for name in ("offenders", "reoffenders", "reoffences")
    )
    assert overall.rate == expected["proven_reoffending_rate"]
    assert overall.per_reoffender == expected["reoffences_per_reoffender"]
    assert overall.per_100_offenders == expected["reoffences_per_100_offenders"]
    assert share.share_of_reoffenders == expected["share_of_reoffenders_11plus"]
    assert share.share_of_reoffences == expected["share_of_reoffences_11plus"]
    for row in result.bands.to_pylist():
        told = expected["by_previous_band"][row["previous_band"]]
        assert {name: row[name] for name in told} == told


def person_agrees(found, row):
    assert found["index_date"].isoformat() == row["index_date"]
    assert found["follow_up_end"].isoformat() == row["follow_up_end_exclusive"]
    assert found["waiting_end"].isoformat() == row["waiting_end_exclusive"]
    for name in ("reoffences", "reoffender", "days_to_first", "previous_band"):
        assert found[name] == row[name]


def twin(rows, **terms):
    people, events, offences = rows
    return oracle.measure(people, events, offences, cohort_start=START, cohort_end=END, **terms)


def assert_equals_twin(result, expected, rows):
    found = {row["person_id"]: row for row in result.people.to_pylist()}
    assert list(found) == sorted(expected)
    for person_id, row in expected.items():
        assert {name: found[person_id][name] for name in row} == row
    overall = oracle.rates(expected.values())
    assert {name: getattr(result.overall, name) for name in overall} == overall
    boroughs = {person["person_id"]: person["borough"] for person in rows[0]}
    groups = {row["borough"]: row for row in result.groups.to_pylist()}
    assert set(groups) == {boroughs[person_id] for person_id in expected}
    for borough, group in groups.items():
        theirs = [record for person_id, record in expected.items() if boroughs[person_id] == borough]
        wanted = oracle.rates(theirs)
        assert {name: group[name] for name in wanted} == wanted


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=histories())
@example(rows=([{"person_id": "0", "previous_offences": None, "borough": None}], [], []))
def test_the_measure_equals_its_plain_twin(rows):
    result = measure(*tables(*rows), cohort_start=START, cohort_end=END, by="borough")
    assert_equals_twin(result, twin(rows), rows)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=histories(), kind=st.sampled_from(["all", "violent"]))
def test_severities_equal_the_plain_twin(rows, kind):
    violent = CODES if kind == "violent" else None
    for severity in ("category", "weight"):
        given_rows = with_severity(rows, severity)
        given_tables = tables(*given_rows, severity)
        result = measure(*given_tables, cohort_start=START, cohort_end=END, by="borough", kind=kind)
        assert_severity_equals_twin(result, given_rows, severity, violent)


def assert_severity_equals_twin(result, rows, severity, violent):
    assert_equals_twin(result, twin(rows, violent=violent, weighed=severity == "weight"), rows)
    if severity == "weight":
        assert result.severities is None
        return
    told = oracle.severities(*rows, by="borough", cohort_start=START, cohort_end=END, violent=violent)
    assert result.severities.to_pylist() == told


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=histories())
def test_violent_and_other_lengths_equal_the_plain_twin(rows):
    terms = {"follow_up_months": 6, "waiting_months": 0}
    result = measure(*tables(*rows), cohort_start=START, cohort_end=END, kind="violent", by=("borough",), **terms)
    assert_equals_twin(result, twin(rows, violent=CODES, **terms), rows)


@pytest.mark.spark
@LEAKY
@pytest.mark.parametrize("severity", ["category", "weight"])
def test_spark_equals_duckdb_and_the_twin(spark, severity):
    rows = with_severity(many_histories(60), severity)
    given_tables = tables(*rows, severity)
    results = [
        measure(*given_tables, cohort_start=START, cohort_end=END, by="borough", engine=engine, kind="violent")
        for engine in ("duckdb", "spark")
    ]
    assert results[0].people.equals(results[1].people)
    assert results[0].groups.equals(results[1].groups)
    assert results[0].bands.equals(results[1].bands)
    assert results[0].overall == results[1].overall
    assert results[0].severities == results[1].severities
    assert_severity_equals_twin(results[1], rows, severity, CODES)


def many_histories(number):
    """Many generated histories as one population: examples drawn once, renamed so that they do not meet."""
    random = Random(20240229)  # noqa: S311 - seeded test data
    ids = [f"{position:03d}" for position in range(number)]
    people = [
        {
            "person_id": one,
            "previous_offences": random.choice([None, 0, 1, 3, 7, 11]),
            "borough": random.choice(["Brent", None]),
        }
        for one in ids
    ]
    types = ["custody_release", "court_non_custodial", "caution"]
    events = [
        {"person_id": random.choice(ids), "type": random.choice(types), "date": random.choice(EDGES)} for _ in ids * 2
    ]
    offences = [
        {
            "person_id": random.choice(ids),
            "offence_date": random.choice([*AROUND, None]),
            "proven_date": random.choice([*AROUND, None]),
            "excluded": random.choice([None, None, "", "breach"]),
            "offence_code": random.choice(sorted(CODES)),
            "category": random.choice(CATEGORIES),
            "weight": random.choice(WEIGHTS),
        }
        for _ in range(number * 12)
    ]
    return people, events, offences


@pytest.mark.parametrize(
    ("index", "offence", "proven", "counts"),
    [
        ("2023-04-10", "2023-04-10", "2023-05-01", False),
        ("2023-04-10", "2023-04-11", "2023-05-01", True),
        ("2023-04-10", "2024-04-09", "2024-10-09", True),
        ("2023-04-10", "2024-04-10", "2024-05-01", False),
        ("2023-04-10", "2024-04-09", "2024-10-10", False),
        ("2023-04-10", "2024-04-09", None, False),
        ("2023-06-30", "2024-06-29", "2024-12-29", True),
        ("2023-06-30", "2024-06-29", "2024-12-30", False),
    ],
)
def test_boundary_days(index, offence, proven, counts):
    result = measured(one_person(index=index, offences=[(offence, proven, None)]))
    assert result.overall.reoffences == int(counts)


def test_a_leap_day_index_ends_on_the_last_day_of_february():
    given_tables = one_person(
        index="2024-02-29", offences=[("2025-02-27", "2025-08-28", None), ("2025-02-28", "2025-03-01", None)]
    )
    result = measured(given_tables, cohort_start="2024-01-01", cohort_end="2024-03-31")
    row = result.people.to_pylist()[0]
    assert (row["follow_up_end"], row["waiting_end"]) == (day("2025-02-28"), day("2025-08-29"))
    assert row["reoffences"] == 1


def test_both_cohort_days_are_included_and_release_comes_first_on_a_shared_day():
    people = [{"person_id": one, "previous_offences": 0} for one in "ABC"]
    events = [
        {"person_id": "A", "type": "caution", "date": day("2023-04-01")},
        {"person_id": "A", "type": "custody_release", "date": day("2023-04-01")},
        {"person_id": "B", "type": "caution", "date": day("2023-06-30")},
        {"person_id": "C", "type": "caution", "date": day("2023-07-01")},
    ]
    result = measured(tables(people, events, []), by="index_type")
    assert result.people["person_id"].to_pylist() == ["A", "B"]
    assert result.people["index_type"].to_pylist() == ["custody_release", "caution"]
    assert [row["index_type"] for row in result.groups.to_pylist()] == ["caution", "custody_release"]


def test_an_empty_cohort_has_no_rate_rather_than_a_rate_of_nought():
    overall = measured(tables([], [], [])).overall
    assert (overall.offenders, overall.rate, overall.per_reoffender, overall.per_100_offenders) == (0, None, None, None)
    assert "no rate" in str(overall)


def test_bands_come_in_their_own_order():
    people = [{"person_id": f"{n}", "previous_offences": n} for n in (11, 2, 0, 7, 3)]
    events = [{"person_id": row["person_id"], "type": "caution", "date": day("2023-04-01")} for row in people]
    result = measured(tables(people, events, []))
    assert result.bands["previous_band"].to_pylist() == ["0", "1-2", "3-6", "7-10", "11+"]


@pytest.mark.parametrize(("as_at", "mature"), [(None, None), ("2024-12-29", False), ("2024-12-30", True)])
def test_a_cohort_is_mature_when_its_last_window_has_ended(as_at, mature):
    result = measured(one_person(), as_at=as_at)
    assert result.final_from == day("2024-12-30")
    assert result.overall.mature is mature
    assert result.groups["mature"].to_pylist() == [mature]
    assert ("Not final" in str(result)) is (mature is False)


@pytest.mark.parametrize("severity", ["category", "weight"])
@pytest.mark.parametrize(
    "name",
    ["kind", "first_date", "offender", "somebody", "days", "known", "unmapped", "released", "offence_date", "group_0"],
)
def test_a_grouping_column_may_have_any_name_that_the_result_does_not_use(name, severity):
    people = {"person_id": list("ABCD"), "previous_offences": [0] * 4, name: ["x", "y", "x", "y"]}
    events = {"person_id": list("ABCD"), "type": ["caution", "custody_release", "caution", "court_non_custodial"]}
    offences = {
        "person_id": list("ABC"),
        "offence_date": [day("2023-05-01")] * 3,
        "proven_date": [day("2023-06-01")] * 3,
        "excluded": pa.nulls(3, pa.string()),
        "severity": ["low", "high", "low"] if severity == "category" else [1.0, 2.0, 4.0],
    }
    found = measure(
        people, {**events, "date": [day("2023-04-10")] * 4}, offences,
        cohort_start="2023-04-01", cohort_end="2023-06-30", by=name,
    )  # fmt: skip
    told = [(row[name], row["offenders"], row["reoffenders"], row["rate"]) for row in found.groups.to_pylist()]
    assert told == [("x", 2, 2, 1.0), ("y", 2, 1, 0.5)]
    assert found.people[name].to_pylist() == ["x", "y", "x", "y"]
    if severity == "category":
        assert found.severities.select([name, "severity", "reoffences"]).to_pylist() == [
            {name: "x", "severity": "low", "reoffences": 2},
            {name: "y", "severity": "high", "reoffences": 1},
        ]


@pytest.mark.parametrize("name", ["index_type", "previous_band"])
def test_a_column_of_people_that_the_measure_makes_too_is_no_grouping_column(name):
    people = {"person_id": ["A"], "previous_offences": [0], name: ["mine"]}
    events = {"person_id": ["A"], "type": ["caution"], "date": [day("2023-04-10")]}
    offences = one_person()[2].slice(0, 0)
    with pytest.raises(InputError, match="one that the measure makes") as caught:
        measure(people, events, offences, cohort_start="2023-04-01", cohort_end="2023-06-30", by=name)
    assert caught.value.column == name


def test_severity_is_counted_by_category_and_added_as_a_weight():
    people, events, offences = one_person(
        offences=[
            ("2023-05-01", "2023-06-01", None),
            ("2023-05-02", "2023-06-01", None),
            ("2022-05-02", "2023-06-01", None),
        ]
    )
    by_category = offences.append_column("severity", pa.array(["either way", "summary", "indictable"]))
    result = measured((people, events, by_category))
    assert result.severities.to_pylist() == [
        {"severity": "either way", "reoffenders": 1, "reoffences": 1},
        {"severity": "summary", "reoffenders": 1, "reoffences": 1},
    ]
    by_weight = offences.append_column("severity", pa.array([10.5, 2.0, 99.0]))
    weighed = measured((people, events, by_weight))
    assert weighed.overall.harm == 12.5
    assert weighed.people["harm"].to_pylist() == [12.5]
    assert weighed.severities is None


def test_parquet_files_are_read_in_place_with_the_same_answer(tmp_path):
    from pyarrow import parquet

    rows = many_histories(40)
    paths = []
    for name, table in zip(("people", "events", "offences"), tables(*rows), strict=True):
        if name == "events":
            table = table.set_column(1, "type", pa.array([one.upper() for one in table["type"].to_pylist()]))
            table = table.set_column(2, "date", table["date"].cast(pa.timestamp("us")))
        paths.append(tmp_path / f"{name}.parquet")
        parquet.write_table(table, paths[-1])
    from_files = measure(*paths, cohort_start=START, cohort_end=END, by="borough")
    in_memory = measure(*tables(*rows), cohort_start=START, cohort_end=END, by="borough")
    assert from_files.people.equals(in_memory.people)
    assert from_files.problems.equals(in_memory.problems)


def test_doubtful_rows_are_reported():
    people, events, offences = one_person(
        offences=[("2023-05-02", "2023-05-01", None), ("2023-05-02", "2023-05-02", None)]
    )
    offences = offences.set_column(1, "offence_date", pa.array([day("2023-05-02"), None], pa.date32()))
    problems = measured((people, events, offences)).problems.to_pylist()
    assert problems == [
        {"argument": "offences", "row": 1, "problem": "no offence date", "counted": False},
        {"argument": "offences", "row": 0, "problem": "proven before it was committed", "counted": True},
    ]


def refused(given_tables, **terms):
    with pytest.raises(InputError) as caught:
        measured(given_tables, **terms)
    return caught.value


def test_unusable_input_is_refused_with_column_and_rows():
    people, events, offences = one_person(offences=[("2023-05-01", "2023-06-01", None)])
    twice = pa.concat_tables([people, people])
    assert (refused((twice, events, offences)).column, refused((twice, events, offences)).rows) == ("person_id", (0, 1))
    stranger = events.set_column(0, "person_id", pa.array(["B"]))
    error = refused((people, stranger, offences))
    assert (error.argument, error.column, error.rows) == ("events", "person_id", (0,))
    as_number = offences.set_column(0, "person_id", pa.array([1]))
    assert "one type" in str(refused((people, events, as_number)))
    as_text = offences.set_column(1, "offence_date", pa.array(["2023-05-01"]))
    assert refused((people, events, as_text)).column == "offence_date"
    assert refused((people, events, offences.drop_columns(["excluded"]))).column == "excluded"
    wrong_type = events.set_column(1, "type", pa.array(["arrest"]))
    assert refused((people, wrong_type, offences)).column == "type"
    minus = people.set_column(1, "previous_offences", pa.array([-1]))
    assert refused((minus, events, offences)).rows == (0,)


@pytest.mark.parametrize("code", ["99999", "00000", None])
def test_a_violent_measure_refuses_codes_that_it_cannot_place_only_where_they_would_count(code):
    old = [("2020-05-01", "2020-06-01", code), ("2023-05-01", "2023-06-01", "00801")]
    assert measured(one_person(offences=old), kind="violent").overall.reoffences == 1
    error = refused(one_person(offences=[("2023-05-01", "2023-06-01", code)]), kind="violent")
    assert (error.column, error.rows) == ("offence_code", (0,))
    people, events, offences = one_person()
    assert refused((people, events, offences.drop_columns(["offence_code"])), kind="violent").column == "offence_code"


@pytest.mark.parametrize(
    ("terms", "argument"),
    [
        ({"cohort_start": day("9999-04-01"), "cohort_end": day("9999-06-30")}, "cohort_end"),
        ({"cohort_end": "2023-03-31"}, "cohort_end"),
        ({"cohort_start": "April"}, "cohort_start"),
        ({"kind": "sexual"}, "kind"),
        ({"follow_up_months": 0}, "follow_up_months"),
        ({"waiting_months": 1.5}, "waiting_months"),
        ({"by": "ward"}, "by"),
        ({"engine": "polars"}, "engine"),
    ],
)
def test_terms_that_mean_nothing_are_refused(terms, argument):
    assert refused(one_person(), **terms).argument == argument


def test_an_offence_with_an_identifier_counts_once():
    people, events, offences = one_person(offences=[("2023-05-01", "2023-06-01", None)] * 2)
    offences = offences.append_column("offence_id", pa.array(["X1", "X1"]))
    assert refused((people, events, offences)).column == "offence_id"


@pytest.mark.parametrize("statistics", [True, False], ids=["told by the file", "counted"])
def test_faults_in_a_file_are_found_with_their_rows(tmp_path, statistics):
    from pyarrow import parquet

    good = one_person(offences=[("2023-05-01", "2023-06-01", None)])
    people, events, offences = good
    broken = {
        "people": pa.concat_tables([people, people]),
        "events": events.set_column(1, "type", pa.array(["arrest"])),
        "offences": offences.set_column(0, "person_id", pa.array([None], pa.string())),
    }
    few = people.set_column(1, "previous_offences", pa.array([-1]))
    faults = [*enumerate(broken.items()), (0, ("people", few))]
    for position, (name, table) in faults:
        place = tmp_path / f"{name}.parquet"
        parquet.write_table(table, place, write_statistics=statistics)
        error = refused([place if at == position else one for at, one in enumerate(good)])
        assert error.argument == name
        assert error.rows[0] == 0
    assert refused((tmp_path / "none.parquet", events, offences)).argument == "people"


def test_the_violent_list_is_the_ministrys(tmp_path):
    from desistance.reoffending.contracts import violent_codes

    listed = violent_codes()
    assert (listed.num_rows, pc.sum(listed["violent"]).as_py()) == (3039, 634)
    assert set(pc.utf8_length(listed["code"]).to_pylist()) == {5}
    assert (
        CODES.items()
        <= dict(zip(listed["code"].to_pylist(), map(bool, listed["violent"].to_pylist()), strict=True)).items()
    )
