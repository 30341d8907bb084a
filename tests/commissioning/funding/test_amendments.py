"""An amendment changes money by what it changes, and what is amended or superseded allows nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.commissioning.funding.papers import decision
from tests.commissioning.funding.people import COMMISSIONER, FINANCE, PARTNER
from tests.support.decisions import AT, draft, in_effect, now
from tests.support.papers import lowered_paper
from tests.support.world import organisation, viewer
from throughcare.commissioning.decisions import actions as papers
from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.models import Delegation
from throughcare.commissioning.decisions.queries import delegations
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.actions.lines import used_under
from throughcare.commissioning.funding.actions.reserves import used_under as carried_under
from throughcare.commissioning.funding.queries import balances, movements, programmes
from throughcare.commissioning.funding.rules.posting import Basis, Kind
from throughcare.errors import NotAllowed
from throughcare.foundation.ports.in_effect import DecisionEnded

pytestmark = pytest.mark.django_db
DAY = date(2023, 10, 2)
MENTORING = "peer-mentoring-service"


@pytest.fixture(autouse=True)
def _partners() -> None:
    organisation("mopac")
    organisation("london_probation", "probation")
    organisation("secretary_of_state_for_justice", "probation")


def finance() -> Any:
    return viewer("finance_adviser")


def amended(row: Any, reference: str, change: Any = lowered_paper) -> Any:
    """An amendment of a decision, from its start to in effect."""
    draft_ = papers.start_amendment(
        decision_id=row.pk, reference=reference, changes="The last year of mentoring costs less.", by=viewer(), at=AT
    )
    papers.save_paper(decision_id=draft_.pk, paper=change(paper_of(draft_)), version=now(draft_), by=viewer(), at=AT)
    draft_.refresh_from_db()
    return in_effect(draft_)


def page() -> programmes.ProgrammePage:
    (programme,) = models.Programme.objects.all()
    return programmes.programme(finance(), programme.code)


def budget(kind: Kind) -> dict[str, int]:
    cells = balances.cells(finance(), models.Programme.objects.get().pk)
    found: dict[str, int] = {}
    for one in cells:
        if one.account.kind == kind and one.basis == Basis.BUDGET:
            found[one.account.year] = found.get(one.account.year, 0) + one.pence
    return found


def power(reference: str, number: int = 3) -> int:
    return models.Authority.objects.get(decision__reference=reference, number=number).pk


def commit(pence: int, authority: int, **more: Any) -> Any:
    call: dict[str, Any] = {
        "programme_id": models.Programme.objects.get().pk,
        "service": "housing-link-service",
        "year": "2024/25",
        "pence": pence,
        "authority_id": authority,
        "document": "Contract C1",
        "words": "Homes",
        "day": DAY,
        "key": f"key-{pence}-{authority}",
        "by": finance(),
        "at": AT,
    }
    return actions.commit(**call | more)


def test_an_amendment_posts_only_what_it_changes() -> None:
    original = in_effect(draft())
    assert (budget(Kind.EXPENDITURE), page().envelope_used) == (
        {"2023/24": 16_000_000, "2024/25": 32_000_000, "2025/26": 32_000_000},
        50_000_000,
    )
    amended(original, "PCD 9100")
    assert budget(Kind.EXPENDITURE) == {"2023/24": 16_000_000, "2024/25": 32_000_000, "2025/26": 28_000_000}
    assert budget(Kind.FUNDING) == {"2023/24": -16_000_000, "2024/25": -32_000_000, "2025/26": -28_000_000}
    assert ([one.reference for one in page().decisions], page().envelope_used) == (["PCD 9100"], 46_000_000)
    assert models.ProgrammeDecision.objects.get(reference="PCD 9001").replaced_by.reference == "PCD 9100"
    change = models.Transaction.objects.get(decision_reference="PCD 9100")
    assert (change.legs.count(), change.words) == (2, "PCD 9100: what the later version changes")
    given = models.Contribution.objects.exclude(state="withdrawn")
    assert {(one.year, one.pence) for one in given} == {
        ("2023/24", 6_000_000),
        ("2024/25", 12_000_000),
        ("2025/26", 12_000_000),
    }


def test_an_amendment_of_an_amendment_counts_from_what_stands() -> None:
    first = amended(in_effect(draft()), "PCD 9100")
    second = amended(first, "PCD 9200", lambda paper: paper)
    assert budget(Kind.EXPENDITURE) == {"2023/24": 16_000_000, "2024/25": 32_000_000, "2025/26": 28_000_000}
    assert not models.Transaction.objects.filter(decision_reference="PCD 9200").exists()
    assert [one.reference for one in page().decisions] == ["PCD 9200"]
    assert models.Contribution.objects.count() == 3
    amended(second, "PCD 9300", lambda paper: replace(paper, programme="Another name"))
    assert [one.reference for one in page().decisions] == ["PCD 9300"]


def test_what_was_committed_under_the_amended_decision_counts_against_the_amendment() -> None:
    original = in_effect(draft())
    old = power("PCD 9001")
    commit(24_000_000, old)
    first = amended(original, "PCD 9100")
    with pytest.raises(NotAllowed, match="PCD 9001 was amended by PCD 9100"):
        commit(100, old, year="2023/24")
    commit(24_000_000, power("PCD 9100"), year="2025/26")
    amended(first, "PCD 9200", lambda paper: paper)
    new = power("PCD 9200")
    commit(12_000_000, new, year="2023/24")
    commit(8_000_000, new, service=MENTORING)
    commit(4_000_000, new, service=MENTORING, year="2025/26")
    commit(3_000_000, new, service=MENTORING, year="2023/24")
    assert used_under(models.Authority.objects.get(pk=new)) == 75_000_000


def test_a_renumbered_recommendation_still_counts_what_was_used() -> None:
    original = in_effect(draft())
    commit(24_000_000, power("PCD 9001"))

    def other_order(paper: Any) -> Any:
        first, second, third, fourth = paper.recommendations
        order = (first, third, second, fourth)
        return replace(paper, recommendations=tuple(replace(one, number=at) for at, one in enumerate(order, 1)))

    amended(original, "PCD 9100", other_order)
    used = {one.number: used_under(one) for one in models.Authority.objects.filter(decision__reference="PCD 9100")}
    assert used == {1: 0, 2: 24_000_000, 3: 0, 4: 0}


def test_a_recommendation_that_is_worded_anew_and_then_renumbered_still_counts_what_was_used() -> None:
    first = decision(decision_id=1)
    accept, procure, *others = first.authorised
    actions.open_lines(decision=first, by=COMMISSIONER, at=AT)
    commit(24_000_000, power("PCD 1291", procure.number), service="mental-health-service", by=FINANCE)
    anew = replace(procure, text="commence the buying of both services")
    second = replace(first, decision_id=2, reference="PCD 2", amends=1, authorised=(accept, anew, *others))
    actions.open_lines(decision=second, by=COMMISSIONER, at=AT)
    told = (replace(anew, number=1), replace(procure, number=2, text="commit money to training"), *others)
    third = replace(first, decision_id=3, reference="PCD 3", amends=2, authorised=told)
    actions.open_lines(decision=third, by=COMMISSIONER, at=AT)
    used = {one.number: used_under(one) for one in models.Authority.objects.filter(decision__reference="PCD 3")}
    assert used == {1: 24_000_000, 2: 0, 3: 0, 4: 0}


def test_an_amendment_without_a_table_leaves_the_money_and_one_of_noughts_takes_it_back() -> None:
    first = decision(decision_id=1)
    actions.open_lines(decision=first, by=COMMISSIONER, at=AT)
    before = budget(Kind.EXPENDITURE)
    second = replace(first, decision_id=2, reference="PCD 2", amends=1, lines=())
    actions.open_lines(decision=second, by=COMMISSIONER, at=AT)
    assert (budget(Kind.EXPENDITURE), page().envelope_used) == (before, 132_000_000)
    third = replace(first, decision_id=3, reference="PCD 3", amends=2, lines=(), has_table=True)
    actions.open_lines(decision=third, by=COMMISSIONER, at=AT)
    assert (set(budget(Kind.EXPENDITURE).values()), page().envelope_used) == ({0}, 0)
    assert set(models.Contribution.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_an_amendment_carries_forward_only_what_it_adds() -> None:
    first = decision(decision_id=1)
    actions.open_lines(decision=first, by=COMMISSIONER, at=AT)
    actions.open_lines(decision=replace(first, decision_id=2, reference="PCD 2", amends=1), by=COMMISSIONER, at=AT)
    assert [one.pence for one in movements.carry_forwards(FINANCE, "iom")] == [68_000_000]
    authority = models.Authority.objects.get(decision__reference="PCD 2", purpose="carry_forward")
    assert carried_under(authority) == 68_000_000


def superseded(row: Any) -> None:
    papers.supersede(decision_id=row.pk, reason="PCD 9500 replaces it.", by=viewer("decision_maker"), at=AT)


def test_a_superseded_decision_allows_nothing_more_and_what_is_committed_stands() -> None:
    row = in_effect(draft())
    kept = commit(1_000_000, power("PCD 9001"))
    superseded(row)
    with pytest.raises(NotAllowed, match="PCD 9001 was superseded on 14 June 2023, so nothing more can be committed"):
        commit(100, power("PCD 9001"))
    programme = models.Programme.objects.get()
    assert programmes.spending_authorities(finance(), programme.pk, "spend") == []
    actions.pay(commitment_id=kept.pk, pence=1_000_000, day=DAY, key="p", by=finance(), at=AT)


def use(delegation: Delegation, pence: int, key: str) -> None:
    papers.use_delegation(
        delegation_id=delegation.pk,
        pence=pence,
        purpose="Award",
        key=key,
        by=viewer("chief_executive"),
        at=AT,
    )


def test_a_superseded_decision_ends_its_delegations() -> None:
    row = in_effect(draft())
    superseded(row)
    with pytest.raises(NotAllowed, match="PCD 9001 was superseded on 14 June 2023, so its delegations have ended"):
        use(Delegation.objects.get(), 100, "a")
    assert Delegation.objects.get().revoked_at == AT


def test_what_was_used_of_a_delegation_counts_against_its_amendments() -> None:
    row = in_effect(draft())
    use(Delegation.objects.get(), 60_000_000, "a")
    first = amended(row, "PCD 9100")
    old, new = Delegation.objects.order_by("pk")
    with pytest.raises(NotAllowed, match="PCD 9001 was amended by PCD 9100 on 14 June 2023"):
        use(old, 100, "b")
    with pytest.raises(NotAllowed, match="the cap is £760,000, used £600,000, left £160,000"):
        use(new, 16_000_001, "c")
    use(new, 10_000_000, "d")
    amended(first, "PCD 9200", lambda paper: paper)
    last = Delegation.objects.get(decision__reference="PCD 9200")
    shown = delegations.one(viewer("chief_executive"), last.pk, on=AT.date())
    assert shown is not None
    assert (shown.used_pence, shown.left_pence) == (70_000_000, 6_000_000)


def without_delegation(paper: Any) -> Any:
    told = tuple(
        replace(one, text=one.text.replace(" and to delegate the award of the contracts", "")) for one in paper.summary
    )
    return replace(paper, recommendations=paper.recommendations[:3], summary=told)


def test_what_was_used_of_a_delegation_counts_when_it_is_granted_again_after_an_amendment_dropped_it() -> None:
    row = in_effect(draft())
    use(Delegation.objects.get(), 60_000_000, "a")
    first = amended(row, "PCD 9100", without_delegation)
    assert not Delegation.objects.filter(decision=first).exists()
    second = amended(first, "PCD 9200", lambda paper: replace(paper, recommendations=paper_of(row).recommendations))
    again = Delegation.objects.get(decision=second)
    assert again.carried_pence == 60_000_000
    with pytest.raises(NotAllowed, match="used £600,000, left £200,000"):
        use(again, 20_000_001, "b")


def test_a_cap_lowered_below_what_was_used_leaves_nothing() -> None:
    row = in_effect(draft())
    use(Delegation.objects.get(), 80_000_000, "a")
    amended(row, "PCD 9100")
    new = Delegation.objects.get(decision__reference="PCD 9100")
    with pytest.raises(NotAllowed, match="the cap is £760,000, used £800,000, left £0"):
        use(new, 1, "b")


def test_a_superseded_decision_keeps_of_the_envelope_only_what_is_used_and_closes_the_rest() -> None:
    row = in_effect(draft())
    commit(1_000_000, power("PCD 9001"))
    given = models.Contribution.objects.get(year="2023/24")
    actions.agree(
        contribution_id=given.pk,
        agreement="Letter",
        by=viewer("co_commissioner", at="secretary_of_state_for_justice", kind="probation"),
        at=AT,
    )
    actions.invoice(contribution_id=given.pk, day=DAY, by=finance(), at=AT)
    superseded(row)
    assert {year: pence for year, pence in budget(Kind.EXPENDITURE).items() if pence} == {"2024/25": 1_000_000}
    # What the partner was asked to pay stands, so that its year shows money without a plan until it is settled.
    assert {year: pence for year, pence in budget(Kind.FUNDING).items() if pence} == {
        "2023/24": -6_000_000,
        "2024/25": -1_000_000,
    }
    assert page().envelope_used == 1_000_000
    assert sorted(models.Contribution.objects.values_list("year", "state")) == [
        ("2023/24", "invoiced"),
        ("2024/25", "withdrawn"),
        ("2025/26", "withdrawn"),
    ]
    given.refresh_from_db()
    assert given.reason.startswith("PCD 9001 was superseded and accepts nothing more.")


def test_a_superseded_decision_without_a_table_takes_only_what_is_committed_under_it() -> None:
    actions.open_lines(decision=decision(decision_id=1), by=COMMISSIONER, at=AT)
    second = replace(decision({}, decision_id=2, reference="PCD 2"), authorised=())
    more = replace(decision().authorised[1], number=1, pence=77_300_000, funder="mopac")
    actions.open_lines(decision=replace(second, authorised=(more,)), by=COMMISSIONER, at=AT)
    assert page().envelope_used == 132_000_000 + 77_300_000
    actions.on_decision_ended(DecisionEnded(2, "PCD 2", DAY), by=COMMISSIONER, at=AT)
    assert page().envelope_used == 132_000_000


def test_a_superseded_decision_leaves_an_approved_movement_to_people_who_may_let_it_lapse() -> None:
    actions.open_lines(decision=decision(decision_id=1), by=COMMISSIONER, at=AT)
    actions.on_decision_ended(DecisionEnded(1, "PCD 1291", DAY), by=COMMISSIONER, at=AT)
    carried = models.CarryForward.objects.get()
    assert page().envelope_used == 68_000_000
    actions.lapse(carry_forward_id=carried.pk, reason="Superseded", day=DAY, by=FINANCE, at=AT)
    carried.refresh_from_db()
    assert carried.state == "lapsed"
    assert (page().envelope_used, [one.difference for one in page().sums]) == (0, [0, 0, 0])


def test_what_lapsed_out_of_the_reserve_is_still_what_a_superseded_decision_took() -> None:
    actions.open_lines(decision=decision(decision_id=1), by=COMMISSIONER, at=AT)
    carried = models.CarryForward.objects.get()
    actions.transfer_to_reserve(carry_forward_id=carried.pk, day=DAY, by=FINANCE, at=AT)
    actions.lapse(carry_forward_id=carried.pk, reason="Not needed", day=DAY, by=FINANCE, at=AT)
    actions.on_decision_ended(DecisionEnded(1, "PCD 1291", DAY), by=COMMISSIONER, at=AT)
    assert (page().envelope_used, [one.difference for one in page().sums]) == (68_000_000, [0, 0, 0])


def take_back(commitment: Any) -> None:
    entry = models.Transaction.objects.get(source="commitment", source_id=commitment.pk)
    actions.reverse(transaction_id=entry.pk, day=DAY, reason="Wrong", by=finance(), at=AT)


def test_what_is_taken_back_after_its_decision_was_superseded_leaves_no_money_that_nobody_may_use() -> None:
    row = in_effect(draft())
    first = commit(10_000_000, power("PCD 9001"))
    second = commit(4_000_000, power("PCD 9001"), service=MENTORING)
    superseded(row)
    assert page().envelope_used == 14_000_000
    for commitment, left in ((first, 4_000_000), (second, 0)):
        take_back(commitment)
        now = {"2023/24": 0, "2024/25": left, "2025/26": 0}
        assert (budget(Kind.EXPENDITURE), page().envelope_used) == (now, left)
        assert budget(Kind.FUNDING) == {year: -pence for year, pence in now.items()}
    assert {one.difference for one in page().sums} == {0}


def test_lines_that_are_closed_are_not_read_again_whenever_something_is_taken_back() -> None:
    row = in_effect(draft())
    for pence in (2_000_000, 1_000_000):
        commit(pence, power("PCD 9001"))
    superseded(row)
    with CaptureQueriesContext(connection) as many:
        take_back(models.Commitment.objects.first())
    lines = [one for one in many if 'FROM "funding_service"' in one["sql"]]
    assert len(lines) == 1


def test_what_is_taken_back_of_a_superseded_decision_without_a_table_leaves_the_envelope() -> None:
    actions.open_lines(decision=decision(decision_id=1), by=COMMISSIONER, at=AT)
    second = replace(decision({}, decision_id=2, reference="PCD 2"), authorised=())
    more = replace(decision().authorised[1], number=1, pence=77_300_000, funder="mopac")
    actions.open_lines(decision=replace(second, authorised=(more,)), by=COMMISSIONER, at=AT)
    made = commit(1_000_000, power("PCD 2", 1), service="mental-health-service", by=FINANCE)
    actions.on_decision_ended(DecisionEnded(2, "PCD 2", DAY), by=COMMISSIONER, at=AT)
    before = page().envelope_used
    assert before > 132_000_000
    take_back(made)
    assert page().envelope_used == 132_000_000


def test_superseding_opens_no_funding_for_a_pledge_that_was_recorded_by_hand() -> None:
    row = in_effect(draft())
    pledge = actions.pledge(
        programme_id=models.Programme.objects.get().pk,
        payer="london_probation",
        recipient="mopac",
        year="2023/24",
        pence=5_000_000,
        key="k",
        by=finance(),
        at=AT,
    )
    actions.accept(contribution_id=pledge.pk, decision_reference="PCD 9001", by=finance(), at=AT)
    superseded(row)
    assert set(budget(Kind.FUNDING).values()) == set(budget(Kind.EXPENDITURE).values()) == {0}
    assert (page().envelope_used, {one.difference for one in page().sums}) == (0, {0})


def test_superseding_opens_no_money_of_the_lead_for_what_a_partner_no_longer_gives() -> None:
    row = in_effect(draft())
    for service, pence in (("housing-link-service", 12_000_000), (MENTORING, 4_000_000)):
        commit(pence, power("PCD 9001"), service=service, year="2023/24", key=service)
    superseded(row)
    assert (budget(Kind.EXPENDITURE)["2023/24"], budget(Kind.FUNDING)["2023/24"]) == (16_000_000, -10_000_000)
    assert (page().envelope_used, page().sums[0].difference) == (10_000_000, -6_000_000)


def test_superseding_opens_no_funding_for_what_an_amendment_accepts_no_longer() -> None:
    first = decision(decision_id=1)
    actions.open_lines(decision=first, by=COMMISSIONER, at=AT)
    given = models.Contribution.objects.get(year="2023/24")
    actions.agree(contribution_id=given.pk, agreement="Letter", by=PARTNER, at=AT)
    actions.invoice(contribution_id=given.pk, day=DAY, by=FINANCE, at=AT)
    less = {"expenditure": {"Mental Health service": (0, 51, 0)}}
    less["funding"] = {"London Probation Grant": (0, 20, 0), "MOPAC budget": (0, 31, 0)}
    second = decision(less, decision_id=2, reference="PCD 2")
    actions.open_lines(decision=replace(second, amends=1), by=COMMISSIONER, at=AT)
    assert budget(Kind.FUNDING)["2023/24"] == -51_000_000
    actions.on_decision_ended(DecisionEnded(2, "PCD 2", DAY), by=COMMISSIONER, at=AT)
    # The partner was invoiced for £300,000; the decision as amended accepts £200,000 of it, and that much stays.
    assert budget(Kind.FUNDING)["2023/24"] == -20_000_000
