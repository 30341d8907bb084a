"""The table of contents: each flow as steps, with the state it leaves, the action, its event, who acts, and the screen.

A test holds every row to the code: the action exists, the state table has the step, the screen has an address.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step of a flow. ``action`` is the function in the app's ``actions``, ``screen`` the name of an address."""

    state: str
    action: str
    event: str
    who: str
    screen: str


DECISION = (
    FlowStep("", "start_paper", "decision.started", "commissioner", "start_paper"),
    FlowStep("draft", "save_paper", "decision.changed", "commissioner", "edit_paper"),
    FlowStep("draft", "accept_finding", "decision.finding_accepted", "commissioner", "accept_finding"),
    FlowStep("draft", "ask_advice", "decision.advice_requested", "commissioner", "move_paper"),
    FlowStep("advice", "give_advice", "advice.given", "each adviser", "advice"),
    FlowStep("advice", "not_needed", "advice.not_needed", "commissioner", "advice"),
    FlowStep("advice", "complete_advice", "decision.advice_completed", "commissioner", "move_paper"),
    FlowStep("board", "support_at_board", "decision.board_supported", "oversight board", "move_paper"),
    FlowStep(
        "chief_executive",
        "approve_as_chief_executive",
        "decision.chief_executive_approved",
        "Chief Executive",
        "move_paper",
    ),
    FlowStep("decision_maker", "sign", "decision.signed", "decision maker", "move_paper"),
    FlowStep("signed", "bring_into_effect", "decision.took_effect", "commissioner", "move_paper"),
    FlowStep("in_effect", "use_delegation", "delegation.used", "Chief Executive", "use_delegation"),
    FlowStep("in_effect", "start_amendment", "decision.amendment_started", "commissioner", "move_paper"),
    FlowStep("in_effect", "supersede", "decision.superseded", "decision maker", "move_paper"),
)

PUBLICATION = (
    FlowStep("to_be_published", "publish", "publication.published", "commissioner", "move_paper"),
    FlowStep("to_be_published", "defer", "publication.deferred", "commissioner", "move_paper"),
    FlowStep("to_be_published", "keep_in_part_2", "publication.kept_in_part_2", "commissioner", "move_paper"),
)

HISTORICAL = (
    FlowStep("", "import_signed", "decision.imported", "commissioner", "import_paper"),
    FlowStep("signed", "bring_into_effect", "decision.took_effect", "commissioner", "move_paper"),
)

MONEY = (
    FlowStep("", "open_programme", "programme.opened", "finance adviser", "open_programme"),
    FlowStep("", "open_lines", "programme.lines_opened", "the decision in effect", "programme"),
    FlowStep("", "request_mending", "carry_forward.requested", "finance adviser", "mend"),
    FlowStep("requested", "approve_carry_forward", "carry_forward.approved", "Chief Executive", "carry_forward_step"),
    FlowStep("", "commit", "commitment.made", "finance adviser", "commit"),
)

COHORT = (
    FlowStep("", "add_service_user", "service_user.added", "police, probation or a coordinator", "add_person"),
    FlowStep("", "identify", "nominal.identified", "police, probation or a coordinator", "identify"),
    FlowStep("", "nominate", "nominal.put_forward", "police, probation or a coordinator", "nominate"),
    FlowStep("identified", "nominate", "nominal.nominated", "police, probation or a coordinator", "nominate"),
    FlowStep("nominated", "adopt", "nominal.adopted", "panel chair", "stay_step"),
    FlowStep("nominated", "not_adopt", "nominal.not_adopted", "panel chair", "stay_step"),
    FlowStep("nominated", "defer", "nominal.deferred", "panel chair", "stay_step"),
    FlowStep("deferred", "nominate", "nominal.renominated", "police, probation or a coordinator", "nominate"),
    FlowStep("unrated", "rate", "rating.rated_red", "panel chair or coordinator", "stay_step"),
    FlowStep("adopted", "ask_transfer", "nominal.transfer_asked", "IOM coordinator", "ask_transfer"),
    FlowStep("asked", "accept_transfer", "transfer.accepted", "the other coordinator", "transfer_step"),
    FlowStep("adopted", "deselect", "nominal.deselected", "panel chair", "stay_step"),
    FlowStep("deselected", "readopt", "nominal.readopted", "panel chair", "stay_step"),
)

DUPLICATES = (
    FlowStep("proposed", "merge_records", "duplicate.merged", "IOM coordinator", "duplicate_step"),
    FlowStep("proposed", "keep_apart", "duplicate.kept_apart", "IOM coordinator", "duplicate_step"),
    FlowStep("merged", "undo_decision", "duplicate.undone", "IOM coordinator", "duplicate_step"),
)

CHALLENGE = (
    FlowStep("", "make_challenge", "challenge.made", "police, probation or a coordinator", "challenge_score"),
    FlowStep("open", "answer_challenge", "challenge.upheld", "a coordinator or chair", "answer_challenge"),
    FlowStep("open", "withdraw_challenge", "challenge.withdrawn", "whoever recorded it", "withdraw_challenge"),
)

PANEL_MEETING = (
    FlowStep("", "schedule", "panel_meeting.scheduled", "IOM coordinator", "schedule_meeting"),
    FlowStep("", "save_paper", "panel_paper.shared", "each agency of the panel", "panel_paper"),
    FlowStep("scheduled", "freeze_agenda", "panel_meeting.agenda_frozen", "IOM coordinator", "freeze_agenda"),
    FlowStep("agenda_frozen", "open_meeting", "panel_meeting.held", "panel chair", "open_meeting"),
    FlowStep("listed", "decide", "panel_case.decided", "panel chair", "decide_case"),
    FlowStep("", "promise", "panel_action.promised", "IOM coordinator", "promise_for_case"),
    FlowStep("held", "finish_meeting", "panel_meeting.decided", "panel chair", "finish_meeting"),
    FlowStep("", "approve_minutes", "panel_meeting.minutes_approved", "panel chair", "approve_minutes"),
    FlowStep("open", "do_action", "panel_action.done", "the owner agency", "panel_action"),
    FlowStep("decided", "close_meeting", "panel_meeting.closed", "IOM coordinator", "close_meeting"),
)

REFERRAL = (
    FlowStep("", "start_draft", "referral.started", "probation practitioner", "refer"),
    FlowStep("draft", "save_draft", "referral.draft_saved", "probation practitioner", "write_referral"),
    FlowStep("draft", "send", "referral.referral_submitted", "probation practitioner", "write_referral"),
    FlowStep("submitted", "advance", "referral.referral_acknowledged", "service administrator", "referral_step"),
    FlowStep("triage", "decline", "referral.referral_declined", "service lead", "referral_step"),
    FlowStep("triage", "accept", "referral.referral_accepted", "service lead", "referral_step"),
    FlowStep("waiting", "allocate", "referral.worker_allocated", "service lead", "referral_step"),
    FlowStep("allocated", "record_outreach", "referral.outreach_made", "service practitioner", "record_outreach"),
    FlowStep("in_delivery", "advance", "referral.case_paused", "service practitioner", "referral_step"),
    FlowStep("paused", "advance", "referral.case_resumed", "service practitioner", "referral_step"),
    FlowStep("allocated", "offer_transfer", "case_transfer.offered", "service lead", "offer_transfer"),
    FlowStep("", "hand_over", "referral.handed_over", "probation manager", "hand_over"),
)

CONSULTATION = (
    FlowStep("", "ask_consultation", "consultation.asked", "probation practitioner", "ask_consultation"),
    FlowStep("", "log_consultation", "consultation.given", "service practitioner", "log_consultation"),
    FlowStep("asked", "give_consultation", "consultation.given", "service practitioner", "give_consultation"),
    FlowStep("given", "rate_consultation", "consultation.rated", "probation practitioner", "rate_consultation"),
    FlowStep(
        "given",
        "refer_from_consultation",
        "consultation.became_referral",
        "probation practitioner",
        "refer_from_consultation",
    ),
)

CASEWORK = (
    FlowStep("", "start_questionnaires", "questionnaire.opened", "practitioner", "ask_measures"),
    FlowStep("open", "enter_answers", "questionnaire.finished", "practitioner or the person", "fill_questionnaire"),
    FlowStep("unanswered", "work_through", "risk_prompt.worked_through", "practitioner, the same day", "risk_prompt"),
    FlowStep("draft", "complete_assessment", "assessment.completed", "practitioner", "write_assessment"),
    FlowStep("draft", "submit_plan", "plan.submitted", "practitioner", "write_plan"),
    FlowStep("submitted", "return_plan", "plan.returned", "referrer or service lead", "return_plan"),
    FlowStep("submitted", "approve_plan", "plan.approved", "referrer or service lead", "approve_plan"),
    FlowStep("approved", "revise_plan", "plan.revised", "practitioner", "revise_plan"),
    FlowStep("draft", "submit_report", "closure_report.submitted", "practitioner", "write_closure_report"),
    FlowStep("submitted", "accept_report", "closure_report.accepted", "referrer", "accept_closure_report"),
    FlowStep("due", "sign_off", "supervision.signed_off", "service lead", "supervision_step"),
)

ONWARD_REFERRAL = (
    FlowStep("", "start_onward", "onward_referral.opened", "practitioner", "start_onward"),
    FlowStep("draft", "send_onward", "onward_referral.sent", "practitioner", "write_onward"),
    FlowStep("sent", "onward_acknowledged", "onward_referral.acknowledged", "practitioner", "onward_step"),
    FlowStep("acknowledged", "onward_accepted", "onward_referral.accepted", "practitioner", "onward_step"),
    FlowStep(
        "accepted",
        "onward_on_waiting_list",
        "onward_referral.placed_on_waiting_list",
        "practitioner",
        "onward_step",
    ),
    FlowStep("waiting", "onward_first_attended", "onward_referral.first_attended", "practitioner", "onward_step"),
    FlowStep("sent", "onward_declined", "onward_referral.declined", "practitioner", "onward_step"),
)

SURVEY = (
    FlowStep("", "start_survey", "survey_version.drafted", "engagement worker", "start_survey"),
    FlowStep("draft", "change_draft", "survey_version.changed", "engagement worker", "survey_draft"),
    FlowStep("draft", "submit", "survey_version.submitted", "engagement worker", "survey_step"),
    FlowStep("submitted", "approve", "survey_version.approved", "engagement lead", "survey_step"),
    FlowStep("approved", "open_version", "survey_version.opened", "engagement worker", "survey_step"),
    FlowStep("open", "make_batch", "code_batch.made", "engagement worker", "make_codes"),
    FlowStep("open", "write_batch", "survey_version.answers_written", "the system, once enough wait", "say_go"),
    FlowStep("open", "close_version", "survey_version.closed", "engagement worker", "survey_step"),
)

CONCERN = (
    FlowStep("", "raise_concern", "concern.raised", "anybody who works with people", "raise_concern"),
    FlowStep("raised", "acknowledge", "concern.acknowledged", "handler or safeguarding lead", "acknowledge_concern"),
    FlowStep("acknowledged", "record_step", "concern.started", "owner", "record_concern_step"),
    FlowStep("", "record_telling", "concern.telling_recorded", "owner", "record_concern_telling"),
    FlowStep("under_way", "close_concern", "concern.closed", "owner", "close_concern"),
    FlowStep("closed", "reopen", "concern.reopened", "handler or safeguarding lead", "reopen_concern"),
)

CODING = (
    FlowStep("", "take_in", "reading.scrubbed", "the job, or a coder", "take_in"),
    FlowStep("waiting", "code_comment", "reading.coded", "coder", "read_comment"),
    FlowStep("disputed", "settle", "reading.adjudicated", "who keeps the codebook", "settle"),
    FlowStep("proposed", "approve_quote", "quote.approved", "another who approves quotes", "approve_quote"),
    FlowStep("", "release_figures", "figures.released", "engagement lead", "release_figures"),
)

PROPOSAL = (
    FlowStep("", "raise_proposal", "proposal.raised", "engagement worker", "raise_proposal"),
    FlowStep("raised", "support_proposal", "proposal.supported", "engagement worker", "proposal_step"),
    FlowStep("supported", "send_proposal", "proposal.sent", "engagement worker", "proposal_step"),
    FlowStep("sent", "answer_proposal", "proposal.adopted", "the role it is addressed to", "proposal_step"),
    FlowStep("adopted", "record_change", "proposal.changed", "the role it is addressed to", "proposal_step"),
    FlowStep("changed", "tell_back", "proposal.told_back", "engagement lead", "proposal_step"),
    FlowStep("draft", "issue_report", "report.issued", "engagement lead", "issue_report"),
)

APPOINTMENT = (
    FlowStep("", "book", "appointment.booked", "service practitioner", "book_appointment"),
    FlowStep("offered", "answer_offer", "appointment.booked", "service practitioner", "answer_offer"),
    FlowStep("booked", "move", "appointment.rescheduled", "service practitioner", "move_appointment"),
    FlowStep("booked", "cancel", "appointment.cancelled_by_service", "service administrator", "cancel_appointment"),
    FlowStep("booked", "record_session", "appointment.attended_on_time", "service practitioner", "record_session"),
    FlowStep("booked", "record_session", "appointment.did_not_attend", "service practitioner", "record_session"),
    FlowStep(
        "attended_on_time", "amend_session", "appointment.did_not_attend", "service practitioner", "amend_session"
    ),
    FlowStep("", "log_contact", "appointment.attended_on_time", "service practitioner", "log_contact"),
    FlowStep("", "say_read", "session_flag.seen", "probation practitioner", "say_read"),
    FlowStep("", "plan_group", "group_session.planned", "service administrator", "plan_group"),
    FlowStep("", "record_group", "group_session.recorded", "service practitioner", "record_group"),
)

LONE_VISIT = (
    FlowStep("", "start_visit", "lone_visit.started", "service practitioner", "start_lone_visit"),
    FlowStep("out", "come_back", "lone_visit.returned", "service practitioner", "come_back"),
    FlowStep("out", "raise_alarm", "lone_visit.raised", "the buddy", "raise_alarm"),
    FlowStep("raised", "found_safe", "lone_visit.found_safe", "the buddy", "found_safe"),
)

FLOWS: dict[str, tuple[FlowStep, ...]] = {
    "decision": DECISION,
    "publication": PUBLICATION,
    "historical decision": HISTORICAL,
    "money": MONEY,
    "cohort": COHORT,
    "duplicate records": DUPLICATES,
    "challenge": CHALLENGE,
    "panel meeting": PANEL_MEETING,
    "referral": REFERRAL,
    "consultation": CONSULTATION,
    "casework": CASEWORK,
    "onward referral": ONWARD_REFERRAL,
    "survey": SURVEY,
    "concern": CONCERN,
    "coding": CODING,
    "proposal": PROPOSAL,
    "appointment": APPOINTMENT,
    "visit alone": LONE_VISIT,
}
