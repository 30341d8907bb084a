"""Deciding a case: the panel's decision and what it does to the cohort, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.delivery.panels import states
from throughcare.delivery.panels.actions.common import lock_case, lock_meeting, move_case
from throughcare.delivery.panels.models import Meeting, PanelCase, PanelDecision
from throughcare.delivery.panels.queries.agenda import bench, presence
from throughcare.delivery.panels.queries.cohort import FIRST_RATING, Stay, ledger_day, reasons, standard_review, stay_of
from throughcare.delivery.panels.rules import deciding as rules
from throughcare.delivery.panels.rules.deciding import Kind
from throughcare.delivery.people import actions as cohort
from throughcare.errors import Conflict
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action


@dataclass(frozen=True, slots=True)
class Given:
    """What was decided, why, and when it comes back."""

    kind: Kind
    reason: str
    words: str
    review_on: date | None


@action
def decide(
    *,
    meeting_id: int,
    service_user_id: int,
    kind: str,
    reason: str = "",
    words: str = "",
    review_on: date | None = None,
    version: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> PanelDecision:
    """Decides a case at an open meeting. ``version`` is the case as it was opened, ``key`` the form that sends it.

    Raises ``Conflict`` where somebody else decided meanwhile, ``NotAllowed`` for somebody with an interest in the case,
    and whatever the cohort refuses; then nothing is written on either side.
    """
    meeting = lock_meeting(meeting_id, Permission.CHAIR_PANEL, by=by)
    case = lock_case(meeting, service_user_id, by=by)
    given = Given(rules.kind_of(kind), reason, words.strip(), review_on)
    earlier = PanelDecision.objects.filter(key=key).first() if key else None
    if earlier is not None:
        return _the_same(earlier, case, given)
    rules.check_can_decide_in(meeting.state)
    stay = stay_of(service_user_id)
    rules.check_may_decide(bench(by, meeting, case, stay, present=presence(by, meeting)))
    rules.check_version(version, case.version, decided=case.state == states.Case.DECIDED)
    given = _checked(given, meeting, stay)
    _change_cohort(given, meeting, stay, by=by, at=at)
    row = _kept(case, given, key, by=by, at=at)
    move_case(case, "decided", by=by, at=at, code=given.kind.code)
    return row


def _kept(case: PanelCase, given: Given, key: str, *, by: Viewer, at: datetime) -> PanelDecision:
    row = PanelDecision(
        case=case,
        number=case.decisions.count() + 1,
        kind=given.kind.code,
        rating=given.kind.rating,
        reason_code=given.reason,
        words=given.words,
        review_on=given.review_on,
        decided_by_id=by.person_id,
        at=at,
        key=key,
    )
    row.save()
    return row


def _the_same(earlier: PanelDecision, case: PanelCase, given: Given) -> PanelDecision:
    if (earlier.case_id, earlier.kind, earlier.reason_code) != (case.pk, given.kind.code, given.reason):
        raise Conflict(
            "This form was already sent with another decision, and that was recorded.",
            remedy="Open the case again to see it; decide again from there if it should be another.",
        )
    return earlier


def _checked(given: Given, meeting: Meeting, stay: Stay) -> Given:
    """The decision with its day of review, found possible."""
    rules.check_fits(given.kind, cohort_state=stay.state)
    known = frozenset(code for code, _ in reasons(given.kind, meeting.on, rating=stay.rating))
    rules.check_reason(given.reason, known=known)
    review_on = given.review_on or standard_review(given.kind, meeting.on)
    rules.check_review(given.kind, review_on, on=meeting.on)
    return Given(given.kind, given.reason if known else "", given.words, review_on if given.kind.dated else None)


def _change_cohort(given: Given, meeting: Meeting, stay: Stay, *, by: Viewer, at: datetime) -> None:
    """Takes the step of the cohort that the decision means. An error there undoes the decision with it."""
    if not given.kind.cohort or stay.nominal_id is None:
        return
    common = {
        "nominal_id": stay.nominal_id,
        "reason": given.reason,
        "words": given.words,
        "on": ledger_day(stay.nominal_id, meeting.on),
        "by": by,
        "at": at,
    }
    rated = {"rating": given.kind.rating, "review_on": given.review_on}
    steps: dict[str, Callable[[], object]] = {
        "adopt": lambda: cohort.adopt(**common, **rated, rating_reason=FIRST_RATING),
        "not_adopt": lambda: cohort.not_adopt(**common),
        "defer": lambda: cohort.defer(**common, review_on=given.review_on),
        "rate": lambda: cohort.rate(**common, **rated),
        "deselect": lambda: cohort.deselect(**common),
        "readopt": lambda: _readopt(common, rated),
    }
    steps[given.kind.cohort]()


def _readopt(common: dict[str, object], rated: dict[str, object]) -> None:
    cohort.readopt(**common, review_on=rated["review_on"])
    cohort.rate(**(common | {"reason": FIRST_RATING}), **rated)
