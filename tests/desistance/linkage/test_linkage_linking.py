"""Linkage end to end: who is brought together, in whatever order, and input that cannot be used."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from desistance import InputError, linkage


def pairs_within(label):
    count = np.unique(label, return_counts=True)[1]
    return int((count * (count - 1) // 2).sum())


def codes(column):
    return column.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)


def agreement(cluster, person):
    """Precision and recall of pairs within clusters."""
    label = codes(cluster)
    together = pairs_within(label * (person.max() + 1) + person)
    return together / pairs_within(label), together / pairs_within(person)


def by_id(linked):
    return dict(zip(*(linked.clusters[name].to_pylist() for name in ("record_id", "cluster")), strict=True))


def test_records_of_one_person_are_brought_together(made, linked):
    precision, recall = agreement(linked.clusters["cluster"], made.person)
    assert precision > 0.995
    assert recall > 0.6
    assert linked.clusters["record_id"].equals(made.records["record_id"])
    assert linked.quality.expected_matches == pytest.approx(pairs_within(made.person), rel=0.1)


def test_the_surest_pairs_come_first_and_each_says_why(linked):
    weight = linked.pairs["match_weight"].to_numpy()
    assert np.all(np.diff(weight) <= 0)
    told = {(row["decision"], row["why"]) for row in linked.pairs.to_pylist()}
    assert {("join", "weight"), ("possible", "weight"), ("apart", "weight")} <= told
    for row in linked.pairs.to_pylist():
        if row["decision"] == "possible":
            assert 14 <= row["match_weight"] < 20


def test_the_order_of_rows_makes_no_difference(made, linked):
    order = np.random.default_rng(2).permutation(made.records.num_rows)
    again = linkage.link(made.records.take(pa.array(order)))
    assert by_id(again) == by_id(linked)
    assert again.pairs.equals(linked.pairs)
    assert again.quality.parameters.equals(linked.quality.parameters)
    assert again.clusters["record_id"].equals(made.records["record_id"].take(pa.array(order)))


def test_two_tables_are_compared_only_across(made):
    odd = np.arange(made.records.num_rows) % 2 == 1
    left, right = made.records.filter(pa.array(~odd)), made.records.filter(pa.array(odd))
    found = linkage.link(left, right)
    sides = {name: set(table["record_id"].to_pylist()) for name, table in (("left", left), ("right", right))}
    assert set(found.pairs["left_id"].to_pylist()) <= sides["left"]
    assert set(found.pairs["right_id"].to_pylist()) <= sides["right"]
    assert found.clusters["table"].to_pylist() == ["left"] * left.num_rows + ["right"] * right.num_rows
    person = np.concatenate([made.person[~odd], made.person[odd]])
    assert agreement(found.clusters["cluster"], person)[0] > 0.99
    joined = found.pairs.filter(pc.equal(found.pairs["decision"], "join"))
    whose = dict(zip(made.records["record_id"].to_pylist(), made.person, strict=True))
    assert np.mean([whose[a] == whose[b] for a, b in zip(*_columns(joined), strict=True)]) > 0.99


def _columns(pairs):
    return pairs["left_id"].to_pylist(), pairs["right_id"].to_pylist()


def test_ids_that_both_tables_use_do_not_meet(made, linked):
    half = made.records.num_rows // 2
    left, right = (
        made.records.slice(start, half).set_column(0, "record_id", pa.array(range(half))) for start in (0, half)
    )
    found = linkage.link(left, right, model=linked.model)
    assert found.clusters["cluster"].type == pa.string()
    assert len(set(found.clusters["cluster"].to_pylist())) == found.quality.clusters
    assert agreement(found.clusters["cluster"], made.person)[0] > 0.99


def test_what_people_decided_wins(made, linked):
    joined = linked.pairs.filter(pc.equal(linked.pairs["decision"], "join")).slice(0, 1).to_pylist()[0]
    apart = linked.pairs.filter(pc.equal(linked.pairs["decision"], "apart")).slice(0, 1).to_pylist()[0]
    ids = made.records["record_id"].to_pylist()
    cluster = by_id(linked)
    stranger = next(one for one in ids if cluster[one] not in (cluster[ids[0]], cluster[apart["left_id"]]))
    decided = [
        {"left_id": joined["left_id"], "right_id": joined["right_id"], "action": "exclude"},
        {"left_id": apart["left_id"], "right_id": apart["right_id"], "action": "INCLUDE"},
        {"left_id": ids[0], "right_id": stranger, "action": "include"},
    ]
    again = linkage.link(made.records, model=linked.model, overrides=decided)
    found = by_id(again)
    assert found[joined["left_id"]] != found[joined["right_id"]]
    assert found[apart["left_id"]] == found[apart["right_id"]]
    assert found[ids[0]] == found[stranger]
    told = {(row["left_id"], row["right_id"]): row for row in again.pairs.to_pylist()}
    assert told[(joined["left_id"], joined["right_id"])]["why"] == "override"
    never_compared = told[(min(ids[0], stranger), max(ids[0], stranger))]
    assert (never_compared["match_weight"], never_compared["decision"]) == (None, "join")


def test_decisions_that_contradict_one_another_are_refused_with_their_rows(made):
    a, b, c, d, e = made.records["record_id"].to_pylist()[:5]
    decided = {
        "left_id": [a, d, b, c],
        "right_id": [b, e, c, a],
        "action": ["include", "include", "include", "exclude"],
    }
    with pytest.raises(InputError, match="put together and told apart") as caught:
        linkage.link(made.records, overrides=decided)
    assert (caught.value.argument, caught.value.rows) == ("overrides", (0, 2, 3))


@pytest.mark.parametrize(
    ("decided", "column", "rows"),
    [
        ([{"left_id": "R00000001", "right_id": "nobody", "action": "include"}], "right_id", (0,)),
        ([{"left_id": "R00000001", "right_id": "R00000001", "action": "exclude"}], "right_id", (0,)),
        ([{"left_id": "R00000001", "right_id": "R00000002", "action": "merge"}], "action", (0,)),
        ([{"left_id": 1, "right_id": 2, "action": "include"}], "left_id", ()),
    ],
)
def test_decisions_that_cannot_be_used_are_refused(made, decided, column, rows):
    with pytest.raises(InputError) as caught:
        linkage.link(made.records, overrides=decided)
    assert (caught.value.column, caught.value.rows) == (column, rows)


def test_what_was_together_stays_until_it_falls_below_the_lower_threshold(made, linked):
    possible = linked.pairs.filter(pc.equal(linked.pairs["decision"], "possible")).to_pylist()
    cluster = by_id(linked)
    chosen = next(row for row in possible if cluster[row["left_id"]] == row["left_id"])
    before = [{"record_id": one, "cluster": "together"} for one in (chosen["left_id"], chosen["right_id"])]
    again = linkage.link(made.records, model=linked.model, previous=before)
    found = by_id(again)
    assert found[chosen["left_id"]] == found[chosen["right_id"]]
    row = next(
        row
        for row in again.pairs.to_pylist()
        if (row["left_id"], row["right_id"]) == (chosen["left_id"], chosen["right_id"])
    )
    assert (row["decision"], row["why"]) == ("hold", "together before")
    strict = linkage.link(made.records, model=linked.model, previous=before, break_below=row["match_weight"] + 0.01)
    assert by_id(strict)[chosen["left_id"]] != by_id(strict)[chosen["right_id"]]


def test_a_second_run_on_the_clusters_of_the_first_changes_nothing(made, linked):
    again = linkage.link(made.records, model=linked.model, previous=linked.clusters)
    assert by_id(again) == by_id(linked)


def test_a_record_in_two_earlier_clusters_is_refused(made):
    before = [{"record_id": "R00000001", "cluster": "x"}, {"record_id": "R00000001", "cluster": "y"}]
    with pytest.raises(InputError) as caught:
        linkage.link(made.records, previous=before)
    assert (caught.value.argument, caught.value.rows) == ("previous", (0, 1))


def twins_and_others(made, *, pnc=(None, None)):
    """The records, and two of one surname, birth and address with names of their own."""
    same = {"surname": "Specimen", "date_of_birth": dt.date(1991, 5, 4), "postcode": "XZ1 1AA", "gender": "male"}
    two = [
        {**same, "record_id": f"T{place}", "source": "police", "given_name": name, "pnc": number}
        for place, (name, number) in enumerate(zip(("Archibald", "Montgomery"), pnc, strict=True))
    ]
    return pa.concat_tables([made.records, pa.Table.from_pylist(two, made.records.schema)])


def test_twins_are_kept_apart_unless_an_identifier_says_otherwise(made, linked):
    apart = linkage.link(twins_and_others(made), model=linked.model, join=5.0, break_below=5.0)
    assert by_id(apart)["T0"] != by_id(apart)["T1"]
    row = next(row for row in apart.pairs.to_pylist() if (row["left_id"], row["right_id"]) == ("T0", "T1"))
    assert (row["decision"], row["why"]) == ("apart", "twins")
    same = linkage.link(
        twins_and_others(made, pnc=("1999/1234567B", "99/1234567B")), model=linked.model, join=5.0, break_below=5.0
    )
    assert by_id(same)["T0"] == by_id(same)["T1"]


def test_labels_measure_precision_and_recall(made, linked):
    rows = made.records["record_id"].to_pylist()
    pairs = [(i, j) for i in range(300) for j in range(i + 1, 300) if made.person[i] == made.person[j]]
    others = [(i, i + 1) for i in range(0, 300, 3) if made.person[i] != made.person[i + 1]]
    labels = [{"left_id": rows[j], "right_id": rows[i], "same": True} for i, j in pairs]
    labels += [{"left_id": rows[i], "right_id": rows[j], "same": False} for i, j in others]
    quality = linkage.link(made.records, model=linked.model, labels=labels).quality
    weight = {(row["left_id"], row["right_id"]): row["match_weight"] for row in linked.pairs.to_pylist()}
    above = sum(weight.get((rows[i], rows[j]), -99) >= 20 for i, j in pairs)
    assert quality.labelled == len(labels)
    assert quality.at(20.0)["measured_recall"] == pytest.approx(above / len(pairs))
    assert quality.at(20.0)["measured_precision"] == 1.0
    assert "labelled pairs" in str(quality)


def test_problems_stand_beside_the_record(made, linked):
    assert linked.problems.num_rows == 0
    spoilt = made.records.set_column(
        made.records.schema.get_field_index("pnc"), "pnc", pa.array(["1999/1234567A"] + [None] * (len(made.person) - 1))
    )
    found = linkage.link(spoilt)
    assert found.problems.to_pylist()[0]["problem"] == "pnc has a wrong check letter and was left out"
    assert found.problems.num_rows == 1
    assert any("pnc" in note for note in found.quality.notes)


@pytest.mark.parametrize(
    ("change", "terms", "argument", "column"),
    [
        (lambda t: t.drop_columns(["record_id"]), {}, "left", "record_id"),
        (lambda t: t.set_column(0, "record_id", pa.array(["A"] * t.num_rows)), {}, "left", "record_id"),
        (lambda t: t.slice(0, 0), {}, "left", None),
        (lambda t: t.drop_columns(["date_of_birth"]), {}, "records", "date_of_birth"),
        (lambda t: _as_text(t, "date_of_birth"), {}, "left", "date_of_birth"),
        (lambda t: t, {"model": "people"}, "model", None),
        (lambda t: t, {"model": "none.json"}, "none.json", None),
        (lambda t: t, {"break_below": 25}, "break_below", None),
        (lambda t: t, {"break_below": -20}, "break_below", None),
        (lambda t: t, {"join": "high"}, "join", None),
        (lambda t: t, {"join": float("nan")}, "join", None),
        (lambda t: t, {"engine": "abacus"}, "engine", None),
    ],
)
def test_input_that_cannot_be_used_is_refused(made, change, terms, argument, column):
    with pytest.raises(InputError) as caught:
        linkage.link(change(made.records), **terms)
    assert (caught.value.argument, caught.value.column) == (argument, column)


def _as_text(table, name):
    return table.set_column(table.schema.get_field_index(name), name, table[name].cast(pa.string()))


def test_records_that_agree_too_widely_are_refused(made, linked, monkeypatch):
    from desistance.linkage import scoring

    monkeypatch.setattr(scoring, "MOST_PAIRS", 1_000)
    day = pa.array([dt.date(1980, 1, 1)] * 800 + made.records["date_of_birth"].to_pylist()[800:], pa.date32())
    table = made.records.set_column(made.records.schema.get_field_index("date_of_birth"), "date_of_birth", day)
    with pytest.raises(InputError, match="pairs of records agree in date_of_birth") as caught:
        linkage.link(table, model=linked.model)
    assert caught.value.column == "date_of_birth"


def test_numbers_serve_as_record_ids(made, linked):
    table = made.records.set_column(0, "record_id", pa.array(range(made.records.num_rows)))
    found = linkage.link(table, model=linked.model)
    assert found.clusters["cluster"].type == pa.int64()
    assert agreement(found.clusters["cluster"], made.person) == agreement(linked.clusters["cluster"], made.person)
