"""The screens of concerns: what each shows, what each takes, and that nothing typed is lost."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.delivery.concerns.cast import (
    AT,
    PROVIDER,
    counter,
    handler,
    lead,
    police,
    raised,
    raiser,
    someone,
    stranger,
    team,
)
from tests.delivery.concerns.test_concern_steps import acknowledged, acted, told
from tests.support.browser import valid_html
from tests.support.world import organisation
from throughcare.delivery.concerns.models import Concern, Telling
from throughcare.delivery.concerns.queries.counts import last_half_year
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
HOSTILE = "'; DROP TABLE concerns_concern; -- <script>alert(1)</script> \U0001f642 \u202eשלום {{7*7}}"


def look(client, name, *args, status=200, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status, answer.content.decode()[:1500]
    valid_html(answer)
    return answer.content.decode()


def day_parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def given(**more):
    fields = {
        "key": "k",
        "category": "waiting",
        "seriousness": "medium",
        "words": HOSTILE,
        "voice": "person",
        "organisation": organisation(PROVIDER).pk,
        "about_staff": "",
        "done_now": ["told_manager"],
        "done_words": "",
    }
    return fields | more


def test_a_concern_is_raised_in_two_steps_and_once(signed_in):
    team()
    person = someone("Ash", "Sample")
    at = signed_in(raiser())
    assert "No concern is open" in look(at, "concerns")
    look(at, "raise_concern_about", "nothing", 0)
    first = at.post(reverse("raise_concern_about", args=["person", person.pk]), {"kind": "complaint"})
    assert first.status_code == 302
    page = look(at, "raise_concern", "person", person.pk, "complaint")
    assert "ring 999 first" in page
    assert "About Ash Sample" in page
    assert "Sample" not in re.search(r"<title>(.*?)</title>", page, re.S).group(1)
    address = reverse("raise_concern", args=["person", person.pk, "complaint"])
    for _ in range(2):
        assert at.post(address, given()).status_code == 302
    row = Concern.objects.get()
    assert (row.words, row.service_user_id, row.voice) == (HOSTILE, person.pk, "person")
    page = look(at, "concern", row.pk)
    assert "&lt;script&gt;" in page
    assert "local setting, not confirmed" in page.lower()
    assert Event.objects.filter(kind="concern.read", subject_id=str(row.pk)).exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": " "}, "Fill in “"),
        ({"words": "x" * 50_001}, "over the limit"),
        ({"category": "child"}, "Choose one of the answers listed for “"),
        ({"seriousness": ""}, "Choose an answer for “"),
        ({"done_now": ["nothing", "emergency"]}, "does not go with the others"),
        (day_parts("happened_on", AT.date() + timedelta(days=1)), "is to come"),
        ({"organisation": "abc"}, "Choose one of the answers listed for “"),
        ({"about_staff": "999999"}, "Choose one of the answers listed for “"),
    ],
)
def test_what_cannot_be_used_is_told_and_what_was_typed_comes_back(signed_in, wrong, says):
    team()
    at = signed_in(raiser())
    answer = at.post(reverse("raise_concern", args=["nothing", 0, "complaint"]), given(done_words="Kept words") | wrong)
    assert answer.status_code == 422
    valid_html(answer)
    assert says in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    assert not Concern.objects.exists()


def test_an_address_that_names_nothing_finds_nothing(signed_in):
    team()
    at = signed_in(raiser())
    for what, number, kind in (("person", 9, "complaint"), ("nothing", 3, "incident"), ("nothing", 0, "made-up")):
        assert at.get(reverse("raise_concern", args=[what, number, kind])).status_code == 404


def test_every_step_has_its_page_and_the_concern_ends(signed_in):
    row = raised("safeguarding", seriousness="high", by=raiser())
    at = signed_in(lead())
    assert "Acknowledge it" in look(at, "concern", row.pk)
    look(at, "acknowledge_concern", row.pk)
    owner = {"owner": lead().person_id, "words": "Thank you, I am on it.", "version": 1}
    assert at.post(reverse("acknowledge_concern", args=[row.pk]), owner).status_code == 302
    look(at, "change_concern_owner", row.pk)
    look(at, "record_concern_step", row.pk)
    step = {"kind": "told_authority", "words": "Rang the local authority.", "version": 2}
    assert at.post(reverse("record_concern_step", args=[row.pk]), step | {"words": ""}).status_code == 422
    assert at.post(reverse("record_concern_step", args=[row.pk]), step | {"version": 1}).status_code == 422
    assert at.post(reverse("record_concern_step", args=[row.pk]), step).status_code == 302
    close = {"outcome": "upheld", "words": "It was so.", "learning": "Ask earlier.", "version": 3}
    early = at.post(reverse("close_concern", args=[row.pk]), close)
    assert "Still to be told: the local authority" in early.content.decode()
    assert "Ask earlier." in early.content.decode()
    look(at, "record_concern_telling", row.pk)
    address = reverse("record_concern_telling", args=[row.pk])
    assert at.post(address, {"whom": "local_authority"}).status_code == 422
    at.post(address, {"whom": "local_authority", **day_parts("on", AT.date())})
    at.post(address, {"whom": "person", "why_not": "unsafe"})
    assert Telling.objects.count() == 2
    look(at, "close_concern", row.pk)
    assert at.post(reverse("close_concern", args=[row.pk]), close).status_code == 302
    page = look(signed_in(raiser()), "concern", row.pk)
    assert "Outcome: upheld" in page
    assert "It was so." in page
    assert "Rang the local authority" not in page
    look(at, "reopen_concern", row.pk)
    assert at.post(reverse("reopen_concern", args=[row.pk]), {"reason": "New facts"}).status_code == 302
    assert "Under way" in look(at, "concern", row.pk)


def test_an_owner_is_changed_and_a_concern_passed_on(signed_in):
    stranger()
    row = acknowledged(raised())
    at = signed_in(handler())
    owner = {"owner": lead().person_id, "version": 2}
    assert at.post(reverse("change_concern_owner", args=[row.pk]), owner).status_code == 302
    look(at, "pass_on_concern", row.pk)
    passed = {"organisation": organisation("elsewhere").pk, "reason": "Their worker", "version": 3}
    assert at.post(reverse("pass_on_concern", args=[row.pk]), passed).status_code == 302
    assert at.get(reverse("concern", args=[row.pk])).status_code == 404


def test_a_raiser_withdraws_a_complaint_and_is_offered_nothing_else(signed_in):
    row = raised()
    at = signed_in(raiser())
    page = look(at, "concern", row.pk)
    assert "Acknowledge it" not in page
    assert "Withdraw it" in page
    look(at, "withdraw_concern", row.pk)
    at.post(reverse("withdraw_concern", args=[row.pk]), {"reason": "Settled"})
    assert "Withdrawn" in look(at, "concern", row.pk)
    assert "Withdrawn" in look(at, "concerns", ended="1")
    step = {"kind": "other", "words": "x"}
    refused = at.post(reverse("record_concern_step", args=[row.pk]), step)
    assert "Those who handle concerns in that organisation act on this." in refused.content.decode()


def test_escalation_and_lateness_show(signed_in, days):
    row = raised("safeguarding")
    assert signed_in(handler()).get(reverse("concern", args=[row.pk])).status_code == 404
    days.go_to(AT + timedelta(days=1))
    page = look(signed_in(handler()), "concern", row.pk)
    assert "Nobody acted in time." in page
    assert "<strong>late</strong>" in page
    assert "nobody acted in time" in look(signed_in(handler()), "concerns")
    assert "nobody acted in time" in signed_in(handler()).get("/").content.decode()


def test_whoever_raised_it_is_warned_where_nobody_can_act(signed_in):
    row = raised(about_staff_id=handler().person_id)
    Concern.objects.all()
    assert "Telephone their safeguarding lead" not in look(signed_in(raiser()), "concern", row.pk)


def test_counts_are_protected_on_their_page(signed_in):
    raised("incident", at=AT - timedelta(days=90))
    at = signed_in(counter())
    page = look(at, "concern_counts")
    assert "withheld" in page
    assert "Those below 10 are withheld" in page
    assert signed_in(police()).get(reverse("concern_counts")).status_code == 403
    assert at.get(reverse("concerns")).status_code == 403


def test_the_person_page_has_a_part(signed_in):
    person = someone("Ash", "Sample")
    row = raised(service_user_id=person.pk)
    text = signed_in(raiser()).get(reverse("service_user", args=[person.pk])).content.decode()
    assert f"Complaint {row.pk}: waiting or a missed contact" in text
    assert "Raise a concern" in text


def test_a_late_telling_is_kept_in_words(signed_in):
    row = acted(acknowledged(raised()))
    told(row, "complainant")
    assert "Whoever complained: told on 1 June 2026" in look(signed_in(handler()), "concern", row.pk)


def test_the_person_is_linked_for_those_only_who_may_open_their_page(signed_in):
    person = someone("Ash", "Sample")
    row = raised("safeguarding", service_user_id=person.pk)
    to_person = reverse("service_user", args=[person.pk])
    assert to_person in look(signed_in(raiser()), "concern", row.pk)
    page = look(signed_in(lead()), "concern", row.pk)
    assert "Ash Sample" in page
    assert to_person not in page
    assert signed_in(lead()).get(to_person).status_code == 403


@pytest.mark.parametrize(
    ("today", "from_", "until"),
    [
        (date(2026, 1, 31), date(2025, 4, 1), date(2025, 10, 1)),
        (date(2026, 4, 1), date(2025, 10, 1), date(2026, 4, 1)),
        (date(2026, 9, 30), date(2025, 10, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2026, 4, 1), date(2026, 10, 1)),
    ],
)
def test_counts_are_of_half_years_that_do_not_overlap(today: date, from_: date, until: date) -> None:
    assert last_half_year(today) == (from_, until)
