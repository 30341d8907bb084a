"""From a whole report nothing withheld can be worked out, exactly or within the rounding."""

import csv
import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from report_attacker import Report

from desistance import reoffending, report


def evaluated(folder, name="results"):
    report.evaluate(folder.place / "study.toml", folder.place / name)
    return folder.place / name


def released(place):
    """Every byte that leaves but the manifest, which holds hashes of inputs and files and no figure."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def one_more_reoffends(folder):
    """An offence more, in follow-up and proven, of somebody who took part and had none; their index day is known."""
    found = reoffending.measure(
        folder.made.people, folder.made.events, folder.made.offences, cohort_start="2022-04-01", cohort_end="2022-06-30"
    ).people
    took_part = set(folder.made.people.filter(folder.made.people["treated"])["person_id"].to_pylist())
    row = next(row for row in found.to_pylist() if row["person_id"] in took_part and not row["reoffender"])
    offences = folder.made.offences
    added = {name: None for name in offences.column_names}
    added |= {"person_id": row["person_id"], "offence_code": "00801"}
    added |= {
        name: row["index_date"] + dt.timedelta(days) for name, days in (("offence_date", 40), ("proven_date", 60))
    }
    if "offence_id" in added:
        added["offence_id"] = "added"
    return pa.concat_tables([offences, pa.Table.from_pylist([added], schema=offences.schema)])


def test_a_withheld_outcome_leaves_no_trace_anywhere_in_the_report(make_folder):
    folder = make_folder(people=700, treated=0.3)
    folder.study({"threshold = 10 ": "threshold = 90 "})
    first = released(evaluated(folder))
    folder.put("offences", one_more_reoffends(folder))
    assert released(evaluated(folder, "again")) == first
    folder.study({"threshold = 90 ": "threshold = 10 "})
    shown = released(evaluated(folder, "shown"))
    folder.put("offences", folder.made.offences)
    assert released(evaluated(folder, "shown before")) != shown


def test_a_withheld_step_leaves_no_trace_anywhere_in_the_report(make_folder):
    folder = make_folder(people=900, treated=0.3)
    people = folder.made.people

    def named(number):
        """Some more people who took part, without an index event."""
        more = people.filter(people["treated"]).slice(0, number)
        place = more.schema.get_field_index("person_id")
        names = pa.array([f"N{n}" for n in range(number)], people.schema.field("person_id").type)
        folder.put("people", pa.concat_tables([people, more.set_column(place, "person_id", names)]))

    named(3)
    first = released(evaluated(folder))
    named(7)
    assert released(evaluated(folder, "again")) == first
    named(30)
    assert released(evaluated(folder, "shown")) != first


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_behind_rounded_ones_stay_within_the_rounding(make_folder, seed):
    folder = make_folder(people=900, treated=0.3, seed=seed, risk_difference=-0.15)
    folder.study({"# rounding = 5": "rounding = 5"})
    attacker = Report(evaluated(folder), threshold=10, rounding=5)
    assert not attacker.narrowed()
    assert not attacker.page_shows_what_files_withhold()


def rows_of(place, name, key):
    with (place / "tables" / f"{name}.csv").open(encoding="utf-8") as file:
        return {row[key]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(("effect", "seed"), [(-0.15, 2), (0.0, 6)])
def test_one_person_within_the_rounding_moves_nothing_that_follows_from_the_counts(make_folder, effect, seed):
    folder = make_folder(people=900, treated=0.3, seed=seed, risk_difference=effect)
    folder.study({"# rounding = 5": "rounding = 5"})
    first = evaluated(folder)
    folder.put("offences", one_more_reoffends(folder))
    second = evaluated(folder, "again")
    assert (first / "tables" / "counts.csv").read_bytes() == (second / "tables" / "counts.csv").read_bytes()
    for name, key, row in (("effects", "outcome", "reoffended"), ("specifications", "name", "as registered")):
        assert rows_of(first, name, key)[row] == rows_of(second, name, key)[row]
    said = [next(line for line in page(place).split("<li>") if line.startswith("Ties:")) for place in (first, second)]
    assert said[0] == said[1]


def page(place):
    return (place / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("rounding", [2, pytest.param(10, marks=pytest.mark.long)])
def test_a_count_shown_twice_is_rounded_the_same_way(make_folder, rounding):
    folder = make_folder(people=700, treated=0.3)
    folder.study({"# rounding = 5": f"rounding = {rounding}"})
    compared = []
    for number in range(rounding + 1):
        people = folder.made.people
        left = pc.and_(people["treated"], pc.greater(pc.cumulative_sum(people["treated"].cast("int64")), number))
        folder.put("people", people.set_column(people.schema.get_field_index("treated"), "treated", left))
        place = evaluated(folder, f"results {number}")
        with (place / "tables" / "counts.csv").open(encoding="utf-8") as file:
            totals = {row["group"]: row["people"] for row in csv.DictReader(file) if row["reoffended"] == "all"}
        with (place / "tables" / "flow.csv").open(encoding="utf-8") as file:
            steps = {row["group"]: row["people"] for row in csv.DictReader(file) if row["step"] == "compared"}
        assert {group: totals[group] for group in steps} == steps
        compared.append(steps["took part"])
    assert len(set(compared)) > 1


def rare(people, number, seed=0):
    """People of whom some are of another gender."""
    drawn = np.random.default_rng(seed).permutation(people.num_rows)[:number]
    chosen = np.isin(np.arange(people.num_rows), drawn)
    place = people.schema.get_field_index("gender")
    return people.set_column(place, "gender", pc.if_else(pa.array(chosen), "other", people["gender"]))


def test_bounds_that_rest_on_few_pairs_are_not_given(make_folder):
    """From the bounds at several strengths of bias the pairs that differ one way can be counted."""
    folder = make_folder(people=900, treated=0.3, risk_difference=-0.15)
    assert (evaluated(folder) / "tables" / "hidden-bias.csv").exists()
    counts = [int(row["people"]) for row in rows_of(folder.place / "results", "counts", "people").values()]
    folder.study({"threshold = 10 ": f"threshold = {min(counts) - 1} "})
    place = evaluated(folder, "again")
    assert "" not in rows_of(place, "counts", "people")
    assert not (place / "tables" / "hidden-bias.csv").exists()
    assert "Rosenbaum bounds: not given, since too few pairs differ" in page(place)


@pytest.mark.parametrize("number", [8, 20, 40])
def test_hidden_categories_stay_hidden_beside_those_that_are_shown(make_folder, number):
    folder = make_folder(people=1500, treated=0.3)
    folder.put("people", rare(folder.made.people, number))
    attacker = Report(evaluated(folder), threshold=10)
    found = attacker.categories("gender")
    assert found or number == 40
    assert all(high - low >= 1 for low, high in found.values())
    assert not attacker.page_shows_what_files_withhold()


def test_the_attacker_recovers_what_is_badly_released(make_folder):
    """Controls: a share or a difference told too finely, and all categories but one."""
    folder = make_folder(people=900, treated=0.3, risk_difference=-0.15)
    folder.study({"# rounding = 5": "rounding = 5"})
    attacker = Report(evaluated(folder), threshold=10, rounding=5)
    rows = attacker.tables["specifications"]
    attacker.fits_specification = lambda points: abs(points - float(rows[0]["value"])) < 0.001
    assert attacker.narrowed()

    folder.study({"rounding = 5": "# rounding = 5"})
    folder.put("people", rare(folder.made.people, 8))
    attacker = Report(evaluated(folder, "again"), threshold=10)
    assert all(high - low < 3 for low, high in attacker.categories("gender", base=False).values())


def test_a_page_that_shows_more_than_its_file_is_seen(make_folder):
    folder = make_folder(people=900, treated=0.3)
    place = evaluated(folder)
    path = place / "tables" / "flow.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["people"] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert Report(place, threshold=10).page_shows_what_files_withhold()
