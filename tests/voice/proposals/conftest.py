"""Those who make proposals, those who answer them, and a proposal at any step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.support.world import AT, TODAY, organisation, viewer

PROVIDER = {"at": "engagement_body", "kind": "provider"}
SAID = "It takes too long to get to see my worker. Some of us wait six weeks."
ASKED = "Tell us on the day how long we have to wait."
ANSWER = "Yes. We will tell you on the day."
CHANGED = "You now get a text on the day. It says how long you have to wait."


@dataclass
class Voices:
    """What the tests start from."""

    lead: Any
    worker: Any
    commissioner: Any
    second_commissioner: Any
    probation: Any
    peer: Any
    stranger: Any
    practitioner: Any

    def raised(self, **more: Any) -> Any:
        """A proposal just made."""
        from throughcare.voice.proposals import actions

        given = {
            "title": "Tell us how long we wait",
            "insight": "34 of 120 comments were about waiting.",
            "asked": "Say on the day of referral how long the wait is.",
            "source": "feedback",
        }
        return actions.raise_proposal(**{**given, **more}, by=self.worker, at=AT)

    def supported(self, **more: Any) -> Any:
        """One that facilitators back."""
        from throughcare.voice.proposals import actions

        row = self.raised(**more)
        return actions.support_proposal(
            proposal_id=row.pk, reason="All three facilitators back it.", by=self.worker, at=AT
        )

    def sent(self, to: str = "mopac", role: str = "commissioner", **more: Any) -> Any:
        """One that is with whoever decides."""
        from throughcare.voice.proposals import actions

        row = self.supported(**more)
        return actions.send_proposal(
            proposal_id=row.pk,
            organisation=to,
            role=role,
            said_plainly=SAID,
            asked_plainly=ASKED,
            by=self.worker,
            at=AT,
        )

    def answered(self, answer: str = "adopted", **more: Any) -> Any:
        """One that was answered by the commissioner."""
        from throughcare.voice.proposals import actions

        row = self.sent(**more)
        return actions.answer_proposal(
            proposal_id=row.pk,
            answer=answer,
            words="We will tell people on the day of referral.",
            reasons="" if answer == "adopted" else "The system cannot do all of it yet.",
            change_due=date(2026, 9, 1) if answer != "declined" else None,
            by=self.commissioner,
            at=AT,
        )


@pytest.fixture
def voices(db: None) -> Voices:
    """People of an engagement provider, of the policing body and of probation."""
    organisation(PROVIDER["at"], PROVIDER["kind"])
    return Voices(
        viewer("engagement_lead", **PROVIDER),
        viewer("engagement_worker", **PROVIDER),
        viewer("commissioner"),
        viewer("commissioner", name="second.commissioner"),
        viewer("co_commissioner", at="probation_body", kind="probation"),
        viewer("peer_researcher", **PROVIDER),
        viewer("engagement_lead", name="stranger", at="other_body", kind="provider"),
        viewer("service_practitioner", at="mental_health_body", kind="provider"),
    )


__all__ = ["ANSWER", "ASKED", "CHANGED", "SAID", "TODAY", "Voices"]
