"""Two people at the same moment: one succeeds, the other is told, nothing is lost and nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.at_once import at_once
from tests.support.papers import sound_paper
from tests.support.world import organisation, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.models import Decision, Delegation, DelegationUse
from throughcare.commissioning.decisions.rules.paper import Recommendation
from throughcare.errors import Conflict, NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)


def test_of_two_who_save_the_same_version_one_is_told():
    row = actions.start_paper(paper=replace(sound_paper(), signed=None), by=viewer(), at=AT)
    one, other = viewer(), viewer(name="other")

    def save(by: Any, title: str) -> Callable[[], Any]:
        paper = replace(sound_paper(), title=title, signed=None)
        return lambda: actions.save_paper(decision_id=row.pk, paper=paper, version=1, by=by, at=AT)

    results = at_once(save(one, "Mine"), save(other, "Theirs"))
    assert sum(isinstance(result, Conflict) for result in results) == 1
    kept = next(result for result in results if isinstance(result, Decision))
    row.refresh_from_db()
    assert (row.title, row.version) == (kept.title, 2)


def test_two_uses_at_once_do_not_pass_the_cap():
    organisation("secretary_of_state_for_justice", "probation")
    paper = sound_paper(signed=date(2023, 6, 1))
    one = Recommendation(1, "delegate", "Delegate the award", 100_00, 1, True, "until 31 March 2027")
    row = actions.import_signed(paper=replace(paper, recommendations=(one,)), by=viewer(), at=AT)
    actions.bring_into_effect(decision_id=row.pk, by=viewer(), at=AT)
    delegation = Delegation.objects.get()
    by = viewer("chief_executive")

    def use(key: str) -> Callable[[], Any]:
        return lambda: actions.use_delegation(
            delegation_id=delegation.pk, pence=60_00, purpose="Award", key=key, by=by, at=AT
        )

    results = at_once(use("a"), use("b"))
    assert sum(isinstance(result, NotAllowed) for result in results) == 1
    again = at_once(use("a"), use("a"), use("a"), use("b"))
    assert DelegationUse.objects.count() == 1
    assert not any(result is None for result in again)
    delegation.refresh_from_db()
    assert delegation.used_pence == 60_00


def test_a_double_click_at_the_same_moment_starts_one_paper():
    from throughcare.commissioning.decisions.rules.paper import Paper

    by = viewer()
    results = at_once(*[lambda: actions.start_paper(paper=Paper(), key="k" * 32, by=by, at=AT) for _ in range(3)])
    assert Decision.objects.count() == 1
    assert {getattr(result, "pk", None) for result in results} == {Decision.objects.get().pk}
