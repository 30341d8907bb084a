"""Screens of decisions: drafting without losing a word, the public register, files, and bad input."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.support.decisions import in_effect
from tests.support.papers import LAYOUTS, faulty_paper, sound_paper
from tests.support.world import client_for, organisation, viewer
from throughcare import clock
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.forms.steps import STEPS, fingerprint
from throughcare.commissioning.decisions.models import Decision, Delegation
from throughcare.commissioning.decisions.queries import papers
from throughcare.commissioning.decisions.queries.findings import report_on
from throughcare.commissioning.decisions.rules import reading, writing
from throughcare.commissioning.decisions.rules.paper import Access

pytestmark = pytest.mark.django_db
AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)


def draft(**changes):
    return actions.start_paper(paper=replace(sound_paper(**changes), signed=None), by=viewer(), at=AT)


def published(**changes):
    row = actions.import_signed(paper=sound_paper(**changes), by=viewer(), at=AT)
    actions.publish(decision_id=row.pk, by=viewer(), at=AT)
    row.refresh_from_db()
    return row


def form_data(step, paper):
    """What a browser posts for a step opened on a paper."""
    form = STEPS[step].form(initial=STEPS[step].form.initial_of(paper))
    posted = {"version": str(fingerprint(STEPS[step], paper))}
    for name in form.fields:
        value = form[name].value()
        if value is None or value is False:
            continue
        if hasattr(value, "day"):
            posted |= {f"{name}-day": value.day, f"{name}-month": value.month, f"{name}-year": value.year}
        else:
            posted[name] = value
    return posted


class TestDrafting:
    @pytest.mark.parametrize("step", list(STEPS))
    def test_saving_a_step_as_it_was_changes_nothing_of_what_it_says(self, step):
        row = draft()
        before = paper_of(row)
        answer = client_for().post(f"/papers/{row.pk}/edit/{step}", form_data(step, before))
        assert answer.status_code == 302, answer.content.decode()[:3000]
        row.refresh_from_db()
        initial = STEPS[step].form.initial_of
        assert initial(paper_of(row)) == initial(before)

    def test_what_was_typed_is_kept_beside_its_error(self):
        row = draft()
        posted = form_data("recommendations", paper_of(row)) | {"amount_0": "1.2.3 million pounds ish"}
        answer = client_for().post(f"/papers/{row.pk}/edit/recommendations", posted)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "1.2.3 million pounds ish" in page
        assert "is not an amount of money" in page
        assert "<title>Error:" in page

    def test_two_people_on_two_steps_do_not_collide(self):
        row = draft()
        mine, theirs = form_data("summary", paper_of(row)), form_data("section-2", paper_of(row))
        client_for(name="other").post(f"/papers/{row.pk}/edit/section-2", theirs | {"text": "Changed by the other."})
        answer = client_for().post(f"/papers/{row.pk}/edit/summary", mine | {"summary": "Changed by me."})
        assert answer.status_code == 302
        row.refresh_from_db()
        paper = paper_of(row)
        assert paper.summary[0].text == "Changed by me."
        assert next(one for one in paper.sections if one.number == 2).paragraphs[0].text == "Changed by the other."

    def test_two_people_on_one_step_both_texts_are_shown_and_none_lost(self):
        row = draft()
        posted = form_data("summary", paper_of(row))
        client_for(name="other").post(f"/papers/{row.pk}/edit/summary", posted | {"summary": "Theirs came first."})
        answer = client_for().post(f"/papers/{row.pk}/edit/summary", posted | {"summary": "Mine, typed for an hour."})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Theirs came first." in page
        assert "Mine, typed for an hour." in page
        row.refresh_from_db()
        assert paper_of(row).summary[0].text == "Theirs came first."

    def test_autosave_answers_with_the_new_version_and_the_findings(self):
        row = draft()
        client, address = client_for(), f"/papers/{row.pk}/save/summary"
        posted = form_data("summary", paper_of(row))
        first = client.post(address, posted | {"summary": "One."}, headers={"Accept": "application/json"})
        assert (first.status_code, first.json()["saved"]) == (200, True)
        stale = client.post(address, posted | {"summary": "Two."}, headers={"Accept": "application/json"})
        assert (stale.status_code, stale.json()["conflict"]) == (409, True)
        assert "One." in json.dumps(stale.json()["theirs"])
        again = client.post(address, {"version": first.json()["version"], "summary": "Two."})
        assert again.json()["saved"] is True
        emptied = client.post(address, {"version": again.json()["version"], "summary": ""})
        assert emptied.json()["saved"] is True
        bad = client.post(address, {"version": emptied.json()["version"], "summary": "x" * 200_000})
        assert (bad.status_code, list(bad.json()["errors"])) == (422, ["summary"])

    def test_what_may_be_empty_while_typing_is_refused_at_the_button(self):
        row = draft()
        posted = form_data("summary", paper_of(row)) | {"summary": ""}
        assert client_for().post(f"/papers/{row.pk}/edit/summary", posted).status_code == 422

    def test_a_question_left_blank_is_not_answered_by_saving_as_typed(self):
        row = draft(access=Access())
        posted = form_data("access", paper_of(row)) | {"part_2": "no"}
        answer = client_for().post(f"/papers/{row.pk}/save/access", posted)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["deferred"])
        row.refresh_from_db()
        assert paper_of(row).access == Access()

    def test_findings_follow_the_drafting(self):
        row = draft()
        client, address = client_for(), f"/papers/{row.pk}/save/section-4"
        posted = form_data("section-4", paper_of(row))
        text = posted["text"] + "\n\nPublic contracts for services valued at £181,302 or above follow the Regulations."
        answer = client.post(address, posted | {"text": text}, headers={"Accept": "application/json"})
        assert any("181,302" in one["says"] for one in answer.json()["findings"])

    def beside(self, row, step):
        return client_for().get(f"/papers/{row.pk}/edit/{step}").content.decode()

    def test_what_is_relied_on_and_not_listed_stands_at_the_background_papers(self):
        row = draft(background=())
        assert "relies on papers that section 9 does not list" in self.beside(row, "background")

    def test_a_finding_about_a_whole_section_stands_at_its_step(self):
        paper = reading.read_paper(writing.to_toml(faulty_paper()).encode(), name="p.toml")
        report = report_on(paper, on=AT.date())
        (said,) = {one.says for one in report.findings if one.where == ("para 2",)} or {""}
        row = actions.start_paper(paper=replace(paper, signed=None), by=viewer(), at=AT)
        assert said.split(":")[0] in self.beside(row, "section-2")
        assert said.split(":")[0] not in self.beside(row, "section-1")

    def test_authority_stands_at_the_powers_and_a_programme_at_the_key_information(self):
        row = actions.start_paper(paper=replace(faulty_paper(), signed=None), by=viewer(), at=AT)
        assert "states no power" in self.beside(row, "powers")
        first = actions.import_signed(paper=sound_paper(programme="shared"), by=viewer(), at=AT)
        other = draft(reference="PCD 9500", programme="shared")
        assert "too much" in self.beside(other, "key-information")
        assert "too much" not in self.beside(other, "summary")
        assert first.reference in self.beside(other, "key-information")

    def test_an_accepted_finding_stands_as_accepted_beside_the_step(self):
        row = draft(background=())
        (one,) = [one for one in report_on(paper_of(row), on=AT.date()).findings if "section 9" in one.says]
        reason = "They are in the library."
        actions.accept_finding(decision_id=row.pk, key=one.key, reason=reason, by=viewer(name="other"), at=AT)
        assert f"Accepted by Other, 14 June 2023: {reason}" in self.beside(row, "background")
        answer = client_for().post(f"/papers/{row.pk}/save/background", form_data("background", paper_of(row)))
        assert [one["tag"]["text"] for one in answer.json()["findings"]] == ["Accepted"]

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script> & 'quotes' \" ;--",
            "\u202eright to left\u202c שלום",
            "🙂" * 500,
            "a\x00b\x07c",
            "x" * 50_000,
        ],
    )
    def test_hostile_prose_is_kept_as_words(self, text):
        row = draft()
        posted = form_data("section-1", paper_of(row)) | {"text": text}
        answer = client_for().post(f"/papers/{row.pk}/edit/section-1", posted)
        assert answer.status_code in {302, 422}
        page = client_for().get(f"/papers/{row.pk}").content.decode()
        assert "<script>alert(1)" not in page

    @pytest.mark.parametrize("field", ["first_year", "years", "expenditure-0-0", "expenditure-label-0"])
    @pytest.mark.parametrize("value", ["", "-1", "9" * 400, "NaN", "2022", "£", "\u0661\u0662", "1e9"])
    def test_no_input_of_the_table_breaks_it(self, field, value):
        row = draft()
        posted = form_data("table", paper_of(row)) | {field: value}
        answer = client_for().post(f"/papers/{row.pk}/edit/table", posted)
        assert answer.status_code in {302, 422}

    def test_a_draft_in_advice_cannot_be_edited(self):
        row = draft()
        actions.ask_advice(decision_id=row.pk, version=row.version, by=viewer(), at=AT)
        answer = client_for().get(f"/papers/{row.pk}/edit/summary")
        assert answer.status_code == 409
        assert "no longer a draft" in answer.content.decode()


class TestImport:
    def post(self, data: bytes, name: str, as_what: str = "signed"):
        upload = io.BytesIO(data)
        upload.name = name
        return client_for().post("/papers/import", {"file": upload, "as_what": as_what}, follow=True)

    @pytest.mark.parametrize("layout", sorted(LAYOUTS)[:3])
    def test_a_paper_is_read_and_shown_with_its_findings(self, layout):
        answer = self.post(LAYOUTS[layout](faulty_paper()), "paper")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Funding in 2023-24" in page
        assert "was not in force" in page

    @pytest.mark.parametrize(
        ("data", "name"),
        [(b"", "empty.txt"), (b"\x00\x01\x02" * 999, "x.bin"), (b"Dear diary", "d.txt"), (b"PK\x03\x04zz", "x.docx")],
    )
    def test_what_cannot_be_read_gets_one_clear_sentence(self, data, name):
        answer = self.post(data, name)
        assert answer.status_code == 422
        assert "govuk-error-message" in answer.content.decode()
        assert not Decision.objects.exists()

    def test_a_paper_can_be_taken_as_a_draft(self):
        self.post(writing.to_toml(faulty_paper()).encode(), "p.toml", "draft")
        assert Decision.objects.get().effect == "draft"


class TestRegister:
    def test_the_public_reads_what_is_published_and_nothing_else(self):
        shown, hidden = published(), draft(reference="PCD 9999", title="Not yet for the public")
        public = Client()
        page = public.get("/decisions").content.decode()
        assert shown.title in page
        assert "Not yet for the public" not in page
        assert public.get(f"/decisions/{shown.slug}").status_code == 200
        for address in (
            f"/decisions/{hidden.slug}",
            f"/decisions/{hidden.slug}.json",
            f"/decisions/{hidden.slug}.docx",
        ):
            assert public.get(address).status_code == 404
        assert public.get(f"/papers/{shown.pk}").headers["Location"].startswith("/accounts/login/")

    def test_every_form_of_a_decision_carries_the_same_paper(self):
        row = published()
        public = Client()
        data = public.get(f"/decisions/{row.slug}.json").json()
        assert reading.from_dict(data["paper"]) == paper_of(row)
        for kind in ("html", "docx"):
            answer = public.get(f"/decisions/{row.slug}.{kind}")
            read = reading.read_paper(answer.content, name=f"x.{kind}")
            assert (read.reference, read.table) == (row.reference, paper_of(row).table)
        assert public.get(f"/decisions/{row.slug}.exe").status_code == 404

    def test_search_needs_every_word_and_filters_by_year_and_maker(self):
        published()
        published(reference="PCD 9500", title="Night buses for nurses", signed=datetime(2024, 2, 1).date())
        public = Client()
        found = public.get("/decisions", {"words": "NIGHT nurses"}).content.decode()
        assert "Night buses" in found
        assert "1 decision" in found
        assert "0 decisions" in public.get("/decisions", {"words": "night sheep"}).content.decode()
        assert "Night buses" not in public.get("/decisions", {"year": "2023"}).content.decode()
        for odd in ({"page": "-9"}, {"page": "x" * 90}, {"year": "abc"}, {"words": "'; drop table--" * 50}):
            assert public.get("/decisions", odd).status_code == 200

    @pytest.mark.parametrize(
        ("words", "found"),
        [("mentor", 1), ("MENTORING custody", 1), ("entoring", 0), ("mentoring, custody!", 1), ("--", 1)],
    )
    def test_a_word_is_found_by_its_beginning(self, words, found):
        published()
        draft(reference="PCD 9999")
        page = Client().get("/decisions", {"words": words}).content.decode()
        assert f"{found} decision" in page

    def test_what_is_kept_in_part_2_is_named_and_not_shown(self):
        row = actions.import_signed(paper=sound_paper(), by=viewer(), at=AT)
        actions.keep_in_part_2(decision_id=row.pk, exemption="s43", rationale="Prices.", by=viewer(), at=AT)
        page = Client().get(f"/decisions/{row.slug}").content.decode()
        assert "exemption s43" in page
        assert row.title not in page + Client().get("/decisions").content.decode()
        assert Client().get(f"/decisions/{row.slug}.json").json()["paper"] is None
        assert "0 decisions" in Client().get("/decisions", {"words": row.title}).content.decode()

    def test_the_feed_is_atom_and_lists_what_is_published(self):
        row = published()
        feed = Client().get("/decisions/feed.xml")
        assert "atom" in feed.headers["Content-Type"]
        assert row.reference in feed.content.decode()
        assert f"/decisions/{row.slug}" in feed.content.decode()


def test_every_paper_is_on_some_page_of_the_list(monkeypatch):
    monkeypatch.setattr(papers, "PER_PAGE", 2)
    for number in range(5):
        draft(reference=f"PCD 970{number}")
    client = client_for()
    pages = [client.get("/papers", {"page": number}).content.decode() for number in (1, 2, 3, 99, "x")]
    assert all("5 papers" in page for page in pages)
    for number, page in enumerate((2, 1, 1, 0, 0)):
        assert f"PCD 970{number}" in pages[page]
    assert "PCD 9700" not in pages[0]
    assert "page=2" in pages[0]
    assert "PCD 9700" in pages[3]
    filtered = client.get("/papers", {"effect": "draft"}).content.decode()
    assert "effect=draft&amp;page=2" in filtered


def test_versions_are_compared_word_by_word():
    row = draft()
    client = client_for()
    client.post(f"/papers/{row.pk}/versions")
    client.post(f"/papers/{row.pk}/edit/summary", form_data("summary", paper_of(row)) | {"summary": "Quite new words."})
    page = client.get(f"/papers/{row.pk}/versions?from=1").content.decode()
    assert "<ins>Quite" in page
    assert "<del>" in page
    assert client.get(f"/papers/{row.pk}/versions?from=77").status_code == 404


def test_a_comment_stands_beside_its_paragraph_until_it_is_settled():
    row = draft()
    finance = client_for("finance_adviser")
    finance.post(f"/papers/{row.pk}/comment", {"place": "para 2.1", "words": "How many people?"})
    page = client_for().get(f"/papers/{row.pk}").content.decode()
    assert "How many people?" in page
    comment = row.comments.get()
    client_for().post(f"/papers/{row.pk}/comments/{comment.pk}/settle")
    assert "settled by" in client_for().get(f"/papers/{row.pk}").content.decode()
    assert finance.post(f"/papers/{row.pk}/comment", {"place": "para 2.1", "words": " "}).status_code == 422


def test_home_says_what_each_owes():
    row = draft()
    actions.ask_advice(decision_id=row.pk, version=row.version, by=viewer(), at=AT)
    finance = client_for("finance_adviser").get("/").content.decode()
    mine, _, others = finance.partition("With somebody else")
    assert "Financial advice" in mine
    assert "Legal advice" in others
    assert "£800,000" in mine
    assert "What is owed" not in Client().get("/").content.decode()


def test_home_says_what_others_changed_since_the_last_visit():
    row = draft()
    client, finance = client_for(), client_for("finance_adviser")
    assert "Nothing that you work on has changed." in client.get("/").content.decode()
    finance.post(f"/papers/{row.pk}/comment", {"place": "para 2.1", "words": "How many people?"})
    assert "Commented" in client.get("/").content.decode()
    assert "Commented" not in finance.get("/").content.decode()
    assert "Commented" not in client_for("commissioner", name="elsewhere", at="another").get("/").content.decode()


def test_decisions_of_one_programme_are_checked_together():
    from example.loading import paper_1291, paper_1514

    first, second = (actions.import_signed(paper=paper, by=viewer(), at=AT) for paper in (paper_1291(), paper_1514()))
    page = client_for().get(f"/papers/{second.pk}").content.decode()
    assert "Together with other decisions of this programme" in page
    assert "0.007" in page
    assert "Together with" in client_for().get(f"/papers/{first.pk}").content.decode()
    elsewhere = client_for("commissioner", name="elsewhere", at="another")
    assert elsewhere.get(f"/papers/{first.pk}").status_code == 404


class TestFormsSentAgain:
    def test_one_to_start_is_acted_on_once_and_never_without_its_key(self):
        client = client_for()
        page = client.get("/papers/start").content.decode()
        key = re.search(r'name="key" value="([^"]{20,})"', page)[1]
        first, again = (client.post("/papers/start", {"key": key}) for _ in range(2))
        assert first.url == again.url
        refused = client.post("/papers/start")
        assert refused.status_code == 422
        assert "This form came without its key" in refused.content.decode()
        assert Decision.objects.count() == 1

    def test_a_use_of_a_delegation_sent_again_with_a_correction_is_told_so_and_keeps_what_was_typed(
        self, settings, monkeypatch
    ):
        settings.DEMO = True
        monkeypatch.setattr(clock, "now", lambda: AT)
        organisation("secretary_of_state_for_justice", "probation")
        in_effect(draft(programme=""))
        address = f"/delegations/{Delegation.objects.get().pk}/use"
        client = client_for("chief_executive")
        sent = {"key": "k" * 20, "amount": "100", "purpose": "Award"}
        assert [client.post(address, sent).status_code for _ in range(2)] == [302, 302]
        refused = client.post(address, sent | {"purpose": "Award of the second contract"})
        assert refused.status_code == 422
        words = refused.content.decode()
        assert "already sent with other content" in words
        assert "Award of the second contract" in words
