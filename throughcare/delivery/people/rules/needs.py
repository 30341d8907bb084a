"""What recorded needs come to: how each stands, dual diagnosis, and what a cohort has in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.delivery.people.rules.telling import NeedCounts

YES, NO = "yes", "no"
MENTAL_HEALTH, SUBSTANCE_MISUSE, NEURODIVERSITY = "mental_health", "substance_misuse", "neurodiversity"


@dataclass(frozen=True, slots=True)
class NeedFact:
    """What was found about one need of one person on one day: three separate answers. ``number`` orders a day."""

    number: int
    person: int
    code: str
    present: str
    linked_to_offending: str
    linked_to_serious_harm: str
    on: date


def latest(facts: Iterable[NeedFact], on: date) -> dict[tuple[int, str], NeedFact]:
    """How each need of each person stood on a day: the last that was found by then."""
    found: dict[tuple[int, str], NeedFact] = {}
    for one in sorted(facts, key=lambda fact: (fact.on, fact.number)):
        if one.on <= on:
            found[one.person, one.code] = one
    return found


def domains_of(codes: Iterable[str], domains: Mapping[str, str]) -> dict[str, int]:
    """How many present needs fall in each domain."""
    found: dict[str, int] = {}
    for code in codes:
        domain = domains.get(code, "other")
        found[domain] = found.get(domain, 0) + 1
    return found


def has_dual_diagnosis(codes: Iterable[str], domains: Mapping[str, str]) -> bool:
    """Whether a mental-health need and substance misuse are there together (PCD 1291 para 1.5)."""
    found = domains_of(codes, domains)
    return MENTAL_HEALTH in found and SUBSTANCE_MISUSE in found


def check_links(present: str, linked_to_offending: str, linked_to_serious_harm: str) -> bool:
    """Whether the three answers can stand together: what is not there is linked to nothing."""
    return present == YES or YES not in (linked_to_offending, linked_to_serious_harm)


def counted(facts: Sequence[NeedFact], total: int) -> NeedCounts:
    """Where the people of a cohort of ``total`` are with one need, from the latest fact of each who has one."""
    there = [fact for fact in facts if fact.present == YES]
    absent = sum(fact.present == NO for fact in facts)
    return NeedCounts(
        there=len(there),
        absent=absent,
        unknown=total - len(there) - absent,
        offending=sum(fact.linked_to_offending == YES for fact in there),
        harm=sum(fact.linked_to_serious_harm == YES for fact in there),
    )
