"""A referral as text for the referrer's own case system: what happened, what comes next, nothing clinical."""

from __future__ import annotations

from collections.abc import Sequence

from throughcare.delivery.referrals.queries.cases import Case
from throughcare.delivery.referrals.queries.tracker import StepShown
from throughcare.delivery.services.states import OUTCOMES
from throughcare.foundation.ui.words import day, moment


def case_text(case: Case, steps: Sequence[StepShown]) -> str:
    """Plain lines, newest step first."""
    lines = [
        f"{case.service_name}: referral {case.reference}",
        f"Person: {case.person_name}",
        f"Where it stands: {case.state_name}, since {day(case.since)}",
    ]
    if case.is_over:
        lines.append(f"Outcome: {OUTCOMES.get(case.outcome, case.state_name)}")
    else:
        lines.append(f"Whose turn: {case.turn}")
    if case.worker_name:
        lines.append(f"Worker: {case.worker_name} ({case.definition.worker_title}), {case.provider_name}")
    lines += ["", "What happened:"]
    for step in steps:
        reason = f" ({step.reason})" if step.reason else ""
        lines.append(f"- {moment(step.at)}: {step.said}{reason}")
        if step.alternative:
            lines.append(f"  Another route: {step.alternative}")
    return "\n".join(lines) + "\n"
