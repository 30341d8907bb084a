"""The screens of the coding room, as coders and those who act on figures meet them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.support.world import AT, client_for
from tests.voice.coding.conftest import PROVIDER, Room
from throughcare.errors import NotAllowed, NotFound, WrongState
from throughcare.foundation.record.models import Event
from throughcare.voice.coding import actions
from throughcare.voice.coding.models import Coding, Quote, Reading, WorkingDraft
from throughcare.voice.feedback.models import Comment, Disclosure
from throughcare.voice.proposals.models import Proposal

WORDS = "waiting a long time to see someone there"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def coder(room: Room):
    return client_for("engagement_worker", **PROVIDER)


@pytest.fixture
def lead(room: Room):
    return client_for("engagement_lead", **PROVIDER)


def page(client, name, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_coder_takes_the_next_comment_reads_it_masked_saves_and_goes_on(room: Room, coder) -> None:
    room.say("Ring me on 07700 900123, I waited for weeks", "The other one was about staff")
    assert "Take the next comment" in page(coder, "coding")
    answer = coder.post(reverse("next_comment"), {"codebook": room.book.pk}, follow=True)
    shown = answer.content.decode()
    assert "07700" not in shown
    assert "Waits for a coder" in shown
    assert "Waiting for" not in shown
    first = int(answer.redirect_chain[-1][0].rpartition("/")[2])
    answer = coder.post(reverse("read_comment", args=[first]), {"themes": ["waiting"]}, follow=True)
    assert answer.redirect_chain[-1][0] != reverse("read_comment", args=[first])
    assert Coding.objects.count() == 1
    second = int(answer.redirect_chain[-1][0].rpartition("/")[2])
    answer = coder.post(reverse("read_comment", args=[second]), {"themes": []})
    assert answer.status_code == 422
    assert "say that none does" in answer.content.decode()
    answer = coder.post(reverse("read_comment", args=[second]), {"none_fits": "on"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("coding")


def test_a_comment_that_somebody_is_in_danger_goes_whole_to_those_trained_to_act_and_names_nobody(
    room: Room, coder, lead
) -> None:
    (row,) = room.say("They beat Sam at 12 Mill Lane, NW1 6XE. Ring 07700 900123")
    shown = page(coder, "read_comment", row.pk)
    assert "07700" not in shown
    assert "Someone is in danger" in shown
    address = reverse("pass_on_danger", args=[row.pk])
    assert "Pass it on" in page(coder, "pass_on_danger", row.pk)
    for _ in range(2):
        answer = coder.post(address, follow=True)
        assert "Passed on: someone is in danger" in answer.content.decode()
    call = Disclosure.objects.get()
    assert (call.answer, call.comment_id, call.kind) == (None, row.comment_id, "danger")
    raised = Event.objects.get(kind="disclosure.raised")
    assert (raised.reason_code, raised.actor is not None) == ("danger", True)
    assert coder.get(reverse("call", args=[call.pk])).status_code == 403
    listed = page(lead, "calls")
    assert "Somebody in danger" in listed
    assert "calls nobody by itself" in listed
    opened = page(lead, "call", call.pk)
    assert "07700 900123" in opened
    assert "Nobody knows" in opened
    assert "How to reach them" not in opened
    assert Event.objects.filter(kind="disclosure.read").count() == 1
    answer = lead.post(reverse("call", args=[call.pk]), {"version": 1, "words": "Rang the council."}, follow=True)
    assert "Answered" in answer.content.decode()


def test_a_comment_of_a_named_answer_is_passed_on_with_its_name(room: Room, coder, lead) -> None:
    from tests.voice.feedback import people
    from throughcare.voice.feedback import actions as feedback

    given = {"survey": people.opened(["change"], mode="named"), "words": "He says he is coming for them"}
    row = given["survey"]
    feedback.enter_text_message(
        version_id=row.pk, number="07700 900123", words=str(given["words"]), by=people.worker(), at=people.AT
    )
    comment = Comment.objects.get(survey_version=row)
    call = feedback.pass_on_danger(comment_id=comment.pk, by=people.worker(), at=people.AT)
    assert (call.comment, call.answer.reach) == (None, "+447700900123")
    feedback.take_back(typed="07700 900123", by=people.worker(), at=people.AT)
    with pytest.raises(WrongState):
        feedback.pass_on_danger(comment_id=comment.pk, by=people.worker(), at=people.AT)


def test_only_coders_of_the_same_organisation_pass_a_comment_on(room: Room) -> None:
    from throughcare.voice.feedback import actions as feedback

    (row,) = room.say("They beat Sam")
    with pytest.raises((NotFound, NotAllowed)):
        feedback.pass_on_danger(comment_id=row.comment_id, by=room.stranger, at=AT)
    with pytest.raises(NotAllowed):
        feedback.pass_on_danger(comment_id=row.comment_id, by=room.commissioner, at=AT)


def test_what_was_chosen_comes_back_when_it_is_refused(room: Room, coder) -> None:
    (row,) = room.say("Something to code here")
    answer = coder.post(reverse("read_comment", args=[row.pk]), {"themes": ["staff"], "none_fits": "on"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="staff" checked' in shown
    assert "Untick one or the other" in shown


def test_a_comment_that_two_code_shows_no_suggestion(room: Room, coder) -> None:
    (row,) = room.double("Something that two people code")
    assert "without seeing each other" in page(coder, "read_comment", row.pk)


def test_masking_more_and_setting_aside(room: Room, coder) -> None:
    (row,) = room.say("We call him zorro here")
    coder.post(reverse("mask_more", args=[row.pk]), {"mask": "zorro", "kind": "name"})
    assert "zorro" not in page(coder, "read_comment", row.pk)
    answer = coder.post(reverse("mask_more", args=[row.pk]), {"mask": "nobody", "kind": "name"})
    assert answer.status_code == 422
    coder.post(reverse("set_aside", args=[row.pk]), {"reason": "spam"})
    assert "Take it up again" in page(coder, "read_comment", row.pk)
    coder.post(reverse("take_up_again", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_difference_is_seen_side_by_side_and_settled_by_a_third(room: Room, lead) -> None:
    (row,) = room.double("They listen but you wait")
    for by, theme in ((room.coder, "staff"), (room.second_coder, "waiting")):
        actions.code_comment(reading_id=row.pk, themes=[theme], by=by, at=AT)
    shown = page(lead, "disputes")
    assert "<strong>Staff</strong>" in shown
    assert "<strong>Waiting</strong>" in shown
    assert "Coder 1" in page(lead, "settle", row.pk)
    lead.post(reverse("settle", args=[row.pk]), {"themes": ["staff", "waiting"]})
    row.refresh_from_db()
    assert row.state == "settled"
    assert "0.3" in page(lead, "agreement", room.book.pk) or "Kappa" in page(lead, "agreement", room.book.pk)


def test_the_codebook_is_kept_on_screen(room: Room, lead, coder) -> None:
    book = room.book.pk
    assert "Add a theme" in page(lead, "codebook", book)
    assert "Add a theme" not in page(coder, "codebook", book)
    new = {"name": "Money", "definition": "Money that people have, lack or owe.", "includes": "", "excludes": ""}
    lead.post(reverse("add_theme", args=[book]), new)
    assert "Money" in page(lead, "codebook", book)
    answer = lead.post(reverse("add_theme", args=[book]), {**new, "name": "staff"})
    assert "already has this name" in answer.content.decode()
    lead.post(reverse("reword_theme", args=[book, "money"]), {**new, "name": "Cash", "reason": "Plainer for all."})
    lead.post(reverse("merge_theme", args=[book, "money"]), {"into": "housing", "reason": "Hard to tell apart."})
    assert "Merged into another: Housing" in page(lead, "codebook", book)
    lead.post(reverse("retire_theme", args=[book, "getting-there"]), {"reason": "Asked elsewhere now."})
    lead.post(reverse("second_coders", args=[book]), {"every": "3"})
    room.book.refresh_from_db()
    assert room.book.second_every == 3
    assert "Waiting" in page(lead, "codebook_version", book, 2)
    assert page(lead, "split_theme", book, "staff")


def test_what_is_typed_of_a_theme_is_kept_and_there_again(room: Room, lead) -> None:
    address = reverse("add_theme", args=[room.book.pk])
    json = {"HTTP_ACCEPT": "application/json"}
    answer = lead.post(address, {"name": "Half", "definition": "Not yet", "version": "0"}, **json).json()
    assert answer["saved"]
    assert 'value="Half"' in lead.get(address).content.decode()
    conflict = lead.post(address, {"name": "Other window", "version": "0"}, **json)
    assert conflict.status_code == 409
    assert conflict.json()["theirs"]["name"] == "Half"
    lead.post(address, {"name": "Whole", "definition": "Something that two people agree on.", "version": "1"})
    assert not WorkingDraft.objects.exists()


def test_a_quote_is_proposed_and_approved_by_another(room: Room, coder, lead) -> None:
    rows = room.say(*(f"{WORDS} {number}" for number in range(12)))
    for row in rows:
        actions.code_comment(reading_id=row.pk, themes=["waiting"], by=room.coder, at=AT)
    address = reverse("propose_quote", args=[rows[0].pk])
    answer = coder.post(address, {"theme": "waiting", "words": "other words than were said"})
    assert "no other words" in answer.content.decode()
    coder.post(address, {"theme": "waiting", "words": WORDS, "rare_words_seen": "on"})
    quote = Quote.objects.get()
    assert "You proposed it" in page(coder, "quote", quote.pk)
    assert "Nobody is known by it" in page(lead, "approve_quote", quote.pk)
    lead.post(reverse("approve_quote", args=[quote.pk]))
    assert WORDS in page(client_for("commissioner"), "quotes")
    new = {"title": "Say how long it takes", "insight": "Many said so.", "asked": "Say how long.", "key": "k1"}
    coder.post(reverse("raise_proposal"), {**new, "source": "feedback", "quotes": [str(quote.pk)]})
    assert list(Proposal.objects.get().quotes.all()) == [quote]
    coder.post(reverse("take_down_quote", args=[quote.pk]), {"reason": "Somebody was known by it."})
    assert WORDS not in page(client_for("commissioner"), "quotes")


def test_figures_are_released_and_read_with_intervals(room: Room, lead) -> None:
    rows = room.say(*(f"Said number {number}" for number in range(60)), service="mentoring", day=date(2026, 5, 4))
    rows += room.say(*(f"Also number {number}" for number in range(60)), service="neurodiversity", day=date(2026, 5, 4))
    for place, row in enumerate(rows):
        themes = ["waiting"] if place < 45 or place > 100 else ["staff"]
        actions.code_comment(reading_id=row.pk, themes=themes, by=room.coder, at=AT)
    said = {"definition": "How long people wait to be seen.", "includes": "", "excludes": "", "reason": "As a sum."}
    actions.reword_theme(codebook_id=room.book.pk, theme="waiting", name="=1+1", **said, by=room.lead, at=AT)
    given = {"codebook": str(room.book.pk)}
    for name, day in (("from_day", (1, 4, 2026)), ("until", (1, 6, 2026))):
        given |= {f"{name}-{part}": str(value) for part, value in zip(("day", "month", "year"), day, strict=True)}
    answer = lead.post(reverse("release_figures"), given, follow=True)
    assert "Released" in answer.content.decode()
    commissioner = client_for("commissioner")
    shown = page(commissioner, "theme_figures")
    number = int(shown.partition("/coding/figures/")[2].partition('"')[0])
    shown = page(commissioner, "figures_release", number)
    assert "120 comments" in shown
    assert "95% interval" in shown
    assert "Mentoring" in shown
    sheet = commissioner.get(reverse("figures_csv", args=[number])).content.decode()
    assert sheet.startswith('"by","group"')
    assert (sheet.count('"\'=1+1"') > 1, '"=1+1"' in sheet) == (True, False), "no spreadsheet takes it for a formula"
    assert commissioner.get(reverse("figures_release", args=[number]), {"by": "nothing"}).status_code == 404
    again = lead.post(reverse("release_figures"), given)
    assert "are out already" in again.content.decode()


def test_suggestions_are_trained_on_screen(room: Room, lead, coder) -> None:
    rows = room.say(
        *(f"I waited {number} weeks" for number in range(20)), *(f"rude worker {number}" for number in range(20))
    )
    for place, row in enumerate(rows):
        actions.code_comment(reading_id=row.pk, themes=["waiting" if place < 20 else "staff"], by=room.coder, at=AT)
    lead.post(reverse("train_suggestions", args=[room.book.pk]))
    assert "(in use)" in page(coder, "suggestions", room.book.pk)
    (row,) = room.say("another rude one")
    assert "Because of: rude" in page(coder, "read_comment", row.pk)
    assert Reading.objects.get(pk=row.pk).state == "waiting"


def test_a_room_without_a_codebook_says_what_to_do(db) -> None:
    from throughcare.voice.coding.models import Codebook

    lead = client_for("engagement_lead", **PROVIDER)
    assert "No codebook yet" in page(lead, "coding")
    lead.post(reverse("open_codebook"), {"name": "Practitioners", "audience": "practitioners"})
    assert Codebook.objects.get().name == "Practitioners"
    assert "No themes yet" in page(lead, "codebook", Codebook.objects.get().pk)


def test_one_place_of_the_menu_is_marked_as_the_one_being_read(room: Room, lead) -> None:
    for name in ("coding", "theme_figures", "quotes"):
        menu = page(lead, name).partition("<main")[0]
        assert menu.count('aria-current="true"') == 1, name
