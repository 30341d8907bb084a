"""Every variable of the environment that the library reads is in its list, and so on the reference page."""

import re
from pathlib import Path

import desistance
from desistance import cli


def test_every_variable_that_is_read_is_listed():
    code = "".join(path.read_text(encoding="utf-8") for path in Path(desistance.__file__).parent.rglob("*.py"))
    assert set(re.findall(r"\bDESISTANCE_[A-Z_]+\b", code)) == set(cli.VARIABLES)
    page = (Path(__file__).parents[3] / "docs" / "reference" / "library-command-line.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in cli.VARIABLES)
