"""The command lines `desistance spc` and `desistance funnel`."""

import csv

import pytest

from desistance.cli import main


def rows(place):
    return list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))


def test_spc_writes_points_and_chart(tmp_path, capsys):
    place = tmp_path / "months.csv"
    place.write_text("month,n\n" + "".join(f"2024-{i + 1:02d}-01,{5 + i % 2}\n" for i in range(12)), encoding="utf-8")
    out, plot = tmp_path / "points.csv", tmp_path / "chart.svg"
    arguments = ["spc", str(place), str(out), "--value", "n", "--date", "month", "--improvement", "up"]
    assert main([*arguments, "--plot", str(plot)]) == 0
    assert "mean 5.5" in capsys.readouterr().out
    assert len(rows(out)) == 12
    assert plot.read_text(encoding="utf-8").startswith("<?xml")
    assert main([*arguments, "--target", "90"]) == 1


def test_funnel_flags_and_names(tmp_path, capsys):
    place = tmp_path / "areas.csv"
    place.write_text("area,n,of\nNorth,30,100\nSouth,90,100\nEast,29,100\n", encoding="utf-8")
    out = tmp_path / "points.csv"
    arguments = ["funnel", str(place), str(out), "--events", "n", "--denominator", "of", "--name", "area"]
    assert main([*arguments, "--target", "0.3"]) == 1
    assert "South (high)" in capsys.readouterr().out
    assert [row["flag"] for row in rows(out)] == ["", "high", ""]
    assert main([*arguments, "--over-dispersion"]) in {0, 1}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["spc", "IN", "OUT", "--value", "x"], "missing column x"),
        (["spc", "IN", "OUT", "--value", "area"], "is not a number"),
        (["spc", "LONG", "OUT", "--value", "n", "--date", "day", "--plot", "PLOT"], "is above 2199-12-31"),
        (["funnel", "IN", "OUT", "--events", "of", "--denominator", "n"], "more events than people"),
        (["funnel", "NONE", "OUT", "--events", "of", "--denominator", "n"], "no such file"),
    ],
)
def test_unusable_input_is_one_sentence(tmp_path, capsys, arguments, says):
    place = tmp_path / "in.csv"
    place.write_text("area,n,of\nNorth,30,100\nSouth,90,100\n", encoding="utf-8")
    (tmp_path / "long.csv").write_text("day,n\n2024-01-01,3\n9999-12-31,4\n", encoding="utf-8")
    names = {"LONG": str(tmp_path / "long.csv"), "PLOT": str(tmp_path / "plot.svg")}
    names |= {"IN": str(place), "OUT": str(tmp_path / "out.csv"), "NONE": str(tmp_path / "none.csv")}
    assert main([names.get(one, one) for one in arguments]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()
