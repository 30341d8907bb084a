"""Over many seeds the interval holds what was planted, and nothing planted is seldom called something."""

import pytest

from desistance import report
from desistance.report.analysis import analyse
from desistance.report.sample import sample

SEEDS = range(60)


def estimates(folder_of, **planted):
    for seed in SEEDS:
        folder = folder_of(people=2000, treated=0.2, seed=1000 + seed, **planted)
        study = report.load_study(folder.place / "study.toml")
        profile = report.load_profile(study.study.profile, study.study.registered)
        yield folder.made.truth.risk_difference, analyse(study, sample(study), profile).effects[0]


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("planted", [0.0, -0.1])
def test_intervals_hold_what_was_planted(tmp_path_factory, planted):
    from tests.desistance.report.conftest import Folder

    def folder_of(**given):
        return Folder(tmp_path_factory.mktemp("seed"), **given)

    found = list(estimates(folder_of, risk_difference=planted))
    inside = sum(one.estimate.low <= truth <= one.estimate.high for truth, one in found)
    # Of 60 draws at 95% ten or more miss about once in a thousand times.
    assert inside >= 51
    called = sum(one.verdict != "inconclusive" for _, one in found)
    if planted:
        assert called >= 45
        assert all(one.verdict != "higher" for _, one in found)
    else:
        assert called <= 9
