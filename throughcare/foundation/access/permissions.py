"""Every permission, and the one table of roles that hold them. Nothing else in the code decides who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What a person may do. The code is stable; the words beside it may change."""

    VIEW_DRAFT_DECISIONS = "view_draft_decisions"
    DRAFT_DECISION = "draft_decision"
    COMMENT_ON_DECISION = "comment_on_decision"
    IMPORT_DECISION = "import_decision"
    ACCEPT_FINDING = "accept_finding"
    ADVISE_FINANCE = "advise_finance"
    ADVISE_LEGAL = "advise_legal"
    ADVISE_COMMERCIAL = "advise_commercial"
    ADVISE_EQUALITY = "advise_equality"
    ADVISE_PUBLIC_HEALTH = "advise_public_health"
    ADVISE_DATA_PROTECTION = "advise_data_protection"
    SUPPORT_AT_BOARD = "support_at_board"
    APPROVE_AS_CHIEF_EXECUTIVE = "approve_as_chief_executive"
    SIGN_DECISION = "sign_decision"
    PUBLISH_DECISION = "publish_decision"
    VIEW_PART_2 = "view_part_2"
    USE_DELEGATION = "use_delegation"
    VIEW_MONEY = "view_money"
    POST_MONEY = "post_money"
    APPROVE_MONEY = "approve_money"
    AGREE_CONTRIBUTION = "agree_contribution"
    LOCK_PERIOD = "lock_period"
    MANAGE_PEOPLE = "manage_people"
    BREAK_GLASS = "break_glass"
    REVIEW_BREAK_GLASS = "review_break_glass"
    VIEW_RECORD = "view_record"


P = Permission
READ_DECISIONS = frozenset({P.VIEW_DRAFT_DECISIONS, P.COMMENT_ON_DECISION, P.BREAK_GLASS})


@dataclass(frozen=True, slots=True)
class Role:
    """A role: what it is called, what it is for, the kinds of organisation it is held in, and what it may do.

    ``second_factor`` is true for roles that see case data, sign, or see who did what.
    """

    code: str
    name: str
    does: str
    kinds: frozenset[str]
    permissions: frozenset[Permission]
    second_factor: bool = False


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
    return Role(code, name, does, frozenset(kinds.split()), held, second_factor)


_ALL = (
    _role(
        "commissioner",
        "Commissioner",
        "drafts decisions, holds the programme and its money, answers findings",
        "policing_body",
        P.DRAFT_DECISION,
        P.IMPORT_DECISION,
        P.ACCEPT_FINDING,
        P.PUBLISH_DECISION,
        P.VIEW_MONEY,
        P.VIEW_PART_2,
    ),
    _role(
        "co_commissioner",
        "Co-commissioner",
        "agrees contributions and sees what the money bought",
        "probation policing_body borough health",
        P.VIEW_MONEY,
        P.AGREE_CONTRIBUTION,
    ),
    _role(
        "finance_adviser",
        "Finance adviser",
        "advises on money, posts the ledger, locks periods",
        "policing_body",
        P.ADVISE_FINANCE,
        P.VIEW_MONEY,
        P.POST_MONEY,
        P.LOCK_PERIOD,
    ),
    _role("legal_adviser", "Legal adviser", "advises on law", "policing_body other", P.ADVISE_LEGAL, P.VIEW_PART_2),
    _role(
        "commercial_adviser",
        "Commercial adviser",
        "advises on procurement and contracts",
        "policing_body procurement_administrator",
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
ROLES: dict[str, Role] = {role.code: role for role in _ALL}


def names_of(permission: Permission) -> str:
    """The roles that hold a permission, in words, for saying who can do a thing."""
    names = [role.name for role in ROLES.values() if permission in role.permissions]
    return " or ".join(names)
