"""A comment on a paragraph is kept as it is typed, for its writer alone, until it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.decisions import AT, draft, signed
from tests.support.world import client_for, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.models import Comment, CommentDraft
from throughcare.errors import NotAllowed

pytestmark = pytest.mark.django_db
PLACE = "para 2.1"


def typed(client: Any, paper_id: int, words: str, version: int) -> Any:
    posted = {"place": PLACE, "words": words, "version": str(version)}
    return client.post(f"/papers/{paper_id}/comment?place={PLACE}", posted, headers={"Accept": "application/json"})


def page_of(client: Any, paper_id: int) -> str:
    return client.get(f"/papers/{paper_id}/comment?place={PLACE}").content.decode()


def test_what_is_typed_is_there_when_the_writer_comes_back_and_nobody_else_sees_it() -> None:
    row, client = draft(), client_for("finance_adviser")
    assert typed(client, row.pk, "Is this", 0).json() | {"at": ""} == {"saved": True, "version": 1, "at": ""}
    assert typed(client, row.pk, "Is this sum right?", 1).json()["version"] == 2
    again = client_for("finance_adviser")
    assert "Is this sum right?" in page_of(again, row.pk)
    assert 'name="version" value="2"' in page_of(again, row.pk)
    assert "You wrote a comment on para 2.1 and have not sent it" in again.get(f"/papers/{row.pk}").content.decode()
    other = client_for("legal_adviser")
    assert "Is this sum right?" not in page_of(other, row.pk) + other.get(f"/papers/{row.pk}").content.decode()


def test_two_tabs_lose_nothing() -> None:
    row, client = draft(), client_for("finance_adviser")
    typed(client, row.pk, "From the first tab", 0)
    answer = typed(client, row.pk, "From the second tab", 0)
    assert answer.status_code == 409
    assert answer.json()["theirs"] == {"words": "From the first tab"}
    assert CommentDraft.objects.get().words == "From the first tab"


def test_sending_it_makes_it_a_comment_once_and_what_was_kept_goes() -> None:
    row, client = draft(), client_for("finance_adviser")
    typed(client, row.pk, "Is this sum right?", 0)
    for _ in range(2):
        posted = {"place": PLACE, "words": "Is this sum right?", "version": "1"}
        answer = client.post(f"/papers/{row.pk}/comment?place={PLACE}", posted, follow=True)
        assert 'data-draft-done="comment-' in answer.content.decode()
    assert [one.words for one in Comment.objects.all()] == ["Is this sum right?"]
    assert not CommentDraft.objects.exists()


def test_what_another_tab_keeps_stays_when_one_is_sent() -> None:
    row, client = draft(), client_for("finance_adviser")
    typed(client, row.pk, "Short", 0)
    typed(client, row.pk, "Longer, in another tab", 1)
    client.post(f"/papers/{row.pk}/comment", {"place": PLACE, "words": "Short", "version": "1"})
    assert [one.words for one in Comment.objects.all()] == ["Short"]
    assert CommentDraft.objects.get().words == "Longer, in another tab"


def test_an_empty_comment_is_refused_and_may_stay_empty_while_it_is_typed() -> None:
    row, client = draft(), client_for("finance_adviser")
    assert typed(client, row.pk, "", 0).status_code == 200
    refused = client.post(f"/papers/{row.pk}/comment", {"place": PLACE, "words": " ", "version": "1"})
    assert refused.status_code == 422
    assert typed(client, row.pk, "x" * 5001, 1).status_code == 422


def test_a_settled_paper_takes_none() -> None:
    row = signed(draft())
    with pytest.raises(NotAllowed, match="comments on it are closed"):
        actions.keep_comment(
            decision_id=row.pk, place=PLACE, words="Late", version=0, by=viewer("finance_adviser"), at=AT
        )


def test_what_was_not_sent_before_the_paper_was_settled_is_shown_to_its_writer_who_may_discard_it() -> None:
    row, client = draft(), client_for("finance_adviser")
    typed(client, row.pk, "Is this sum right?\n\nI think not.", 0)
    assert typed(client, row.pk, "Late", 0).status_code == 409
    signed(row)
    page = client.get(f"/papers/{row.pk}").content.decode()
    assert "have not sent it" not in page
    assert "You wrote a comment on para 2.1 and had not sent it when this paper was settled" in page
    assert "had not sent it" not in client_for("legal_adviser").get(f"/papers/{row.pk}").content.decode()
    kept = page_of(client, row.pk)
    assert "Is this sum right?" in kept
    assert "Send comment" not in kept
    assert "data-autosave" not in kept
    given = {"place": PLACE, "discard": "1", "version": "1"}
    answer = client.post(f"/papers/{row.pk}/comment?place={PLACE}", given, follow=True)
    assert answer.redirect_chain
    assert "had not sent it" not in answer.content.decode()
    assert not CommentDraft.objects.exists()
    assert not Comment.objects.exists()
    assert client.get(f"/papers/{row.pk}/comment?place={PLACE}").status_code == 403


def test_a_comment_sent_after_the_paper_was_settled_is_refused_with_what_was_typed() -> None:
    row, client = draft(), client_for("finance_adviser")
    typed(client, row.pk, "Is this", 0)
    signed(row)
    sent = {"place": PLACE, "words": "Is this sum right?", "version": "1"}
    refused = client.post(f"/papers/{row.pk}/comment?place={PLACE}", sent)
    assert refused.status_code == 403
    words = refused.content.decode()
    assert "This paper is settled, so comments on it are closed" in words
    assert "Is this sum right?" in words
    assert CommentDraft.objects.get().words == "Is this"
    late = client_for("legal_adviser").post(f"/papers/{row.pk}/comment", sent | {"version": "0"})
    assert "Is this sum right?" in late.content.decode()


def test_what_another_tab_kept_since_is_not_discarded_unread() -> None:
    row, client = draft(), client_for("finance_adviser")
    typed(client, row.pk, "One", 0)
    typed(client, row.pk, "Two", 1)
    signed(row)
    given = {"place": PLACE, "discard": "1", "version": "1"}
    answer = client.post(f"/papers/{row.pk}/comment?place={PLACE}", given)
    assert answer.status_code == 409
    assert "Two" in answer.content.decode()
    assert CommentDraft.objects.exists()
