"""Who may open which screens of people."""

from __future__ import annotations

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires

P = Permission
COHORT = requires(P.VIEW_COHORT)
PERSON = requires(P.VIEW_COHORT, P.REFER, P.TRIAGE_REFERRAL, P.ALLOCATE_CASE, P.WORK_CASE)
FIND = requires(P.VIEW_COHORT, P.REFER)
KEEP = requires(P.KEEP_PERSON)
STEP = requires(P.NOMINATE, P.RUN_PANEL, P.CHAIR_PANEL)
NOMINATES = requires(P.NOMINATE)
BESIDE = requires(P.RECORD_RISK, P.RUN_PANEL, P.CHAIR_PANEL, P.WORK_CASE)
ASSESSES = requires(P.RECORD_RISK, P.KEEP_PERSON, P.WORK_CASE)
RISK = requires(P.RECORD_RISK)
HEARS = requires(P.VIEW_COHORT, P.WORK_CASE)
ANSWERS = requires(P.ANSWER_CHALLENGE)
TRANSFERS = requires(P.RUN_PANEL)
DUPLICATES = requires(P.RESOLVE_DUPLICATES)
RESTRICTS = requires(P.OPEN_RESTRICTED)
GLASS = requires(P.BREAK_GLASS)
COUNTS = requires(P.VIEW_COHORT, P.VIEW_DELIVERY_COUNTS)
