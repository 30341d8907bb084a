"""The study file and the profile: what is documented is what is read, and wording keeps to the conventions."""

import datetime as dt
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from desistance import InputError, cli, report
from desistance.report import profile as profiles
from desistance.report.study import SECTIONS, Covariate

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "study-toml.md"


def test_the_template_is_a_study(tmp_path, capsys):
    path = tmp_path / "mine.toml"
    assert cli.main(["study", "new", str(path)]) == 0
    assert "mine.toml" in capsys.readouterr().out
    found = report.load_study(path)
    assert found.primary == "reoffended"
    assert [one.column for one in found.covariates] == ["previous_band", "age", "gender", "index_type"]
    assert found.file("people") == tmp_path / "data" / "people.csv"


def test_a_template_never_overwrites(tmp_path, capsys):
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    assert cli.main(["study", "new", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert cli.main(["study", "new", str(tmp_path / "no" / "mine.toml")]) == 2


def test_every_key_is_on_the_reference_page_with_its_meaning():
    page = PAGE.read_text(encoding="utf-8")
    for name, section in {**SECTIONS, "covariate": Covariate}.items():
        part = re.search(rf"^## `\[+{name}\]+`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
        assert part, name
        rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", part.group(1), re.MULTILINE)
        assert [(key, says) for key, says, _ in rows] == [
            (one.name, one.metadata["meaning"]) for one in fields(section)
        ]


WRONG = {
    "lacks a key": ('title = "Evaluation of the mentoring service"\n', "", "lacks title"),
    "date in quotes": ("start = 2022-04-01", 'start = "2022-04-01"', "a date, no quotes"),
    "end before start": ("end = 2022-06-30 ", "end = 2021-06-30 ", "end is before start"),
    "ratio true": ("ratio = 1", "ratio = true", "a whole number"),
    "threshold of two": ("threshold = 10", "threshold = 2", "threshold is below 3"),
    "kind": ('kind = "category"\nlabel = "index', 'kind = "colour"\nlabel = "index', "colour"),
    "twice": ('column = "gender"', 'column = "age"', "repeats"),
    "where no list": ('# where = { area = ["North"] }', 'where = { area = "North" }', "no list of texts"),
    "needs alone": ("# needs =", "needs =", "only one of needs and linked"),
    "section is no table": ("[matching]\n", "[nothing]\n", "nothing"),
}


@pytest.mark.parametrize(("old", "new", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_used_is_named(tmp_path, old, new, says):
    text = report.template()
    assert old in text
    path = tmp_path / "study.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(says)):
        report.load_study(path)


def test_the_day_of_registration_decides_the_version_of_the_profile():
    day = dt.date
    assert report.load_profile("jdl", day(2015, 12, 31)).version == "2013"
    assert report.load_profile("jdl", day(2016, 1, 1)).version == "2016"
    assert report.load_profile("jdl@2013", day(2024, 1, 1)).needs is False
    with pytest.raises(InputError, match="in force on 2012-12-31"):
        report.load_profile("jdl", day(2012, 12, 31))


@pytest.mark.parametrize("name", profiles.names())
def test_no_sentence_of_a_profile_says_what_its_conventions_never_say(name):
    found = report.load_profile(name, dt.date(2024, 1, 1))
    names = {"service": "the service", "bound": "5"}
    told = [found.sentence(subject, which, **names) for subject, held in found.wording.items() for which in held]
    assert len(told) >= 13
    assert all(one.certainty in ("seen", "unconfirmed") and one.source for one in found.limits.values())


def test_a_sentence_that_calls_inconclusive_no_effect_cannot_be_said():
    found = report.load_profile("jdl", dt.date(2024, 1, 1))
    wrong = {**found.wording, "reoffended": {"inconclusive": "{service} had no effect."}}
    with pytest.raises(ValueError, match="never says"):
        replace(found, wording=wrong).sentence("reoffended", "inconclusive", service="the service")
