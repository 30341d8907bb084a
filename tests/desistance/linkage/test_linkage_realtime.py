"""One record against others at once: the weights of a batch, saved models, and how a weight comes about."""

import datetime as dt
import json

import pyarrow as pa
import pytest

from desistance import InputError, linkage
from desistance.linkage.identifiers import pnc_of


@pytest.fixture(scope="module")
def scorer(linked):
    return linkage.scorer(linked.model)


def record(made, row):
    return made.records.slice(row, 1).to_pylist()[0]


def test_it_scores_as_the_batch_did(made, linked, scorer):
    place = {one: row for row, one in enumerate(made.records["record_id"].to_pylist())}
    chosen = linked.pairs.take(pa.array(range(0, linked.pairs.num_rows, 40))).to_pylist()
    assert len(chosen) > 15
    for pair in chosen:
        others = made.records.slice(place[pair["right_id"]], 1)
        found = scorer.score(record(made, place[pair["left_id"]]), others).to_pylist()[0]
        assert found["match_weight"] == pytest.approx(pair["match_weight"], abs=1e-9)
        assert found["match_probability"] == pytest.approx(pair["match_probability"], abs=1e-12)


PNCS = (pnc_of(1999, 12345), pnc_of(2004, 54321))
SIBLING = {"surname": "ZEBEDIAH", "date_of_birth": dt.date(1990, 3, 4), "postcode": "N1 9ZZ", "gender": "male"}


def decided(scorer, one, others):
    found = scorer.score({"record_id": "one", **one}, [{"record_id": f"{n}", **row} for n, row in enumerate(others)])
    return list(zip(found["decision"].to_pylist(), found["why"].to_pylist(), strict=True))


def test_twins_and_different_verified_identifiers_are_never_joined_by_weight(linked):
    keen = linkage.scorer(linked.model, join=0.0, break_below=-5.0)
    one = {**SIBLING, "given_name": "MARMADUKE"}
    assert decided(keen, one, [{**SIBLING, "given_name": "MARMADUKE"}]) == [("join", "weight")]
    assert decided(keen, one, [{**SIBLING, "given_name": "OSWALD"}]) == [("apart", "twins")]
    first, second = PNCS
    pair = [{**one, "pnc": second}]
    assert decided(keen, {**one, "pnc": first}, pair) == [("apart", "identifiers")]
    assert decided(keen, {**one, "pnc": first}, [{**one, "pnc": first}]) == [("join", "weight")]
    told = decided(keen, one, [{**one, "pnc": first}, {**one, "pnc": second}])
    assert sorted(told) == [("apart", "another record"), ("join", "weight")]


def test_decisions_are_those_of_the_batch(made, linked, scorer):
    """Each decided pair of `link` asked again by itself, where nothing but the two records decided it."""
    place = {one: row for row, one in enumerate(made.records["record_id"].to_pylist())}
    pairs = [one for one in linked.pairs.to_pylist() if one["why"] != "another record"]
    kinds = {}
    for pair in pairs:
        kinds.setdefault((pair["decision"], pair["why"]), []).append(pair)
    assert ("join", "weight") in kinds
    for pair in [one for held in kinds.values() for one in held[:8]]:
        others = made.records.slice(place[pair["right_id"]], 1)
        found = scorer.score(record(made, place[pair["left_id"]]), others).to_pylist()[0]
        assert (found["decision"], found["why"]) == (pair["decision"], pair["why"])


def test_a_record_fits_itself_best(made, scorer):
    found = scorer.score(record(made, 5), made.records.slice(0, 50))
    assert found.num_rows == 50
    assert found["match_weight"].to_numpy().argmax() == 5
    assert found["decision"][5].as_py() == "join"


def test_what_was_left_out_is_said_for_either_record(made, scorer):
    one = {**record(made, 5), "pnc": "1999/1234567A"}
    others = made.records.slice(5, 2).to_pylist()
    others[1]["postcode"] = "somewhere"
    told = scorer.score(one, others)["problem"].to_pylist()
    assert told[0] == "record: pnc has a wrong check letter and was left out"
    assert told[1] == f"{told[0]}; postcode is no postcode and was left out"


def test_missing_columns_say_nothing(made, scorer):
    bare = {"record_id": "X", "surname": record(made, 5)["surname"]}
    found = scorer.score(bare, made.records.slice(5, 1)).to_pylist()[0]
    assert found["match_weight"] < 0


def test_the_steps_add_up_to_the_weight(made, linked):
    pair = linked.pairs.slice(10, 1).to_pylist()[0]
    told = linked.explain(pair["left_id"], pair["right_id"])
    total = told.start + sum(step.match_weight + step.frequency_weight for step in told.steps)
    assert total == pytest.approx(told.match_weight)
    assert told.match_weight == pytest.approx(pair["match_weight"], abs=1e-9)
    assert told.table["total"].to_pylist()[-1] == pytest.approx(told.match_weight)
    assert "match weight" in str(told)
    with pytest.raises(InputError, match="no record is called"):
        linked.explain("nobody", pair["right_id"])


def test_a_saved_model_scores_alike_and_names_nobody_rare(made, linked, tmp_path):
    linked.model.save(tmp_path / "model.json")
    told = json.loads((tmp_path / "model.json").read_text())
    for held in told["frequencies"].values():
        assert all(share * told["records"] >= 9.99 for share in held.values())
    loaded = linkage.load(tmp_path / "model.json")
    assert (loaded.model, loaded.m, loaded.u, loaded.prior) == (
        linked.model.model,
        linked.model.m,
        linked.model.u,
        linked.model.prior,
    )
    again = linkage.link(made.records, model=str(tmp_path / "model.json"))
    assert again.clusters.equals(linked.clusters)
    weak = linkage.scorer(str(tmp_path / "model.json")).score(record(made, 5), made.records.slice(5, 1))
    assert weak["match_weight"][0].as_py() > 20


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.update(form="another"),
        lambda told: told.pop("m"),
        lambda told: told.update(prior=0),
        lambda told: told["m"][0].__setitem__(0, 0.0),
        lambda told: told["u"].pop(),
    ],
)
def test_a_file_that_is_no_trained_model_is_refused(linked, tmp_path, spoil):
    linked.model.save(tmp_path / "model.json")
    told = json.loads((tmp_path / "model.json").read_text())
    spoil(told)
    (tmp_path / "model.json").write_text(json.dumps(told))
    with pytest.raises(InputError, match="is no trained model"):
        linkage.load(tmp_path / "model.json")


def test_more_than_one_record_is_refused(made, scorer):
    with pytest.raises(InputError) as caught:
        scorer.score(made.records.slice(0, 2), made.records.slice(0, 5))
    assert caught.value.argument == "record"
    with pytest.raises(InputError) as caught:
        scorer.score({"surname": "Sample"}, made.records.slice(0, 5))
    assert (caught.value.argument, caught.value.column) == ("record", "record_id")
