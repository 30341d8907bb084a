"""Synthetic populations: lawful rows, published shares, and an effect that is found where it is and nowhere else."""

import math

import pyarrow.compute as pc
import pytest

from desistance import InputError
from desistance.reoffending import EVENTS, OFFENCES, PEOPLE, measure
from desistance.synthetic import PCD_1291, Shares, population


def measured(made, **terms):
    return measure(
        made.people, made.events, made.offences, cohort_start=made.cohort_start, cohort_end=made.cohort_end, **terms
    )


def difference(made):
    """Risk difference of the treated against the others, with its standard error."""
    rows = {row["treated"]: row for row in measured(made, by="treated").groups.to_pylist()}
    p, q = rows[True]["rate"], rows[False]["rate"]
    variance = p * (1 - p) / rows[True]["offenders"] + q * (1 - q) / rows[False]["offenders"]
    return p - q, math.sqrt(variance)


def test_it_satisfies_the_tables_and_is_the_same_for_the_same_seed():
    made, again, other = population(300, seed=5), population(300, seed=5), population(300, seed=6)
    for contract, name in ((PEOPLE, "people"), (EVENTS, "events"), (OFFENCES, "offences")):
        contract.check(getattr(made, name))
        assert getattr(made, name).equals(getattr(again, name))
        assert not getattr(made, name).equals(getattr(other, name))


def test_the_previous_offences_are_those_in_the_history():
    made = population(200, seed=1)
    index = dict(zip(*(measured(made).people[name].to_pylist() for name in ("person_id", "index_date")), strict=True))
    counted = dict.fromkeys(index, 0)
    for row in made.offences.to_pylist():
        if row["proven_date"] and row["proven_date"] < index[row["person_id"]]:
            counted[row["person_id"]] += 1
    assert counted == dict(
        zip(*(made.people[name].to_pylist() for name in ("person_id", "previous_offences")), strict=True)
    )


def test_the_published_shares_come_out():
    share = measured(population(60_000, seed=2, history=False)).share("11+")
    assert share.share_of_reoffenders == pytest.approx(0.38, abs=0.015)
    assert share.share_of_reoffences > 0.75


def test_the_arithmetic_of_a_pair_of_shares():
    pair = Shares(of_reoffenders=0.38, of_reoffences=0.75, per_reoffender=2.9)
    assert pair.ratio == pytest.approx(4.895, abs=0.001)
    assert pair.persistent_mean == pytest.approx(5.72, abs=0.01)
    assert pair.others_mean == pytest.approx(1.17, abs=0.01)
    assert pair.least_mean == pytest.approx(2.48)
    assert "4.9 times as many" in pair.working()
    with pytest.raises(InputError, match=r"at least 2\.48"):
        Shares(of_reoffenders=0.38, of_reoffences=0.75, per_reoffender=2.4)
    assert PCD_1291.of_reoffences > 0.75


def test_a_planted_effect_is_found_and_none_stays_none():
    planted, error = difference(population(20_000, seed=3, treated=0.5, risk_difference=-0.06, history=False))
    assert planted == pytest.approx(-0.06, abs=3 * error)
    assert planted < -4 * error
    nothing, error = difference(population(20_000, seed=4, treated=0.5, history=False))
    assert abs(nothing) < 3 * error


def test_confounding_hides_an_effect_from_a_plain_comparison():
    made = population(20_000, seed=5, treated=0.3, risk_difference=-0.05, confounding=0.8, history=False)
    plain, error = difference(made)
    assert made.truth.risk_difference == pytest.approx(-0.05, abs=0.001)
    assert plain - made.truth.risk_difference > 4 * error


@pytest.mark.long
@pytest.mark.timeout(900)
def test_intervals_cover_the_planted_effect_as_often_as_they_say():
    covered = 0
    for seed in range(200):
        made = population(2_000, seed=seed, treated=0.5, risk_difference=-0.05, history=False)
        found, error = difference(made)
        covered += abs(found - made.truth.risk_difference) < 1.96 * error
    assert 0.90 <= covered / 200 <= 0.985


def test_near_misses_are_in_it_and_do_not_count():
    made = population(2_000, seed=6, history=False)
    joined = made.offences.join(measured(made).people, "person_id")
    same_day = pc.equal(joined["offence_date"], joined["index_date"])
    assert pc.sum(same_day).as_py() > 200
    assert pc.sum(pc.is_null(made.offences["proven_date"])).as_py() > 200
    assert pc.sum(pc.is_valid(made.offences["excluded"])).as_py() > 200


@pytest.mark.parametrize(
    "terms", [{"people": 0}, {"treated": 1.5}, {"risk_difference": -2}, {"cohort_end": "2020-01-01"}]
)
def test_populations_that_cannot_be_are_refused(terms):
    with pytest.raises(InputError):
        population(terms.pop("people", 10), **terms)
