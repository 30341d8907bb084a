"""The screens of people and the cohort in a real browser: sound in every state, at any width, by keyboard."""

from __future__ import annotations

import pytest

from tests.delivery.people.cast import TODAY, adopted, coordinator, later, nominated, police, practitioner, someone
from tests.support import browser
from tests.support.world import person
from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import DuplicatePair, LedgerEntry, Overlay


@pytest.fixture(autouse=True)
def _world(transactional_db, monkeypatch, settings):
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: later(3))


@pytest.fixture
def story():
    """Somebody in the cohort of whom everything is recorded, and somebody who may be the same."""
    row = adopted()
    number = row.service_user_id
    for kind in ("custody", "domestic_abuse"):
        actions.record_overlay(nominal_id=row.pk, kind=kind, from_date=TODAY, reason="police", by=police(), at=later(0))
    by = {"service_user_id": number, "by": practitioner(), "at": later(0)}
    score = actions.record_score(instrument="ogrs3", version="3.0", assessed_on=TODAY, tenths_2y=620, **by)
    found = [actions.Found("coping", "yes", "yes", "no"), actions.Found("drugs", "yes")]
    actions.record_needs(found=found, source="practitioner", assessed_on=TODAY, **by)
    actions.record_offence(group="burglary", committed_on=TODAY, is_index=True, **by)
    made = actions.make_challenge(
        score_id=score.pk, made_by="person", made_on=TODAY, words="It was quashed.", by=practitioner(), at=later(0)
    )
    other = someone("Ash", "Sampel", by=practitioner())
    nominated(someone("Cleo", "Specimen", by=practitioner()))
    coordinator()
    return row, other, score, made


def sound(page, path):
    """Opens a page and tries all of it."""
    answer = page.goto(path)
    browser.valid_html(answer.text())
    browser.sound_page(page)


def test_every_page_is_sound(browse, story):
    row, other, score, made = story
    number, stay = row.service_user_id, row.pk
    entry = LedgerEntry.objects.exclude(rating="").first()
    pair, overlay = DuplicatePair.objects.get(), Overlay.objects.first()
    page = browse.page(person=person("iom_coordinator", name="coordinator.ce", at="hackney", kind="borough"))
    for path in (
        "/cohort",
        "/cohort?on=2026-06-02",
        "/cohort/candidates",
        "/cohort/needs",
        "/people/find",
        "/people/add",
        f"/people/{number}",
        f"/people/{other.pk}/nominate",
        f"/people/{number}/needs",
        f"/people/{number}/circumstances",
        f"/people/{number}/beside",
        f"/people/{number}/score/compute/ogrs3",
        f"/people/{number}/score/compute/arp",
        f"/cohort/stay/{stay}/rate",
        f"/cohort/beside/{overlay.pk}/end",
        f"/people/score/{score.pk}",
        f"/people/rating/{entry.pk}",
        f"/people/challenge/{made.pk}",
        "/people/duplicates",
        f"/people/duplicates/{pair.pk}",
        f"/people/duplicates/{pair.pk}/merge",
        "/people/emergency",
    ):
        sound(page, path)


def test_a_person_is_found_nominated_and_seen_without_javascript(browse, story):
    _, other, _, _ = story
    page = browse.page(
        person=person("iom_coordinator", name="coordinator.ce", at="hackney", kind="borough"), javascript=False
    )
    page.goto("/people/find")
    page.get_by_label("Name or number").fill("ash sampel")
    browser.leave_by(page, "main button:has-text('Find')")
    browser.leave_by(page, "main a:has-text('Ash Sampel')")
    browser.leave_by(page, "main a:has-text('Nominate for the cohort')")
    page.get_by_label("Recent offending").check()
    page.get_by_label("What should the panel know?").fill("Two burglaries since March.")
    browser.leave_by(page, "main button:has-text('Nominate')")
    page.wait_for_selector("main:has-text('the panel, to decide')")
    assert f"/people/{other.pk}" in page.url
