"""A decision opens its lines; contributions and reserves move step by step; a year is mended by its owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.commissioning.funding.papers import AUTHORISED, PCD_1291, PCD_1514, decision
from tests.commissioning.funding.people import AT, CHIEF, COMMISSIONER, FINANCE, PARTNER, STRANGER
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.actions.reserves import used_under
from throughcare.commissioning.funding.queries import movements, programmes, statements, tables
from throughcare.commissioning.funding.queries.owed import owed
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.ports import in_effect
from throughcare.foundation.record.events import folded_states

pytestmark = pytest.mark.django_db
DAY = date(2023, 6, 1)


@pytest.fixture
def opened(programme: Any) -> Any:
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    return programme


def differences(code: str = "iom") -> dict[str, int]:
    return {one.year: one.difference for one in programmes.programme(FINANCE, code).sums}


def test_the_port_opens_pcd_1291_with_its_fault_in_the_years(world: Any) -> None:
    from throughcare.foundation.record.guard import action

    @action
    def took_effect(*, by: Any, at: Any) -> None:
        in_effect.tell_in_effect(decision(), by=by, at=at)

    took_effect(by=COMMISSIONER, at=AT)
    page = programmes.programme(FINANCE, "iom")
    assert page.years == ("2022/23", "2023/24", "2024/25")
    assert differences() == {"2022/23": 0, "2023/24": 10_000_000, "2024/25": -10_000_000}
    assert [(one.funded, one.planned) for one in page.uses] == [
        (17_000_000, 17_000_000),
        (95_000_000, 85_000_000),
        (75_000_000, 85_000_000),
    ]
    assert page.held == (68_000_000, 34_000_000, 0)
    (carried,) = movements.carry_forwards(FINANCE, "iom")
    assert (carried.pence, carried.cap, carried.state, carried.approval) == (
        68_000_000,
        68_000_000,
        "approved",
        "PCD 1291, recommendation 3",
    )
    assert [(one.year, one.pence, one.state) for one in movements.contributions(FINANCE, "iom")] == [
        ("2022/23", 15_000_000, "accepted"),
        ("2023/24", 30_000_000, "accepted"),
        ("2024/25", 10_000_000, "accepted"),
    ]


def test_the_envelope_is_kept_over_decisions(opened: Any) -> None:
    actions.open_lines(decision=PCD_1514, by=COMMISSIONER, at=AT)
    page = programmes.programme(FINANCE, "iom")
    assert [one.envelope for one in page.decisions] == [132_000_000, 77_300_000]
    assert page.envelope_left == 700_000
    assert page.doubles == (("london_probation", "London Probation", "2023/24", 30_000_000),)


def test_the_same_decision_again_opens_nothing_more(opened: Any) -> None:
    before = models.Transaction.objects.count()
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    assert models.Transaction.objects.count() == before
    assert differences()["2023/24"] == 10_000_000


def test_a_later_version_posts_only_what_it_changes(opened: Any) -> None:
    blocks = {**PCD_1291, "change": {**PCD_1291["change"], "Transfer to from reserves": (-68, 24, 44)}}
    blocks["funding"] = {**PCD_1291["funding"], "Transfer to from reserves": (0, 24, 44)}
    actions.open_lines(decision=decision(blocks, decision_id=1292), by=COMMISSIONER, at=AT)
    page = programmes.programme(FINANCE, "iom")
    assert len(page.decisions) == 1
    assert page.envelope_used == 132_000_000
    waiting = [one for one in movements.carry_forwards(FINANCE, "iom") if one.state == "requested"]
    assert [(one.from_year, one.pence, one.draws) for one in waiting] == [
        ("2023/24", 10_000_000, (("2024/25", 10_000_000, 0),))
    ]


def test_a_later_version_that_accepts_less_lowers_what_is_not_yet_invoiced(opened: Any) -> None:
    blocks = {**PCD_1291, "funding": {**PCD_1291["funding"], "London Probation Grant": (15, 20, 0)}}
    actions.open_lines(decision=decision(blocks, decision_id=1293), by=COMMISSIONER, at=AT)
    standing = models.Contribution.objects.exclude(state="withdrawn").order_by("year")
    assert [(row.year, row.pence, row.state) for row in standing] == [
        ("2022/23", 15_000_000, "accepted"),
        ("2023/24", 20_000_000, "accepted"),
    ]
    assert models.Contribution.objects.filter(state="withdrawn", reason__contains="accepts less").count() == 2


def test_a_later_version_leaves_what_is_invoiced_for_people_to_settle(opened: Any) -> None:
    row = models.Contribution.objects.get(year="2023/24")
    actions.agree(contribution_id=row.pk, agreement="Letter", by=PARTNER, at=AT)
    actions.invoice(contribution_id=row.pk, day=DAY, by=FINANCE, at=AT)
    blocks = {**PCD_1291, "funding": {**PCD_1291["funding"], "London Probation Grant": (15, 20, 10)}}
    actions.open_lines(decision=decision(blocks, decision_id=1293), by=COMMISSIONER, at=AT)
    row.refresh_from_db()
    assert (row.state, row.pence) == ("invoiced", 30_000_000)
    assert "Give back what is over" in row.reason


def test_a_funder_that_nobody_knows_is_refused_until_it_is_named(world: Any) -> None:
    paper = decision({"expenditure": {"Help": (1, 0, 0)}, "funding": {"Justice pot": (1, 0, 0)}}, decision_id=5)
    with pytest.raises(Invalid, match="Justice pot"):
        actions.open_lines(decision=paper, by=COMMISSIONER, at=AT)
    assert not models.Programme.objects.exists()
    actions.name_funder(
        name="Justice pot",
        organisation_code="london_probation",
        programme_id=None,
        from_date=date(2022, 1, 1),
        by=FINANCE,
        at=AT,
    )
    actions.open_lines(decision=paper, by=COMMISSIONER, at=AT)
    assert differences() == {"2022/23": 0}


def mend(code: str = "iom", **more: Any) -> Any:
    call = {"programme_code": code, "from_year": "2023/24", "to_year": "2024/25", "pence": 10_000_000, "key": "m"}
    return actions.request_mending(**call | more, by=more.pop("by", COMMISSIONER), at=AT)


def test_the_mending_movement_is_offered_with_its_owners(opened: Any) -> None:
    (offer,) = programmes.programme(FINANCE, "iom").offers
    assert (offer.movement.from_year, offer.movement.to_year, offer.movement.pence) == (
        "2023/24",
        "2024/25",
        10_000_000,
    )
    assert offer.owners == (("london_probation", 3_157_895), ("mopac", 6_842_105))


def test_partner_money_mends_the_year_once_the_partner_agrees(opened: Any) -> None:
    for service in ("mental-health-service", "service-user-engagement"):
        actions.set_split_rule(
            programme_id=opened.pk, service=service, method="funder_first", first="mopac", by=FINANCE, at=AT
        )
    (row,) = mend()
    assert mend() == []
    assert row.funder.code == "london_probation"
    assert programmes.programme(FINANCE, "iom").offers == ()
    assert differences()["2023/24"] == 10_000_000
    approve = {"carry_forward_id": row.pk, "authority_id": None, "day": DAY, "by": CHIEF, "at": AT}
    with pytest.raises(WrongState, match="partner has not agreed"):
        actions.approve_carry_forward(**approve)
    with pytest.raises(NotAllowed):
        actions.agree_carry_forward(carry_forward_id=row.pk, by=FINANCE, at=AT)
    actions.agree_carry_forward(carry_forward_id=row.pk, by=PARTNER, at=AT)
    actions.approve_carry_forward(**approve)
    actions.approve_carry_forward(**approve)
    assert set(differences().values()) == {0}


def test_the_leads_money_needs_a_recommendation_with_that_much_left(opened: Any) -> None:
    for service in ("mental-health-service", "service-user-engagement"):
        actions.set_split_rule(
            programme_id=opened.pk, service=service, method="funder_first", first="london_probation", by=FINANCE, at=AT
        )
    (row,) = mend()
    assert row.funder.code == "mopac"
    with pytest.raises(NotAllowed, match="No recommendation"):
        actions.approve_carry_forward(carry_forward_id=row.pk, authority_id=None, day=DAY, by=CHIEF, at=AT)
    third = models.Authority.objects.get(purpose="carry_forward").pk
    approve = {"carry_forward_id": row.pk, "authority_id": third, "day": DAY, "by": CHIEF, "at": AT}
    with pytest.raises(NotAllowed, match="Recommendation 3 of PCD 1291 is for money of 2022/23, so nothing of 2023/24"):
        actions.approve_carry_forward(**approve)
    assert differences()["2023/24"] == 10_000_000


def test_a_recommendation_that_names_no_year_allows_any_year_up_to_its_sum(world: Any) -> None:
    third = replace(AUTHORISED[2], text="carry forward money over the next two years")
    actions.open_lines(decision=decision(authorised=(*AUTHORISED[:2], third, AUTHORISED[3])), by=COMMISSIONER, at=AT)
    (row,) = [one for one in mend() if one.funder.code == "mopac"]
    authority = models.Authority.objects.get(purpose="carry_forward")
    assert authority.from_year == ""
    with pytest.raises(NotAllowed, match="allows £680,000; £680,000 of it is used, so £0 is left and £68,421.05"):
        actions.approve_carry_forward(carry_forward_id=row.pk, authority_id=authority.pk, day=DAY, by=CHIEF, at=AT)


def before_the_programme(**more: Any) -> Any:
    """A decision whose table draws on reserves that no year of it filled."""
    blocks = {
        "expenditure": {"Help": (0, 10, 10)},
        "funding": {"MOPAC budget": (0, 4, 10), "Transfer from reserves": (0, 6, 0)},
    }
    return decision(blocks, decision_id=77, reference="PCD 77", programme="help", **more)


def test_what_comes_from_before_the_programme_is_approved_like_any_other_movement(world: Any) -> None:
    spend = replace(AUTHORISED[1], number=1, pence=20_000_000)
    actions.open_lines(decision=before_the_programme(authorised=(spend,)), by=COMMISSIONER, at=AT)
    (row,) = models.CarryForward.objects.all()
    assert (row.state, row.from_year, row.pence) == ("requested", "2022/23", 6_000_000)
    assert [one.difference for one in programmes.programme(FINANCE, "help").sums] == [-6_000_000, 0]
    allowed = replace(AUTHORISED[2], number=1, text="the transfer of £60,000 from reserves", pence=6_000_000)
    later = before_the_programme(authorised=(allowed,))
    actions.open_lines(decision=replace(later, decision_id=78, reference="PCD 78", lines=()), by=COMMISSIONER, at=AT)
    authority = models.Authority.objects.get(purpose="carry_forward")
    approve = {"carry_forward_id": row.pk, "authority_id": authority.pk, "day": DAY, "at": AT}
    with pytest.raises(NotAllowed, match="asked for this yourself"):
        actions.approve_carry_forward(**approve, by=replace(CHIEF, person_id=COMMISSIONER.person_id))
    actions.approve_carry_forward(**approve, by=CHIEF)
    assert [one.difference for one in programmes.programme(FINANCE, "help").sums] == [0, 0]


def test_a_decision_that_recommends_it_draws_on_reserves_from_before_at_once(world: Any) -> None:
    allowed = replace(AUTHORISED[2], number=1, text="the transfer of £60,000 from reserves", pence=6_000_000)
    actions.open_lines(decision=before_the_programme(authorised=(allowed,)), by=COMMISSIONER, at=AT)
    assert [one.state for one in models.CarryForward.objects.all()] == ["approved"]


def test_a_stale_offer_is_a_conflict(opened: Any) -> None:
    with pytest.raises(Conflict, match="changed since"):
        mend(pence=9_000_000)


def test_a_carry_forward_is_moved_and_drawn_until_it_is_exhausted(opened: Any) -> None:
    row = models.CarryForward.objects.get()
    actions.transfer_to_reserve(carry_forward_id=row.pk, day=DAY, by=FINANCE, at=AT)
    call = {"carry_forward_id": row.pk, "day": DAY, "by": FINANCE, "at": AT}
    with pytest.raises(Invalid, match="£340,000 is planned for 2023/24, £0 is drawn and £340,000 is left"):
        actions.draw(year="2023/24", pence=34_000_001, **call)
    actions.draw(year="2023/24", pence=34_000_000, key="d", **call)
    actions.draw(year="2023/24", pence=34_000_000, key="d", **call)
    row.refresh_from_db()
    assert row.state == "part_drawn"
    actions.draw(year="2024/25", pence=34_000_000, **call)
    row.refresh_from_db()
    assert row.state == "exhausted"
    reserve = models.Balance.objects.filter(account__kind="reserve", basis="accrual")
    assert sum(reserve.values_list("pence", flat=True)) == 0


def test_what_lapses_leaves_the_plan_of_the_years_that_would_have_drawn_it(opened: Any) -> None:
    row = models.CarryForward.objects.get()
    call = {"carry_forward_id": row.pk, "day": DAY, "by": FINANCE, "at": AT}
    actions.transfer_to_reserve(**call)
    actions.draw(year="2023/24", pence=10_000_000, **call)
    before = programmes.programme(FINANCE, "iom")
    actions.lapse(reason="Not needed", **call)
    after = programmes.programme(FINANCE, "iom")
    lost = {"2022/23": 0, "2023/24": 24_000_000, "2024/25": 34_000_000}
    for was, now in zip(before.uses, after.uses, strict=True):
        assert (was.funded - now.funded, was.free - now.free) == (lost[was.year], lost[was.year])
    assert {one.year: one.difference for one in after.sums} == {
        one.year: one.difference - lost[one.year] for one in before.sums
    }
    assert after.held == before.held == (68_000_000, 34_000_000, 0)
    line = {"programme_id": opened.pk, "service": "mental-health-service", "year": "2024/25", "document": "C2"}
    with pytest.raises(NotAllowed, match="The year 2024/25 is funded with £410,000"):
        actions.commit(
            **line,
            pence=65_000_000,
            authority_id=models.Authority.objects.get(purpose="spend").pk,
            words="",
            key="more",
            day=DAY,
            by=FINANCE,
            at=AT,
        )
    with pytest.raises(NotAllowed, match="has £310,000 in 2024/25"):
        actions.request_carry_forward(
            programme_id=opened.pk,
            funder="mopac",
            from_year="2024/25",
            draws={"2025/26": 31_000_001},
            reason="Late",
            by=FINANCE,
            at=AT,
        )


def test_the_chart_tells_what_was_drawn_of_money_that_lapsed_and_what_lapsed_of_it(opened: Any) -> None:
    row = models.CarryForward.objects.get()
    call = {"carry_forward_id": row.pk, "day": DAY, "by": FINANCE, "at": AT}
    assert moves() == ["£0.34m carried, 2022/23 to 2023/24", "£0.34m carried, 2022/23 to 2024/25"]
    actions.transfer_to_reserve(**call)
    actions.draw(year="2023/24", pence=10_000_000, **call)
    actions.lapse(reason="Not needed", **call)
    assert moves() == ["£0.10m carried, 2022/23 to 2023/24", "£0.58m of 2022/23 lapsed in the reserve"]
    chart = tables.funding_chart(programmes.programme(FINANCE, "iom"), "")
    (reserves,) = [one.values for one in chart.funding if one.name == "Reserves"]
    assert list(reserves) == [sum(one.year_change(year) for one in chart.movements) for year in chart.years]


def test_the_chart_tells_no_movement_of_money_that_never_left_its_year(opened: Any) -> None:
    row = models.CarryForward.objects.get()
    actions.lapse(carry_forward_id=row.pk, reason="Not needed", day=DAY, by=FINANCE, at=AT)
    assert moves() == []


def moves() -> list[str]:
    return [one.label for one in tables.funding_chart(programmes.programme(FINANCE, "iom"), "").movements]


def test_what_lapses_in_the_reserve_has_used_its_power_and_what_was_never_moved_has_not(opened: Any) -> None:
    authority = models.Authority.objects.get(purpose="carry_forward")
    call = {"day": DAY, "by": FINANCE, "at": AT}
    first = models.CarryForward.objects.get()
    actions.transfer_to_reserve(carry_forward_id=first.pk, **call)
    actions.draw(carry_forward_id=first.pk, year="2023/24", pence=10_000_000, **call)
    actions.lapse(carry_forward_id=first.pk, reason="Not needed", **call)
    assert used_under(authority) == 68_000_000
    row = asked("mopac", "2022/23", {"2023/24": 1_000_000})
    approve = {"carry_forward_id": row.pk, "authority_id": authority.pk, "day": DAY, "by": CHIEF, "at": AT}
    with pytest.raises(NotAllowed, match="allows £680,000; £680,000 of it is used, so £0 is left"):
        actions.approve_carry_forward(**approve)


def test_what_was_approved_and_never_moved_gives_its_power_back_when_it_lapses(opened: Any) -> None:
    authority = models.Authority.objects.get(purpose="carry_forward")
    row = models.CarryForward.objects.get()
    actions.lapse(carry_forward_id=row.pk, reason="Not needed", day=DAY, by=FINANCE, at=AT)
    assert used_under(authority) == 0


def test_what_was_drawn_of_money_that_lapsed_is_not_returnable(opened: Any) -> None:
    received(29_000_000)
    call = {"day": DAY, "by": FINANCE, "at": AT}
    row = asked("london_probation", "2023/24", {"2024/25": 9_000_000})
    actions.agree_carry_forward(carry_forward_id=row.pk, by=PARTNER, at=AT)
    actions.approve_carry_forward(carry_forward_id=row.pk, authority_id=None, day=DAY, by=CHIEF, at=AT)
    actions.transfer_to_reserve(carry_forward_id=row.pk, **call)
    actions.draw(carry_forward_id=row.pk, year="2024/25", pence=4_000_000, **call)
    assert returnable()["2023/24"] == 20_000_000
    actions.lapse(carry_forward_id=row.pk, reason="Not needed", **call)
    assert returnable()["2023/24"] == 25_000_000


def asked(funder: str, from_year: str, draws: dict[str, int]) -> Any:
    programme = models.Programme.objects.get().pk
    return actions.request_carry_forward(
        programme_id=programme, funder=funder, from_year=from_year, draws=draws, reason="Late", by=FINANCE, at=AT
    )


def returnable() -> dict[str, int]:
    found = statements.statement(PARTNER, "iom", "london_probation")
    return {one.year: one.returnable for one in found.unspent}


def received(pence: int = 30_000_000) -> Any:
    row = models.Contribution.objects.get(year="2023/24")
    actions.agree(contribution_id=row.pk, agreement="Memorandum of 2022", by=PARTNER, at=AT)
    actions.invoice(contribution_id=row.pk, day=DAY, by=FINANCE, at=AT)
    return actions.receive(contribution_id=row.pk, pence=pence, day=DAY, by=FINANCE, at=AT)


def balance(kind: str, year: str = "2023/24", basis: str = "accrual") -> int:
    rows = models.Balance.objects.filter(
        account__kind=kind, account__year=year, basis=basis, account__funder__code="london_probation"
    )
    return sum(rows.values_list("pence", flat=True))


def test_received_is_not_income_until_it_is_recognised(opened: Any) -> None:
    row = received(29_000_000)
    assert (balance("cash"), balance("deferred_income"), balance("funding"), balance("debtor")) == (
        29_000_000,
        -29_000_000,
        0,
        0,
    )
    call = {"contribution_id": row.pk, "day": DAY, "by": FINANCE, "at": AT}
    actions.recognise(pence=20_000_000, **call)
    row.refresh_from_db()
    assert (row.state, row.held_pence) == ("received", 9_000_000)
    actions.defer(pence=9_000_000, reason="Service starts in March", **call)
    actions.carry_forward(contribution_id=row.pk, to_year="2024/25", day=DAY, by=PARTNER, at=AT)
    later = models.Contribution.objects.get(carried_from=row)
    assert (later.year, later.state, later.held_pence) == ("2024/25", "received", 9_000_000)
    assert (balance("deferred_income"), balance("funding")) == (0, -20_000_000)
    assert (balance("deferred_income", "2024/25"), balance("cash", "2024/25")) == (-9_000_000, 9_000_000)
    found = statements.statement(PARTNER, "iom", "london_probation")
    assert found.total_in == 29_000_000
    assert {one.year: one.returnable for one in found.unspent} == {
        "2022/23": 0,
        "2023/24": 20_000_000,
        "2024/25": 9_000_000,
    }


def test_money_is_given_back_out_of_income_too(opened: Any) -> None:
    row = received()
    call = {"contribution_id": row.pk, "day": DAY, "by": FINANCE, "at": AT}
    actions.recognise(pence=30_000_000, **call)
    with pytest.raises(Invalid, match="can be given back"):
        actions.give_back(pence=30_000_001, reason="No service", **call)
    actions.give_back(pence=30_000_000, reason="No service", key="g", **call)
    actions.give_back(pence=30_000_000, reason="No service", key="g", **call)
    assert (balance("cash"), balance("funding"), balance("deferred_income")) == (0, 0, 0)
    assert balance("funding", basis="cash") == 0


def test_steps_belong_to_their_owners_and_states_equal_their_events(opened: Any) -> None:
    row = models.Contribution.objects.get(year="2022/23")
    with pytest.raises(NotAllowed):
        actions.agree(contribution_id=row.pk, agreement="MoU", by=FINANCE, at=AT)
    with pytest.raises(WrongState, match="accepted, so it cannot be invoiced"):
        actions.invoice(contribution_id=row.pk, day=DAY, by=FINANCE, at=AT)
    with pytest.raises(NotFound):
        actions.invoice(contribution_id=row.pk, day=DAY, by=STRANGER, at=AT)
    received()
    actions.transfer_to_reserve(carry_forward_id=models.CarryForward.objects.get().pk, day=DAY, by=FINANCE, at=AT)
    for subject, model in (("contribution", models.Contribution), ("carry_forward", models.CarryForward)):
        stored = {str(pk): state for pk, state in model.objects.values_list("pk", "state")}
        assert folded_states(subject) == stored


def test_money_that_the_lead_gives_a_partner_is_cost(programme: Any) -> None:
    row = actions.pledge(
        programme_id=programme.pk,
        payer="mopac",
        recipient="london_probation",
        year="2023/24",
        pence=500_000,
        by=FINANCE,
        at=AT,
    )
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    actions.accept(contribution_id=row.pk, decision_reference="PCD 1291", by=FINANCE, at=AT)
    actions.agree(contribution_id=row.pk, agreement="Letter", by=PARTNER, at=AT)
    actions.invoice(contribution_id=row.pk, day=DAY, by=FINANCE, at=AT)
    actions.receive(contribution_id=row.pk, pence=500_000, day=DAY, by=FINANCE, at=AT)
    actions.recognise(contribution_id=row.pk, pence=500_000, day=DAY, by=FINANCE, at=AT)
    cost = models.Balance.objects.get(account__kind="expenditure", basis="accrual")
    assert (cost.pence, cost.account.funder.code) == (500_000, "mopac")


def test_what_is_owed_says_whose_turn_with_sum_and_date(opened: Any) -> None:
    for_partner = [one for one in owed(PARTNER, AT) if one.by_me]
    assert {one.fact for one in for_partner} == {"£150,000", "£300,000", "£100,000"}
    assert all(one.due and "sign the agreement" in one.what for one in for_partner)
    for_lead = [one for one in owed(COMMISSIONER, AT) if "sign the agreement" in one.what]
    assert {(one.whose, one.by_me) for one in for_lead} == {("London Probation", False)}
    assert all(" under PCD 1291: " in one.what for one in for_lead)
    years = [one for one in owed(COMMISSIONER, AT) if "funding than planned" in one.what]
    assert [(one.fact, one.by_me) for one in years] == [("£100,000", True), ("£100,000", True)]
    assert list(owed(STRANGER, AT)) == []
