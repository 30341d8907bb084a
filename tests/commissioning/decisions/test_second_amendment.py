"""Two amendments of one decision: the second is told that its text went, and is carried over to the first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from tests.support.decisions import AT, advised, at_decision_maker, draft, in_effect, now, signed
from tests.support.papers import lowered_paper, sound_paper
from tests.support.world import client_for, organisation, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.models import Delegation
from throughcare.commissioning.decisions.queries import papers
from throughcare.commissioning.decisions.queries.amending import version_in_effect
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.rebasing import carry_over
from throughcare.errors import NotAllowed, WrongState

WENT = "PCD 9001, which this paper amends, was amended by PCD 9100 on 14 June 2023"


def retitled(paper: Paper, title: str = "A better title") -> Paper:
    return replace(paper, title=title)


def first_recommendation(paper: Paper, text: str) -> Paper:
    first, *rest = paper.recommendations
    return replace(paper, recommendations=(replace(first, text=text), *rest))


def test_what_only_one_side_changed_is_taken_from_it() -> None:
    base = sound_paper()
    onto = replace(lowered_paper(base), reference="PCD 9100")
    mine = replace(first_recommendation(retitled(base), "Accept it"), reference="PCD 9200")
    found = carry_over(base, onto, mine)
    assert found.both_changed == ()
    assert found.paper == replace(first_recommendation(retitled(onto), "Accept it"), reference="PCD 9200")


def test_what_both_changed_keeps_the_drafts_words_and_is_named() -> None:
    base = sound_paper()
    onto, mine = first_recommendation(base, "Theirs"), first_recommendation(retitled(base), "Mine")
    found = carry_over(base, onto, mine)
    assert found.both_changed == ("rec 1",)
    assert found.paper == mine


def test_what_neither_or_both_alike_changed_stays_and_what_one_removed_goes() -> None:
    base = sound_paper()
    onto = replace(base, recommendations=base.recommendations[:-1], sections=base.sections[1:])
    assert carry_over(base, base, base).paper == base
    assert carry_over(base, onto, onto) == carry_over(base, onto, base)
    assert carry_over(base, onto, base).paper == onto
    assert carry_over(base, base, onto).paper == onto


pytestmark = pytest.mark.django_db


def started(row: Any, reference: str, change: Any = lambda paper: paper) -> Any:
    made = actions.start_amendment(
        decision_id=row.pk, reference=reference, changes="The title is made plain.", by=viewer(), at=AT
    )
    actions.save_paper(decision_id=made.pk, paper=change(paper_of(made)), version=now(made), by=viewer(), at=AT)
    made.refresh_from_db()
    return made


@pytest.fixture
def two() -> tuple[Any, Any, Any]:
    """A decision, an amendment of it in effect, and a second one that was drafted beside the first."""
    organisation("mopac")
    organisation("secretary_of_state_for_justice", "probation")
    # Of no programme, since two signed papers that count the same money are an error of their own.
    original = in_effect(draft(programme=""))
    first, second = started(original, "PCD 9100", lowered_paper), started(original, "PCD 9200", retitled)
    return original, first, second


def test_each_is_told_of_the_other_while_both_are_drafted(two: tuple[Any, Any, Any]) -> None:
    _, first, second = two
    assert papers.page(viewer(), second.pk, on=AT.date()).amended_beside == ["PCD 9100 (draft)"]
    words = client_for().get(f"/papers/{first.pk}").content.decode()
    assert "Amended by another paper too: PCD 9200 (draft)" in words


def test_the_second_is_told_what_went_when_it_is_drafted_and_is_carried_over(two: tuple[Any, Any, Any]) -> None:
    _, first, second = two
    in_effect(first)
    client = client_for()
    assert WENT in client.get(f"/papers/{second.pk}").content.decode()
    with pytest.raises(WrongState, match=WENT) as refused:
        actions.ask_advice(decision_id=second.pk, version=now(second), by=viewer(), at=AT)
    assert "Carry the draft over to PCD 9100" in str(refused.value.remedy)
    answer = client.post(
        reverse("move_paper", args=[second.pk, "carry_over"]), {"version": now(second), "sure": "1"}, follow=True
    )
    assert "Carried over" in answer.content.decode()
    second.refresh_from_db()
    assert second.amends == first
    assert paper_of(second).title == "A better title"
    assert paper_of(second).table == paper_of(first).table
    assert [one.because for one in papers.versions(viewer(), second.pk)] == ["before it was carried over to PCD 9100"]
    assert WENT not in client.get(f"/papers/{second.pk}").content.decode()
    in_effect(second)
    first.refresh_from_db()
    assert first.effect == "amended"


def test_it_cannot_be_signed_and_the_way_out_is_told(two: tuple[Any, Any, Any]) -> None:
    _, first, second = two
    at_decision_maker(second)
    in_effect(first)
    sign = {"decision_id": second.pk, "interests": "None", "by": viewer("decision_maker"), "at": AT}
    with pytest.raises(WrongState, match=WENT) as refused:
        actions.sign(version=now(second), **sign)
    assert "Return it to draft, then carry it over to PCD 9100" in str(refused.value.remedy)
    actions.return_to_draft(
        decision_id=second.pk,
        version=now(second),
        reason="Written from an old text",
        by=viewer("decision_maker"),
        at=AT,
    )
    actions.carry_over(decision_id=second.pk, version=now(second), by=viewer(), at=AT)
    in_effect(second)
    second.refresh_from_db()
    assert second.effect == "in_effect"


def test_a_signed_one_cannot_take_effect_and_can_be_closed(two: tuple[Any, Any, Any]) -> None:
    _, first, second = two
    signed(second)
    in_effect(first)
    with pytest.raises(WrongState, match=WENT) as refused:
        actions.bring_into_effect(decision_id=second.pk, by=viewer(), at=AT)
    assert "Mark it as superseded, and start an amendment of PCD 9100" in str(refused.value.remedy)
    actions.supersede(decision_id=second.pk, reason="PCD 9300 takes its place", by=viewer("decision_maker"), at=AT)
    second.refresh_from_db()
    assert second.effect == "superseded"


def test_nothing_is_carried_over_to_what_was_superseded_or_still_stands(two: tuple[Any, Any, Any]) -> None:
    original, _, second = two
    with pytest.raises(WrongState, match="amends no earlier version"):
        actions.carry_over(decision_id=second.pk, version=now(second), by=viewer(), at=AT)
    actions.supersede(decision_id=original.pk, reason="PCD 9500 replaces it", by=viewer("decision_maker"), at=AT)
    with pytest.raises(WrongState, match="PCD 9001 was superseded and no version of it is in effect"):
        actions.carry_over(decision_id=second.pk, version=now(second), by=viewer(), at=AT)
    with pytest.raises(WrongState, match="was superseded on 14 June 2023"):
        advised(second)


def test_a_third_is_told_of_the_version_in_effect_and_not_of_one_that_never_was(two: tuple[Any, Any, Any]) -> None:
    original, first, second = two
    third = started(original, "PCD 9300", lambda paper: retitled(paper, "A third title"))
    signed(first)
    in_effect(second)
    actions.supersede(decision_id=first.pk, reason="PCD 9200 takes its place", by=viewer("decision_maker"), at=AT)
    said = papers.page(viewer(), third.pk, on=AT.date()).amends_what_went
    assert "PCD 9001, which this paper amends, was amended by PCD 9200 on 14 June 2023" in said
    with pytest.raises(NotAllowed, match="PCD 9001 was amended by PCD 9200 on 14 June 2023"):
        actions.use_delegation(
            delegation_id=Delegation.objects.get(decision=original).pk,
            pence=100,
            purpose="Award",
            key="k",
            by=viewer("chief_executive"),
            at=AT,
        )
    third.refresh_from_db()
    actions.carry_over(decision_id=third.pk, version=now(third), by=viewer(), at=AT)
    third.refresh_from_db()
    assert third.amends == second


def test_a_version_marked_as_superseded_still_leads_to_the_one_that_amended_it(two: tuple[Any, Any, Any]) -> None:
    original, first, _ = two
    third = started(original, "PCD 9300")
    in_effect(first)
    last = in_effect(started(first, "PCD 9400"))
    actions.supersede(decision_id=first.pk, reason="PCD 9400 takes its place", by=viewer("decision_maker"), at=AT)
    third.refresh_from_db()
    assert version_in_effect(third) == last
