"""The golden thread: what a decision rests on and what it led to, gathered from every floor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.foundation.access.viewers import Viewer

STAGES: dict[str, str] = {
    "objective": "Objective",
    "decision": "Decision",
    "power": "Delegated power",
    "money": "Each funder's money, by year",
    "agreement": "Agreement",
    "procurement": "Procurement",
    "contract": "Contract",
    "kpi": "Measures",
    "referral": "Referrals",
    "contact": "Contacts",
    "outcome": "Outcomes",
    "insight": "What people said",
    "evaluation": "Evaluation",
    "next": "The next decision",
}


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """One thing at a stage of ``STAGES``: what, in which state, with which figure, since when, and where."""

    stage: str
    title: str
    state: str = ""
    figure: str = ""
    on: date | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with what stands at it; empty ``steps`` is a gap, and is shown as one."""

    code: str
    title: str
    steps: tuple[ThreadStep, ...]


Provider = Callable[[int, Viewer, datetime], Iterable[ThreadStep]]
_providers: list[Provider] = []


def provides_thread(provider: Provider) -> Provider:
    """Registers a provider: given a decision's number it tells its own steps, as far as the viewer may see."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def thread_of(decision_id: int, viewer: Viewer, at: datetime) -> tuple[Stage, ...]:
    """The whole thread of a decision, stage by stage, gaps included."""
    found = [step for provider in _providers for step in provider(decision_id, viewer, at)]
    return tuple(
        Stage(code, title, tuple(step for step in found if step.stage == code)) for code, title in STAGES.items()
    )
