"""The command lines `desistance match` and `desistance power`."""

import csv
import json

import numpy as np
import pytest

from desistance.cli import main


@pytest.fixture
def people(tmp_path):
    draw = np.random.default_rng(0)
    age, previous = draw.integers(18, 60, 500), draw.poisson(4, 500)
    treated = draw.random(500) < 1 / (1 + np.exp(1.5 + 0.03 * (age - 35)))
    place = tmp_path / "people.csv"
    with place.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["person_id", "age", "previous", "gender", "on_programme"])
        rows.writerows((f"P{i}", age[i], previous[i], "fm"[i % 2], int(treated[i])) for i in range(500))
    return place


def read(place):
    return list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))


def test_match_writes_weights_pairs_balance_and_plot(people, tmp_path, capsys):
    out = {name: tmp_path / name for name in ("matched.csv", "pairs.csv", "balance.csv", "love.svg")}
    code = main(
        ["match", str(people), str(out["matched.csv"]), "--treated", "on_programme", "--covariates", "age,previous"]
        + ["--exact", "gender", "--key", "person_id", "--pairs", str(out["pairs.csv"])]
        + ["--balance", str(out["balance.csv"]), "--plot", str(out["love.svg"])]
    )
    assert code == 0
    assert "Credible" in capsys.readouterr().out
    rows = read(out["matched.csv"])
    pairs = read(out["pairs.csv"])
    assert len(rows) == 500
    assert pairs
    for pair in pairs:
        one, other = rows[int(pair["treated"])], rows[int(pair["control"])]
        assert one["gender"] == other["gender"]
        assert one["cluster"] == other["cluster"]
        assert (one["on_programme"], other["on_programme"]) == ("1", "0")
    assert {row["when"] for row in read(out["balance.csv"])} == {"before", "after"}
    assert out["love.svg"].read_text(encoding="utf-8").startswith("<?xml")


def test_match_refuses_text_and_unknown_columns(people, tmp_path, capsys):
    given = ["match", str(people), str(tmp_path / "matched.csv"), "--treated", "on_programme", "--covariates"]
    assert main([*given, "age,gender"]) == 2
    assert "gender" in capsys.readouterr().err
    assert main([*given, "age,height"]) == 2
    assert "height" in capsys.readouterr().err
    assert main([*given, "age", "--exact", "area"]) == 2
    assert not (tmp_path / "matched.csv").exists()


def test_match_says_when_the_comparison_is_not_credible(people, tmp_path, capsys):
    code = main(
        [
            "match",
            str(people),
            str(tmp_path / "matched.csv"),
            "--treated",
            "on_programme",
            "--covariates",
            "age,previous",
        ]
        + ["--caliper", "0.0000001"]
    )
    assert code == 1
    assert "Not credible" in capsys.readouterr().out


def test_power_prints_what_could_be_found(capsys):
    given = ["power", "--treated", "142", "--control", "1000000", "--baseline", "0.56"]
    assert main(given) == 0
    assert "11.7 percentage points" in capsys.readouterr().out
    assert main([*given, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["detectable_rate"] == pytest.approx(0.443, abs=5e-4)
    assert main(["power", "--treated", "3", "--control", "3", "--baseline", "0.1"]) == 1
    assert main(["power", "--treated", "1", "--control", "3", "--baseline", "0.1"]) == 2
