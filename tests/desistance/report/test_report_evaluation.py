"""A study from its file to a finished report: what is planted is found, nothing is not called something."""

import csv
import hashlib
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import html5lib
import pyarrow.compute as pc
import pytest

from desistance import cli, report
from desistance.tables import read

FILES = {
    "report.html",
    "manifest.json",
    "tables/effects.csv",
    "tables/counts.csv",
    "tables/flow.csv",
    "tables/balance.csv",
    "tables/specifications.csv",
    "tables/hidden-bias.csv",
    "tables/placebo.csv",
    "figures/balance.svg",
    "figures/specifications.svg",
    "figures/timing.svg",
}


def contents(folder):
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def effect(folder, outcome="reoffended"):
    with (folder.place / "results" / "tables" / "effects.csv").open(encoding="utf-8") as file:
        return next(row for row in csv.DictReader(file) if row["outcome"] == outcome)


def test_a_planted_effect_is_found(planted):
    truth, found = planted.made.truth.risk_difference, effect(planted)
    assert planted.found.verdict == found["verdict"] == "lower"
    assert "were less likely to reoffend" in planted.found.finding[0]
    assert float(found["low"]) < truth < float(found["high"]) < 0


def test_the_probability_of_benefit_stands_beside_the_p_value(planted):
    text = (planted.place / "results" / "report.html").read_text(encoding="utf-8")
    heads = re.findall(r"<th[^>]*>(.*?)</th>", text[text.index("Effects on every registered outcome") :])
    place = heads.index("p")
    assert heads[place + 1] == "Chance that it is lower"
    assert "more than 99%" in text


def test_nothing_planted_is_inconclusive_and_never_called_no_effect(null):
    found = effect(null)
    assert null.found.verdict == found["verdict"] == "inconclusive"
    assert float(found["low"]) < 0 < float(found["high"])
    told = " ".join(null.found.finding)
    assert "cannot say" in told
    assert "does not mean that" in told
    page = (null.place / "results" / "report.html").read_text(encoding="utf-8").lower()
    for words in report.load_profile("jdl", null.made.cohort_end).never:
        assert words not in page


def test_the_effect_is_the_difference_of_the_counts_shown(planted):
    rows = read(planted.place / "results" / "tables" / "counts.csv").to_pylist()
    people = {(row["group"], row["reoffended"]): row["people"] for row in rows}
    rates = [
        people[group, "yes"] / (people[group, "yes"] + people[group, "no"]) for group in ("took part", "comparison")
    ]
    assert float(effect(planted)["estimate"]) == pytest.approx(rates[0] - rates[1], abs=6e-5)
    assert f"{100 * rates[0]:.1f}% of the" in " ".join(planted.found.finding)


def test_the_folder_holds_what_is_promised_and_the_manifest_knows_it(planted):
    held = contents(planted.place / "results")
    assert set(held) == FILES
    told = json.loads(held["manifest.json"])
    assert told["files"] == {
        name: hashlib.sha256(one).hexdigest() for name, one in held.items() if name != "manifest.json"
    }
    people = (planted.place / "data" / "people.csv").read_bytes()
    assert told["inputs"]["people"] == {"file": "data/people.csv", "sha256": hashlib.sha256(people).hexdigest()}
    assert told["seeds"]["matching"] == 1291
    assert told["profile"]["version"] == "2016"


def test_another_process_writes_the_same_bytes(planted):
    again = planted.place / "again"
    command = [sys.executable, "-m", "desistance", "evaluate", str(planted.place / "study.toml"), "-o", str(again)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONHASHSEED": "77"})
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert contents(again) == contents(planted.place / "results")


def test_the_order_of_rows_changes_nothing_but_the_hashes(planted, make_folder):
    other = make_folder(risk_difference=-0.12)
    for name in ("people", "events", "offences"):
        table = getattr(planted.made, name)
        other.put(name, table.take(pc.sort_indices(table, [("person_id", "descending")])))
    report.evaluate(other.place / "study.toml", other.place / "results")
    first, second = (contents(one.place / "results") for one in (planted, other))
    assert {name for name in first if first[name] != second[name]} == {"manifest.json"}


def test_the_page_is_valid_html_with_ordered_headings_and_named_charts(planted, null):
    for folder in (planted, null):
        text = (folder.place / "results" / "report.html").read_text(encoding="utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        assert re.findall(r"<h(\d)", text) == ["1", *"2" * text.count("<h2")]
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        used = re.findall(r'(?:href="#|url\(#)([^")]+)', text)
        assert set(used) <= set(ids)
        assert text.count("<svg") == text.count('role="img"') == text.count("<desc") == 3
        assert text.count("<table>") == text.count("<caption") > 4
        assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]+"', "", text)


def test_charts_are_files_of_their_own_without_dates(planted):
    for place in sorted((planted.place / "results" / "figures").glob("*.svg")):
        tree = ElementTree.parse(place)
        assert tree.getroot().tag.endswith("svg")
        assert tree.getroot().find("{http://www.w3.org/2000/svg}title").text
        assert "<text" in place.read_text(encoding="utf-8")
        assert "date" not in place.read_text(encoding="utf-8")


def test_the_three_runs_are_shown_where_needs_are_named(make_folder):
    folder = make_folder(people=1500, treated=0.3, risk_difference=-0.15)
    people = folder.made.people
    assessed = pc.greater(people["age"], 25)
    folder.put(
        "people", people.append_column("assessed", assessed).append_column("need", pc.bit_wise_and(people["age"], 3))
    )
    changes = {
        '# linked = "assessed" ': 'linked = "assessed"',
        '# needs = ["drug_need", "accommodation_need"]': 'needs = ["need"]',
        '# exact = ["gender"]': 'exact = ["gender"]',
    }
    report.evaluate(folder.study(changes), folder.place / "results")
    rows = read(folder.place / "results" / "tables" / "three-runs.csv").to_pylist()
    assert [row["name"] for row in rows] == [
        "linked, needs in the model",
        "linked, needs not in the model",
        "all, needs not in the model",
    ]
    assert all(row["low"] < row["value"] < row["high"] for row in rows)
    registered = read(folder.place / "results" / "tables" / "specifications.csv").to_pylist()
    found = next(row for row in registered if row["name"] == "as registered")
    assert {**rows[2], "name": ""} == {**found, "name": ""}
    page = (folder.place / "results" / "report.html").read_text(encoding="utf-8")
    assert "has none" not in page


def test_the_verb_prints_the_finding_and_says_where_the_report_is(planted, capsys):
    code = cli.main(["evaluate", str(planted.place / "study.toml"), "-o", str(planted.place / "verb")])
    told = capsys.readouterr()
    assert code == 0
    assert planted.found.finding[0] in told.out
    assert "verb/report.html" in told.out
