"""Effects beside R on 300 made-up rows with tied times.

The values in `beside_r/values.csv` are what R 4.2.2 gave with survival 3.5-3, cmprsk 2.2-11, sandwich 3.0-2 and MASS
7.3-58: coxph, cox.zph, survfit, survdiff, crr, glm, glm.nb, lm, vcovHC, vcovCL and p.adjust. Each column is compared to
eight digits, models fitted by iteration to five.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from desistance import effects

PLACE = Path(__file__).parent / "beside_r"
NAMES = ["x", "z"]


def _read(name):
    with (PLACE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = {name: np.array([float(row[name]) for row in _read("rows.csv")]) for name in _read("rows.csv")[0]}
X = np.column_stack([ROWS["x"], ROWS["z"]])
WHEN = (ROWS["time"], ROWS["event"])
KNOWN = {}
for one in _read("values.csv"):
    KNOWN.setdefault(one["call"], {}).setdefault(one["row"], {})[one["column"]] = float(one["value"])


def check(call, rows, *, key, rel=1e-8):
    """Every figure that R gave of a call is in the rows found, known by ``key``."""
    found = {str(row[key]): row for row in rows}
    assert KNOWN[call], call
    for row, columns in KNOWN[call].items():
        assert {name: found[row][name] for name in columns} == pytest.approx(columns, rel=rel, abs=1e-9), (call, row)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cox(ties):
    given = {"ties": ties, "names": NAMES}
    check(f"cox {ties}", effects.cox(X, *WHEN, **given).to_pylist(), key="covariate")
    check(f"cox entry {ties}", effects.cox(X, *WHEN, entry=ROWS["entry"], **given).to_pylist(), key="covariate")


def test_cox_by_strata():
    found = effects.cox(X[:, :1], *WHEN, strata=ROWS["z"], names=["x"]).to_pylist()
    check("cox strata", found, key="covariate")


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("transform", ["km", "rank", "identity", "log"])
def test_proportional_hazards(ties, transform):
    found = effects.proportional_hazards(X, *WHEN, ties=ties, transform=transform, names=NAMES).to_pylist()
    check(f"zph {ties} {transform}", found, key="covariate", rel=1e-6)


def of_days(table):
    return [row | {"time": int(row["time"])} for row in table.to_pylist()]


def test_kaplan_meier():
    check("km", of_days(effects.kaplan_meier(*WHEN)), key="time")
    check("km entry", of_days(effects.kaplan_meier(*WHEN, entry=ROWS["entry"])), key="time")


def test_log_rank():
    found = effects.log_rank(*WHEN, ROWS["z"])
    assert (found.chi_squared, found.expected[0]) == pytest.approx(
        (KNOWN["log rank"][""]["chi_squared"], KNOWN["log rank"][""]["expected"]), rel=1e-8
    )


def test_aalen_johansen():
    found = of_days(effects.cumulative_incidence(ROWS["time"], ROWS["cause"]))
    for cause in (1, 2):
        check(f"aj {cause}", [row for row in found if int(row["cause"]) == cause], key="time")


def test_restricted_mean():
    rows = effects.restricted_mean(*WHEN, horizon=40, group=ROWS["z"].astype(int)).to_pylist()
    check("rm", rows, key="group")


def test_fine_and_gray():
    rows = effects.fine_gray(X, ROWS["time"], ROWS["cause"], names=NAMES).to_pylist()
    check("crr", rows, key="covariate", rel=1e-5)


def test_rates():
    given = {"exposure": ROWS["exposure"], "treated": ROWS["z"], "covariates": X[:, :1]}
    found = effects.rate_ratio(ROWS["count"], family="poisson", **given)
    check("poisson", [{"row": "z", "estimate": found.estimate, "se": found.se}], key="row", rel=1e-6)
    by_unit = effects.rate_ratio(ROWS["count"], family="poisson", cluster=ROWS["unit"], **given)
    check("poisson unit", [{"row": "z", "se": by_unit.se}], key="row", rel=1e-6)
    found = effects.rate_ratio(ROWS["many"], family="negative_binomial", **given)
    dispersion = float(found.method.split("dispersion ")[1].split(",")[0])
    row = {"row": "z", "estimate": found.estimate, "se": found.se, "dispersion": dispersion}
    check("nb", [row], key="row", rel=1e-5)


def test_differences():
    row = {"row": "z"}
    for column, options in {
        "hc1": {"se": "HC1"},
        "hc3": {"se": "HC3"},
        "cluster": {"cluster": ROWS["unit"]},
        "classical": {"se": "classical"},
    }.items():
        found = effects.att(ROWS["count"], ROWS["z"], **options)
        row |= {"estimate": found.estimate, column: found.se}
    check("difference", [row], key="row")


@pytest.mark.parametrize("method", ["holm", "bh"])
def test_adjusted_p(method):
    found = effects.adjust([0.001, 0.02, 0.03, 0.04, 0.2, 0.03], method=method)
    assert list(found) == pytest.approx(list(KNOWN[method]["1"].values()), rel=1e-9)
