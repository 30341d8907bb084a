"""What a panel can decide about a case, and who may decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.delivery.panels import states
from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.words import day

FURTHEST_REVIEW = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that a panel can decide.

    ``cohort`` is the step of the cohort that it takes (empty where it changes nothing there), ``start`` the states of
    the stay from which it can be taken, ``rating`` the rating it gives, and ``dated`` says that it needs a day by
    which the case comes back.
    """

    code: str
    label: str
    cohort: str
    start: frozenset[str]
    rating: str = ""
    dated: bool = False
    minuted: str = ""

    def label_for(self, rating: str) -> str:
        """What its button says for somebody rated so."""
        return f"Stays {rating}" if self.cohort == "rate" and self.rating == rating else self.label

    @property
    def title(self) -> str:
        """What it is called where the reason is chosen."""
        return f"Rate {self.rating}" if self.cohort == "rate" else self.label


def _kind(code: str, label: str, cohort: str, start: str, **more: str | bool) -> Kind:
    return Kind(code, label, cohort, frozenset(start.split()), **more)  # type: ignore[arg-type]


PUT_FORWARD = "nominated deferred"
LEFT = "deselected"
KINDS: dict[str, Kind] = {
    one.code: one
    for one in (
        _kind("adopt_red", "Adopt as red", "adopt", PUT_FORWARD, rating="red", dated=True, minuted="Adopted, red"),
        _kind(
            "adopt_amber", "Adopt as amber", "adopt", PUT_FORWARD, rating="amber", dated=True, minuted="Adopted, amber"
        ),
        _kind(
            "adopt_green", "Adopt as green", "adopt", PUT_FORWARD, rating="green", dated=True, minuted="Adopted, green"
        ),
        _kind("not_adopt", "Do not adopt", "not_adopt", PUT_FORWARD, minuted="Not adopted"),
        _kind("defer", "Defer", "defer", PUT_FORWARD, dated=True, minuted="Deferred"),
        _kind("rate_red", "Red", "rate", "adopted", rating="red", dated=True, minuted="Rated red"),
        _kind("rate_amber", "Amber", "rate", "adopted", rating="amber", dated=True, minuted="Rated amber"),
        _kind("rate_green", "Green", "rate", "adopted", rating="green", dated=True, minuted="Rated green"),
        _kind("deselect", "De-select", "deselect", "adopted transfer_pending", minuted="De-selected"),
        _kind("readopt_red", "Re-adopt as red", "readopt", LEFT, rating="red", dated=True, minuted="Re-adopted, red"),
        _kind(
            "readopt_amber",
            "Re-adopt as amber",
            "readopt",
            LEFT,
            rating="amber",
            dated=True,
            minuted="Re-adopted, amber",
        ),
        _kind(
            "readopt_green",
            "Re-adopt as green",
            "readopt",
            LEFT,
            rating="green",
            dated=True,
            minuted="Re-adopted, green",
        ),
    )
}
NOTED = Kind("noted", "Discussed, nothing changes", "", frozenset(), minuted="Discussed; nothing changes")


def kind_of(code: str) -> Kind:
    """The kind with a code. Raises ``Invalid`` for one that there is not."""
    found = NOTED if code == NOTED.code else KINDS.get(code)
    if found is None:
        raise Invalid("Choose a decision from the agenda.")
    return found


def kinds_open(cohort_state: str) -> tuple[Kind, ...]:
    """What can be decided about a person whose stay is in a state (empty for somebody who has none)."""
    return (*(one for one in KINDS.values() if cohort_state in one.start), NOTED)


def check_fits(kind: Kind, *, cohort_state: str) -> None:
    """The decision can be taken from where the person stands now."""
    if kind is NOTED or cohort_state in kind.start:
        return
    where = cohort_state.replace("_", " ") or "in no cohort"
    raise WrongState(
        f"“{kind.label}” cannot be decided: this person is {where} now.",
        remedy="Open the case again to see what happened and what can be decided.",
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """Who might decide a case: the person who acts, the meeting's chair, and who has an interest in the case.

    ``interested`` are the people who nominated the case or stepped aside; ``present`` says that the agency of the
    person who acts is recorded as there.
    """

    person_id: int | None
    chair_id: int
    interested: frozenset[int]
    present: bool


def check_may_decide(bench: Bench) -> None:
    """The chair decides, but never a case of their own; then anybody else who may chair and is there decides it."""
    if bench.person_id in bench.interested:
        raise NotAllowed(
            "You put this person forward, so you do not decide on their case.",
            remedy="Another chair who is at the meeting decides it, or it is carried over.",
        )
    if bench.person_id == bench.chair_id:
        return
    if bench.chair_id not in bench.interested:
        raise NotAllowed(
            "The chair of this meeting decides.", remedy="Ask the chair, or let the coordinator name another chair."
        )
    if not bench.present:
        raise NotAllowed(
            "Your agency is not recorded as present at this meeting.", remedy="Record its attendance first."
        )


def may_decide(bench: Bench) -> bool:
    """Whether they may; derived from the check."""
    try:
        check_may_decide(bench)
    except NotAllowed:
        return False
    return True


def check_version(posted: int | None, stored: int, *, decided: bool) -> None:
    """Nobody decides over somebody else's decision unseen."""
    if posted is not None and posted != stored:
        what = "decided" if decided else "changed"
        raise Conflict(
            f"This case was {what} while you had it open, so your decision was not recorded.",
            remedy="Open the case again and see what was decided.",
        )


def check_review(kind: Kind, review_on: date | None, *, on: date) -> None:
    """What comes back comes back on a day after the meeting and within a year."""
    if not kind.dated:
        return
    if review_on is None:
        raise Invalid({"review_on": "Give the day by which it comes back."})
    if review_on <= on:
        raise Invalid({"review_on": f"{day(review_on)} is not after the meeting. Choose a later day."})
    if review_on > on + FURTHEST_REVIEW:
        raise Invalid({"review_on": f"{day(review_on)} is more than a year away. Check the year."})


def check_reason(reason: str, *, known: frozenset[str]) -> None:
    """A decision has a reason from its list."""
    if known and reason not in known:
        raise Invalid({"reason": "Choose a reason from the list."})


def check_can_decide_in(meeting_state: str) -> None:
    """Decisions are taken while the meeting is open."""
    if meeting_state != states.Meeting.HELD:
        raise WrongState(
            f"This meeting is {meeting_state.replace('_', ' ')}, so nothing is decided in it now.",
            remedy=f"It is the turn of {states.MEETING_OWNER[meeting_state]}.",
        )
