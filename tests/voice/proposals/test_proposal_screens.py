"""The screens of proposals, of what the public reads, of seats and of the insight report."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from tests.support.browser import valid_html
from tests.support.world import AT, client_for
from tests.voice.proposals.conftest import ANSWER, ASKED, CHANGED, PROVIDER, SAID, Voices
from throughcare import clock
from throughcare.errors import WrongState
from throughcare.foundation.reference.working_days import add_working_days
from throughcare.voice.proposals import actions
from throughcare.voice.proposals.models import InsightReport, Proposal, Seat


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.DEMO = True


def page(client, name, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    valid_html(answer)
    return answer.content.decode()


def day(name: str, value: date) -> dict[str, str]:
    parts = (("day", value.day), ("month", value.month), ("year", value.year))
    return {f"{name}-{part}": str(number) for part, number in parts}


def test_a_proposal_goes_all_the_way_on_screen(voices: Voices) -> None:
    worker, lead = client_for("engagement_worker", **PROVIDER), client_for("engagement_lead", **PROVIDER)
    commissioner, anyone = client_for("commissioner"), Client()
    new = {"title": "Tell us how long we wait", "insight": "34 of 120 said so.", "asked": "Say how long.", "key": "k1"}
    worker.post(reverse("raise_proposal"), {**new, "source": "group"})
    row = Proposal.objects.get()

    def step(client, code, **given) -> str:
        answer = client.post(reverse("proposal_step", args=[row.pk, code]), given, follow=True)
        return answer.content.decode()

    assert "Say who backs it" in page(worker, "proposal", row.pk)
    step(worker, "support", reason="All three facilitators back it.")
    assert "20 working days" in page(worker, "proposal_step", row.pk, "send")
    hard = {"to": "mopac|commissioner", "title": new["title"], "asked_plainly": ASKED}
    hard["said_plainly"] = "Facilitate engagement."
    assert "is a hard word" in step(worker, "send", **hard, **day("due", date(2027, 1, 4)))
    sound = {**hard, "said_plainly": SAID, **day("due", add_working_days(clock.today(), 20))}
    assert "The public can read it" in step(worker, "send", **sound)
    assert SAID in page(anyone, "changes")
    assert "No answer yet" in page(anyone, "changes")
    assert "What people said and ask for" in page(commissioner, "proposal_step", row.pk, "answer")
    answer = {"answer": "adopted", "words": "We will say it on the day.", **day("change_due", date(2027, 6, 1))}
    assert "Answered." in step(commissioner, "answer", **answer)
    assert "They said yes." in page(anyone, "changes")
    step(lead, "publish", answer_plainly=ANSWER)
    change = {"what": "The letter says it now.", "evidence_kind": "document", "evidence": "The new letter itself."}
    step(commissioner, "record-change", **change, **day("made_on", clock.today()))
    step(lead, "tell-back", change_plainly=CHANGED)
    shown = page(anyone, "changes")
    assert CHANGED in shown
    assert "We have seen the new form or rule." in shown
    assert CHANGED in page(anyone, "change_poster", row.pk)
    assert "How fast we get answers" in page(anyone, "answering")
    assert anyone.get(reverse("answering_csv")).content.decode().count("\r\n") == 3
    assert "Told back" in page(commissioner, "proposals")


def test_what_is_typed_comes_back_and_is_kept(voices: Voices) -> None:
    worker = client_for("engagement_worker", **PROVIDER)
    address = reverse("raise_proposal")
    answer = worker.post(address, {"title": "Only a title", "insight": "\U0001f600 <b>words</b>", "source": "group"})
    assert answer.status_code == 422
    assert "&lt;b&gt;words&lt;/b&gt;" in answer.content.decode()
    kept = worker.post(address, {"title": "Half", "insight": "Not yet", "version": "0"}, HTTP_ACCEPT="application/json")
    assert kept.json()["saved"]
    assert 'value="Half"' in worker.get(address).content.decode()


def test_steps_that_are_not_open_or_not_mine_are_refused(voices: Voices) -> None:
    row = voices.sent()
    commissioner, worker = client_for("commissioner"), client_for("engagement_worker", **PROVIDER)
    assert commissioner.get(reverse("proposal_step", args=[row.pk, "support"])).status_code == 404
    assert commissioner.get(reverse("proposal_step", args=[row.pk, "nothing"])).status_code == 404
    answer = worker.post(
        reverse("proposal_step", args=[row.pk, "answer"]),
        {"answer": "adopted", "words": "We will do it.", **day("change_due", date(2027, 6, 1))},
    )
    assert answer.status_code == 422
    assert "does not allow this" in answer.content.decode()


def test_a_seat_is_recorded_and_read(voices: Voices) -> None:
    worker = client_for("engagement_worker", **PROVIDER)
    given = {
        "kind": "mobilisation",
        "title": "New service",
        "people": "3",
        "reference": "T 9",
        "words": "Three people tried the office.",
    }
    given["reference"] = "T 9"
    for _ in range(2):
        worker.post(reverse("take_seat"), {**given, "key": "k1", **day("on", date(2026, 5, 1))})
    assert Seat.objects.count() == 1, "the second press finds it recorded"
    assert "fewer than 5 people" in page(client_for("commissioner"), "seats")


def test_a_seat_names_the_proposals_that_were_brought(voices: Voices) -> None:
    worker = client_for("engagement_worker", **PROVIDER)
    new = {"title": "Tell us how long we wait", "insight": "34 of 120 said so.", "asked": "Say how long.", "key": "k1"}
    worker.post(reverse("raise_proposal"), {**new, "source": "group"})
    row = Proposal.objects.get()
    given = {
        "kind": "specification",
        "title": "New service",
        "people": "3",
        "reference": "T 9",
        "words": "Three people tried the office.",
    }
    given["reference"] = "T 9"
    worker.post(reverse("take_seat"), {**given, "key": "k2", **day("on", date(2026, 5, 1)), "proposals": [str(row.pk)]})
    assert list(Seat.objects.get().proposals.all()) == [row]


def test_the_insight_report_is_one_click_prints_and_is_frozen(voices: Voices) -> None:
    lead, commissioner = client_for("engagement_lead", **PROVIDER), client_for("commissioner")
    voices.answered()
    assert "Write the report for" in page(lead, "insight_reports")
    lead.post(reverse("make_report"), {"quarter": "2026-04"})
    row = InsightReport.objects.get()
    assert commissioner.get(reverse("insight_report", args=[row.pk])).status_code == 404
    shown = page(lead, "insight_report", row.pk)
    for part in ("Whom we reached", "How we listened", "What we found", "What was answered", "Limits"):
        assert part in shown
    groups = ("Minority ethnic groups", "Persistent female offenders", "Mental health", "Neurodiversity")
    rows = [shown.index(f">{one}<") for one in groups]
    assert rows == sorted(rows), "the four groups that PCD 1291 names come first, in its order"
    assert "Women who answered a survey of people on IOM" in shown
    assert shown.count("no diagnosis is asked") == 2
    lead.post(reverse("renew_report", args=[row.pk]))
    lead.post(reverse("issue_report", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, len(row.sha256)) == ("issued", 64)
    assert "Issued" in page(commissioner, "insight_report", row.pk)
    assert '"reach"' in commissioner.get(reverse("report_csv", args=[row.pk])).content.decode()
    with pytest.raises(WrongState, match="does not change"):
        actions.renew_report(report_id=row.pk, by=voices.lead, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_insightreport SET version = 9")
    assert actions.reports.hash_of(row.content) == row.sha256


def test_empty_pages_say_what_to_do(voices: Voices) -> None:
    worker, anyone = client_for("engagement_worker", **PROVIDER), Client()
    assert "No proposals here" in page(worker, "proposals")
    assert "No seats yet" in page(worker, "seats")
    assert "Nothing was asked yet" in page(anyone, "answering")
    assert "Nothing has changed yet" in page(anyone, "changes")


def test_two_who_word_a_proposal_better_at_once_overwrite_nothing_of_each_other(voices: Voices) -> None:
    worker, lead = client_for("engagement_worker", **PROVIDER), client_for("engagement_lead", **PROVIDER)
    new = {"title": "Tell us how long we wait", "insight": "34 of 120 said so.", "asked": "Say how long.", "key": "k1"}
    worker.post(reverse("raise_proposal"), {**new, "source": "group"})
    row = Proposal.objects.get()
    here = reverse("change_proposal", args=[row.pk])
    words = {name: new[name] for name in ("title", "insight", "asked")}
    assert f'name="seen" value="{row.version}"' in page(worker, "change_proposal", row.pk)
    assert lead.post(here, {**words, "asked": "Say how long by text.", "seen": row.version}).status_code == 302
    typed = {**words, "asked": "Say how long by letter.", "seen": row.version}
    worker.post(here, {**typed, "version": 0}, headers={"Accept": "application/json"})
    second = worker.post(here, typed)
    assert second.status_code == 422
    assert "changed while you had it open" in second.content.decode()
    row.refresh_from_db()
    assert row.asked == "Say how long by text."
    again = page(worker, "change_proposal", row.pk)
    assert "Say how long by letter." in again
    assert f'name="seen" value="{row.version}"' in again, "they were told, so they may save over it now"
    assert worker.post(here, {**typed, "seen": row.version}).status_code == 302
