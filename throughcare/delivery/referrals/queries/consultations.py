"""Advice: what was asked, what was given, and who may be named as having asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from throughcare import clock
from throughcare.delivery.people.models import Identifier, ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of, about_open_to
from throughcare.delivery.referrals.models import Consultation, Referral
from throughcare.delivery.services.queries import definition, definitions
from throughcare.delivery.services.queries.offers import is_open
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.states import OPEN_STATES
from throughcare.errors import Invalid, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, viewer_of
from throughcare.foundation.organisations.models import Organisation, Person
from throughcare.foundation.record.events import read_of

ROWS = ("asker", "asker_organisation", "worker", "provider", "service_user__merged_into", "referral")
MOST = 100
RECENT_ASKERS = 12
NOBODY_OF_THIS_NUMBER = "Nobody whom you or whoever asked may see has this CRN. Leave it empty to name nobody."
REFERRING_KINDS = (
    Organisation.Kind.PROBATION,
    Organisation.Kind.POLICE,
    Organisation.Kind.BOROUGH,
    Organisation.Kind.HEALTH,
)


@dataclass(frozen=True, slots=True)
class Advised:
    """A consultation as a page shows it, and what the viewer can do with it."""

    row: Consultation
    service: ServiceDefinition
    topics: str
    can_give: bool
    can_rate: bool
    can_withdraw: bool
    can_refer: bool

    @property
    def who(self) -> str:
        """Who asked, in words."""
        organisation: str = self.row.asker_organisation.name
        return f"{self.row.asker.name}, {organisation}" if self.row.asker else organisation


def _advised(viewer: Viewer, row: Consultation, today: date) -> Advised:
    found = definition(row.service)
    words = {one.code: one.means for one in found.topics}
    own = row.asker_id == viewer.person_id
    given = row.given_at is not None and today <= clock.today(row.given_at) + timedelta(days=60)
    return Advised(
        row=row,
        service=found,
        topics=", ".join(words.get(code, code) for code in row.topics),
        can_give=row.state == "asked"
        and viewer.can(Permission.WORK_CASE)
        and row.provider.code in viewer.organisation_codes,
        can_rate=own and row.state == "given" and given,
        can_withdraw=own and row.state == "asked",
        can_refer=own and row.referral_id is None and viewer.can(Permission.REFER),
    )


def consultation(viewer: Viewer, consultation_id: int, at: datetime) -> Advised:
    """One consultation for somebody who may see it. Reading it is recorded where it names a person."""
    seen: Consultation = get_visible(viewer, Consultation, pk=consultation_id)
    row = Consultation.objects.select_related(*ROWS).get(pk=seen.pk)
    if row.service_user_id:
        read_of(("consultation", row.pk), by=viewer, at=at)
    return _advised(viewer, row, clock.today(at))


def consultations(viewer: Viewer, at: datetime) -> list[Advised]:
    """What waits for an answer first, oldest first; then what was given, newest first."""
    rows = visible_to(viewer, Consultation).select_related(*ROWS)
    asked = rows.filter(state="asked").order_by("asked_at", "id")[:MOST]
    rest = rows.exclude(state="asked").order_by("-asked_at", "-id")[:MOST]
    today = clock.today(at)
    return [_advised(viewer, row, today) for row in (*asked, *rest)]


def services_that_advise(at: datetime) -> list[tuple[str, str]]:
    """The services that give advice without a referral today."""
    today = clock.today(at)
    found = [one for one in definitions(today) if one.consultation_without_referral and is_open(one, today)]
    return [(one.code, one.name) for one in found]


def advising_service(viewer: Viewer, at: datetime) -> ServiceDefinition | None:
    """The service of the viewer's own organisation in which they give advice; null where there is none."""
    if not viewer.can(Permission.WORK_CASE):
        return None
    for one in definitions(clock.today(at)):
        if one.consultation_without_referral and {x.provider for x in one.offers} & viewer.organisation_codes:
            return one
    return None


def own_service(viewer: Viewer, at: datetime) -> ServiceDefinition:
    """The service of the viewer's own organisation that gives advice; ``NotFound`` where none does."""
    found = advising_service(viewer, at)
    if found is None:
        raise NotFound("Your organisation gives no advice without a referral.", remedy="Record it on a case.")
    return found


def asks_or_gives(viewer: Viewer, at: datetime) -> bool:
    """Whether advice is any part of a viewer's work: they may ask for it, or their service gives it."""
    return viewer.can(Permission.REFER) or advising_service(viewer, at) is not None


def nameable(viewer: Viewer, asker_id: int | None, on: date) -> QuerySet[ServiceUser]:
    """Whom a worker may name in advice: whom they see, and whom the asker sees and may speak of to them.

    Never somebody whose record is closed to the worker.
    """
    seen = Q(pk__in=visible_to(viewer, ServiceUser).values("pk"))
    asker = Person.objects.filter(pk=asker_id).first() if asker_id else None
    if asker is not None:
        seen |= Q(pk__in=visible_to(viewer_of(asker, on=on), ServiceUser).values("pk"))
    return ServiceUser.objects.filter(about_open_to(viewer, "")).filter(seen)


def named(viewer: Viewer, asker_id: int | None, crn: str, on: date) -> ServiceUser:
    """The person with a CRN whom a worker may name in advice. ``Invalid`` beside ``crn`` where there is none."""
    heads = Identifier.objects.filter(kind="crn", value=crn).select_related("service_user__merged_into")
    numbers = [row.service_user.standing.pk for row in heads]
    found = nameable(viewer, asker_id, on).filter(pk__in=numbers).first()
    if found is None:
        raise Invalid({"crn": NOBODY_OF_THIS_NUMBER})
    return found


def open_case(viewer: Viewer, person: ServiceUser, service: str) -> Referral | None:
    """The newest open case that a person has with the viewer's own service."""
    rows = visible_to(viewer, Referral).filter(
        about_any_of([person.pk]), service=service, provider__code__in=viewer.organisation_codes, state__in=OPEN_STATES
    )
    found: Referral | None = rows.order_by("-since", "-id").first()
    return found


def waiting_question(
    viewer: Viewer, service: str, asker_id: int | None, service_user_id: int | None
) -> tuple[str, date] | None:
    """Who asks about the same, and since when it waits for an answer.

    That is about the same person, whoever asked; where one side names nobody, whatever the same asker asked.
    """
    rows = visible_to(viewer, Consultation).filter(
        state="asked", service=service, provider__code__in=viewer.organisation_codes
    )
    same = Q(asker_id=asker_id or 0)
    if service_user_id is not None:
        same = about_any_of([service_user_id]) | (same & Q(service_user__isnull=True))
    rows = rows.filter(same)
    row = rows.select_related("asker").order_by("asked_at", "id").first()
    return (row.asker.name, clock.today(row.asked_at)) if row else None


def askers(viewer: Viewer, referral: Referral | None = None) -> list[tuple[str, str]]:
    """Who may have asked: the referrer of the case, those who asked or referred lately, and organisations by name."""
    people: dict[int, str] = {}
    if referral is not None:
        people[referral.referrer_id] = f"{referral.referrer.name}, {referral.referrer_organisation.name}"
    ours = Consultation.objects.filter(provider__code__in=viewer.organisation_codes, asker__isnull=False)
    for pk, name, home in ours.order_by("-asked_at", "-id").values_list(
        "asker_id", "asker__name", "asker_organisation__name"
    )[:MOST]:
        people.setdefault(pk, f"{name}, {home}")
    cases = visible_to(viewer, Referral).filter(state__in=OPEN_STATES).order_by("-since", "-id")
    for pk, name, home in cases.values_list("referrer_id", "referrer__name", "referrer_organisation__name")[:MOST]:
        people.setdefault(pk, f"{name}, {home}")
    kept = list(people.items())[:RECENT_ASKERS]
    organisations = (
        Organisation.objects.filter(kind__in=REFERRING_KINDS).order_by("name", "id").values_list("code", "name")
    )
    return [(f"p{pk}", words) for pk, words in kept] + [
        (f"o{code}", f"Somebody at {name}") for code, name in organisations
    ]


def home_of(person_id: int) -> str:
    """The organisation of somebody who asked: where they referred or asked from last."""
    last = Consultation.objects.filter(asker_id=person_id).order_by("-asked_at", "-id").first()
    if last is not None:
        return str(last.asker_organisation.code)
    referral = Referral.objects.filter(referrer_id=person_id).order_by("-started_at", "-id").first()
    return str(referral.referrer_organisation.code) if referral else ""
