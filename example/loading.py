"""Loads the demo through the same actions that people use: organisations, people, two decisions and some drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from example.appointments import load_appointments
from example.casework import load_casework
from example.cohort import load_cohort, load_what_waits
from example.concerns import load_concerns
from example.feedback import load_feedback
from example.panels import decides_from, load_panels
from example.participants import load_participants
from example.people import EVERYBODY, PASSWORD
from example.proposals import load_proposals
from example.referrals import load_referrals
from example.shared_work import load_shared_work
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.queries.findings import reference
from throughcare.commissioning.decisions.rules import reading
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.workflow import ADVICE_KINDS
from throughcare.commissioning.funding.actions import open_programme
from throughcare.foundation.access.viewers import Viewer, viewer_of
from throughcare.foundation.operations.demo_data import refuse_beside_real_data
from throughcare.foundation.organisations.actions import SYSTEM, add_organisation, add_person, grant_role
from throughcare.foundation.organisations.models import Organisation, Person
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

PAPERS = Path(__file__).parent / "papers"
PUBLISHED_TEXT = Path("..") / "shared" / "inputs" / "pcd-1291.txt"
KINDS = {
    "commissioner": Organisation.Kind.POLICING_BODY,
    "co_commissioner": Organisation.Kind.PROBATION,
    "police": Organisation.Kind.POLICE,
    "borough": Organisation.Kind.BOROUGH,
    "procurement_administrator": Organisation.Kind.PROCUREMENT_ADMINISTRATOR,
}
FIRST_DAY = date(2022, 4, 1)
FIRST_POSTED = datetime(2022, 4, 4, 9, tzinfo=UTC)
ENVELOPE_PENCE = 210_000_000  # PCD 1291 para 1.3: the medium term financial plan's money for IOM interventions
EVALUATOR = ("evaluator_example", "Evaluator Example", Organisation.Kind.EVALUATOR, "Evaluator Example Ltd")
PROVIDERS = (
    ("mental_health_example", "Mental Health Provider Example", Organisation.Kind.PROVIDER, "Provider Example One Ltd"),
    ("neurodiversity_example", "Neurodiversity Provider Example", Organisation.Kind.PROVIDER, "Provider Example Three"),
    ("mentoring_example", "Mentoring Provider Example", Organisation.Kind.PROVIDER, "Provider Example Four"),
    ("engagement_example", "Engagement Provider Example", Organisation.Kind.PROVIDER, "Provider Example Two CIO"),
)


def load(*, now: datetime) -> bool:
    """Loads everything once; false where it is here already. ``now`` is the moment the demo is set up."""
    if Organisation.objects.exists():
        return False
    with transaction.atomic():  # whole or not at all: one that stopped half-way would pass for loaded
        _load(now)
    return True


def _load(now: datetime) -> None:
    load_organisations(now)
    viewers = _people(now)
    load_decisions(viewers, now=now)
    coming = load_cohort(viewers, now, decides_from=decides_from(now))
    load_panels(viewers, now, coming)
    load_what_waits(viewers, now)
    load_concerns(viewers, now)
    load_referrals(viewers, now)
    load_casework(viewers, now)
    load_feedback(viewers, now)
    load_participants(viewers, now)
    load_proposals(viewers, now=now)
    load_appointments(viewers, now)
    load_shared_work(viewers, now)


def load_organisations(now: datetime) -> None:
    for row in reference().organisations:
        add_organisation(
            code=row.id,
            name=row.name,
            kind=KINDS.get(row.kind, Organisation.Kind.OTHER),
            legal_entity=row.name if row.is_legal_entity else row.legal_entity or "Not known",
            by=SYSTEM,
            at=now,
        )
    for code, name, kind, entity in (EVALUATOR, *PROVIDERS):
        add_organisation(code=code, name=name, kind=kind, legal_entity=entity, by=SYSTEM, at=now)


def _people(now: datetime) -> dict[str, Viewer]:
    """Everyone of the demo, by the part before the @ of their address."""
    codes = {one.code: one.pk for one in Organisation.objects.all()}
    viewers = {}
    for place, one in enumerate(EVERYBODY):
        password = PASSWORD if place == 0 else None
        person: Person = add_person(email=one.email, name=one.name, password=password, by=SYSTEM, at=now)
        grant_role(
            person_id=person.pk,
            organisation_id=codes[one.organisation],
            role=one.role,
            area=one.area,
            from_date=FIRST_DAY,
            by=SYSTEM,
            at=now,
        )
        viewers[one.email.partition("@")[0]] = viewer_of(person, on=now.date())
    _share_password(by=None, at=now)
    return viewers


@action
def _share_password(*, by: None, at: datetime) -> None:
    """Everybody of the demo has its one printed password, so its slow hash is made once. Only ever for the demo."""
    refuse_beside_real_data()
    first = Person.objects.get(email=EVERYBODY[0].email)
    Person.objects.filter(email__in=[one.email for one in EVERYBODY]).update(password=first.password)
    event("person.password_shared", subject=("person", first.pk), by=by, at=at)


def paper_1291() -> Paper:
    """PCD 1291: the published text where it is present beside the project, else its facts in our own words."""
    published = Path(settings.ROOT) / PUBLISHED_TEXT
    source = published if published.is_file() else PAPERS / "pcd-1291.toml"
    paper = reading.read_paper(source.read_bytes(), name=source.name)
    objective = next((one.title for one in reference().objectives), "")
    return replace(paper, programme="iom", objective=paper.objective or objective)


def paper_1514() -> Paper:
    """PCD 1514, phase two: the facts that could be read, in our own words."""
    source = PAPERS / "pcd-1514.toml"
    return replace(reading.read_paper(source.read_bytes(), name=source.name), programme="iom")


def sound_draft() -> Paper:
    """A sound paper of our own, to take from draft to publication."""
    source = PAPERS / "sound-draft.toml"
    return replace(reading.read_paper(source.read_bytes(), name=source.name), signed=None, chief_executive_signed=None)


def load_decisions(viewers: dict[str, Viewer], *, now: datetime) -> None:
    """The two real decisions in effect and published, and drafts of our own at different steps."""
    commissioner = viewers["commissioner"]
    probation = Organisation.objects.get(code="london_probation")
    open_programme(
        code="iom",
        name="Integrated Offender Management interventions",
        lead="mopac",
        envelope_pence=ENVELOPE_PENCE,
        from_year="2022/23",
        to_year="2024/25",
        by=viewers["finance"],
        at=FIRST_POSTED,
    )
    for paper, at in (
        (paper_1291(), datetime(2022, 10, 12, 9, tzinfo=UTC)),
        (paper_1514(), datetime(2023, 11, 1, 9, tzinfo=UTC)),
    ):
        row = actions.import_signed(paper=paper, by=commissioner, at=at)
        actions.share(decision_id=row.pk, organisation_id=probation.pk, by=commissioner, at=at)
        actions.bring_into_effect(decision_id=row.pk, by=commissioner, at=at)
        actions.publish(decision_id=row.pk, by=commissioner, at=at + timedelta(days=1))
    _drafts(viewers, now=now)


def _drafts(viewers: dict[str, Viewer], *, now: datetime) -> None:
    commissioner = viewers["commissioner"]
    at = now - timedelta(days=9)
    draft = sound_draft()
    written = actions.start_paper(paper=replace(draft, reference="PCD 9101"), by=commissioner, at=at)
    asked = actions.start_paper(paper=replace(draft, reference="PCD 9102"), by=commissioner, at=at)
    _ask(asked, commissioner, at)
    advised = actions.start_paper(paper=replace(draft, reference="PCD 9103"), by=commissioner, at=at)
    _ask(advised, commissioner, at)
    _advise(advised, viewers, at + timedelta(days=2))
    actions.complete_advice(decision_id=advised.pk, by=commissioner, at=at + timedelta(days=3))
    actions.comment(
        decision_id=written.pk,
        place="para 2.1",
        words="Can we say how many people this will reach?",
        by=viewers["finance"],
        at=at + timedelta(days=1),
    )


def _ask(row: Decision, by: Viewer, at: datetime) -> None:
    actions.ask_advice(decision_id=row.pk, version=row.version, by=by, at=at)


def _advise(row: Decision, viewers: dict[str, Viewer], at: datetime) -> None:
    advisers = {"public_health": "public.health", "data_protection": "data.protection"}
    for kind in ADVICE_KINDS:
        by = viewers[advisers.get(kind, kind)]
        actions.give_advice(decision_id=row.pk, kind=kind, words="Content with the paper as drafted.", by=by, at=at)
