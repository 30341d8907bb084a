"""Studies over synthetic populations in which what is true is known."""

from pathlib import Path

import pyarrow as pa
import pytest

from desistance import synthetic
from desistance.report import template
from desistance.tables import write


class Folder:
    """A folder with the three tables and a study made from the template, changed by plain replacement of text."""

    def __init__(self, place: Path, people: int = 4000, seed: int = 5, **planted):
        planted = {"treated": 0.15, "confounding": 0.3, **planted}
        self.place = place
        self.made = synthetic.population(people, seed=seed, **planted)
        (place / "data").mkdir()
        for name in ("people", "events", "offences"):
            self.put(name, getattr(self.made, name))
        self.study({"shuffles = 500": "shuffles = 40", "tie_seeds = 20": "tie_seeds = 3"})

    def put(self, name: str, table: pa.Table) -> None:
        write(table, self.place / "data" / f"{name}.csv")

    def study(self, changes: dict[str, str], name: str = "study.toml") -> Path:
        """Write the study, changed further; a text that is not there to be replaced is a mistake of the test."""
        path = self.place / name
        text = path.read_text(encoding="utf-8") if path.exists() else template()
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def make_folder(tmp_path):
    return lambda **planted: Folder(tmp_path, **planted)


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """A study of a service that prevents reoffending, and its report."""
    from desistance import report

    folder = Folder(tmp_path_factory.mktemp("planted"), risk_difference=-0.12)
    folder.found = report.evaluate(folder.place / "study.toml", folder.place / "results")
    return folder


@pytest.fixture(scope="session")
def null(tmp_path_factory):
    """A study of a service that changes nothing, and its report."""
    from desistance import report

    folder = Folder(tmp_path_factory.mktemp("null"), seed=11)
    folder.found = report.evaluate(folder.place / "study.toml", folder.place / "results")
    return folder
