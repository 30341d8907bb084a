"""Made-up records linked once for the tests that only look at the result."""

import pytest

from desistance import linkage


@pytest.fixture(scope="session")
def made():
    return linkage.made_up(500, records=1200, seed=11, twins=0.05)


@pytest.fixture(scope="session")
def linked(made):
    return linkage.link(made.records)
