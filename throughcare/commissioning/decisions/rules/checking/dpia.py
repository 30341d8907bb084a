"""DPIA: a needed assessment is planned, and joint controllers have an arrangement."""

from __future__ import annotations

import re
from functools import partial

from ..statements.phrases import Phrase
from .case import Case, Outcome
from .findings import Finding

RULE = "DPIA"
_finding = partial(Finding, RULE)
_SENSITIVE = Phrase(
    r"\b(?:health|clinical|offend\w*|offence\w*|reoffend\w*|criminal"
    r"|convict\w*|custody|probation|victims?|substance misuse)\b",
    *("health", "clinical", "offen", "criminal", "convict", "custody", "probation", "victim", "substance misuse"),
)
_PERSONAL = Phrase(
    r"\bpersonal data\b|\bdata (?:subjects?|controllers?|sharing)\b"
    r"|\bservice users?\b|\bparticipants?\b|\bcontrollers?\b",
    *("personal data", "data subject", "data sharing", "service user", "participant", "controller"),
)
_NOT_NEEDED = re.compile(r"\bnot (?:required|needed|necessary|applicable)\b", re.I)
_NEEDED = re.compile(r"\b(?:is|will be) (?:required|needed|produced|completed)|\bhas been\b", re.I)
_ARRANGEMENT = Phrase(
    r"\bArticle 26\b|\bArt\.? 26\b|\bjoint controller (?:agreement"
    r"|arrangement)|\barrangement between the (?:joint )?controllers",
    *("art", "controller"),
)
_PROVIDERS = Phrase(r"\bprocessors?\b|\bproviders?\b[^.]*\bcontrollers?\b", "processor", "controller")
_ASSESSMENT = Phrase(r"\bDPIA\b", "dpia", flags=re.NOFLAG)


def check(case: Case) -> Outcome:
    """Is an assessment needed by the data the paper speaks of, and is it planned; are joint controllers arranged."""
    yield from _planned(case)
    yield from _arranged(case)


def _planned(case: Case) -> Outcome:
    data = case.says(_PERSONAL, _SENSITIVE) or (case.says(_PERSONAL) if case.says(_SENSITIVE) else ())
    if not data:
        return
    planned = case.statements("dpia_will_be_produced")
    boxes = [box for box in case.paper.declarations if box.id == "dpia" and box.ticked is not False]
    away = [box for box in boxes if _NOT_NEEDED.search(box.text)]
    law = "large-scale data on health or offences asks for an assessment (UK GDPR Article 35(3)(b))"
    if away:
        yield _finding(
            "error",
            ("declaration: dpia", *planned, *data[:2]),
            {},
            f"The declaration says that no assessment is required, but {law}.",
            "Declare that the assessment is required and plan it before data is handled.",
            topic="declared away",
        )
    elif planned or any(_NEEDED.search(box.text) for box in boxes) or case.says(_ASSESSMENT):
        yield None
    else:
        yield _finding(
            "warning", data[:2], {}, f"No assessment is planned, but {law}.",
            "Plan the assessment and say when it will be done.", topic="not planned",
        )  # fmt: skip


def _arranged(case: Case) -> Outcome:
    joint = case.statements("joint_controllers")
    if not joint:
        return
    missing = []
    if not case.says(_ARRANGEMENT):
        missing.append("the arrangement under Article 26 with its contact point and published essence")
    if not case.says(_PROVIDERS):
        missing.append("whether providers are processors or controllers")
    if not missing:
        yield None
        return
    yield _finding(
        "warning",
        joint,
        {},
        f"Joint controllers are declared without {' and '.join(missing)}.",
        "Add the arrangement and the role of the providers.",
        topic="arrangement",
    )
