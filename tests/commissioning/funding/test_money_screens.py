"""The screens of money answer their questions, keep what was typed and act once."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.commissioning.funding.papers import PCD_1514, decision
from tests.commissioning.funding.people import AT, COMMISSIONER
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.queries import entries
from throughcare.foundation.ports import publishing

pytestmark = pytest.mark.django_db
SignIn = Callable[[str, str], Client]


@pytest.fixture
def opened(programme: Any) -> Any:
    """The programme with PCD 1291 and PCD 1514 in effect."""
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    actions.open_lines(decision=PCD_1514, by=COMMISSIONER, at=AT)
    return programme


def text_of(answer: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def key_in(answer: Any) -> str:
    """The key of the form on a page."""
    found = re.search(r'name="key" value="([^"]+)"', answer.content.decode())
    assert found
    return found.group(1)


def test_the_programme_shows_years_that_do_not_balance_and_offers_the_movement(opened: Any, sign_in: SignIn) -> None:
    client = sign_in("commissioner", "mopac")
    page = text_of(client.get("/money/programme/iom"))
    for words in ("£2,100,000", "£2,093,000", "£7,000", "Does not balance: +£100,000", "Does not balance: −£100,000"):
        assert words in page
    assert "Moving £100,000 from 2023/24 to 2024/25 would mend it" in page
    assert "London Probation gives £300,000 in 2023/24 in more than one decision" in page


def test_a_decision_leads_to_its_page_once_the_public_may_read_it(
    opened: Any, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("commissioner", "mopac")
    assert 'href="/decisions/' not in client.get("/money/programme/iom").content.decode()
    monkeypatch.setattr(
        publishing, "_published", [lambda numbers: {number: f"/decisions/d{number}" for number in numbers}]
    )
    page = client.get("/money/programme/iom").content.decode()
    for one in models.ProgrammeDecision.objects.all():
        assert f'href="/decisions/d{one.decision_id}">{one.reference} ' in page


def test_a_partner_sees_it_and_another_body_does_not(opened: Any, sign_in: SignIn) -> None:
    assert sign_in("co_commissioner", "london_probation").get("/money/programme/iom").status_code == 200
    stranger = sign_in("finance_adviser", "elsewhere")
    assert stranger.get("/money/programme/iom").status_code == 404
    assert stranger.get("/money/programme/iom/figures.csv").status_code == 404
    assert "Integrated" not in text_of(stranger.get("/money/"))


def test_asking_for_the_movement_twice_asks_once_and_shows_whose_turn(opened: Any, sign_in: SignIn) -> None:
    client = sign_in("commissioner", "mopac")
    page = client.get("/money/programme/iom")
    form = {"key": key_in(page), "from_year": "2023/24", "to_year": "2024/25", "pence": "10000000"}
    for _ in range(2):
        assert client.post("/money/programme/iom/mend", form).status_code == 302
    assert models.CarryForward.objects.filter(state="requested").count() == 2
    words = text_of(client.get("/money/programme/iom"))
    assert "Asked for: £31,578.95 of London Probation from 2023/24 to 2024/25" in words
    assert "Ask for this movement" not in words
    refused = client.post("/money/programme/iom/mend", {**form, "pence": "a lot"})
    assert refused.status_code == 422


def test_the_filters_and_the_csv_show_the_same_figures(opened: Any, sign_in: SignIn) -> None:
    client = sign_in("auditor", "mopac")
    answer = client.get("/money/programme/iom/figures.csv")
    rows = list(csv.reader(answer.content.decode().splitlines()))
    assert rows[0] == ["Table", "Line", "2022/23", "2023/24", "2024/25", "Total"]
    by_year, became, taken, allowed = dict.fromkeys(row[0] for row in rows[1:])
    assert [by_year, "Funding less planned spending", "0.00", "100000.00", "-100000.00", "0.00"] in rows
    assert [by_year, "Planned: Mental Health service", "120000.00", "700000.00", "700000.00", "1520000.00"] in rows
    assert [became, "Free to commit", "170000.00", "950000.00", "750000.00", "1870000.00"] in rows
    assert [became, "Held in reserve at the end of the year", "680000.00", "340000.00", "0.00", ""] in rows
    assert [taken, "PCD 1291 Services of PCD 1291", "700000.00", "310000.00", "310000.00", "1320000.00"] in rows
    assert [taken, "Left of the envelope", "", "", "", "7000.00"] in rows
    assert [allowed, "PCD 1514, recommendation 2: spend", "", "", "", "773000.00"] in rows
    own = client.get("/money/programme/iom?funder=london_probation&basis=budget")
    assert "£150,000" in text_of(own)
    shares = csv.reader(
        client.get("/money/programme/iom/figures.csv?funder=london_probation").content.decode().splitlines()
    )
    assert [by_year, "Funding in total", "150000.00", "300000.00", "100000.00", "550000.00"] in list(shares)


def test_what_is_free_is_the_chosen_funders_own(opened: Any, sign_in: SignIn) -> None:
    from tests.commissioning.funding.test_spending import commit

    commit(opened, 9_500_000)
    page = sign_in("auditor", "mopac").get("/money/programme/iom?funder=london_probation")
    # Of £950,000 in 2023/24 the partner put in £300,000, so that £30,000 of the £95,000 is its money.
    assert "Free to commit £150,000 £270,000 £100,000 £520,000" in text_of(page)
    assert "Committed, not yet incurred £0 £30,000 £0 £30,000" in text_of(page)
    assert "funder=london_probation" in page.content.decode().split("What has become of it")[-1]
    whole = sign_in("finance_adviser", "mopac").get("/money/programme/iom")
    assert "Free to commit £170,000 £855,000 £750,000 £1,775,000" in text_of(whole)


@pytest.mark.parametrize("query", ["service=x&funder=y&basis=z", "basis=%F0%9F%92%B7", "service=" + "a" * 3000])
def test_a_filter_that_means_nothing_filters_nothing(opened: Any, sign_in: SignIn, query: str) -> None:
    assert sign_in("auditor", "mopac").get(f"/money/programme/iom?{query}").status_code == 200


def test_a_figure_opens_its_entries_and_an_entry_its_legs(opened: Any, sign_in: SignIn) -> None:
    client = sign_in("auditor", "mopac")
    page = client.get("/money/programme/iom").content.decode()
    hrefs = [html.unescape(one) for one in re.findall(r'href="(/money/programme/iom/entries[^"]+)"', page)]
    assert len(hrefs) > 15
    (planned,) = [one for one in hrefs if "figure=planned&year=2023%2F24&service=mental-health-service" in one]
    words = text_of(client.get(planned))
    assert "1 entry" in words
    assert "£700,000 in all" in words
    entry = models.Transaction.objects.get(source="decision")
    assert "PCD 1291: budget lines" in text_of(client.get(f"/money/entry/{entry.pk}"))
    assert client.get(f"{planned}&page=99999999999").status_code == 200


def test_entries_go_on_over_pages_that_keep_what_was_asked(
    opened: Any, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "/money/programme/iom/entries?figure=planned"
    client, seen = sign_in("auditor", "mopac"), []
    whole = re.findall(r'href="(/money/entry/[^"]+)"', client.get(asked).content.decode())
    assert len(whole) > 1
    monkeypatch.setattr(entries, "PAGE", 1)
    address: str | None = asked
    while address:
        page = client.get(address).content.decode()
        (entry,) = re.findall(r'href="(/money/entry/[^"]+)"', page)
        seen.append(entry)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = html.unescape(following[1]) if following else None
    assert seen == whole


def test_the_pages_open_for_those_who_may(opened: Any, sign_in: SignIn) -> None:
    client = sign_in("finance_adviser", "mopac")
    given = models.Contribution.objects.first()
    carried = models.CarryForward.objects.first()
    assert given is not None
    assert carried is not None
    for path in (
        "/money/",
        "/money/open",
        "/money/periods",
        "/money/names",
        "/money/programme/iom/movements",
        "/money/programme/iom/statement/london_probation",
        "/money/programme/iom/statement/mopac",
        "/money/programme/iom/year-end/2023",
        "/money/programme/iom/envelope",
        "/money/programme/iom/sharing",
        "/money/programme/iom/pledge",
        "/money/programme/iom/commit",
        "/money/programme/iom/virement",
        "/money/programme/iom/forecast",
        "/money/programme/iom/carry-forward",
        f"/money/contribution/{given.pk}",
        f"/money/contribution/{given.pk}/withdraw",
        f"/money/carry-forward/{carried.pk}",
        f"/money/carry-forward/{carried.pk}/transfer",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.content.decode().count("<h1") == 1, path
    for path in ("/money/programme/iom/year-end/1999", "/money/programme/none", "/money/entry/999999999999"):
        assert client.get(path).status_code == 404, path
    assert Client().get("/money/").status_code == 302


def committing(**more: str) -> dict[str, str]:
    authority = models.Authority.objects.get(decision__reference="PCD 1291", purpose="spend").pk
    return {
        "key": "abc",
        "service": "mental-health-service",
        "year": "2023/24",
        "pence": "£0.5m",
        "authority": str(authority),
        "document": "Contract C1",
        "words": "<script>🙂 עברית",
        "day-day": "2",
        "day-month": "5",
        "day-year": "2023",
    } | more


def test_a_commitment_is_made_and_paid_in_the_browser_and_sent_twice_counts_once(opened: Any, sign_in: SignIn) -> None:
    client = sign_in("finance_adviser", "mopac")
    for _ in range(2):
        assert client.post("/money/programme/iom/commit", committing()).status_code == 302
    row = models.Commitment.objects.get()
    pay = {"key": "p", "pence": "200,000", "day-day": "1", "day-month": "6", "day-year": "2023"}
    for _ in range(2):
        assert client.post(f"/money/commitment/{row.pk}/pay", pay).status_code == 302
    words = text_of(client.get(f"/money/commitment/{row.pk}"))
    assert "£300,000" in words
    assert "&lt;script&gt;🙂 עברית" in client.get(f"/money/commitment/{row.pk}").content.decode()
    assert "£200,000" in text_of(client.get("/money/programme/iom"))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"pence": "£0.8m"}, "The line for Mental Health service in 2023/24 has £700,000"),
        ({"pence": "a million"}, "is not an amount of money"),
        ({"pence": "9" * 40}, "Check the zeros"),
        ({"pence": "-5"}, "cannot be negative"),
        ({"year": "1066/67"}, "Choose one of the answers listed for “"),
        ({"day-month": "13"}, "Check the day and the month"),
        ({"document": "x" * 5000}, "over the limit"),
        ({"key": ""}, "came without its key"),
    ],
)
def test_what_cannot_be_used_is_told_and_what_was_typed_is_kept(
    opened: Any, sign_in: SignIn, more: dict[str, str], says: str
) -> None:
    client = sign_in("finance_adviser", "mopac")
    answer = client.post("/money/programme/iom/commit", committing(**more))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "עברית" in answer.content.decode()
    assert not models.Commitment.objects.exists()
    assert models.Transaction.objects.filter(source="commitment").count() == 0


def test_a_partner_signs_and_finance_invoices_and_receives(opened: Any, sign_in: SignIn) -> None:
    partner, finance = sign_in("co_commissioner", "london_probation"), sign_in("finance_adviser", "mopac")
    row = models.Contribution.objects.get(year="2022/23")
    address = f"/money/contribution/{row.pk}"
    day = {"day-day": "1", "day-month": "12", "day-year": "2022"}
    assert "Sign the agreement" in text_of(partner.get(address))
    assert "Sign the agreement" not in text_of(finance.get(address))
    for _ in range(2):
        assert partner.post(f"{address}/agree", {"key": "1", "agreement": "Memorandum"}).status_code == 302
    assert finance.post(f"{address}/invoice", {"key": "2", **day}).status_code == 302
    too_much = finance.post(f"{address}/receive", {"key": "3", "pence": "150,000.01", **day})
    assert too_much.status_code == 422
    assert "£150,000 was promised" in text_of(too_much)
    assert finance.post(f"{address}/receive", {"key": "3", "pence": "150,000", **day}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.received_pence) == ("received", 15_000_000)


def test_a_period_is_locked_and_opened_again(opened: Any, sign_in: SignIn) -> None:
    client = sign_in("finance_adviser", "mopac")
    assert client.post("/money/periods", {"period": "next month"}).status_code == 422
    assert client.post("/money/periods", {"period": "2023-05"}).status_code == 302
    refused = client.post("/money/programme/iom/commit", committing())
    assert refused.status_code == 422
    assert "The period 2023-05 is locked" in text_of(refused)
    lock = models.PeriodLock.objects.get()
    assert client.post(f"/money/periods/{lock.pk}/open", {"key": "k", "reason": "A late invoice"}).status_code == 302
    assert client.post("/money/programme/iom/commit", committing()).status_code == 302
