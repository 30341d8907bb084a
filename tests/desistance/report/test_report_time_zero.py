"""A report says whether follow-up starts where it must, refuses where it does not, and resamples the whole analysis."""

import csv

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from desistance import InputError, report

NAMED = {'treated = "treated" ': 'treated = "treated"\ntreated_from = "started"\neligible_from = "eligible" #'}


def index_days(made):
    """The first event of each person in the cohort of the template, in the order of people."""
    events = made.events.filter(
        pc.and_(
            pc.greater_equal(made.events["date"], pa.scalar("2022-04-01").cast(pa.date32())),
            pc.less_equal(made.events["date"], pa.scalar("2022-06-30").cast(pa.date32())),
        )
    )
    first = events.group_by("person_id").aggregate([("date", "min")])
    place = pc.index_in(made.people["person_id"], value_set=first["person_id"].combine_chunks())
    return first["date_min"].take(place).to_pylist()


@pytest.fixture
def dated(make_folder):
    """A study that names both days, and what writes them for everybody."""
    folder = make_folder(people=2000, treated=0.3)
    folder.study(NAMED)
    days = index_days(folder.made)

    def put(started=lambda place, day: day, eligible=lambda place, day: day):
        took_part = folder.made.people["treated"].to_pylist()
        columns = {
            "started": [
                started(n, day) if took else None for n, (day, took) in enumerate(zip(days, took_part, strict=True))
            ],
            "eligible": [eligible(n, day) for n, day in enumerate(days)],
        }
        people = folder.made.people
        for name, values in columns.items():
            people = people.append_column(name, pa.array(values, pa.date32()))
        folder.put("people", people)
        return folder

    folder.dated = put
    folder.first = folder.made.people["treated"].to_pylist().index(True)
    return folder


def evaluated(folder):
    return report.evaluate(folder.place / "study.toml", folder.place / "results")


def page(folder):
    return (folder.place / "results" / "report.html").read_text(encoding="utf-8")


def test_a_report_says_that_nothing_was_checked_where_no_day_is_named(planted):
    text = page(planted)
    assert "Not checked: whether follow-up starts when the service did" in text
    assert "Checked: follow-up" not in text


def test_a_report_says_what_was_checked(dated):
    evaluated(dated.dated())
    text = page(dated)
    assert "Checked: follow-up of everyone who took part starts on the day" in text
    assert "follow-up starts before the day from which they were eligible" in text
    assert "Not checked" not in text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"started": 30}, "the days between are immortal time"),
        ({"started": -30}, "outcomes between are lost"),
        ({"started": None}, "treated rows have no date of treatment"),
        ({"eligible": 1}, "follow-up starts before the person was eligible"),
    ],
)
def test_follow_up_that_starts_wrongly_is_refused_with_its_row(dated, changed, says):
    import datetime as dt

    def moved(place, day):
        ((_, by),) = changed.items()
        if place != dated.first:
            return day
        return None if by is None else day + dt.timedelta(by)

    dated.dated(**{name: moved for name in changed})
    with pytest.raises(InputError, match=says) as caught:
        evaluated(dated)
    assert caught.value.rows == (dated.first,)
    assert not (dated.place / "results").exists()


def test_days_that_the_study_allows_are_said(dated):
    import datetime as dt

    dated.dated(started=lambda place, day: day + dt.timedelta(place % 8))
    with pytest.raises(InputError, match="immortal"):
        evaluated(dated)
    dated.study({'eligible_from = "eligible"': 'eligible_from = "eligible"\napart_days = 7'})
    evaluated(dated)
    assert "starts within 7 days of the day" in page(dated)


def test_the_whole_analysis_is_resampled_where_the_study_asks(make_folder):
    folder = make_folder(people=1500, treated=0.3, risk_difference=-0.1)
    folder.study({"# bootstrap = 1000 ": "bootstrap = 200 "})
    evaluated(folder)
    with open(folder.place / "results" / "tables" / "specifications.csv", encoding="utf-8") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    plain, made_anew = rows["as registered"], rows["as registered, everything made anew in 200 resamples"]
    assert made_anew["value"] == plain["value"]
    widths = [float(row["high"]) - float(row["low"]) for row in (plain, made_anew)]
    assert 0.6 < widths[1] / widths[0] < 1.7
    assert float(made_anew["low"]) < float(made_anew["value"]) < float(made_anew["high"])
    before = page(folder)
    evaluated(folder)
    assert page(folder) == before
    assert '"bootstrap": 1291' in (folder.place / "results" / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("# bootstrap = 1000 ", "bootstrap = 20 ", "bootstrap is below 200"),
        ("# bootstrap = 1000 ", "bootstrap = -1 ", "bootstrap is below"),
        ("# apart_days = 0 ", "apart_days = -1 ", "apart_days is below 0"),
    ],
)
def test_what_the_new_keys_cannot_be_is_refused(tmp_path, old, new, says):
    assert old in report.template()
    place = tmp_path / "study.toml"
    place.write_text(report.template().replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        report.load_study(place)


def test_no_interval_is_resampled_with_replacement(tmp_path):
    text = (
        report.template().replace("# bootstrap = 1000 ", "bootstrap = 200 ").replace("ratio = 1\n", "replace = true\n")
    )
    place = tmp_path / "study.toml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no valid interval"):
        report.load_study(place)
