"""Training: planted shares come back, an untrained model is an error, and Splink's own training agrees."""

import numpy as np
import pyarrow as pa
import pytest

from desistance import InputError, linkage
from desistance.linkage.counting import Patterns
from desistance.linkage.models import PERSON, Comparison, Level, Model
from desistance.linkage.training import Session, estimate

M = [np.array([0.8, 0.15, 0.05]), np.array([0.9, 0.1]), np.array([0.7, 0.3]), np.array([0.95, 0.05])]
U = [np.array([0.01, 0.04, 0.95]), np.array([0.002, 0.998]), np.array([0.05, 0.95]), np.array([0.3, 0.7])]


def planted(matches, others, generator):
    """Patterns of pairs drawn from known shares."""

    def drawn(rows, shares):
        return np.column_stack([generator.choice(len(one), rows, p=one) for one in shares])

    return np.concatenate([drawn(matches, M), drawn(others, U)])


def patterns(levels, share=1.0):
    found, count = np.unique(levels, axis=0, return_counts=True)
    return Patterns(found, count.astype(float), share)


def test_planted_shares_come_back():
    levels = planted(12_000, 400_000, np.random.default_rng(1))
    first, second = levels[levels[:, 1] == 0], levels[levels[:, 2] == 0]
    sessions = [Session(patterns(first), frozenset({1})), Session(patterns(second), frozenset({2}))]
    comparisons = tuple(
        Comparison(f"c{i}", (f"c{i}",), "false", tuple(Level(str(place), "true") for place in range(len(one) - 1)))
        for i, one in enumerate(M)
    )
    model = Model("planted", (), comparisons, (), ())
    found, _ = estimate(model, patterns(levels), sessions, float(len(levels)))
    assert found.matches == pytest.approx(12_000, rel=0.02)
    for got, wanted in zip([*found.m, *found.u], [*M, *U], strict=True):
        assert got == pytest.approx(wanted, abs=0.008)


def test_random_pairs_of_one_person_do_not_make_agreement_look_common(linked, made):
    weights = {(row["comparison"], row["level"]): row for row in linked.quality.parameters.to_pylist()}
    days = len(set(made.records["date_of_birth"].to_pylist()))
    assert weights[("date_of_birth", "the same")]["u"] < 3 / days
    share = linked.model.prior
    assert weights[("pnc", "the same")]["u"] < share / 5


def test_splinks_own_training_comes_to_the_same_m(made, linked):
    from splink import DuckDBAPI, Linker, block_on

    settings = linked.model.splink_settings(two=False, blocking=["l.date_of_birth = r.date_of_birth"])
    table = linked.normalised[0].table.append_column("key", pa.array(range(made.records.num_rows)))
    api = DuckDBAPI()
    linker = Linker(api.register(table, table_name="records"), settings, log_level=50, validate_settings=False)
    for columns in (("date_of_birth",), ("given_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), estimate_without_term_frequencies=True
        )
    ours = {(row["comparison"], row["level"]): row["m"] for row in linked.quality.parameters.to_pylist()}
    theirs = linker.misc.save_model_to_json()["comparisons"]
    compared = 0
    for comparison in theirs:
        for level in comparison["comparison_levels"]:
            told = (comparison["output_column_name"], level["label_for_charts"])
            if told in ours and ours[told] > 0.05:
                assert level["m_probability"] == pytest.approx(ours[told], abs=0.03)
                compared += 1
    assert compared > 12


def test_too_few_records_are_an_error_that_says_what_is_lacking():
    few = linkage.made_up(20, records=30, seed=1)
    with pytest.raises(InputError, match="not fully trained") as caught:
        linkage.link(few.records)
    assert caught.value.argument == "model"
    assert "of one person" in str(caught.value)


def test_a_column_that_hardly_anyone_has_is_an_error_and_not_a_guess(made):
    place = made.records.schema.get_field_index("nhs_number")
    numbers = made.records["nhs_number"].to_pylist()
    twice = [one for one in dict.fromkeys(numbers) if one and numbers.count(one) == 2][:5]
    assert len(twice) == 5
    rare = [value if value in twice or numbers.count(value) == 1 else None for value in numbers]
    with pytest.raises(InputError, match="nhs_number stands in both records of only"):
        linkage.link(made.records.set_column(place, "nhs_number", pa.array(rare)))


def test_a_column_that_is_the_same_for_all_tells_nobody_apart(made):
    place = made.records.schema.get_field_index("gender")
    found = linkage.link(made.records.set_column(place, "gender", pa.array(["male"] * made.records.num_rows)))
    assert "gender" not in {one.name for one in found.model.model.comparisons}
    assert any(note.startswith("gender") for note in found.quality.notes)


def test_people_who_are_all_called_the_same_cannot_be_trained_on(made):
    place = made.records.schema.get_field_index("surname")
    with pytest.raises(InputError, match="alike in this") as caught:
        linkage.link(made.records.set_column(place, "surname", pa.array(["Sample"] * made.records.num_rows)))
    assert caught.value.column == "surname"


def test_a_level_that_never_occurs_is_left_out_and_said(linked):
    kept = {(row["comparison"], row["level"]) for row in linked.quality.parameters.to_pylist()}
    for note in linked.quality.notes:
        if "so that level is left out" in note:
            assert (note.split(":")[0], note.split("'")[1]) not in kept
    declared = {(one.name, label) for one in PERSON.comparisons for label in one.labels}
    assert kept <= declared


def test_every_share_adds_up(linked):
    for shares in (*linked.model.m, *linked.model.u):
        assert sum(shares) == pytest.approx(1.0)
        assert min(shares) > 0
