"""The project's own reference files, and what happens to files with mistakes."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.foundation.reference import TABLES, Reference, ReferenceError, load
from throughcare.foundation.reference.__main__ import main
from throughcare.foundation.reference.loader import PROJECT

SIGNED = date(2022, 10, 11)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load(PROJECT / "reference")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "reference", tmp_path / "reference"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("on", "category", "amount"),
    [
        (date(2019, 12, 31), "goods_services", 181_302),
        (date(2020, 1, 1), "goods_services", 189_330),
        (date(2021, 12, 31), "goods_services", 189_330),
        (SIGNED, "goods_services", 213_477),
        (SIGNED, "light_touch_services", 663_540),
        (date(2026, 1, 1), "goods_services", 207_720),
    ],
)
def test_thresholds_change_on_their_day(reference: Reference, on: date, category: str, amount: int) -> None:
    found = [
        row
        for row in reference.as_of(on).thresholds
        if row.category == category and row.authority_kind in {"sub_central", "any"}
    ]
    assert [row.amount_gbp for row in found] == [amount]
    assert found[0].amount_pence == amount * 100


def test_the_procurement_act_replaces_the_regulations_without_gap_or_overlap(reference: Reference) -> None:
    def regimes(on: date) -> set[str]:
        return {row.regime for row in reference.as_of(on).thresholds}

    assert regimes(date(2025, 2, 23)) == {"PCR2015"}
    assert regimes(date(2025, 2, 24)) == {"PA2023"}


def test_organisations_name_the_entity_behind_them(reference: Reference) -> None:
    probation = reference.organisation_named("the  london PROBATION")
    assert probation is not None
    assert (probation.is_legal_entity, probation.legal_entity) == (False, "Secretary of State for Justice")
    assert sum(row.kind == "borough" for row in reference.organisations) == 32
    assert len({row.code for row in reference.organisations if row.kind == "borough"}) == 32
    assert reference.organisation_named("Barnet") == reference.organisation_named("London Borough of Barnet")
    assert reference.organisation_named("Nowhere") is None


def test_no_two_organisations_share_a_name(reference: Reference) -> None:
    names = [name.casefold() for row in reference.organisations for name in row.names]
    assert len(names) == len(set(names))


def test_one_scheme_paragraph_is_cited_for_two_powers(reference: Reference) -> None:
    cited = [row.id for row in reference.as_of(SIGNED).scheme_powers if row.paragraph == "4.8"]
    assert cited == ["accept_grant", "approve_business_case"]
    assert not reference.as_of(SIGNED - timedelta(days=1)).scheme_powers


def test_the_form_has_nine_sections_and_its_order(reference: Reference) -> None:
    form = reference.as_of(SIGNED).decision_form
    assert [row.number for row in form.sections] == list(range(1, 10))
    assert [row.order for row in form.declarations] == list(range(1, 10))


@given(on=st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_as_of_keeps_exactly_the_rows_in_force(reference: Reference, on: date) -> None:
    everything = reference
    narrowed = everything.as_of(on)
    assert narrowed.as_of(on) == narrowed
    for table in TABLES:
        rows, kept = attrgetter(table.attribute)(everything), attrgetter(table.attribute)(narrowed)
        assert all(row.from_ <= on and (row.until is None or on < row.until) for row in kept)
        keys = [tuple(getattr(row, name) for name in table.row.KEY) for row in kept]
        assert len(keys) == len(set(keys))
        assert all(row.from_ > on or (row.until is not None and row.until <= on) for row in set(rows) - set(kept))


MISTAKES = [
    ("procurement_thresholds.csv", ",164176,", ",a lot,", 2, "not a whole number"),
    ("procurement_thresholds.csv", "2016-01-01,2018-01-01", "2018-01-01,2016-01-01", 2, "is not after 'from'"),
    ("procurement_thresholds.csv", "2018-01-01,2020-01-01", "2017-12-31,2020-01-01", 6, "twice on the same day"),
    ("procurement_thresholds.csv", "PCR2015,sub_central", "PCR2015,sub-central", 2, "Use one of"),
    ("procurement_thresholds.csv", "164176,net,", "164176,net,,", 2, "cells and the header"),
    ("procurement_thresholds.csv", "regime,authority_kind", "regime,regime", 1, "repeats a name"),
    ("procurement_thresholds.csv", "net,https://", '"net,https://', None, "broken"),
    ("procurement_limits.csv", "2025-02-24,,https", ",,https", 2, "'from' is missing"),
    ("legal_powers.toml", "from = 1998-09-30", "from = 1998-09-30T10:00:00", 8, "not a date"),
    ("legal_powers.toml", "from = 1998-09-30", "from = 1998-13-30", 14, "not TOML"),
    ("legal_powers.toml", 'source = "PCD 1291 para 4.1"', "", 8, "'source' is missing"),
    ("legal_powers.toml", 'source = "PCD 1291 para 4.1"', 'source = ""', 8, "'source' is missing"),
    ("legal_powers.toml", "also_called = [", "also_calld = [", 17, "no column called 'also_calld'"),
    ("legal_powers.toml", "[[power]]", "[[powers]]", 8, "No table is called 'powers'"),
    ("legal_powers.toml", "[[power]]\n", "[power]\n", None, "TOML"),
    ("scheme_of_delegation.toml", "min_pence = 50_000_000", "min_pence = true", 31, "not a whole number"),
    ("scheme_of_delegation.toml", 'id = "accept_grant"', 'id = "general_delegation"', 22, "twice on the same day"),
    ("organisations.toml", "is_legal_entity = true", 'is_legal_entity = "yes"', 9, "not true or false"),
    ("organisations.toml", 'also_called = ["MOPAC"]', "also_called = [1]", 9, "not a list of texts"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "says"), MISTAKES)
def test_a_mistake_names_file_line_and_remedy(
    folder: Path, file: str, old: str, new: str, line: int | None, says: str
) -> None:
    change(folder, file, old, new)
    with pytest.raises(ReferenceError) as caught:
        load(folder)
    assert file in str(caught.value)
    assert says in str(caught.value)
    assert caught.value.remedy
    if line is not None:
        assert caught.value.line == line


def test_a_missing_or_undecodable_file_is_named(folder: Path) -> None:
    (folder / "organisations.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReferenceError, match=r"organisations.toml: The file is not UTF-8"):
        load(folder)
    (folder / "organisations.toml").unlink()
    with pytest.raises(ReferenceError, match=r"organisations.toml: The file is missing"):
        load(folder)


def test_the_command_lists_tables_or_says_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    assert "thresholds" in capsys.readouterr().out
    (folder / "stray.csv").write_text("a\n1\n", encoding="utf-8")
    assert main([str(folder)]) == 1
    assert "stray.csv: Nothing reads this file." in capsys.readouterr().err
