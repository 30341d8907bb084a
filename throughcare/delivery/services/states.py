"""The one vocabulary of referrals: every state and event there is. A service's definition chooses among them.

A state says what it means, whose turn it is while a referral stands there, and at which stage that is. An event says
what happened. Nothing here names a service: coaching, matching and consulting are states like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WHERE_IT_BEGAN = "where_it_began"
ANY_OPEN = "any_open"


class Actor(StrEnum):
    """Who can bring an event about. ``PERSON`` is the service user, whose word a worker or the referrer writes down."""

    REFERRER = "referrer"
    PROVIDER_ADMIN = "provider_admin"
    PROVIDER_LEAD = "provider_lead"
    WORKER = "worker"
    PERSON = "person"
    SYSTEM = "system"


ACTORS: dict[Actor, str] = {
    Actor.REFERRER: "the referrer",
    Actor.PROVIDER_ADMIN: "the service's administrator",
    Actor.PROVIDER_LEAD: "the service lead",
    Actor.WORKER: "the worker",
    Actor.PERSON: "the person",
    Actor.SYSTEM: "the system, by rule",
}


class Kind(StrEnum):
    """Whether a referral in a state is being written, under way, standing still or over."""

    START = "start"
    OPEN = "open"
    PAUSED = "paused"
    END = "end"


class Stage(StrEnum):
    """Where a referral stands for somebody who wants to know in one word; the tracker's steps."""

    REFERRAL = "referral"
    DECISION = "decision"
    WAITING = "waiting"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    DELIVERY = "delivery"
    CLOSING = "closing"
    END = "end"


STAGES: dict[Stage, str] = {
    Stage.REFERRAL: "Referral",
    Stage.DECISION: "Decision",
    Stage.WAITING: "Waiting for a worker",
    Stage.ASSESSMENT: "Assessment",
    Stage.PLAN: "Plan",
    Stage.DELIVERY: "Work with the person",
    Stage.CLOSING: "Closing",
    Stage.END: "Ended",
}


class State(StrEnum):
    """Where a referral can stand."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    TRIAGE = "triage"
    INFORMATION_REQUESTED = "information_requested"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    ALLOCATED = "allocated"
    CONSULTATION = "consultation"
    CONSENT_SOUGHT = "consent_sought"
    CONSENTED = "consented"
    ASSESSMENT_BOOKED = "assessment_booked"
    SCREENING_BOOKED = "screening_booked"
    ASSESSED = "assessed"
    SCREENED = "screened"
    NHS_STEP_UP = "nhs_step_up"
    PROFILE_COMPLETED = "profile_completed"
    ADJUSTMENTS_SHARED = "adjustments_shared"
    PLAN_DRAFT = "plan_draft"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_RETURNED = "plan_returned"
    PLAN_APPROVED = "plan_approved"
    MATCHING = "matching"
    MATCHED = "matched"
    IN_DELIVERY = "in_delivery"
    COACHING = "coaching"
    ACTIVE = "active"
    MATCH_ENDED = "match_ended"
    PAUSED = "paused"
    CLOSURE_DUE = "closure_due"
    CLOSURE_SUBMITTED = "closure_submitted"
    REOPENED = "reopened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a state means to somebody who reads it, whose turn it is there, and what they have to do."""

    kind: Kind
    stage: Stage
    turn: Actor | None
    to_do: str
    means: str


def _is(stage: Stage, turn: Actor | None, to_do: str, means: str, kind: Kind = Kind.OPEN) -> Meaning:
    return Meaning(kind, stage, turn, to_do, means)


A, S = Actor, Stage
STATES: dict[State, Meaning] = {
    State.DRAFT: _is(S.REFERRAL, A.REFERRER, "finish and send it", "being written, seen by nobody else", Kind.START),
    State.SUBMITTED: _is(S.REFERRAL, A.PROVIDER_ADMIN, "acknowledge it", "sent, not yet looked at"),
    State.TRIAGE: _is(S.DECISION, A.PROVIDER_LEAD, "accept, decline or ask", "acknowledged, being considered"),
    State.INFORMATION_REQUESTED: _is(
        S.DECISION, A.REFERRER, "answer the question", "the service asked for more", Kind.PAUSED
    ),
    State.DECLINED: _is(S.END, None, "", "not accepted; the referrer may appeal once", Kind.END),
    State.ACCEPTED: _is(S.WAITING, A.PROVIDER_LEAD, "allocate it or put it on the waiting list", "taken on"),
    State.WAITING: _is(S.WAITING, A.PROVIDER_LEAD, "allocate a worker", "accepted, waiting for a worker"),
    State.ALLOCATED: _is(S.WAITING, A.WORKER, "begin", "a named worker has it"),
    State.CONSULTATION: _is(S.ASSESSMENT, A.WORKER, "advise the referrer", "expert advice to the referrer"),
    State.CONSENT_SOUGHT: _is(S.ASSESSMENT, A.PERSON, "say yes or no", "screening explained, consent asked"),
    State.CONSENTED: _is(S.ASSESSMENT, A.WORKER, "book the screening", "the person agreed"),
    State.ASSESSMENT_BOOKED: _is(S.ASSESSMENT, A.WORKER, "hold and record the assessment", "assessment booked"),
    State.SCREENING_BOOKED: _is(S.ASSESSMENT, A.WORKER, "hold and record the screening", "screening booked"),
    State.ASSESSED: _is(S.ASSESSMENT, A.WORKER, "decide what follows", "assessment completed"),
    State.SCREENED: _is(S.ASSESSMENT, A.WORKER, "agree a profile with the person", "screened, which is no diagnosis"),
    State.NHS_STEP_UP: _is(S.ASSESSMENT, A.WORKER, "follow the NHS referral", "care passing to the NHS"),
    State.PROFILE_COMPLETED: _is(S.PLAN, A.WORKER, "share the adjustments", "strengths, needs, adjustments agreed"),
    State.ADJUSTMENTS_SHARED: _is(S.PLAN, A.WORKER, "start coaching or close", "shared with consent"),
    State.PLAN_DRAFT: _is(S.PLAN, A.WORKER, "write the plan with the person", "plan being written"),
    State.PLAN_SUBMITTED: _is(S.PLAN, A.PROVIDER_LEAD, "approve or return the plan", "plan waiting for approval"),
    State.PLAN_RETURNED: _is(S.PLAN, A.WORKER, "change the plan", "plan sent back with a reason"),
    State.PLAN_APPROVED: _is(S.PLAN, A.WORKER, "hold the first session", "plan approved by somebody else"),
    State.MATCHING: _is(S.ASSESSMENT, A.WORKER, "find a mentor", "looking for a mentor"),
    State.MATCHED: _is(S.ASSESSMENT, A.WORKER, "hold the first meeting", "mentor agreed by both"),
    State.IN_DELIVERY: _is(S.DELIVERY, A.WORKER, "hold the sessions", "sessions under way"),
    State.COACHING: _is(S.DELIVERY, A.WORKER, "hold the sessions", "one-to-one coaching under way"),
    State.ACTIVE: _is(S.DELIVERY, A.WORKER, "keep the meetings going", "meeting regularly"),
    State.MATCH_ENDED: _is(S.DELIVERY, A.WORKER, "match again or close", "this match stopped, another may follow"),
    State.PAUSED: _is(S.DELIVERY, A.WORKER, "review the pause", "on hold, with a date to review it", Kind.PAUSED),
    State.CLOSURE_DUE: _is(S.CLOSING, A.WORKER, "write the closure report", "the work is over"),
    State.CLOSURE_SUBMITTED: _is(S.CLOSING, A.REFERRER, "read and accept the report", "closure report sent"),
    State.REOPENED: _is(S.WAITING, A.WORKER, "assess again or go on", "opened again after its end"),
    State.CLOSED: _is(S.END, None, "", "over, with an outcome", Kind.END),
    State.WITHDRAWN: _is(S.END, None, "", "taken back, or ended before it started", Kind.END),
    State.TRANSFERRED: _is(S.END, None, "", "moved, with both sides' agreement", Kind.END),
}


class Event(StrEnum):
    """What can happen to a referral. Names are past tense and stable."""

    REFERRAL_SUBMITTED = "referral_submitted"
    DRAFT_ABANDONED = "draft_abandoned"
    TRANSFER_RECEIVED = "transfer_received"
    REFERRAL_ACKNOWLEDGED = "referral_acknowledged"
    INFORMATION_REQUESTED = "information_requested"
    INFORMATION_SUPPLIED = "information_supplied"
    REFERRAL_DECLINED = "referral_declined"
    DECLINE_APPEALED = "decline_appealed"
    REFERRAL_ACCEPTED = "referral_accepted"
    PLACED_ON_WAITING_LIST = "placed_on_waiting_list"
    WORKER_ALLOCATED = "worker_allocated"
    CONSULTATION_REQUESTED = "consultation_requested"
    CONSULTATION_COMPLETED = "consultation_completed"
    SCREENING_EXPLAINED = "screening_explained"
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    APPOINTMENT_BOOKED = "appointment_booked"
    ASSESSMENT_COMPLETED = "assessment_completed"
    SCREEN_COMPLETED = "screen_completed"
    ASSESSMENT_ONLY_CLOSED = "assessment_only_closed"
    NO_NEED_IDENTIFIED = "no_need_identified"
    STEPPED_UP_TO_NHS = "stepped_up_to_nhs"
    NHS_TOOK_OVER = "nhs_took_over"
    NHS_REFUSED = "nhs_refused"
    INTERVENTION_AGREED = "intervention_agreed"
    PROFILE_COMPLETED = "profile_completed"
    ADJUSTMENTS_SHARED = "adjustments_shared"
    SHARING_REFUSED = "sharing_refused"
    CLOSED_AFTER_PROFILE = "closed_after_profile"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_RETURNED = "plan_returned"
    PLAN_APPROVED = "plan_approved"
    FIRST_SESSION_HELD = "first_session_held"
    COACHING_STARTED = "coaching_started"
    GOALS_AGREED = "goals_agreed"
    MENTOR_MATCHED = "mentor_matched"
    FIRST_MEETING_HELD = "first_meeting_held"
    MATCH_ENDED = "match_ended"
    REMATCH_STARTED = "rematch_started"
    SESSIONS_COMPLETED = "sessions_completed"
    COACHING_COMPLETED = "coaching_completed"
    MENTORING_COMPLETED = "mentoring_completed"
    ENDED_EARLY = "ended_early"
    CLOSURE_REPORT_SUBMITTED = "closure_report_submitted"
    CLOSURE_ACCEPTED = "closure_accepted"
    CASE_PAUSED = "case_paused"
    CASE_RESUMED = "case_resumed"
    ENDED_WHILE_PAUSED = "ended_while_paused"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    CASE_TRANSFERRED = "case_transferred"
    TRANSFER_UNDONE = "transfer_undone"
    PERSON_DIED = "person_died"
    CASE_REOPENED = "case_reopened"
    SESSIONS_RESUMED = "sessions_resumed"


class DoneIn(StrEnum):
    """Where an event is brought about: by a button of the referral itself, or by work in another app."""

    REFERRALS = "referrals"
    APPOINTMENTS = "appointments"
    CASEWORK = "casework"


@dataclass(frozen=True, slots=True)
class Happening:
    """What an event is called on a button and in a history, and what holds of it in every service.

    ``not_by`` is the event whose author may not bring this one about; ``once`` says that it happens once in a
    referral's life; ``asks`` names what must come with it: ``words``, ``review_on``, ``alternative``.
    """

    button: str
    said: str
    done_in: DoneIn = DoneIn.REFERRALS
    not_by: str = ""
    once: bool = False
    asks: frozenset[str] = frozenset()


def _on(button: str, said: str, done_in: DoneIn = DoneIn.REFERRALS, **more: object) -> Happening:
    asks = frozenset(str(more.pop("asks", "")).split())
    return Happening(button, said, done_in, asks=asks, **more)  # type: ignore[arg-type]


BOOK, WORK = DoneIn.APPOINTMENTS, DoneIn.CASEWORK
EVENTS: dict[Event, Happening] = {
    Event.REFERRAL_SUBMITTED: _on("Send the referral", "Sent"),
    Event.DRAFT_ABANDONED: _on("Give up this draft", "Draft given up"),
    Event.TRANSFER_RECEIVED: _on("Take over", "Taken over from another service or provider"),
    Event.REFERRAL_ACKNOWLEDGED: _on("Acknowledge", "Acknowledged"),
    Event.INFORMATION_REQUESTED: _on("Ask for more", "More information asked for", asks="words"),
    Event.INFORMATION_SUPPLIED: _on("Answer", "Information given", asks="words"),
    Event.REFERRAL_DECLINED: _on("Decline", "Declined", asks="words alternative"),
    Event.DECLINE_APPEALED: _on("Appeal", "Appealed against the decision", once=True, asks="words"),
    Event.REFERRAL_ACCEPTED: _on("Accept", "Accepted"),
    Event.PLACED_ON_WAITING_LIST: _on("Put on the waiting list", "Put on the waiting list"),
    Event.WORKER_ALLOCATED: _on("Allocate", "Given to a worker"),
    Event.CONSULTATION_REQUESTED: _on("Advise first", "Advice to the referrer begun"),
    Event.CONSULTATION_COMPLETED: _on("Record the advice and close", "Advice given, nothing more needed"),
    Event.SCREENING_EXPLAINED: _on("Screening explained", "Screening explained, consent asked"),
    Event.CONSENT_GIVEN: _on("The person agreed", "The person agreed"),
    Event.CONSENT_REFUSED: _on("The person said no", "The person said no"),
    Event.CONSENT_WITHDRAWN: _on("Consent taken back", "Consent taken back"),
    Event.APPOINTMENT_BOOKED: _on("Book", "First appointment booked", BOOK),
    Event.ASSESSMENT_COMPLETED: _on("Record the assessment", "Assessed", WORK),
    Event.SCREEN_COMPLETED: _on("Record the screening", "Screened", WORK),
    Event.ASSESSMENT_ONLY_CLOSED: _on("Close after advice", "Closed after assessment and advice"),
    Event.NO_NEED_IDENTIFIED: _on("Close: no need found", "No need found, closed"),
    Event.STEPPED_UP_TO_NHS: _on("Refer on to the NHS", "Referred on to the NHS", WORK),
    Event.NHS_TOOK_OVER: _on("The NHS took over", "The NHS took over", WORK),
    Event.NHS_REFUSED: _on("The NHS refused", "The NHS refused", WORK),
    Event.INTERVENTION_AGREED: _on("Start a plan", "Work agreed, plan begun"),
    Event.PROFILE_COMPLETED: _on("Profile agreed", "Profile agreed with the person", WORK),
    Event.ADJUSTMENTS_SHARED: _on("Adjustments shared", "Adjustments shared with consent", WORK),
    Event.SHARING_REFUSED: _on("Close: not to be shared", "The person did not want it shared, closed"),
    Event.CLOSED_AFTER_PROFILE: _on("Close after the profile", "Closed after the profile"),
    Event.PLAN_SUBMITTED: _on("Submit the plan", "Plan submitted", WORK),
    Event.PLAN_RETURNED: _on("Return the plan", "Plan returned", WORK, not_by="plan_submitted"),
    Event.PLAN_APPROVED: _on("Approve the plan", "Plan approved", WORK, not_by="plan_submitted"),
    Event.FIRST_SESSION_HELD: _on("Record the first session", "First session held", BOOK),
    Event.COACHING_STARTED: _on("Start coaching", "Coaching begun"),
    Event.GOALS_AGREED: _on("Goals agreed", "Goals agreed with the person", WORK),
    Event.MENTOR_MATCHED: _on("Mentor agreed", "Matched with a mentor", WORK),
    Event.FIRST_MEETING_HELD: _on("Record the first meeting", "First meeting held", BOOK),
    Event.MATCH_ENDED: _on("End this match", "Match ended", WORK),
    Event.REMATCH_STARTED: _on("Look for another mentor", "Looking for another mentor"),
    Event.SESSIONS_COMPLETED: _on("The work is done", "The planned work is done", WORK),
    Event.COACHING_COMPLETED: _on("Coaching is done", "Coaching done", WORK),
    Event.MENTORING_COMPLETED: _on("Mentoring is done", "Mentoring done", WORK),
    Event.ENDED_EARLY: _on("End early", "Ended early"),
    Event.CLOSURE_REPORT_SUBMITTED: _on("Send the closure report", "Closure report sent", WORK),
    Event.CLOSURE_ACCEPTED: _on("Accept the report and close", "Closure report accepted, closed", WORK),
    Event.CASE_PAUSED: _on("Pause", "Paused", asks="review_on"),
    Event.CASE_RESUMED: _on("Resume", "Resumed"),
    Event.ENDED_WHILE_PAUSED: _on("End it", "Ended while on hold"),
    Event.REFERRAL_WITHDRAWN: _on("Withdraw", "Withdrawn"),
    Event.CASE_TRANSFERRED: _on("Transfer", "Transferred"),
    Event.TRANSFER_UNDONE: _on("Undo the transfer", "Transfer undone"),
    Event.PERSON_DIED: _on("The person has died", "Closed: the person died"),
    Event.CASE_REOPENED: _on("Open again", "Opened again", asks="words"),
    Event.SESSIONS_RESUMED: _on("Go on with the sessions", "Sessions resumed"),
}

OUTCOMES: dict[str, str] = {
    "completed": "Completed",
    "ended_early": "Ended early",
    "never_started": "Never started",
    "stepped_up": "Taken over by the NHS",
    "transferred": "Transferred",
    "died": "Died",
    "not_accepted": "Declined",
    "not_counted": "Not counted",
}


def is_open(state: str) -> bool:
    """Whether a referral in a state is with the service: sent, and not over."""
    return STATES[State(state)].kind in (Kind.OPEN, Kind.PAUSED)


def is_over(state: str) -> bool:
    """Whether nothing more is expected of anybody."""
    return STATES[State(state)].kind is Kind.END


OPEN_STATES: tuple[str, ...] = tuple(str(state) for state in State if is_open(state))
END_STATES: tuple[str, ...] = tuple(str(state) for state in State if is_over(state))
