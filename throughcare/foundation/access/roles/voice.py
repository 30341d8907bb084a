"""Roles of those who ask, listen, make sense of what people say and take it to those who decide."""

from __future__ import annotations

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles.role import Role, role

P = Permission

VOICE: tuple[Role, ...] = (
    role(
        "engagement_lead",
        "Engagement lead",
        "approves surveys, quotes and payments, keeps the codebook and publishes answers",
        "provider",
        P.BUILD_SURVEY,
        P.APPROVE_SURVEY,
        P.HAND_OUT_CODES,
        P.ENTER_PAPER_FORM,
        P.RUN_ENGAGEMENT,
        P.KEEP_PARTICIPANTS,
        P.APPROVE_PAYMENT,
        P.ANSWER_DISCLOSURE,
        P.CODE_FEEDBACK,
        P.KEEP_CODEBOOK,
        P.APPROVE_QUOTE,
        P.VIEW_INSIGHT,
        P.MAKE_PROPOSAL,
        P.PUBLISH_ANSWER,
        second_factor=True,
    ),
    role(
        "engagement_worker",
        "Engagement worker",
        "runs surveys, interviews, groups and councils, and codes what people say",
        "provider",
        P.BUILD_SURVEY,
        P.HAND_OUT_CODES,
        P.ENTER_PAPER_FORM,
        P.RUN_ENGAGEMENT,
        P.KEEP_PARTICIPANTS,
        P.CODE_FEEDBACK,
        P.VIEW_INSIGHT,
        P.MAKE_PROPOSAL,
        second_factor=True,
    ),
    role(
        "peer_researcher",
        "Peer researcher",
        "helps people answer, enters paper forms and codes what people say",
        "provider",
        P.ENTER_PAPER_FORM,
        P.CODE_FEEDBACK,
    ),
)
