"""Which permission gives which advice, and what the officer declarations say once advice is complete."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from throughcare.commissioning.decisions.rules.paper import Declaration, Paper
from throughcare.foundation.access.permissions import Permission

PERMISSION_OF: dict[str, Permission] = {
    "finance": Permission.ADVISE_FINANCE,
    "legal": Permission.ADVISE_LEGAL,
    "commercial": Permission.ADVISE_COMMERCIAL,
    "equality": Permission.ADVISE_EQUALITY,
    "public_health": Permission.ADVISE_PUBLIC_HEALTH,
    "data_protection": Permission.ADVISE_DATA_PROTECTION,
}
DECLARED_AS: dict[str, tuple[str, str, str]] = {
    "finance": ("financial", "Financial advice", "The finance team has been consulted on this proposal."),
    "legal": ("legal", "Legal advice", "Legal advice has been taken."),
    "commercial": ("commercial", "Commercial issues", "The commercial team has been consulted."),
    "equality": ("equalities", "Equalities advice", "Equality advice has been taken."),
    "public_health": ("public_health", "Public health approach", "Public health advice has been taken."),
    "data_protection": ("gdpr", "GDPR/Data privacy", "The data protection officer has been consulted."),
}
Given = tuple[str, str, str, str, datetime | None]


def declarations_from(paper: Paper, given: Iterable[Given]) -> tuple[Declaration, ...]:
    """The declarations that follow from the advice: ``given`` holds kind, state, words, name and time of each.

    Declarations that rest on no advice, such as whether an impact assessment is required, stay as the author made them.
    """
    made = []
    for kind, state, words, name, at in given:
        code, label, consulted = DECLARED_AS[kind]
        text = consulted if state == "given" else f"{label} is not required: {words}"
        made.append(Declaration(code, label, text, ticked=True, by=name, on=at.date() if at else None))
    ids = {declaration.id for declaration in made}
    kept = tuple(declaration for declaration in paper.declarations if declaration.id not in ids)
    return (*kept, *made)
