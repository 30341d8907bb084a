"""The quality page: charts that say what they show, tables beside them, and the same bytes for the same linkage."""

import html5lib
import pytest

from desistance import linkage
from desistance.linkage import charts
from tests.support import browser as support


@pytest.fixture(scope="module")
def page(linked, tmp_path_factory):
    folder = tmp_path_factory.mktemp("quality")
    return linked.quality.write(folder)


def test_the_page_is_valid_html_with_a_table_for_every_chart(page):
    text = page.read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert text.count("<h1>") == 1
    assert text.count("<svg") == text.count('role="img"') == 4
    assert text.count("<table>") >= 6
    assert sorted(path.name for path in (page.parent / "figures").iterdir()) == [
        "accuracy.svg",
        "level-weights.svg",
        "match-weights.svg",
        "unlinkable.svg",
    ]


def test_it_names_no_one(made, page, linked):
    text = page.read_text(encoding="utf-8")
    shown = charts.waterfall(linked.explain(*(linked.pairs[name][0].as_py() for name in ("left_id", "right_id")))).svg
    for name in ("surname", "postcode", "pnc", "nhs_number"):
        values = [value for value in made.records[name].to_pylist()[:200] if value and len(value) > 5]
        assert not [value for value in values if value in text or value in shown]


def test_the_same_linkage_writes_the_same_bytes(page, linked, tmp_path):
    again = linked.quality.write(tmp_path)
    for path in page.parent.rglob("*.*"):
        assert path.read_bytes() == (again.parent / path.relative_to(page.parent)).read_bytes()


def test_the_figures_agree_with_the_pairs(linked):
    weight = linked.pairs["match_weight"].to_numpy()
    for row in linked.quality.thresholds.to_pylist():
        assert row["pairs"] == (weight >= row["match_weight"]).sum()
    rows = linked.quality.histogram.to_pylist()
    assert sum(row["pairs"] for row in rows) == linked.quality.compared
    assert sum(row["pairs"] for row in rows if row["weight"] >= 20) == linked.quality.at(20.0)["pairs"]
    assert sum(linked.quality.bands["pairs"].to_pylist()) == linked.quality.compared
    sizes = linked.quality.sizes.to_pylist()
    assert sum(row["records"] * row["clusters"] for row in sizes) == linked.quality.records
    assert sum(linked.quality.decisions["pairs"].to_pylist()) == linked.pairs.num_rows


def test_what_the_model_expects_is_near_what_is_true(made, linked):
    whose = dict(zip(made.records["record_id"].to_pylist(), made.person.tolist(), strict=True))
    pairs = linked.pairs.to_pylist()
    row = linked.quality.at(20.0)
    right = [whose[one["left_id"]] == whose[one["right_id"]] for one in pairs if one["match_weight"] >= 20]
    assert row["expected_precision"] == pytest.approx(sum(right) / len(right), abs=0.01)


def test_records_that_hold_too_little_are_counted(made, linked):
    bare = made.records.slice(0, 400)
    for name in ("date_of_birth", "pnc", "cro", "crn", "nomis", "nhs_number"):
        place = bare.schema.get_field_index(name)
        bare = bare.set_column(place, name, [[None] * 399 + bare[name].to_pylist()[-1:]])
    mixed = linkage.link(bare, model=linked.model)
    assert mixed.quality.cannot_join > 0.5
    assert linked.quality.cannot_join < 0.1


@pytest.mark.browser
def test_the_page_passes_axe_and_fits_a_narrow_window(page):
    with support.running_chromium(support.chromium_path()) as chromium:
        window = chromium.new_page(viewport={"width": 1280, "height": 900})
        window.goto(page.as_uri())
        support.axe(window)
        support.no_horizontal_scroll(window)
