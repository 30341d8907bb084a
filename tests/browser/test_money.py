"""The screens of money in a real browser: sound in every state, and a movement asked for without JavaScript."""

from __future__ import annotations

from datetime import date

import pytest

from tests.commissioning.funding.papers import PCD_1514, decision
from tests.support import browser
from tests.support.world import AT, organisation, person, viewer
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.rules.authority import Purpose

PROGRAMME = "/money/programme/iom"
SERVICE = "mental-health-service"


@pytest.fixture
def opened(transactional_db, settings):
    """The programme of PCD 1291 and PCD 1514, with something at each kind of step."""
    settings.DEMO = True
    organisation("mopac")
    organisation("london_probation", "probation")
    finance, commissioner = viewer("finance_adviser"), viewer()
    common = {"by": finance, "at": AT}
    programme = actions.open_programme(
        code="iom",
        name="Integrated offender management",
        lead="mopac",
        envelope_pence=210_000_000,
        from_year="2022/23",
        to_year="2024/25",
        **common,
    )
    for paper in (decision(), PCD_1514):
        actions.open_lines(decision=paper, by=commissioner, at=AT)
    commit_and_vire(programme.pk, finance=common, commissioner={"by": commissioner, "at": AT})
    return programme


def commit_and_vire(programme_id, *, finance, commissioner):
    authority = models.Authority.objects.get(decision__reference="PCD 1291", purpose=Purpose.SPEND)
    actions.commit(
        programme_id=programme_id,
        service=SERVICE,
        year="2023/24",
        pence=10_000_000,
        authority_id=authority.pk,
        document="Contract C1",
        words="Practitioners",
        day=date(2023, 5, 2),
        key="browser-commit",
        **finance,
    )
    actions.propose_virement(
        programme_id=programme_id,
        year="2023/24",
        from_service=SERVICE,
        to_service="service-user-engagement",
        pence=1_000_000,
        reason="More people than planned come to the groups.",
        key="browser-virement",
        **commissioner,
    )


def pages_of_the_programme():
    """Addresses of every kind of page, some of which need a row."""
    yield from ("/money/", "/money/open", "/money/periods", "/money/names", PROGRAMME)
    starts = ("entries", "movements", "envelope", "sharing", "pledge", "commit", "virement", "forecast")
    starts += ("envelope-use", "forecasts", "shares", "given/london_probation")
    yield from (f"{PROGRAMME}/{one}" for one in (*starts, "carry-forward", "year-end/2023"))
    yield from (f"{PROGRAMME}/statement/{one}" for one in ("mopac", "london_probation"))
    contribution = models.Contribution.objects.first()
    yield f"/money/contribution/{contribution.pk}"
    yield f"/money/virement/{models.Virement.objects.get().pk}"
    commitment = models.Commitment.objects.get()
    yield from (f"/money/commitment/{commitment.pk}{one}" for one in ("", "/pay", "/accrue"))
    entry = models.Transaction.objects.filter(source_id=commitment.pk, source="commitment").get()
    yield from (f"/money/entry/{entry.pk}{one}" for one in ("", "/reverse"))


def test_every_page_of_money_is_sound(browse, opened):
    page = browse.page(person=person("finance_adviser"))
    for address in pages_of_the_programme():
        page.goto(address)
        browser.sound_page(page)


def test_a_movement_is_asked_for_agreed_and_approved_without_javascript(browse, opened):
    page = browse.page(PROGRAMME, javascript=False, width=320, person=person())
    browser.leave_by(page, "button:has-text('Ask for this movement')")
    browser.no_horizontal_scroll(page)
    asked = models.CarryForward.objects.filter(state="requested")
    partner = asked.get(funder__code="london_probation")
    partners = browse.page(
        f"/money/carry-forward/{partner.pk}",
        javascript=False,
        person=person("co_commissioner", at="london_probation", kind="probation"),
    )
    browser.leave_by(partners, "main a:has-text('Agree')")
    browser.leave_by(partners, "main button:has-text('Agree')")
    chief = browse.page(f"/money/carry-forward/{partner.pk}", person=person("chief_executive"))
    browser.sound_page(chief)
    browser.leave_by(chief, "main a:has-text('Approve')")
    browser.sound_page(chief)
    browser.leave_by(chief, "main button:has-text('Approve')")
    partner.refresh_from_db()
    assert partner.state == "approved"


def test_a_refused_sum_stands_beside_its_field_with_what_was_typed(browse, opened):
    browse.watch.allow("422")
    page = browse.page(f"{PROGRAMME}/commit", person=person("finance_adviser"))
    page.fill("[name='pence']", "a great deal")
    browser.leave_by(page, "main button[type=submit]")
    page.wait_for_selector(".govuk-error-summary")
    assert page.input_value("[name='pence']") == "a great deal"
    browser.sound_page(page)
