"""Input that cannot be used is refused with column, rows and remedy, or its row is marked; never a wrong number.

One test for each thing that goes wrong in practice, across the parts that it can reach. Ten million rows on a small
machine are in tests/desistance/reoffending/test_reoffending_at_size.py.
"""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from desistance import InputError, cohorts, disclosure, effects, linkage, matching, monitoring, reoffending, scores

D = dt.date
PERSON = {
    "gender": ["male"],
    "date_of_birth": [D(1990, 5, 1)],
    "date_of_conviction": [D(2026, 3, 2)],
    "follow_up_start": [D(2026, 3, 2)],
    "age_at_first_sanction": [17],
    "total_sanctions": [12],
    "offence_code": ["05330"],
}
PEOPLE = {"person_id": ["A"], "previous_offences": [2]}
EVENTS = {"person_id": ["A"], "type": ["caution"], "date": [D(2022, 5, 1)]}
OFFENCES = {
    "person_id": ["A"],
    "offence_date": [D(2022, 6, 1)],
    "proven_date": [D(2022, 7, 1)],
    "excluded": pa.nulls(1, pa.string()),
    "offence_code": ["00801"],
}
RECORDS = {"record_id": ["1", "2"], "surname": ["SMITH", "SMYTH"], "date_of_birth": [D(1990, 5, 1)] * 2}
RULE = {
    "name": "Any",
    "version": [{"from": D(2015, 1, 1), "criterion": [{"id": "two", "kind": "offences", "at_least": 2}]}],
}
X = np.random.default_rng(0).normal(size=(60, 2))
TREATED = np.arange(60) < 20


def scored(**changes):
    return scores.score({**PERSON, **changes}, "ogrs3").to_pylist()[0]


def measured(people=None, events=None, offences=None, **terms):
    return reoffending.measure(
        {**PEOPLE, **(people or {})}, {**EVENTS, **(events or {})}, {**OFFENCES, **(offences or {})},
        cohort_start="2022-04-01", cohort_end="2022-06-30", **terms,
    )  # fmt: skip


def selected(**changes):
    given = {"person_id": ["A"], "offence_date": [D(2020, 6, 1)], "proven_date": [D(2020, 7, 1)], **changes}
    empty = {"person_id": ["A"], "instrument": ["ogrs3"], "date": [D(2020, 1, 1)], "band": ["LOW"]}
    return cohorts.select({"person_id": ["A"]}, given, empty, RULE, as_at="2024-01-01")


def refused(call, column=None):
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value).endswith(".")
    if column is not None:
        assert caught.value.column == column
    return caught.value


def without(table, column):
    return {name: values for name, values in table.items() if name != column}


def test_what_the_cases_start_from_is_sound():
    assert scored()["problem"] is None
    assert measured(kind="violent").overall.reoffences == 1
    assert selected().num_rows
    assert matching.propensity(X, TREATED).shape == (60,)


@pytest.mark.parametrize(
    ("call", "column"),
    [
        (lambda: scores.score(without(PERSON, "gender"), "ogrs3"), "gender"),
        (lambda: reoffending.measure(PEOPLE, without(EVENTS, "date"), OFFENCES, cohort_start="2022-04-01",
                                     cohort_end="2022-06-30"), "date"),
        (lambda: cohorts.select({"name": ["A"]}, {}, {}, RULE, as_at="2024-01-01"), "person_id"),
        (lambda: linkage.link(without(RECORDS, "record_id")), "record_id"),
        (lambda: linkage.link(without(RECORDS, "surname")), None),
        (lambda: disclosure.protect({"area": ["x"], "people": [3]}, count="offenders", by="area"), "offenders"),
        (lambda: matching.coarsened({"age": X[:, 0]}, TREATED, cuts={"height": [0.0]}), "height"),
        (lambda: effects.rosenbaum({"treated": [1.0]}, gamma=2.0), "control"),
    ],
)  # fmt: skip
def test_wrong_and_missing_columns(call, column):
    refused(call, column)


@pytest.mark.parametrize("values", [[12, "twelve"], ["12", D(2020, 1, 1)], [1.5, [2]]])
def test_mixed_types(values):
    twice = {name: held * 2 for name, held in PERSON.items()}
    refused(lambda: scores.score({**twice, "total_sanctions": values}, "ogrs3"), "total_sanctions")
    refused(lambda: disclosure.protect({"area": ["x", "y"], "people": values}, count="people", by="area"), "people")


def test_dates_as_text_are_never_guessed():
    refused(lambda: scored(date_of_birth=["01/05/1990"]), "date_of_birth")
    refused(lambda: measured(events={"date": ["2022-05-01"]}), "date")
    refused(lambda: measured(offences={"proven_date": ["2022-07-01"]}), "proven_date")
    refused(lambda: selected(offence_date=["2020-06-01"]), "offence_date")
    refused(lambda: linkage.link({**RECORDS, "date_of_birth": ["1990-05-01"] * 2}), "date_of_birth")


@pytest.mark.parametrize("code", ["99999", "00000", "5330", "", None])
def test_unmapped_and_withdrawn_offence_codes(code):
    row = scored(offence_code=pa.array([code], pa.string()))
    assert "offence_code" in row["problem"]
    assert row["probability_2y"] is row["percent_2y"] is row["band"] is None
    refused(lambda: measured(offences={"offence_code": pa.array([code], pa.string())}, kind="violent"), "offence_code")


@pytest.mark.parametrize("born", [D(2027, 1, 1), D(1850, 1, 1), D(2020, 1, 1)])
def test_ages_that_cannot_be(born):
    row = scored(date_of_birth=[born])
    assert row["problem"]
    assert row["probability_2y"] is None


def test_no_treated_rows():
    nobody = np.zeros(60)
    for call in (
        lambda: matching.propensity(X, nobody),
        lambda: matching.nearest(X[:, 0], nobody),
        lambda: matching.weights(np.full(60, 0.5), nobody),
        lambda: matching.balance(X, nobody),
        lambda: matching.coarsened({"age": X[:, 0]}, nobody, cuts={"age": [0.0]}),
        lambda: effects.att(X[:, 0], nobody),
        lambda: effects.rate_ratio(np.ones(60), np.ones(60), nobody),
    ):
        assert "no rows marked 1" in str(refused(call))


def test_perfect_separation():
    said = refused(lambda: matching.propensity(np.column_stack([X, TREATED]), TREATED), "x2")
    assert "separate" in str(said)
    assert "order the events" in str(refused(lambda: effects.cox([[1.0], [2.0], [3.0]], [3, 2, 1], [1, 1, 1])))


def test_no_overlap():
    score = np.where(TREATED, 0.99, 0.001)
    found = matching.nearest(score, TREATED, caliper=0.01)
    assert (found.pairs.num_rows, len(found.unmatched)) == (0, 20)
    assert not matching.overlap(score, TREATED).credible
    refused(lambda: effects.att(X[:, 0], TREATED, found.weights))


def test_groups_of_one_row():
    refused(lambda: effects.att(X[:, 0], np.arange(60) < 1))
    refused(lambda: effects.att(X[:, 0], TREATED, cluster=np.zeros(60)))
    refused(lambda: effects.cox(X[:3, :1], [1.0, 2.0, 3.0], [1, 1, 1], strata=[1, 2, 3]))
    refused(lambda: monitoring.xmr([5.0]))
    alone = effects.restricted_mean([3.0, 3.0, 3.0], [1, 0, 1], horizon=2, group=["a", "b", "b"]).to_pylist()[0]
    assert (alone["n"], alone["low"], alone["high"], alone["p"]) == (1, None, None, None)
    assert len(matching.nearest(X[:, 0], TREATED, exact=np.arange(60)).unmatched) == 20
    assert not measured().overall.reliable


def test_outcomes_that_are_all_empty():
    nothing = [None] * 60
    for call in (
        lambda: effects.att(nothing, TREATED),
        lambda: effects.att(pa.nulls(60, pa.float64()), TREATED),
        lambda: effects.rate_ratio(nothing, np.ones(60), TREATED),
        lambda: effects.kaplan_meier(nothing, TREATED),
        lambda: effects.cox(X, np.ones(60), nothing),
        lambda: effects.fine_gray(X, np.ones(60), nothing),
        lambda: effects.difference_in_differences(nothing, TREATED, np.arange(60) % 2),
        lambda: effects.interrupted_series(nothing, start=30),
        lambda: monitoring.xmr(nothing),
        lambda: monitoring.funnel(nothing, np.ones(60)),
    ):
        assert "missing" in str(refused(call)) or "empty" in str(refused(call))
    none = measured(offences={"offence_date": pa.nulls(1, pa.date32())})
    assert (none.overall.reoffences, none.problems["problem"].to_pylist()) == (0, ["no offence date"])
