"""Roles of those who manage the cohort, refer, and work with people in the services.

All of them see personal data, so all need a second factor. What they see is further narrowed by area, organisation
and case (``delivery`` apps' ``queries/scope.py``).
"""

from __future__ import annotations

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles.role import Role, role

P = Permission
PARTNERS = "police probation borough health"
AGENCY = (
    P.VIEW_COHORT,
    P.BRING_PANEL_PAPER,
    P.DO_PANEL_ACTION,
    P.RAISE_CONCERN,
    P.BREAK_GLASS,
    P.TAKE_PRACTITIONER_SURVEY,
)
CASEWORK = (P.WORK_CASE, P.VIEW_CLINICAL, P.RAISE_CONCERN, P.BREAK_GLASS, P.TAKE_PRACTITIONER_SURVEY)

DELIVERY: tuple[Role, ...] = (
    role(
        "iom_coordinator",
        "IOM coordinator",
        "keeps the cohort and the panel of an area",
        "police probation borough",
        *AGENCY,
        P.KEEP_PERSON,
        P.RESOLVE_DUPLICATES,
        P.NOMINATE,
        P.RECORD_RISK,
        P.RUN_PANEL,
        P.ANSWER_CHALLENGE,
        P.OPEN_RESTRICTED,
        second_factor=True,
    ),
    role(
        "panel_chair",
        "Panel chair",
        "decides with the panel who is adopted, how they are rated and when they leave",
        PARTNERS,
        *AGENCY,
        P.CHAIR_PANEL,
        P.ANSWER_CHALLENGE,
        second_factor=True,
    ),
    role(
        "panel_member",
        "Panel member",
        "brings an agency's papers to the panel and does its actions",
        PARTNERS,
        *AGENCY,
        P.NOMINATE,
        second_factor=True,
    ),
    role(
        "provider_panel_member",
        "Provider's panel member",
        "tells the panel of an area how people engage with a provider's service, by choice and without words",
        "provider",
        P.VIEW_COHORT,
        P.BRING_PANEL_PAPER,
        P.DO_PANEL_ACTION,
        P.RAISE_CONCERN,
        second_factor=True,
    ),
    role(
        "probation_practitioner",
        "Probation practitioner",
        "supervises people, nominates and refers them",
        "probation",
        *AGENCY,
        P.KEEP_PERSON,
        P.NOMINATE,
        P.RECORD_RISK,
        P.REFER,
        P.APPROVE_PLAN,
        second_factor=True,
    ),
    role(
        "probation_manager",
        "Probation manager",
        "hands a leaver's referrals to a successor",
        "probation",
        P.VIEW_COHORT,
        P.HAND_OVER_REFERRALS,
        P.REFER,
        P.RAISE_CONCERN,
        P.HANDLE_CONCERN,
        P.BREAK_GLASS,
        second_factor=True,
    ),
    role(
        "police_officer",
        "IOM police officer",
        "manages people with probation, nominates and refers them",
        "police",
        *AGENCY,
        P.KEEP_PERSON,
        P.NOMINATE,
        P.RECORD_RISK,
        P.REFER,
        second_factor=True,
    ),
    role(
        "service_administrator",
        "Service administrator",
        "receives referrals for a provider and books appointments; reads no clinical content",
        "provider",
        P.TRIAGE_REFERRAL,
        P.RAISE_CONCERN,
        second_factor=True,
    ),
    role(
        "service_lead",
        "Service lead",
        "decides on referrals, allocates, approves plans and signs off supervision",
        "provider",
        *CASEWORK,
        P.TRIAGE_REFERRAL,
        P.ALLOCATE_CASE,
        P.APPROVE_PLAN,
        P.SIGN_OFF_SUPERVISION,
        P.KEEP_INSTRUMENTS,
        P.HANDLE_CONCERN,
        second_factor=True,
    ),
    role(
        "service_practitioner",
        "Service practitioner",
        "consults, assesses and works with people: forensic mental-health practitioner, coach or mentor",
        "provider",
        *CASEWORK,
        second_factor=True,
    ),
    role(
        "safeguarding_lead",
        "Safeguarding lead",
        "is told of safeguarding concerns the same day, and sees every concern of the organisation",
        f"{PARTNERS} provider",
        P.RAISE_CONCERN,
        P.HANDLE_CONCERN,
        P.LEAD_SAFEGUARDING,
        P.BREAK_GLASS,
        second_factor=True,
    ),
    role(
        "contract_manager",
        "Contract manager",
        "sees protected counts of what services deliver; no personal data",
        "policing_body probation",
        P.VIEW_DELIVERY_COUNTS,
        P.VIEW_INSIGHT,
        P.ANSWER_PROPOSAL,
    ),
)
