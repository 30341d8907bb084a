"""Money is conserved to the penny, whatever the rule, the funders and the sums."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.rules import contributing, opening, splitting
from throughcare.commissioning.funding.rules.balancing import YearSum, after, mending_movements
from throughcare.commissioning.funding.rules.contributing import Parties
from throughcare.commissioning.funding.rules.posting import Basis, merged, sums_by_basis
from throughcare.commissioning.funding.rules.spending import LineFacts, accrual_legs, commitment_legs, payment_legs
from throughcare.commissioning.funding.rules.splitting import Method, Rule

SUMS = st.integers(0, 10**12)
SIGNED = st.integers(-(10**12), 10**12)
FUNDERS = st.sampled_from(["mopac", "probation", "borough", "health"])
WEIGHTS = st.dictionaries(FUNDERS, SUMS, min_size=1).filter(lambda found: any(found.values()))
FUNDING = st.dictionaries(FUNDERS, SIGNED)
RULES = st.builds(Rule, st.sampled_from(Method), FUNDERS, SUMS)
YEARS = ["2022/23", "2023/24", "2024/25", "2025/26"]


@given(SIGNED, WEIGHTS)
def test_shares_add_up_and_none_is_off_by_a_penny(pence: int, weights: dict[str, int]) -> None:
    shares = splitting.largest_remainder(pence, weights)
    total = sum(weights.values())
    assert sum(shares.values()) == pence
    assert all(abs(shares[name] - Fraction(pence * weights[name], total)) < 1 for name in weights)


@given(SIGNED, RULES, FUNDING)
def test_every_penny_of_cost_has_somebody_who_bears_it(pence: int, rule: Rule, funding: dict[str, int]) -> None:
    assert sum(splitting.split(pence, rule, funding, lead="mopac").values()) == pence


@given(SIGNED, st.lists(st.tuples(st.dates(date(2022, 1, 1), date(2025, 1, 1)), RULES), max_size=4), FUNDING)
def test_every_penny_of_a_plan_falls_on_a_day_and_every_penny_left_over_has_an_owner(
    pence: int, rules: list[tuple[date, Rule]], funding: dict[str, int]
) -> None:
    shares = splitting.by_days(pence, splitting.dated(rules), "2023/24", funding, lead="mopac")
    assert (sum(one.days for one in shares), sum(one.pence for one in shares)) == (366, pence)
    assert all(abs(one.pence - Fraction(pence * one.days, 366)) < 1 for one in shares)
    assert all(sum(one.borne.values()) == one.pence for one in shares)
    left = splitting.left_over(funding, splitting.summed(shares))
    assert sum(left.values()) == sum(funding.values()) - pence


@given(st.lists(SUMS, min_size=1, max_size=8), RULES, FUNDING)
def test_attributing_bit_by_bit_ends_where_attributing_at_once_does(
    parts: list[int], rule: Rule, funding: dict[str, int]
) -> None:
    already: dict[str, int] = {}
    for part in parts:
        shares = splitting.attribute(part, rule, funding, already, lead="mopac")
        assert sum(shares.values()) == part
        for name, share in shares.items():
            already[name] = already.get(name, 0) + share
    at_once = splitting.split(sum(parts), rule, funding, lead="mopac")
    assert {name: sum_ for name, sum_ in already.items() if sum_} == {k: v for k, v in at_once.items() if v}


@given(st.lists(st.tuples(SUMS, SUMS), min_size=1, max_size=4))
def test_mending_moves_only_forwards_keeps_the_total_and_leaves_nothing_that_could_move(
    sums: list[tuple[int, int]],
) -> None:
    years = [YearSum(year, *one) for year, one in zip(YEARS, sums, strict=False)]
    moves = mending_movements(years)
    mended = after(years, moves)
    assert all(move.pence > 0 and move.from_year < move.to_year for move in moves)
    assert sum(one.funded for one in mended) == sum(one.funded for one in years)
    for before, now in zip(years, mended, strict=True):
        assert now.difference == before.difference or now.difference * before.difference >= 0
    for place, one in enumerate(mended):
        if one.difference < 0:
            assert all(earlier.difference <= 0 for earlier in mended[:place])


@given(SUMS, SUMS, st.booleans())
def test_every_step_of_a_contribution_balances_on_each_basis(promised: int, received: int, inward: bool) -> None:
    parties = Parties(*(("p", "m") if inward else ("m", "p")), "m", "2023/24")
    part = received // 3
    steps = [
        contributing.invoiced(parties, promised),
        contributing.received(parties, promised, received),
        contributing.recognised(parties, part),
        contributing.unrecognised(parties, part),
        contributing.carried(parties, "2024/25", received - part),
        contributing.returned(parties, part),
    ]
    for legs in steps:
        assert not any(sums_by_basis(legs).values())
    whole = merged(leg for legs in steps for leg in legs)
    ours = sum(leg.pence for leg in whole if leg.account.kind == "cash" and leg.basis == Basis.ACCRUAL)
    assert abs(ours) == received - part


@given(st.integers(1, 10**10), st.integers(0, 10**10), RULES, FUNDING)
def test_what_is_committed_incurred_and_paid_balances(
    pence: int, accrued: int, rule: Rule, funding: dict[str, int]
) -> None:
    facts = LineFacts("s", "S", "2023/24", 0, 0, 0, 0, "mopac", rule, funding, {})
    for legs in (
        commitment_legs(facts, pence),
        accrual_legs(facts, pence),
        payment_legs(facts, pence, accrued=accrued),
    ):
        assert not any(sums_by_basis(legs).values())
    paid = payment_legs(facts, pence, accrued=accrued)
    cost = sum(leg.pence for leg in paid if leg.account.kind == "expenditure" and leg.basis == Basis.CASH)
    assert cost == pence


@given(st.dictionaries(st.sampled_from(YEARS), SIGNED))
def test_what_is_carried_has_the_effect_on_each_year_that_the_paper_shows(reserves: dict[str, int]) -> None:
    effect: dict[str, int] = dict.fromkeys(reserves, 0)
    for one in opening.carried_in(reserves):
        assert one.pence >= sum(pence for _, pence in one.draws)
        if not one.from_before:
            effect[one.from_year] -= one.pence
        for year, pence in one.draws:
            assert year > one.from_year
            effect[year] += pence
        for basis in (Basis.BUDGET, Basis.ACCRUAL):
            assert not any(sums_by_basis(opening.carry_legs(one, "mopac", basis)).values())
    assert effect == reserves


def test_every_state_has_an_owner_and_every_step_ends_in_a_state() -> None:
    for machine, owners, kind in (
        (states.CONTRIBUTION_TRANSITIONS, states.CONTRIBUTION_OWNER, states.Contribution),
        (states.CARRY_FORWARD_TRANSITIONS, states.CARRY_FORWARD_OWNER, states.CarryForward),
        (states.VIREMENT_TRANSITIONS, states.VIREMENT_OWNER, states.Virement),
    ):
        assert set(owners) == set(kind)
        assert all(step.start <= set(kind) and step.end in set(kind) for step in machine.values())
