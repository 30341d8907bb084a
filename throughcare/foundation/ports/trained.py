"""Whether somebody was trained for a kind of work: the app that keeps trainings says how to tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from throughcare.errors import WrongState
from throughcare.foundation.access.viewers import Viewer

HELPED, PAPER = "helped", "paper"
Check = Callable[[Viewer, str, datetime], None]
_checks: list[Check] = []


def checks_training(check: Check) -> Check:
    """Registers how to tell, at start-up; ``check`` raises ``WrongState`` with what is missing and what to do."""
    if check not in _checks:
        _checks.append(check)
    return check


def check_trained(viewer: Viewer, work: str, at: datetime) -> None:
    """Raises ``WrongState`` unless somebody may do a kind of work; also where nobody keeps trainings."""
    if not _checks:
        raise WrongState("Nobody can say who was trained for this.", remedy="Tell whoever runs this service.")
    for check in _checks:
        check(viewer, work, at)
