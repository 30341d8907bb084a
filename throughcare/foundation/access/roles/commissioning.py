"""Roles of those who decide, advise, pay and check."""

from __future__ import annotations

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles.role import Role, role

P = Permission
READ_DECISIONS = frozenset({P.VIEW_DRAFT_DECISIONS, P.COMMENT_ON_DECISION, P.BREAK_GLASS})


def _role(
    code: str,
    name: str,
    does: str,
    kinds: str,
    *permissions: Permission,
    reads_decisions: bool = True,
    second_factor: bool = False,
) -> Role:
    held = frozenset(permissions) | (READ_DECISIONS if reads_decisions else frozenset())
    return role(code, name, does, kinds, *held, second_factor=second_factor)


COMMISSIONING = (
    _role(
        "commissioner",
        "Commissioner",
        "drafts decisions, holds the programme and its money, answers findings",
        "policing_body",
        P.DRAFT_DECISION,
        P.IMPORT_DECISION,
        P.USE_DELEGATION,
        P.ACCEPT_FINDING,
        P.PUBLISH_DECISION,
        P.VIEW_MONEY,
        P.VIEW_PART_2,
        P.VIEW_DELIVERY_COUNTS,
        P.VIEW_INSIGHT,
        P.ANSWER_PROPOSAL,
    ),
    _role(
        "co_commissioner",
        "Co-commissioner",
        "agrees contributions and sees what the money bought",
        "probation policing_body borough health",
        P.VIEW_MONEY,
        P.AGREE_CONTRIBUTION,
        P.VIEW_DELIVERY_COUNTS,
        P.VIEW_INSIGHT,
        P.ANSWER_PROPOSAL,
    ),
    _role(
        "finance_adviser",
        "Finance adviser",
        "advises on money, posts the ledger, locks periods",
        "policing_body",
        P.ADVISE_FINANCE,
        P.VIEW_MONEY,
        P.POST_MONEY,
        P.USE_DELEGATION,
        P.LOCK_PERIOD,
    ),
    _role("legal_adviser", "Legal adviser", "advises on law", "policing_body other", P.ADVISE_LEGAL, P.VIEW_PART_2),
    _role(
        "commercial_adviser",
        "Commercial adviser",
        "advises on procurement and contracts",
        "policing_body procurement_administrator",
        P.USE_DELEGATION,
        P.ADVISE_COMMERCIAL,
    ),
    _role("equality_adviser", "Equality adviser", "advises on equality", "policing_body", P.ADVISE_EQUALITY),
    _role(
        "public_health_adviser",
        "Public health adviser",
        "advises on the public health approach",
        "policing_body other health",
        P.ADVISE_PUBLIC_HEALTH,
    ),
    _role(
        "data_protection_officer",
        "Data protection officer",
        "advises on data protection and reviews emergency access",
        "policing_body",
        P.ADVISE_DATA_PROTECTION,
        P.VIEW_PART_2,
        P.REVIEW_BREAK_GLASS,
        P.VIEW_RECORD,
        second_factor=True,
    ),
    _role(
        "board_member",
        "Oversight board member",
        "considers papers at the Procurement, Grants and Contracts Oversight Board",
        "policing_body",
        P.USE_DELEGATION,
        P.SUPPORT_AT_BOARD,
        P.VIEW_MONEY,
    ),
    _role(
        "chief_executive",
        "Chief Executive",
        "approves papers for the decision maker and acts under delegation",
        "policing_body",
        P.APPROVE_AS_CHIEF_EXECUTIVE,
        P.USE_DELEGATION,
        P.ACCEPT_FINDING,
        P.VIEW_PART_2,
        P.VIEW_MONEY,
        P.APPROVE_MONEY,
        second_factor=True,
    ),
    _role(
        "decision_maker",
        "Deputy Mayor for Policing and Crime",
        "signs, defers or refuses decisions",
        "policing_body",
        P.USE_DELEGATION,
        P.SIGN_DECISION,
        P.VIEW_PART_2,
        P.VIEW_MONEY,
        second_factor=True,
    ),
    _role(
        "auditor",
        "Auditor",
        "reads decisions, money and the record; changes nothing",
        "policing_body other",
        P.VIEW_MONEY,
        P.VIEW_PART_2,
        P.VIEW_RECORD,
        second_factor=True,
    ),
    _role(
        "administrator",
        "Administrator",
        "lets people in and ends their roles; sees no decisions in draft by that role alone",
        "policing_body",
        P.MANAGE_PEOPLE,
        reads_decisions=False,
        second_factor=True,
    ),
)
