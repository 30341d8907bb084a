"""The agenda as its viewer may see it: a card a case, in order of need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import Attendance, Meeting, PanelCase, PanelDecision, Paper
from throughcare.delivery.panels.queries.cohort import NO_STAY, Stay, reason_label, standing, stays_of
from throughcare.delivery.panels.queries.due import listings
from throughcare.delivery.panels.rules import minutes as minutes_rules
from throughcare.delivery.panels.rules.agenda import Listing, in_order_of_need, one_each, read_dues, why
from throughcare.delivery.panels.rules.deciding import Bench, Kind, kind_of, kinds_open, may_decide
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.persons import PersonRow, person_rows
from throughcare.delivery.people.queries.scope import standing_at
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Card:
    """A case on an agenda: who with what must be seen of them, why it is here, what was brought and decided.

    ``case_id`` is null while the agenda is not frozen; ``kinds`` are the decisions that the viewer can take now.
    """

    service_user_id: int
    case_id: int | None
    head: PersonRow
    rating: str
    cohort_state: str
    whys: tuple[str, ...]
    asked_for: str
    state: str
    decided: tuple[str, ...]
    papers: int
    own_paper: str
    kinds: tuple[Kind, ...]
    why_not: str = ""

    @property
    def name(self) -> str:
        """Whose case it is."""
        return self.head.name

    @property
    def taps(self) -> tuple[tuple[str, str, str], ...]:
        """The decisions that the viewer can take now: code, words and rating of each."""
        return tuple((one.code, one.label_for(self.rating), one.rating or "plain") for one in self.kinds)


def _stored(viewer: Viewer, meeting: Meeting) -> list[PanelCase]:
    rows = visible_to(viewer, PanelCase).filter(meeting=meeting).select_related("service_user")
    return list(rows.order_by("place", "pk"))


def to_list(meeting: Meeting, stored: Iterable[PanelCase]) -> dict[int, Listing]:
    """What is due at a meeting that is not frozen, with what was added by hand; a person once, whoever may see them."""
    cases = list(stored)
    due = listings(meeting)
    stands = standing([*(one.service_user_id for one in cases), *(one.service_user_id for one in due)])
    gone = {stands[one.service_user_id] for one in cases if one.state != states.Case.LISTED}
    added = [Listing(one.service_user_id, read_dues(one.dues)) for one in cases if one.state == states.Case.LISTED]
    return one_each({one.service_user_id: one for one in due if one.service_user_id not in gone}, added, stands)


def _live(viewer: Viewer, meeting: Meeting, stored: Iterable[PanelCase]) -> list[Listing]:
    """Cases of a meeting that is not frozen: what is due, and what was added by hand, in order of need."""
    found = to_list(meeting, stored)
    stands = standing(found)
    seen = set(visible_to(viewer, ServiceUser).filter(pk__in=set(stands.values())).values_list("pk", flat=True))
    return [one for one in in_order_of_need(found.values()) if stands[one.service_user_id] in seen]


def cards(viewer: Viewer, meeting: Meeting) -> tuple[Card, ...]:
    """The agenda of a meeting, in order of need; of restricted people only those whom the viewer may see."""
    stored = _stored(viewer, meeting)
    by_person = {one.service_user_id: one for one in stored}
    if meeting.state == states.Meeting.SCHEDULED:
        listed = _live(viewer, meeting, stored)
        dues = {one.service_user_id: one.dues for one in listed}
        order = [one.service_user_id for one in listed]
    else:
        order = [one.service_user_id for one in stored if one.state != states.Case.TAKEN_OFF]
        dues = {one.service_user_id: read_dues(one.dues) for one in stored}
    stands = standing(order)
    people = ServiceUser.objects.filter(pk__in=set(stands.values()))
    heads = {one.id: one for one in person_rows(viewer, people, on=meeting.on)}
    stays, brought = stays_of(order), _papers(viewer, meeting)
    made = _decisions(viewer, [one.pk for one in stored])
    sits = presence(viewer, meeting)
    found = []
    for number in order:
        case, stay = by_person.get(number), stays.get(number, NO_STAY)
        kinds, why_not = open_to(viewer, meeting, case, stay, present=sits)
        found.append(
            Card(
                service_user_id=number,
                case_id=case.pk if case else None,
                head=heads[stands[number]],
                rating=stay.rating,
                cohort_state=stay.state,
                whys=tuple(why(due, on=meeting.on) for due in dues[number]),
                asked_for=case.asked_for if case else "",
                state=case.state if case else states.Case.LISTED,
                decided=made[case.pk] if case else (),
                papers=brought[stands[number]][0],
                own_paper=brought[stands[number]][1],
                kinds=kinds,
                why_not=why_not,
            )
        )
    return tuple(found)


def _papers(viewer: Viewer, meeting: Meeting) -> dict[int, tuple[int, str]]:
    """By the record that stands: how many papers the panel has, and how the viewer's own stands."""
    found: dict[int, tuple[int, str]] = defaultdict(lambda: (0, "not_written"))
    rows = visible_to(viewer, Paper).filter(meeting=meeting).annotate(head=standing_at())
    for row in rows.select_related("organisation"):
        shared, own = found[row.head]
        if row.organisation.code in viewer.organisation_codes:
            own = "shared" if row.shared_at or own == "shared" else "written"
        found[row.head] = (shared + (row.shared_at is not None), own)
    return found


def _decisions(viewer: Viewer, cases: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = visible_to(viewer, PanelDecision).filter(case_id__in=cases).order_by("case_id", "number")
    for row in rows:
        found[row.case_id] = (*found[row.case_id], decided_words(row))
    return found


def decided_words(row: PanelDecision) -> str:
    """A decision in words."""
    reason = reason_label(row.kind, row.reason_code)
    return minutes_rules.decided(kind_of(row.kind).minuted, reason, row.words, row.review_on)


def presence(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether an agency of the viewer is recorded as present."""
    rows = Attendance.objects.filter(meeting=meeting, kind=Attendance.Kind.PRESENT)
    return bool(rows.filter(organisation__code__in=viewer.organisation_codes).exists())


def bench(viewer: Viewer, meeting: Meeting, case: PanelCase | None, stay: Stay, *, present: bool) -> Bench:
    """Who might decide a case."""
    interested = {stay.nominated_by if stay.state in ("nominated", "deferred") else None}
    interested.add(case.stepped_aside_id if case else None)
    return Bench(viewer.person_id, meeting.chair_id, frozenset(one for one in interested if one is not None), present)


def open_to(
    viewer: Viewer, meeting: Meeting, case: PanelCase | None, stay: Stay, *, present: bool
) -> tuple[tuple[Kind, ...], str]:
    """The decisions that a viewer can take on a case now; where none, why not, for somebody who could chair."""
    if meeting.state != states.Meeting.HELD or case is None or not viewer.can(Permission.CHAIR_PANEL):
        return (), ""
    who = bench(viewer, meeting, case, stay, present=present)
    if may_decide(who):
        return kinds_open(stay.state), ""
    return (), "Another chair decides this case." if viewer.person_id in who.interested else ""
