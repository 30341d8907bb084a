"""The reference page of linkage: every public call is on it, and its tables are those declared."""

from pathlib import Path

from desistance import linkage

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "linkage.md"


def test_every_public_call_of_linkage_is_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    assert not [name for name in linkage.__all__ if name.islower() and f"`{name}(" not in text]


def test_the_tables_are_those_declared():
    text = PAGE.read_text(encoding="utf-8")
    for contract in (linkage.records_contract(linkage.PERSON), linkage.OVERRIDES, linkage.PREVIOUS, linkage.LABELS):
        assert contract.reference().rstrip() in text


def test_every_comparison_of_the_model_is_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    assert not [one.name for one in linkage.PERSON.comparisons if f"`{one.name}`" not in text]
