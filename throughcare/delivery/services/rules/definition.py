"""What a service is, as its definition says: entries as they stand in ``reference/services/CODE.toml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from throughcare.delivery.services.rules.sheets import Sheet, SheetQuestion
from throughcare.delivery.services.states import EVENTS, STATES, Event, Happening, Kind, Stage, State
from throughcare.foundation.reference.rows import Certainty, Row

Unit = Literal["working_days", "calendar_days"]
Test = Literal["yes", "no", "among", "at_least", "at_most"]
Step = Literal["eligibility", "need", "safety"]
Verdict = Literal["not_suitable", "ask"]
OrderPart = Literal["overdue", "points", "waited"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What does not change from version to version."""

    code: str
    name: str
    worker_title: str
    does: str
    for_whom: str
    not_for: str
    hours: str = ""
    clinical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Row):
    """A version of the definition, by which referrals sent in its period are judged; limits null where there is none.

    ``reopen_days``, ``undo_days`` and ``draft_days`` are calendar days: to open a closed case again, to undo a
    transfer, and to keep a draft that nobody touches. ``full_caseload`` is the weight of cases that one full-time
    worker carries.
    """

    KEY: ClassVar[tuple[str, ...]] = ("version",)

    version: str
    changes: str = ""
    max_sessions: int | None = None
    full_caseload: int = 40
    reopen_days: int = 90
    undo_days: int = 14
    draft_days: int = 30
    consultation_without_referral: bool = False
    instruments: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    waiting_order: tuple[str, ...] = ("overdue", "points", "waited")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Row):
    """Who provides the service where: a provider's code, and a borough, a command unit or ``london``."""

    KEY: ClassVar[tuple[str, ...]] = ("provider", "area")

    provider: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A step: its event, from which states, to which, who brings it about, and the lists its reason is from.

    ``to`` may be ``where_it_began``: the state that a pause or a transfer left. Without ``reasons`` none is asked.
    """

    event: str
    from_: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWords:
    """What the service calls a state, where its own word says more."""

    state: str
    name: str
    means: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason of a list: ``outcome`` is how an end counts, empty for reasons that end nothing."""

    list: str
    code: str
    means: str
    group: str = ""
    outcome: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time limit: it starts at the end of the day of an event, stands still in some states, and stops at an event.

    ``paused_for`` narrows a pause to some of its reasons. ``promise`` marks the clock that people waiting are told of.
    """

    id: str
    name: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    limit: int
    unit: Unit
    whose: str
    paused_in: tuple[str, ...] = ("information_requested", "paused")
    paused_for: tuple[str, ...] = ()
    promise: bool = False
    certainty: Certainty = "unverified"
    source: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A line of the eligibility rule: a fact, a test, and what it means where the test fails.

    Criteria of one ``any_of`` group are met together when one of them is. ``fails`` says whether failing means
    "not suitable" or only "ask the service".
    """

    id: str
    fact: str
    test: Test
    number: int | None = None
    among: tuple[str, ...] = ()
    any_of: str = ""
    fails: Verdict = "not_suitable"
    says: str
    because: str
    certainty: Certainty = "unverified"
    source: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the referral form beyond those that every service asks. ``fact`` is the fact its answer gives."""

    id: str
    step: Step
    label: str
    kind: Literal["yes_no", "one_of", "many_of", "number", "words"]
    hint: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    limit: int = 4000
    fact: str = ""
    privacy: Literal["special_category", "criminal", "free_text", "operational"] = "special_category"
    versions: tuple[str, ...] = ()

    @property
    def choice_pairs(self) -> list[tuple[str, str]]:
        """Choices as code and words; each is written ``code: words``."""
        pairs = (one.partition(":") for one in self.choices)
        return [(code.strip(), (words or code).strip()) for code, _, words in pairs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A depth of help. ``likely`` lists criteria that must hold for it to be the likely one; the first match counts."""

    id: str
    name: str
    means: str
    likely: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A signal of priority for the waiting list, worth ``points`` where its test holds."""

    id: str
    fact: str
    test: Test
    number: int | None = None
    among: tuple[str, ...] = ()
    points: int
    says: str
    certainty: Certainty = "unverified"
    source: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A code with its words: an activity of a session, a goal of a plan, a topic of a consultation."""

    code: str
    means: str
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCode(Coded):
    """A need that the service meets; ``recorded_as`` is its code on a person's record, empty where it has none."""

    recorded_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a case in some states adds to a worker's caseload; one in no such entry weighs 1."""

    states: tuple[str, ...]
    points: int
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """One version of one service: what a referral is judged by from the day it is sent to its end."""

    service: Service
    dated: Version
    transitions: tuple[Transition, ...]
    reasons: tuple[Reason, ...]
    clocks: tuple[Clock, ...]
    offers: tuple[Offer, ...] = ()
    words: tuple[StateWords, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    questions: tuple[Question, ...] = ()
    tiers: tuple[Tier, ...] = ()
    signals: tuple[Signal, ...] = ()
    activities: tuple[Coded, ...] = ()
    needs: tuple[NeedCode, ...] = ()
    goals: tuple[Coded, ...] = ()
    topics: tuple[Coded, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    sheet_questions: tuple[SheetQuestion, ...] = ()
    weights: tuple[Weight, ...] = ()
    _steps: dict[tuple[str, str], Transition] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._steps.update({(one.event, start): one for one in self.transitions for start in one.from_})

    @property
    def code(self) -> str:
        """The service's code."""
        return self.service.code

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    @property
    def version(self) -> str:
        """The version's name."""
        return self.dated.version

    @property
    def worker_title(self) -> str:
        """What a worker of the service is called."""
        return self.service.worker_title

    @property
    def max_sessions(self) -> int | None:
        """The most sessions of a plan; null where there is no limit."""
        return self.dated.max_sessions

    @property
    def instruments(self) -> tuple[str, ...]:
        """Codes of the questionnaires it uses."""
        return self.dated.instruments

    @property
    def consultation_without_referral(self) -> bool:
        """Whether advice is given on a case that was not referred."""
        return self.dated.consultation_without_referral

    @property
    def states(self) -> tuple[str, ...]:
        """The states it uses, in the order of the vocabulary."""
        used = {start for one in self.transitions for start in one.from_} | {one.to for one in self.transitions}
        return tuple(str(state) for state in State if state in used)

    def step(self, event: str, state: str) -> Transition | None:
        """The step that an event is from a state; null where the service has none."""
        return self._steps.get((event, state))

    def allows(self, event: str, state: str) -> bool:
        """Whether an event can happen in a state."""
        return (event, state) in self._steps

    def steps_from(self, state: str) -> tuple[Transition, ...]:
        """What can happen in a state, in the order of the definition."""
        return tuple(one for one in self.transitions if state in one.from_)

    def happening(self, event: str) -> Happening:
        """The words of an event and what holds of it everywhere."""
        return EVENTS[Event(event)]

    def state_name(self, state: str) -> str:
        """What the service calls a state."""
        own = next((one.name for one in self.words if one.state == state), "")
        return own or state.replace("_", " ").capitalize().replace("Nhs", "NHS")

    def state_means(self, state: str) -> str:
        """What a state means to a reader."""
        own = next((one.means for one in self.words if one.state == state), "")
        return own or STATES[State(state)].means

    def reasons_of(self, *lists: str) -> tuple[Reason, ...]:
        """The reasons of some lists, in order."""
        return tuple(one for one in self.reasons if one.list in lists)

    def reasons_for(self, event: str, state: str) -> tuple[Reason, ...]:
        """The reasons from which an event in a state must be given one; none where it needs none."""
        step = self.step(event, state)
        return self.reasons_of(*step.reasons) if step else ()

    def reason(self, code: str) -> Reason | None:
        """The first reason with a code."""
        return next((one for one in self.reasons if one.code == code), None)

    def clock(self, clock_id: str) -> Clock | None:
        """A clock by its id."""
        return next((one for one in self.clocks if one.id == clock_id), None)

    def clocks_at(self, event: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids of the clocks that an event starts and stops."""
        started = tuple(one.id for one in self.clocks if event in one.starts)
        return started, tuple(one.id for one in self.clocks if event in one.stops)

    def sheet(self, code: str) -> Sheet | None:
        """A form of its own by its code."""
        return next((one for one in self.sheets if one.code == code), None)

    def asks(self, sheet: str) -> tuple[SheetQuestion, ...]:
        """The questions of a form, in order."""
        return tuple(one for one in self.sheet_questions if one.form == sheet)

    @property
    def promise(self) -> Clock | None:
        """The clock that people waiting are told of."""
        return next((one for one in self.clocks if one.promise), None)

    @property
    def delivery_states(self) -> tuple[str, ...]:
        """The states in which the work itself is done: sessions count there."""
        return tuple(state for state in self.states if STATES[State(state)].stage is Stage.DELIVERY and _runs(state))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """How cases of this service can end."""
        used = {name for one in self.transitions for name in one.reasons}
        return tuple(dict.fromkeys(one.outcome for one in self.reasons if one.list in used and one.outcome))


def _runs(state: str) -> bool:
    return STATES[State(state)].kind is Kind.OPEN
