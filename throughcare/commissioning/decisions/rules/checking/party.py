"""PARTY: parties are legal entities, and their money has one name."""

from __future__ import annotations

import re
from functools import partial

from ..statements.phrases import Phrase
from .case import Case, Outcome
from .facts import Entity
from .findings import Finding

RULE = "PARTY"
_finding = partial(Finding, RULE)
_ROLES = (
    "funder",
    "joint controller",
    "joint data controller",
    "co-commissioner",
    "lead commissioner",
    "contracting authority",
)
_NAMES = (
    ("grant", Phrase(r"\bgrant\b", "grant")),
    ("contribution", Phrase(r"\bcontribut\w+", "contribut")),
    ("match funding", Phrase(r"\bmatch[ -]fund\w*", "match")),
)


def check(case: Case) -> Outcome:
    """Look up everybody who pays or answers for data; then look at what the partner's money is called."""
    known = {_plain(entity.name): entity for entity in case.reference.entities}
    seen: dict[str, tuple[Entity, list[str], list[str]]] = {}
    for party in case.facts.parties:
        entity = known.get(_plain(party.name))
        if entity is not None and set(party.roles) & set(_ROLES):
            _, roles, places = seen.setdefault(entity.name, (entity, [], []))
            roles += party.roles
            places.append(party.where)
    for entity, roles, places in seen.values():
        yield _judge(entity, tuple(dict.fromkeys(roles)), tuple(dict.fromkeys(places)))
    yield from _one_name(case)


def _plain(name: str) -> str:
    return " ".join(name.casefold().removeprefix("the ").split())


def _judge(entity: Entity, roles: tuple[str, ...], places: tuple[str, ...]) -> Finding | None:
    if entity.is_legal:
        return None
    unsure = ", by a local setting that is not confirmed" if entity.certainty != "verified" else ""
    behind = f": the party is {entity.behind}{unsure}" if entity.behind else ""
    return _finding(
        "warning",
        places,
        {},
        f"{entity.name} is named as {' and '.join(roles)} and is no legal entity{behind}.",
        f"Name {entity.behind or 'the legal entity'} as the party, and {entity.name} as acting for it.",
        topic=entity.name,
    )


def _one_name(case: Case) -> Outcome:
    """A grant has conditions and may have to be returned, a contribution may not: the paper should choose."""
    partner = [amount for amount in case.facts.amounts if amount.what == "partner_funding"]
    if not partner:
        return
    places: dict[str, list[str]] = {}
    for name, phrase in _NAMES:
        found = [p.where for p in case.holding(phrase) if not _about_scheme(p.text)]
        if found:
            places[name] = found
    if "grant" not in places or len(places) < 2:
        yield None
        return
    yield _finding(
        "warning",
        tuple(dict.fromkeys(found[0] for found in places.values())),
        {},
        f"The partner's money is called {', '.join(places)}: the terms of each differ, also for what is unspent.",
        "Use one name and state the terms, the return of unspent money among them.",
        topic="one name",
    )


def _about_scheme(text: str) -> bool:
    return bool(re.search(r"\bScheme of Delegation|contractual/grant", text))
