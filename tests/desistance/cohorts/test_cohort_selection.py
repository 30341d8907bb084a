"""Selection against its plain twin on generated people, and the examples that the documentation tells."""

import datetime as dt
import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError
from desistance.cohorts import load, oracle, select

day = dt.date.fromisoformat
RULE = {
    "name": "persistent and violent",
    "version": [
        {
            "from": day("2024-01-01"),
            "until": day("2024-03-10"),
            "criterion": [
                {
                    "id": "band",
                    "kind": "score",
                    "instruments": ["ovp"],
                    "band_at_least": "MEDIUM",
                    "says": "OVP medium or more",
                },
                {
                    "id": "robbery",
                    "kind": "offences",
                    "at_least": 2,
                    "within_months": 2,
                    "code_prefixes": ["034"],
                    "says": "two robberies in two months",
                },
                {"id": "adult", "kind": "age", "at_least": 18},
            ],
            "exclusion": [{"id": "away", "kind": "person", "column": "borough", "any_of": ["Outside"]}],
        },
        {
            "from": day("2024-03-10"),
            "criterion": [
                {
                    "id": "band",
                    "kind": "score",
                    "instruments": ["vrp", "arp"],
                    "score_versions": ["1", "3"],
                    "band_at_least": "HIGH",
                    "valid_months": 1,
                },
                {"id": "offending", "kind": "offences", "at_least": 1, "within_months": 1, "proven": False},
                {"id": "violent", "kind": "offences", "at_least": 1, "violent": True, "codes": ["04000"]},
            ],
        },
    ],
}
VIOLENT = {"03400", "03401"}
DAYS = st.dates(day("2023-11-28"), day("2024-04-20"))
IDS = st.sampled_from(["01", "02", "03"])
offence_rows = st.lists(
    st.fixed_dictionaries(
        {
            "person_id": IDS,
            "offence_date": st.one_of(DAYS, st.none()),
            "proven_date": st.one_of(DAYS, st.none()),
            "excluded": st.sampled_from([None, None, "", " \t", "breach"]),
            "offence_code": st.sampled_from(["03400", "03401", "04000", "02800"]),
        }
    ),
    max_size=12,
)
score_rows = st.lists(
    st.fixed_dictionaries(
        {
            "person_id": IDS,
            "instrument": st.sampled_from(["OVP", "vrp", "ARP", "ogrs3", "ovpp"]),
            "date": DAYS,
            "band": st.sampled_from(["LOW", "MEDIUM", "HIGH", "VERY_HIGH", None]),
            "version": st.sampled_from(["1", "2", "3", None]),
        }
    ).map(lambda row: {**row, "version": "1"} if row["instrument"] == "OVP" else row),
    max_size=8,
)
BORN = ("2006-02-01", "2004-02-29", "1980-01-01", "1904-01-01", "1903-12-31", "1790-05-01", "2030-01-01")
people_rows = st.tuples(
    *(
        st.fixed_dictionaries(
            {
                "person_id": st.just(name),
                "date_of_birth": st.sampled_from([None, *map(day, BORN)]),
                "borough": st.sampled_from(["Brent", "Outside", None]),
            }
        )
        for name in ("01", "02", "03")
    )
)


def tables(people, offences, scores):
    text, date = pa.string(), pa.date32()
    return (
        pa.Table.from_pylist(
            list(people), pa.schema([("person_id", text), ("date_of_birth", date), ("borough", text)])
        ),
        pa.Table.from_pylist(
            offences,
            pa.schema(
                [
                    ("person_id", text),
                    ("offence_date", date),
                    ("proven_date", date),
                    ("excluded", text),
                    ("offence_code", text),
                ]
            ),
        ),
        pa.Table.from_pylist(
            scores,
            pa.schema([("person_id", text), ("instrument", text), ("date", date), ("band", text), ("version", text)]),
        ),
    )


@settings(max_examples=60, deadline=None)
@given(
    people=people_rows, offences=offence_rows, scores=score_rows, as_at=st.dates(day("2024-01-01"), day("2024-04-30"))
)
def test_selection_equals_its_plain_twin(people, offences, scores, as_at):
    rule = load(RULE)
    found = select(*tables(people, offences, scores), rule, as_at=as_at).to_pylist()
    assert found == oracle.select(people, offences, scores, rule, as_at=as_at, violent=VIOLENT)


@settings(max_examples=20, deadline=None)
@given(
    people=people_rows, offences=offence_rows, scores=score_rows, as_at=st.dates(day("2024-01-01"), day("2024-04-30"))
)
def test_an_earlier_answer_can_be_given_again(people, offences, scores, as_at):
    """What a later run says of an earlier day is what a run on that day said."""
    then = select(*tables(people, offences, scores), RULE, as_at=as_at).to_pylist()
    later = select(*tables(people, offences, scores), RULE, as_at="2024-04-30").to_pylist()
    for person in people:
        mine = [row for row in later if row["person_id"] == person["person_id"]]
        now = next(row for row in mine if row["from"] <= as_at and (row["until"] is None or as_at < row["until"]))
        last = [row for row in then if row["person_id"] == person["person_id"]][-1]
        assert (now["eligible"], now["reasons"], now["from"]) == (last["eligible"], last["reasons"], last["from"])


def test_reasons_name_what_holds_and_what_fails():
    people = [{"person_id": "01", "date_of_birth": day("1980-01-01"), "borough": "Brent"}]
    robbery = {"person_id": "01", "proven_date": day("2024-02-01"), "excluded": None, "offence_code": "03400"}
    offences = [{**robbery, "offence_date": day("2024-01-05")}, {**robbery, "offence_date": day("2024-01-20")}]
    scores = [{"person_id": "01", "instrument": "OVP", "date": day("2024-01-10"), "band": "MEDIUM"}]
    found = select(*tables(people, offences, scores), RULE, as_at="2024-03-09").to_pylist()
    assert [(row["eligible"], row["from"].isoformat()) for row in found] == [
        (False, "2024-01-01"),
        (False, "2024-01-10"),
        (True, "2024-02-01"),
        (False, "2024-03-05"),
    ]
    assert found[2]["reasons"] == [
        "holds: OVP medium or more",
        "holds: two robberies in two months",
        "holds: adult",
        "fails: away",
    ]
    assert found[3]["reasons"][1] == "fails: two robberies in two months"


def test_the_ministrys_violent_flag_can_be_asked_for():
    rule = {
        "name": "v",
        "version": [
            {"from": day("2024-01-01"), "criterion": [{"id": "v", "kind": "offences", "at_least": 1, "violent": True}]}
        ],
    }
    people = [{"person_id": one, "date_of_birth": None, "borough": None} for one in ("01", "02")]
    offences = [
        {
            "person_id": one,
            "offence_date": day("2023-01-01"),
            "proven_date": day("2023-02-01"),
            "excluded": None,
            "offence_code": code,
        }
        for one, code in (("01", "03400"), ("02", "04000"))
    ]
    found = select(*tables(people, offences, []), rule, as_at="2024-01-01")
    assert found["eligible"].to_pylist() == [True, False]


ONE = [{"person_id": "01"}]
NO_SCORES = pa.table({name: pa.array([], pa.string()) for name in ("person_id", "instrument", "band")}).append_column(
    "date", pa.array([], pa.date32())
)
NO_OFFENCES = pa.table({"person_id": pa.array([], pa.string()), "offence_date": pa.array([], pa.date32())})


def banded(**fields):
    return changed(kind="score", band_at_least="HIGH", **fields)


def scored(*rows):
    names = ("instrument", "date", "band", "version")
    return [{"person_id": "01", **dict(zip(names, row, strict=False))} for row in rows]


@pytest.mark.parametrize(
    ("instruments", "says", "remedy"),
    [
        (["ovp", "VRP"], r"different generations.*ovp \(generation 3\), VRP \(generation 4\)", r"\[\[version\]\]"),
        (["ogrs4v_2015", "vrp"], "different generations", "one generation"),
        (["ovpp"], "called 'ovpp'", "Choose from ogrs3, ovp"),
        (["mst"], "no instrument with a band is called 'mst'", "Choose from"),
        ([], "wrong form", "cohort-rules"),
        ([4], "wrong form", "cohort-rules"),
    ],
)
def test_a_rule_that_mixes_generations_or_misspells_an_instrument_is_refused(instruments, says, remedy):
    with pytest.raises(InputError, match=says) as caught:
        load(banded(instruments=instruments))
    assert re.search(remedy, caught.value.remedy)
    assert "criterion 'x'" in caught.value.argument


def test_versions_of_one_instrument_are_read_together_only_where_the_rule_says_so():
    stranger = {"person_id": "99", "instrument": "ovp", "date": day("2020-01-01"), "band": "LOW", "version": "0"}
    people = [*ONE, {"person_id": "99"}]
    scores = [
        stranger,
        *scored(("OVP", day("2023-05-01"), "HIGH", "1.0"), ("ovp", day("2023-06-01"), "LOW", "2.0")),
        *scored(("ovp", day("2024-06-01"), "HIGH", "1.0")),
    ]
    with pytest.raises(InputError, match=r"ovp in more than one version \(0, 1\.0, 2\.0\)") as caught:
        select(people, NO_OFFENCES, scores, banded(instruments=["ovp"]), as_at="2024-01-01")
    assert (caught.value.argument, caught.value.column, caught.value.rows) == ("scores", "version", (1, 2))
    assert "score_versions" in caught.value.remedy
    told = {}
    for versions in (["1.0"], ["2.0"], ["1.0", "2.0"]):
        rule = banded(instruments=["ovp"], score_versions=versions)
        spans = select(people, NO_OFFENCES, scores, rule, as_at="2024-01-01")
        told[tuple(versions)] = spans["eligible"].to_pylist()[0]
    assert told == {("1.0",): True, ("2.0",): False, ("1.0", "2.0"): False}


def test_a_version_that_is_not_said_is_not_taken_for_one_that_is():
    scores = scored(("ovp", day("2023-05-01"), "HIGH", "1.0"), ("ovp", day("2023-06-01"), "HIGH", None))
    with pytest.raises(InputError, match="none said"):
        select(ONE, NO_OFFENCES, scores, banded(instruments=["ovp"]), as_at="2024-01-01")
    unversioned = [{name: row[name] for name in ("person_id", "instrument", "date", "band")} for row in scores]
    assert select(ONE, NO_OFFENCES, unversioned, banded(instruments=["ovp"]), as_at="2024-01-01")["eligible"][0].as_py()
    rule = banded(instruments=["ovp"], score_versions=["1.0"])
    with pytest.raises(InputError, match="criterion 'x' needs it") as caught:
        select(ONE, NO_OFFENCES, unversioned, rule, as_at="2024-01-01")
    assert caught.value.column == "version"


def robbery(**fields):
    given = {"person_id": "01", "offence_date": "2023-05-01", "proven_date": "2023-06-01", "offence_code": "03400"}
    row = {**given, **fields}
    return {**row, **{name: row[name] and day(row[name]) for name in ("offence_date", "proven_date")}}


def offending(offences, rule, people=ONE, scores=()):
    _, offences, scores = tables([], [{"excluded": None, **one} for one in offences], list(scores))
    return select(people, offences, scores, rule, as_at="2024-01-01")


@pytest.mark.parametrize(
    ("fields", "code", "fault"),
    [
        ({"violent": True}, "801", "empty, withdrawn or unknown"),
        ({"violent": True}, "99999", "empty, withdrawn or unknown"),
        ({"violent": True}, "00000", "empty, withdrawn or unknown"),
        ({"violent": True}, None, "empty, withdrawn or unknown"),
        ({"codes": ["00801"]}, "801", "empty or not of five digits"),
        ({"code_prefixes": ["008"]}, "801", "empty or not of five digits"),
        ({"code_prefixes": ["008"]}, None, "empty or not of five digits"),
    ],
)
def test_a_code_that_cannot_be_placed_is_refused_where_the_offence_would_count(fields, code, fault):
    """As `reoffending.measure` does: no such offence is taken for one of another kind."""
    rule = changed(within_months=24, **fields)
    with pytest.raises(InputError, match=fault) as caught:
        offending([robbery(), robbery(offence_code=code)], rule)
    assert (caught.value.argument, caught.value.column, caught.value.rows) == ("offences", "offence_code", (1,))
    assert repr(code) in str(caught.value)
    idle = [
        {"proven_date": None},
        {"proven_date": "2024-01-02"},
        {"offence_date": None},
        {"offence_date": "2021-12-31"},
        {"excluded": "breach"},
    ]
    offending([robbery(offence_code=code, **one) for one in idle], rule)


@pytest.mark.parametrize("argument", ["offences", "scores"])
def test_rows_of_people_who_are_not_in_people_are_refused(argument):
    stranger = {"offences": [robbery(), robbery(person_id="1")], "scores": [*scored(("ovp", day("2023-05-01"), "LOW"))]}
    stranger["scores"].append({**stranger["scores"][0], "person_id": "1"})
    with pytest.raises(InputError, match="'1' is not in people") as caught:
        offending(rule=changed(), **{"offences": [], argument: stranger[argument]})
    assert (caught.value.argument, caught.value.column, caught.value.rows) == (argument, "person_id", (1,))


def test_rows_that_could_not_be_used_are_told_beside_the_answer():
    people = [{"person_id": "01"}, {"person_id": "02"}]
    offences = [robbery(), robbery(offence_date=None), robbery(proven_date="2023-04-30")]
    scores = scored(("ovpp", day("2023-05-01"), "HIGH"), ("ovp", day("2023-05-01"), None))
    rule = changed()
    banding = {"id": "y", "kind": "score", "instruments": ["ovp"], "band_at_least": "LOW"}
    rule["version"][0]["criterion"].append(banding)
    told = offending(offences, rule, people, scores)["problem"].to_pylist()
    assert told == [
        "offences row 1 has no offence date and does not count; offences row 2 was proven before it was committed; "
        "scores row 0 is of an unknown instrument and is not read; scores row 1 has no band and is not read",
        None,
    ]


def test_a_date_of_birth_that_cannot_be_gives_no_age_and_is_told():
    days = ["1790-05-01", "2024-01-02", None, "1990-05-01"]
    people = [{"person_id": f"{row}", "date_of_birth": one and day(one)} for row, one in enumerate(days)]
    found = select(people, NO_OFFENCES, NO_SCORES, changed(kind="age", at_least=18), as_at="2024-01-01")
    assert found["eligible"].to_pylist() == [False, False, False, True]
    assert found["problem"].to_pylist() == [
        "date_of_birth is 1790-05-01, so no age is known",
        "date_of_birth is 2024-01-02, so no age is known",
        "date_of_birth is empty, so no age is known",
        None,
    ]
    unasked = select(people, NO_OFFENCES, NO_SCORES, changed(proven=False), as_at="2024-01-01")
    assert unasked["problem"].null_count == len(people)


def changed(**fields):
    criterion = {"id": "x", "kind": "offences", **({} if "kind" in fields else {"at_least": 1}), **fields}
    return {"name": "r", "version": [{"from": day("2024-01-01"), "criterion": [criterion]}]}


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"name": "r", "version": []},
        {"name": "r", "version": [{"from": "2024-01-01"}]},
        {"name": "r", "version": [{"from": day("2024-01-01"), "criterion": []}]},
        changed(kind="astrology"),
        changed(withn_months=3),
        changed(at_least=True),
        changed(at_least=0),
        changed(within_months=-1),
        changed(codes=["801"]),
        changed(code_prefixes=["34 "]),
        changed(code_prefixes=[]),
        changed(kind="score", instruments=["ovp"], band_at_least="SEVERE"),
        {"name": "r", "version": [*changed()["version"], *changed()["version"]]},
        "no such file.toml",
    ],
)
def test_rules_that_cannot_be_read_are_refused(rule):
    with pytest.raises(InputError) as caught:
        load(rule)
    assert caught.value.remedy


def test_a_day_before_the_rule_and_a_missing_column_are_refused():
    people, offences, scores = tables([{"person_id": "01", "date_of_birth": None, "borough": None}], [], [])
    with pytest.raises(InputError, match="before the rule's first day"):
        select(people, offences, scores, RULE, as_at="2023-12-31")
    with pytest.raises(InputError) as caught:
        select(people.drop_columns(["borough"]), offences, scores, RULE, as_at="2024-01-31")
    assert caught.value.column == "borough"


def test_a_rule_is_read_from_a_file(tmp_path):
    place = tmp_path / "rule.toml"
    place.write_text(
        'name = "r"\n[[version]]\nfrom = 2024-01-01\n'
        '[[version.criterion]]\nid = "one"\nkind = "offences"\nat_least = 1\n',
        encoding="utf-8",
    )
    rule = load(place)
    assert (rule.name, rule.versions[0].criteria[0].at_least) == ("r", 1)
