"""The page in a real browser: accessible, and printed to the same PDF twice."""

import pytest

from desistance.report import pdf
from tests.support import browser as support

pytestmark = pytest.mark.browser


def test_the_report_passes_axe_and_fits_a_narrow_window(planted, null):
    with support.running_chromium(support.chromium_path()) as chromium:
        for folder in (planted, null):
            page = chromium.new_page(viewport={"width": 1280, "height": 900})
            page.goto((folder.place / "results" / "report.html").as_uri())
            support.axe(page)
            support.no_horizontal_scroll(page)
            page.close()


def test_the_pdf_is_the_same_twice(planted, tmp_path):
    made = []
    for name in ("first.pdf", "second.pdf"):
        assert pdf.write_pdf(planted.place / "results" / "report.html", tmp_path / name) == ""
        made.append((tmp_path / name).read_bytes())
    assert made[0].startswith(b"%PDF")
    assert len(made[0]) > 20_000
    assert made[0] == made[1]


def test_numbers_that_a_browser_gives_out_leave_no_trace():
    first, second = (
        b"/ID (node000000%d) /ID (node000000%d) [(node000000%d)]" % numbers for numbers in ((10, 12, 10), (31, 32, 31))
    )
    assert pdf._settled(first) == pdf._settled(second) == b"/ID (node00000001) /ID (node00000002) [(node00000001)]"
