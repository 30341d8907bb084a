"""Every figure on the screens of money opens what it is made of, and the entries come to the figure itself.

The pages are walked from the list of programmes. What may stand without a link is listed here, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.http import QueryDict

from tests.commissioning.funding.papers import PCD_1514, decision
from tests.commissioning.funding.people import AT, CHIEF, COMMISSIONER, FINANCE, PARTNER, SECOND_FINANCE, viewer_with
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.queries.entries import entries
from throughcare.commissioning.funding.views.figures import asked_in
from throughcare.foundation.access.viewers import Viewer

pytestmark = pytest.mark.django_db
DAY = date(2023, 5, 2)
FIGURE = re.compile(r"[+−-]?£\d[\d,]*\b(?:\.\d+)?(?:m|k)?")
MONEY_PAGES = "/money/"
FILTERS = (
    *(f"funder=london_probation&basis={basis}" for basis in ("budget", "commitment", "accrual", "cash")),
    *("service=mental-health-service&basis=accrual", "basis=cash", "service=service-user-engagement&funder=mopac"),
)
VOID = {"input", "br", "img", "hr", "meta", "link", "rect", "line", "circle", "path", "polyline", "source"}
ROWS = {"tr", "dl"}
# Tables whose rows are themselves what a figure is made of, or the workings that show how it was shared out.
ENTRIES = {
    "Entries": "the entries themselves",
    "Legs": "the legs of one entry",
    "Forecasts": "each row is a forecast as it was made",
    "What was set aside": "each row is a sum as it was stated",
}
WORKINGS = re.compile(
    r"(Planned|Committed|Incurred|Paid) in 20\d\d/\d\d(, in total)?"  # shares, from costs and means that open
    r"|What the recommendations of .* allow"  # what a recommendation says; what is used of it opens
    r"|Contributions, in total"  # sums of the column above, whose figures open
)
CHART = "the chart and its own table: the same figures stand with their links in the table below it"


@dataclass
class Page(HTMLParser):
    """The figures in the main part of a page, with the address of each and where it stands."""

    figures: list[tuple[str, str, str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    chart: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.caption = ""
        self.row = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.stack.append((tag, given))
        if tag == "table":
            self.caption = ""
        if tag in ROWS:
            self.row += 1
        if tag == "a" and self._within("main") and given.get("href"):
            self.links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or all(one != tag for one, _ in self.stack):
            return
        while self.stack.pop()[0] != tag:
            pass

    def _within(self, tag: str, name: str = "") -> dict[str, str] | None:
        for one, given in reversed(self.stack):
            if one == tag and name in given.get("class", ""):
                return given
        return None

    def handle_data(self, data: str) -> None:
        if self._within("caption") is not None:
            self.caption += data
        if self._within("main") is None or any(self._within(tag) is not None for tag in ("h1", "title", "caption")):
            return
        anchor = self._within("a")
        for figure in FIGURE.findall(data):
            if self._within("figure", "tc-chart") is not None:
                self.chart.append(figure)
            elif self._within("span", "tc-money__flag") is None and self._within("form") is None:
                self.figures.append((figure, anchor["href"] if anchor else "", self._place()))
                self.rows.append(self.row)

    def _place(self) -> str:
        if self._within("table") is None:
            return ""
        return self.caption.strip() + (", in total" if self._within("tfoot") is not None else "")


def exempt(figure: tuple[str, str, str], path: str) -> bool:
    _, _, place = figure
    return (
        place in ENTRIES
        or bool(WORKINGS.fullmatch(place))
        or (path.endswith(("/entries", "/forecasts")) and not place)  # what the rows below come to
    )


def walked(client: Any) -> Iterator[tuple[str, Page]]:
    """Every page of money that links lead to, entries left out, and a programme under each of its filters."""
    waiting = [MONEY_PAGES, *(f"/money/programme/iom?{query}" for query in FILTERS)]
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = Page()
        page.feed(answer.content.decode())
        yield address, page
        for link in page.links:
            to = urldefrag(urljoin(address, link)).url
            if to.startswith(MONEY_PAGES) and to not in seen and "/entries?" not in to:
                seen.add(to)
                waiting.append(to)


def pence_of(text: str) -> int:
    pounds, _, part = re.sub(r"[+−£,-]", "", text).partition(".")
    found = int(pounds) * 100 + int(part or 0)
    return -found if text.startswith(("−", "-")) else found


def total_of(address: str) -> int:
    """What the entries at an address come to."""
    return entries(FINANCE, "iom", asked_in(QueryDict(urlsplit(address).query))).total


@pytest.fixture
def busy(programme: Any) -> Any:
    """The programme with something at each kind of step: money given both ways, carried, committed, paid and moved."""
    for paper in (decision(), PCD_1514):
        actions.open_lines(decision=paper, by=COMMISSIONER, at=AT)
    by = {"by": FINANCE, "at": AT}
    for row in models.Contribution.objects.filter(decision_reference="PCD 1291"):
        actions.agree(contribution_id=row.pk, agreement="Memorandum", by=PARTNER, at=AT)
        actions.invoice(contribution_id=row.pk, day=DAY, **by)
        actions.receive(contribution_id=row.pk, pence=row.pence - 1_000_00, day=DAY, **by)
    first, second, third = models.Contribution.objects.filter(state="received").order_by("year")
    actions.recognise(contribution_id=first.pk, pence=10_000_000, day=DAY, **by)
    actions.give_back(contribution_id=first.pk, pence=200_000, reason="Not needed", day=DAY, **by)
    for pence in (5_000_000, 700_000):
        carry_on(carry_on(second.pk, pence, "2024/25"), pence // 5, "2025/26")
    held = carry_on(second.pk, 300_000, "2024/25")
    actions.defer(contribution_id=held, pence=30_000, reason="Later", day=DAY, **by)
    actions.recognise(contribution_id=third.pk, pence=4_000_000, day=DAY, **by)
    out = actions.pledge(
        programme_id=programme.pk,
        payer="mopac",
        recipient="london_probation",
        year="2023/24",
        pence=2_000_000,
        **by,
    )
    actions.accept(contribution_id=out.pk, decision_reference="PCD 1291", **by)
    actions.agree(contribution_id=out.pk, agreement="Letter", by=PARTNER, at=AT)
    actions.invoice(contribution_id=out.pk, day=DAY, **by)
    actions.receive(contribution_id=out.pk, pence=1_900_000, day=DAY, **by)
    actions.recognise(contribution_id=out.pk, pence=500_000, day=DAY, **by)
    carry_on(out.pk, 300_000, "2024/25", payer=viewer_with("co_commissioner", "mopac", 7))
    spend(programme)
    let_lapse(programme)
    return programme


def carry_on(contribution_id: int, pence: int, to_year: str, *, payer: Viewer = PARTNER) -> int:
    """Money is held for a later year and carried into it, where a part becomes income and a part goes back."""
    call = {"day": DAY, "at": AT}
    actions.defer(contribution_id=contribution_id, pence=pence, reason="Later", by=FINANCE, **call)
    actions.carry_forward(contribution_id=contribution_id, to_year=to_year, by=payer, **call)
    made = {"contribution_id": models.Contribution.objects.latest("pk").pk, "by": FINANCE, **call}
    actions.recognise(pence=pence // 10, **made)
    actions.give_back(pence=pence // 20, reason="Not needed", **made)
    return made["contribution_id"]


def spend(programme: Any) -> None:
    by = {"by": FINANCE, "at": AT}
    authority = models.Authority.objects.get(decision__reference="PCD 1291", purpose="spend").pk
    line = {"programme_id": programme.pk, "service": "mental-health-service", "year": "2023/24"}
    made = actions.commit(
        **line, pence=30_000_001, authority_id=authority, document="C1", words="", day=DAY, key="c", **by
    )
    actions.accrue(commitment_id=made.pk, pence=12_000_000, day=DAY, key="a", **by)
    actions.pay(commitment_id=made.pk, pence=7_000_003, day=DAY, key="p", **by)
    actions.forecast(**line, pence=65_000_000, **by)
    move = actions.propose_virement(
        programme_id=programme.pk,
        year="2023/24",
        from_service="mental-health-service",
        to_service="service-user-engagement",
        pence=1_000_000,
        reason="More people come",
        by=COMMISSIONER,
        at=AT,
    )
    actions.approve_virement(virement_id=move.pk, day=DAY, by=CHIEF, at=AT)
    carried = models.CarryForward.objects.get()
    actions.transfer_to_reserve(carry_forward_id=carried.pk, day=DAY, **by)
    actions.draw(carry_forward_id=carried.pk, year="2023/24", pence=10_000_000, day=DAY, **by)
    actions.set_split_rule(
        programme_id=programme.pk,
        service="service-user-engagement",
        method="funder_first",
        first="london_probation",
        by=SECOND_FINANCE,
        at=datetime(2023, 4, 1, tzinfo=AT.tzinfo),
    )


def let_lapse(programme: Any) -> None:
    """Money of the partner is moved to the reserve for a later year, which gives it up."""
    by = {"by": FINANCE, "at": AT}
    row = actions.request_carry_forward(
        programme_id=programme.pk, funder="london_probation", from_year="2022/23", draws={"2023/24": 3_000_000}, **by
    )
    actions.agree_carry_forward(carry_forward_id=row.pk, by=PARTNER, at=AT)
    actions.approve_carry_forward(carry_forward_id=row.pk, authority_id=None, day=DAY, by=CHIEF, at=AT)
    actions.transfer_to_reserve(carry_forward_id=row.pk, day=DAY, **by)
    actions.lapse(carry_forward_id=row.pk, reason="Not needed", day=DAY, **by)


def test_every_figure_of_the_pages_of_money_opens_what_it_is_made_of(busy: Any, sign_in: Any) -> None:
    client = sign_in("finance_adviser", "mopac")
    bare, pages, figures = [], 0, 0
    for address, page in walked(client):
        pages += 1
        figures += len(page.figures)
        path = urlsplit(address).path
        bare += [
            f"{address}: {one[0]} in {one[2] or 'the text'}"
            for one in page.figures
            if not one[1] and not exempt(one, path)
        ]
    assert not bare, "\n".join(bare)
    assert (pages > 30, figures > 300) == (True, True)


def test_the_entries_behind_each_figure_come_to_the_figure(busy: Any, sign_in: Any) -> None:
    client = sign_in("auditor", "mopac")
    wrong, opened = [], {}
    for address, page in walked(client):
        for at, (text, href, place) in enumerate(page.figures):
            to = urljoin(address, href)
            if "/entries?" not in to:
                continue
            if to not in opened:
                opened[to] = total_of(to)
            if not told(page, at, opened[to]):
                wrong.append(
                    f"{address}: {text} in {place or 'the text'} opens {to}, which comes to {opened[to]} pence"
                )
    assert not wrong, "\n".join(wrong)
    assert len(opened) > 150


def told(page: Page, at: int, comes_to: int) -> bool:
    """Whether a page says what the entries behind a figure come to: by the figure itself, or by the parts beside it.

    Money that is received and not yet income stands in two columns of its row. What is returnable is what is unspent
    less what is agreed to be carried forward beside it. A sentence says in words that a year is short.
    """
    text, to, place = page.figures[at]
    row = [one for one, number in zip(page.figures, page.rows, strict=True) if number == page.rows[at]]
    if "figure=deferred" in to or "figure=prepaid" in to:
        return sum(pence_of(one) for one, href, _ in row if href == to) == comes_to
    if place == "What is unspent" and at == max(one for one, number in enumerate(page.rows) if number == page.rows[at]):
        return pence_of(text) == max(0, comes_to - pence_of(row[1][0]))
    if not place and "figure=over" in to:
        return pence_of(text) == abs(comes_to)
    return pence_of(text) == comes_to


def test_the_chart_shows_no_figure_that_does_not_open_below_it(busy: Any, sign_in: Any) -> None:
    page = Page()
    page.feed(sign_in("auditor", "mopac").get("/money/programme/iom").content.decode())
    opened = {text.lstrip("+−") for text, href, _ in page.figures if href}
    exact = {one.lstrip("+−") for one in page.chart if not one.endswith("m")}
    assert len(exact) > 5
    assert exact <= opened | {"£0"}, CHART


def test_a_figure_without_a_link_is_seen() -> None:
    page = Page()
    cells = "<td>£1,200.50</td><td><a href='/x'>−£3</a></td>"
    page.feed(f"<main><svg><line/></svg><br/><table><caption>Sums</caption><tr>{cells}</tr></table></main>")
    assert page.figures == [("£1,200.50", "", "Sums"), ("−£3", "/x", "Sums")]
    assert [pence_of(text) for text, _, _ in page.figures] == [120_050, -300]
