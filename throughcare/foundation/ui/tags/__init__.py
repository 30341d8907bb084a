"""The one place where a state gets its words and colour. An unknown machine or state fails, so none is ever shown bare.

Colour carries the same meaning everywhere: grey not begun, blue with somebody, yellow waiting or to be watched, green
done, red wrong or stopped, purple changed by a later thing. It never carries it alone: the words do.
"""

from __future__ import annotations

from enum import Enum

from throughcare.foundation.ui.tags.operations import OPERATIONS
from throughcare.foundation.ui.tags.tag import Tag

COLOURS = ("grey", "blue", "yellow", "green", "red", "purple", "teal", "orange", "magenta")


TAGS: dict[str, dict[str, Tag]] = {
    "decision": {
        "draft": Tag("Draft", "grey"),
        "advice": Tag("Advice", "blue"),
        "board": Tag("Oversight board", "blue"),
        "chief_executive": Tag("Chief executive", "blue"),
        "decision_maker": Tag("Decision maker", "blue"),
        "signed": Tag("Signed", "green"),
        "in_effect": Tag("In effect", "green"),
        "amended": Tag("Amended", "purple"),
        "superseded": Tag("Superseded", "purple"),
        "refused": Tag("Refused", "red"),
        "withdrawn": Tag("Withdrawn", "red"),
    },
    "publication": {
        "to_be_published": Tag("To be published", "yellow"),
        "published": Tag("Published", "green"),
        "deferred": Tag("Deferred", "yellow"),
        "part_2": Tag("Part 2, not published", "grey"),
    },
    "advice": {
        "not_asked": Tag("Not asked", "grey"),
        "asked": Tag("Asked", "blue"),
        "given": Tag("Given", "green"),
        "not_needed": Tag("Not needed", "grey"),
    },
    "finding": {
        "error": Tag("Error", "red"),
        "warning": Tag("Warning", "yellow"),
        "note": Tag("Note", "blue"),
        "accepted": Tag("Accepted", "purple"),
        "mended": Tag("Mended", "green"),
        "passed": Tag("Passed", "green"),
    },
    "delegation": {
        "granted": Tag("Granted", "green"),
        "in_use": Tag("In use", "green"),
        "exhausted": Tag("Exhausted", "red"),
        "expired": Tag("Expired", "grey"),
        "revoked": Tag("Revoked", "red"),
    },
    "contribution": {
        "pledged": Tag("Pledged", "grey"),
        "accepted": Tag("Accepted", "blue"),
        "agreed": Tag("Agreed", "blue"),
        "invoiced": Tag("Invoiced", "yellow"),
        "received": Tag("Received", "green"),
        "recognised": Tag("Recognised", "green"),
        "deferred": Tag("Deferred", "yellow"),
        "carried_forward": Tag("Carried forward", "purple"),
        "returned": Tag("Returned", "purple"),
        "withdrawn": Tag("Withdrawn", "red"),
    },
    "carry_forward": {
        "forecast": Tag("Forecast", "grey"),
        "requested": Tag("Requested", "yellow"),
        "approved": Tag("Approved", "blue"),
        "in_reserve": Tag("In reserve", "green"),
        "part_drawn": Tag("Partly drawn", "blue"),
        "exhausted": Tag("Drawn in full", "purple"),
        "lapsed": Tag("Lapsed", "red"),
        "refused": Tag("Refused", "red"),
    },
    "virement": {
        "proposed": Tag("Proposed", "yellow"),
        "posted": Tag("Posted", "green"),
        "refused": Tag("Refused", "red"),
    },
    "transaction": {
        "draft": Tag("Draft", "grey"),
        "posted": Tag("Posted", "green"),
        "reversed": Tag("Reversed", "purple"),
    },
    "period": {"open": Tag("Open", "green"), "locked": Tag("Locked", "grey")},
    "year": {
        "balanced": Tag("Balances", "green"),
        "unbalanced": Tag("Does not balance", "red"),
        "mended": Tag("Mended by a movement", "purple"),
    },
    "task": {
        "not_started": Tag("Not started", "grey"),
        "in_progress": Tag("In progress", "blue"),
        "done": Tag("Done", "green"),
        "blocked": Tag("Cannot start yet", "yellow"),
    },
    "nominal": {
        "identified": Tag("Identified", "grey"),
        "nominated": Tag("Nominated", "blue"),
        "deferred": Tag("Deferred", "yellow"),
        "adopted": Tag("In the cohort", "green"),
        "not_adopted": Tag("Not adopted", "grey"),
        "transfer_pending": Tag("Transfer asked", "yellow"),
        "transferred_out": Tag("Transferred", "purple"),
        "deselected": Tag("Deselected", "purple"),
    },
    "rating": {
        "unrated": Tag("Not rated yet", "grey"),
        "red": Tag("Red", "red"),
        "amber": Tag("Amber", "orange"),
        "green": Tag("Green", "green"),
    },
    "verdict": {
        "eligible": Tag("Meets the rule", "green"),
        "not_eligible": Tag("Does not meet it", "red"),
        "ask": Tag("Not all is known", "yellow"),
    },
    "criterion": {
        "holds": Tag("Yes", "green"),
        "fails": Tag("No", "red"),
        "unknown": Tag("Not known", "yellow"),
    },
    "duplicate": {
        "proposed": Tag("Proposed", "yellow"),
        "merged": Tag("Merged", "purple"),
        "kept_apart": Tag("Kept apart", "green"),
    },
    "transfer": {
        "asked": Tag("Asked", "yellow"),
        "accepted": Tag("Accepted", "green"),
        "refused": Tag("Refused", "red"),
        "withdrawn": Tag("Withdrawn", "grey"),
    },
    "challenge": {
        "open": Tag("Waiting for an answer", "yellow"),
        "upheld": Tag("Upheld", "green"),
        "partly_upheld": Tag("Partly upheld", "green"),
        "not_upheld": Tag("Not upheld", "red"),
        "withdrawn": Tag("Withdrawn", "grey"),
    },
    "appointment": {
        "offered": Tag("Offered", "yellow"),
        "booked": Tag("Booked", "blue"),
        "offer_declined": Tag("Offer declined", "grey"),
        "rescheduled": Tag("Moved", "purple"),
        "attended_on_time": Tag("Attended", "green"),
        "attended_late": Tag("Attended late", "green"),
        "attended_short": Tag("Attended in part", "green"),
        "did_not_attend": Tag("Did not attend", "red"),
        "acceptable_absence": Tag("Acceptable absence", "yellow"),
        "late_cancelled_by_person": Tag("Cancelled late by the person", "red"),
        "cancelled_by_person": Tag("Cancelled by the person", "yellow"),
        "cancelled_by_service": Tag("Cancelled by the service", "yellow"),
        "in_custody": Tag("In custody", "grey"),
        "arrested": Tag("Arrested", "grey"),
        "in_hospital": Tag("In hospital", "grey"),
        "logistics": Tag("Could not take place", "grey"),
        "entered_in_error": Tag("Entered by mistake", "grey"),
    },
    "unrecorded": {"due": Tag("Not recorded", "yellow"), "late": Tag("Overdue", "red")},
    "flag": {
        "behaviour": Tag("Behaviour", "orange"),
        "concern": Tag("Concern", "red"),
        "seen": Tag("Read", "green"),
        "not_seen": Tag("Not read yet", "yellow"),
    },
    "lone_visit": {
        "out": Tag("Out alone", "blue"),
        "overdue": Tag("Overdue", "red"),
        "raised": Tag("Alarm raised", "red"),
        "back": Tag("Back", "green"),
        "found_safe": Tag("Found safe", "green"),
    },
    "reminder": {
        "queued": Tag("Waiting to go", "blue"),
        "sent": Tag("Sent", "green"),
        "dropped": Tag("Not sent", "grey"),
    },
    "panel_meeting": {
        "scheduled": Tag("Scheduled", "grey"),
        "agenda_frozen": Tag("Agenda frozen", "blue"),
        "held": Tag("Open now", "yellow"),
        "decided": Tag("Decided", "blue"),
        "closed": Tag("Closed", "green"),
        "cancelled": Tag("Cancelled", "red"),
    },
    "panel_case": {
        "listed": Tag("To decide", "grey"),
        "decided": Tag("Decided", "green"),
        "carried_over": Tag("Carried over", "yellow"),
        "taken_off": Tag("Taken off", "red"),
    },
    "panel_action": {
        "open": Tag("Open", "blue"),
        "carried_over": Tag("Carried over", "yellow"),
        "late": Tag("Late", "red"),
        "done": Tag("Done", "green"),
        "not_done": Tag("Will not be done", "purple"),
    },
    "concern": {
        "raised": Tag("Raised", "yellow"),
        "acknowledged": Tag("Acknowledged", "blue"),
        "under_way": Tag("Under way", "blue"),
        "closed": Tag("Closed", "green"),
        "withdrawn": Tag("Withdrawn", "purple"),
        "late": Tag("Late", "red"),
    },
    "panel_paper": {
        "not_written": Tag("Your paper: not written", "yellow"),
        "written": Tag("Your paper: not shown yet", "yellow"),
        "shared": Tag("Your paper: shown", "green"),
    },
    "referral": {
        "draft": Tag("Draft", "grey"),
        "submitted": Tag("Sent", "blue"),
        "triage": Tag("Being considered", "blue"),
        "information_requested": Tag("More asked for", "yellow"),
        "declined": Tag("Declined", "red"),
        "accepted": Tag("Accepted", "green"),
        "waiting": Tag("Waiting for a worker", "yellow"),
        "allocated": Tag("With a worker", "blue"),
        "consultation": Tag("Advice", "blue"),
        "consent_sought": Tag("Consent asked", "yellow"),
        "consented": Tag("Consent given", "blue"),
        "assessment_booked": Tag("Assessment booked", "blue"),
        "screening_booked": Tag("Screening booked", "blue"),
        "assessed": Tag("Assessed", "blue"),
        "screened": Tag("Screened", "blue"),
        "nhs_step_up": Tag("Passing to the NHS", "purple"),
        "profile_completed": Tag("Profile agreed", "blue"),
        "adjustments_shared": Tag("Adjustments shared", "green"),
        "plan_draft": Tag("Plan being written", "blue"),
        "plan_submitted": Tag("Plan to approve", "yellow"),
        "plan_returned": Tag("Plan returned", "yellow"),
        "plan_approved": Tag("Plan approved", "green"),
        "matching": Tag("Looking for a mentor", "yellow"),
        "matched": Tag("Matched", "green"),
        "in_delivery": Tag("Sessions under way", "green"),
        "coaching": Tag("Coaching", "green"),
        "active": Tag("Meeting regularly", "green"),
        "match_ended": Tag("Match ended", "yellow"),
        "paused": Tag("Paused", "yellow"),
        "closure_due": Tag("Closure report due", "yellow"),
        "closure_submitted": Tag("Closure report sent", "blue"),
        "reopened": Tag("Opened again", "purple"),
        "closed": Tag("Closed", "grey"),
        "withdrawn": Tag("Withdrawn", "grey"),
        "transferred": Tag("Transferred", "purple"),
    },
    "eligibility": {
        "suitable": Tag("Fits", "green"),
        "ask": Tag("Ask", "yellow"),
        "not_suitable": Tag("Does not fit", "red"),
    },
    "consultation": {
        "asked": Tag("Asked", "yellow"),
        "given": Tag("Given", "green"),
        "withdrawn": Tag("Taken back", "grey"),
    },
    "service": {"open": Tag("Takes referrals", "green"), "closed": Tag("Closed to new referrals", "grey")},
    "reading": {
        "waiting": Tag("Waits for a coder", "grey"),
        "second": Tag("Waits for a second coder", "blue"),
        "disputed": Tag("Coders differ", "yellow"),
        "settled": Tag("Settled", "green"),
        "set_aside": Tag("Set aside", "purple"),
        "withdrawn": Tag("Taken back", "red"),
    },
    "quote": {
        "proposed": Tag("Proposed", "yellow"),
        "approved": Tag("Approved", "green"),
        "refused": Tag("Refused", "red"),
        "taken_down": Tag("Taken down", "purple"),
    },
    "proposal": {
        "raised": Tag("Raised", "grey"),
        "supported": Tag("Backed", "blue"),
        "sent": Tag("Sent", "yellow"),
        "adopted": Tag("Adopted", "green"),
        "adapted": Tag("Adapted", "teal"),
        "declined": Tag("Declined", "red"),
        "changed": Tag("Changed", "green"),
        "told_back": Tag("Told back", "green"),
        "withdrawn": Tag("Withdrawn", "purple"),
    },
    "insight_report": {
        "draft": Tag("Draft", "grey"),
        "issued": Tag("Issued", "green"),
    },
    "questionnaire": {
        "open": Tag("Being filled in", "blue"),
        "finished": Tag("Finished", "green"),
        "left": Tag("Left unfinished", "yellow"),
        "declined": Tag("Not wanted", "grey"),
        "void": Tag("Does not count", "grey"),
    },
    "risk_prompt": {
        "unanswered": Tag("Work through today", "red"),
        "escalated": Tag("Overdue, lead told", "red"),
        "worked_through": Tag("Worked through", "green"),
    },
    "assessment": {"draft": Tag("Being written", "blue"), "completed": Tag("Completed", "green")},
    "plan": {
        "draft": Tag("Being written", "blue"),
        "submitted": Tag("To be decided", "yellow"),
        "returned": Tag("Returned", "orange"),
        "approved": Tag("Approved", "green"),
        "ended": Tag("Ended", "grey"),
    },
    "joint_plan": {
        "proposed": Tag("To be agreed", "yellow"),
        "agreed": Tag("Agreed", "green"),
        "ended": Tag("Ended", "grey"),
    },
    "onward_referral": {
        "draft": Tag("Being written", "blue"),
        "sent": Tag("Sent", "yellow"),
        "acknowledged": Tag("Received", "yellow"),
        "accepted": Tag("Accepted", "teal"),
        "waiting": Tag("On their list", "teal"),
        "missed": Tag("Missed", "orange"),
        "attended": Tag("Attended", "green"),
        "unknown": Tag("Not known", "grey"),
        "declined": Tag("Refused", "red"),
        "lapsed": Tag("Never answered", "red"),
        "withdrawn": Tag("Taken back", "grey"),
    },
    "closure_report": {
        "draft": Tag("Being written", "blue"),
        "submitted": Tag("To be read", "yellow"),
        "accepted": Tag("Accepted", "green"),
    },
    "supervision": {
        "due": Tag("To be reviewed", "yellow"),
        "points_raised": Tag("Points to answer", "orange"),
        "signed_off": Tag("Signed off", "green"),
    },
    "case_form": {"draft": Tag("Being filled in", "blue"), "completed": Tag("Completed", "green")},
    "survey": {
        "draft": Tag("Draft", "grey"),
        "submitted": Tag("Waiting for approval", "yellow"),
        "approved": Tag("Approved", "blue"),
        "open": Tag("Open", "green"),
        "closed": Tag("Closed", "purple"),
        "withdrawn": Tag("Given up", "red"),
    },
    "activity": {
        "planned": Tag("Planned", "grey"),
        "inviting": Tag("Inviting", "blue"),
        "held": Tag("Held", "yellow"),
        "expenses_settled": Tag("Expenses settled", "yellow"),
        "written_up": Tag("Written up", "blue"),
        "closed": Tag("People were told", "green"),
        "cancelled": Tag("Cancelled", "red"),
    },
    "disclosure": {"waiting": Tag("Waiting", "red"), "answered": Tag("Answered", "green")},
    "payment": {
        "proposed": Tag("Proposed", "grey"),
        "offered": Tag("Offered", "blue"),
        "accepted": Tag("Waiting for approval", "yellow"),
        "approved": Tag("Approved", "blue"),
        "paid": Tag("Paid", "green"),
        "declined": Tag("Declined", "purple"),
        "refused": Tag("Refused", "red"),
    },
    **OPERATIONS,
}


def tag_for(machine: str, state: str | Enum) -> Tag:
    """The words and colour of a state. Raises LookupError that names the file to mend for one that has none."""
    value = str(state.value) if isinstance(state, Enum) else state
    try:
        return TAGS[machine][value]
    except KeyError:
        raise LookupError(
            f"No tag for state {value!r} of {machine!r}. Add it to throughcare/foundation/ui/tags."
        ) from None


def states_of(machine: str) -> tuple[str, ...]:
    """Every state that has a tag, in the order of its machine."""
    return tuple(TAGS[machine])
