"""What happened to a referral, where it is, what comes next, whose turn, since when, and how its clocks stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals.models import Referral, Step, Transfer
from throughcare.delivery.referrals.queries.cases import Case
from throughcare.delivery.referrals.queries.moments import moments_of
from throughcare.delivery.referrals.rules.clocks import Reading, readings
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.rules.drawing import GIVES_UP, SETBACKS
from throughcare.delivery.services.states import ACTORS, STAGES, STATES, Actor, DoneIn, Event, Kind, Stage, State
from throughcare.foundation.ui.words import count, day

NOT_STEPS = frozenset({Event.REFERRAL_SUBMITTED, Event.DRAFT_ABANDONED, Event.TRANSFER_RECEIVED})
ELSEWHERE = frozenset({Event.CASE_TRANSFERRED, Event.TRANSFER_UNDONE})


@dataclass(frozen=True, slots=True)
class StageShown:
    """A stage of the tracker: ``when`` is ``done``, ``now``, ``next`` or ``later``; ``on`` the day it was reached."""

    name: str
    when: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A clock in words: on time, late, standing still or stopped."""

    name: str
    says: str
    whose: str
    tone: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step that was taken, with its words where there are any."""

    at: datetime
    said: str
    by: str
    reason: str
    words: str
    alternative: str
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Button:
    """Something the viewer can do now: the event, what the button says, and whether it is the plain next step."""

    event: str
    text: str
    is_next: bool


def stages(case: Case, taken: Sequence[Step]) -> tuple[StageShown, ...]:
    """The stages that the service has, with the day on which each was first reached."""
    used = [stage for stage in Stage if any(STATES[State(state)].stage is stage for state in case.definition.states)]
    reached: dict[Stage, date] = {Stage.REFERRAL: clock.today(taken[0].at)} if taken else {}
    for step in taken:
        reached.setdefault(STATES[State(step.to_state)].stage, clock.today(step.at))
    here = used.index(case.stage)
    found = []
    for place, stage in enumerate(used):
        when = "now" if place == here else "next" if place == here + 1 and not case.is_over else "later"
        if place < here:
            when = "done" if stage in reached else "skipped"
        if when != "skipped" and not (case.is_over and when == "later"):
            found.append(StageShown(STAGES[stage], when, reached.get(stage) if place <= here else None))
    return tuple(found)


def steps_of(referral_id: int) -> list[Step]:
    """The steps of a referral that the viewer may see, oldest first."""
    return list(Step.objects.filter(referral_id=referral_id).select_related("by").order_by("number"))


def told(case: Case, taken: Sequence[Step]) -> tuple[StepShown, ...]:
    """The steps in words, newest first."""
    found = []
    for step in taken:
        reason = case.definition.reason(step.reason)
        found.append(
            StepShown(
                at=step.at,
                said=case.definition.happening(step.event).said,
                by=step.by.name if step.by else "the system, by rule",
                reason=reason.means if reason else "",
                words=step.words,
                alternative=step.alternative,
                review_on=step.review_on,
            )
        )
    return tuple(reversed(found))


def clocks(case: Case, today: date) -> tuple[ClockShown, ...]:
    """The clocks that run, then those that stopped, in words."""
    found = readings(case.definition, moments_of([case.id])[case.id], today)
    ordered = sorted(found, key=lambda one: (not one.is_running, one.due is None, one.due or date.max))
    return tuple(clock_shown(one, case.definition) for one in ordered)


def clock_shown(reading: Reading, found: ServiceDefinition) -> ClockShown:
    """One clock in words."""
    who = found.worker_title if reading.clock.whose == Actor.WORKER else ACTORS[Actor(reading.clock.whose)]
    unit = "working day" if reading.clock.unit == "working_days" else "day"
    paused = f", {count(reading.paused_days, unit)} on hold not counted" if reading.paused_days else ""
    if reading.is_paused:
        says = f"Stands still after {count(reading.elapsed, unit)}{paused}"
        return ClockShown(reading.clock.name, says, who, "", True)
    if not reading.is_running:
        limit = f"of {reading.clock.limit}" if not reading.run.cut else "when the referral ended"
        late = reading.is_late and not reading.run.cut
        says = f"Took {count(reading.elapsed, unit)} {limit}{paused}"
        return ClockShown(reading.clock.name, says, who, "error" if late else "good", False)
    if reading.is_late:
        says = f"{count(-reading.left, unit)} late: it was due on {day(reading.due)}{paused}"
        return ClockShown(reading.clock.name, says, who, "error", True)
    says = f"Due on {day(reading.due)}: {count(reading.left, unit)} left{paused}"
    return ClockShown(reading.clock.name, says, who, "warning" if reading.left <= 1 else "", True)


def buttons(case: Case) -> tuple[Button, ...]:
    """What the viewer can do with the referral itself. What is done by booking or recording is offered there."""
    found = []
    for step in case.definition.steps_from(case.state):
        event = Event(step.event)
        happening = case.definition.happening(event)
        mine = bool(case.standing.actors & set(step.by))
        if not mine or event in NOT_STEPS or event in ELSEWHERE or happening.done_in is not DoneIn.REFERRALS:
            continue
        onward = STATES[State(_end(step.to, case))].kind is not Kind.END or event == Event.CLOSURE_ACCEPTED
        is_next = onward and event not in GIVES_UP | SETBACKS and not any(one.is_next for one in found)
        found.append(Button(event, happening.button, is_next))
    return tuple(found)


def _end(to: str, case: Case) -> str:
    return to if to in set(State) else case.before_pause or case.state


def open_offer(case: Case) -> Transfer | None:
    """The transfer that waits for an answer, if any."""
    found: Transfer | None = (
        Transfer.objects.filter(referral_id=case.id, state=Transfer.State.OFFERED).select_related("to_provider").first()
    )
    return found


def undoable(case: Case) -> Transfer | None:
    """The accepted transfer that this referral left by, or came by, which may be undone."""
    rows = Transfer.objects.filter(state=Transfer.State.ACCEPTED)
    left: Transfer | None = rows.filter(referral_id=case.id).first()
    came: Transfer | None = rows.filter(new_referral_id=case.id).first()
    return left or came


def linked(case: Case) -> list[tuple[str, Referral]]:
    """The referrals that it came from or was moved to, with words for each."""
    row = Referral.objects.select_related("moved_from").get(pk=case.id)
    found = [("Came from", row.moved_from)] if row.moved_from else []
    return found + [("Moved to", one) for one in row.moved_to.exclude(state="withdrawn")]
