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
