"""Every table that the library reads is declared once, and stands as declared on a reference page."""

import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path

import desistance
from desistance.tables import TableContract, histories

PAGES = Path(__file__).parents[3] / "docs" / "reference"


def declared():
    """Every table contract of every module, each once."""
    found = {}
    for module in pkgutil.walk_packages(desistance.__path__, "desistance."):
        if not module.name.endswith("__main__"):
            for held in vars(importlib.import_module(module.name)).values():
                if isinstance(held, TableContract):
                    found[id(held)] = held
    return list(found.values())


def test_every_declared_table_is_on_a_reference_page():
    text = "".join(path.read_text(encoding="utf-8") for path in PAGES.glob("*.md"))
    whole = {id(histories.PEOPLE), id(histories.OFFENCES)}
    missing = [one.name for one in declared() if one.reference() not in text and id(one) not in whole]
    assert not missing


def test_a_column_of_people_or_offences_means_the_same_wherever_it_is_read():
    tables = {"people": histories.PEOPLE, "offences": histories.OFFENCES}
    readers = [one for one in declared() if one.name in tables]
    assert len(readers) >= 5
    for one in readers:
        for column in one.columns:
            assert replace(column, required=False) == replace(tables[one.name][column.name], required=False)
