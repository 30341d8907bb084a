"""Fills a PostgreSQL of its own with synthetic London at size: people, their cohort, one case each, their contacts.

Rows are copied straight into the tables, each with the events that its action would have written, marked and sealed
with the record's keys, so that ``verify-record`` passes over what stands there. The database is kept in a folder and
filled once. Everybody is of ``example.london``, the same on every machine; nobody exists.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PROVIDER = "mental_health_example"
CONTACTS_EACH = 10
CHUNK = 4000
# Who signs in: role, organisation, how many. Areas are dealt out in turn among the twelve command units.
STAFF = (
    ("probation_practitioner", "london_probation", 24),
    ("iom_coordinator", "london_probation", 12),
    ("police_officer", "mps", 4),
    ("service_practitioner", PROVIDER, 24),
    ("service_lead", PROVIDER, 3),
    ("service_administrator", PROVIDER, 3),
)
BY_AREA = frozenset({"probation_practitioner", "iom_coordinator", "police_officer"})
# A case that went its whole way: event, days after it was sent, who did it.
WAY = (
    ("referral_submitted", 0, "referrer", "submitted"),
    ("referral_acknowledged", 1, "desk", "triage"),
    ("referral_accepted", 4, "lead", "accepted"),
    ("worker_allocated", 6, "lead", "allocated"),
    ("appointment_booked", 9, "worker", "assessment_booked"),
    ("assessment_completed", 18, "worker", "assessed"),
    ("intervention_agreed", 19, "worker", "plan_draft"),
    ("plan_submitted", 24, "worker", "plan_submitted"),
    ("plan_approved", 27, "lead", "plan_approved"),
    ("first_session_held", 33, "worker", "in_delivery"),
    ("sessions_completed", 110, "worker", "closure_due"),
    ("closure_report_submitted", 116, "worker", "closure_submitted"),
    ("closure_accepted", 121, "referrer", "closed"),
)
ATTENDANCE = ("attended_on_time", "attended_on_time", "did_not_attend", "attended_late", "attended_on_time")
HELD = frozenset({"attended_on_time", "attended_late"})
REASON = "work_completed"
NOTE = "Slept a little better. Practised breathing. Agreed to try it before appointments."


def setting(folder: Path) -> None:
    """Settings as in service, with their data and the record's keys in the folder."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "throughcare.settings", "THROUGHCARE_DATA": str(folder / "data")}
    os.environ.pop("THROUGHCARE_DEMO", None)
    import django

    django.setup()


@contextmanager
def database(folder: Path) -> Iterator[None]:
    """A PostgreSQL server on the folder, durable as in service, for the length of the block. It listens on a socket.

    Where ``DATABASE_URL`` is set already, that one is used as it is.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from tests.support.postgres import address, start

    folder.mkdir(parents=True, exist_ok=True)
    server = start(folder / "pg")
    try:
        for name, value in (("shared_buffers", "1GB"), ("effective_cache_size", "4GB"), ("random_page_cost", "1.1")):
            server.psql(f"ALTER SYSTEM SET {name} = '{value}';")
        server.psql("ALTER SYSTEM SET max_wal_size = '4GB';")
        server.cleanup()
        server = start(folder / "pg")
        os.environ["DATABASE_URL"] = address(server)
        yield
    finally:
        server.cleanup()


class Table:
    """Rows of one table on their way into it: the columns that are given, and what the rest of them hold."""

    def __init__(self, model: Any, columns: str) -> None:
        given = columns.split()
        rest = {}
        for one in model._meta.concrete_fields:
            if one.column in given or (one.null and not one.has_default()):
                continue
            value = one.get_default() if one.has_default() else ""
            rest[one.column] = "{}" if value == {} else "[]" if value == [] else value
        names = ", ".join(f'"{one}"' for one in (*given, *rest))
        self.model, self.rows, self.fixed = model, [], tuple(rest.values())
        self.name, self.sql = model._meta.db_table, f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
        self.number = 0

    def add(self, *values: Any) -> int:
        """One more row, numbered on; gives its number."""
        self.number += 1
        self.rows.append((self.number, *values, *self.fixed))
        return self.number

    def write(self, cursor: Any) -> None:
        """Copies what has gathered."""
        with cursor.copy(self.sql) as copy:
            for row in self.rows:
                copy.write_row(row)
        self.rows.clear()


class Record:
    """Events and their seals, as the actions and the sealer write them."""

    def __init__(self) -> None:
        from throughcare.foundation.record import keys
        from throughcare.foundation.record.models import Event, Seal

        last = Event.objects.order_by("-pk").first()
        seal = Seal.objects.order_by("-position").first()
        self.events = Table(Event, "id kind subject_type subject_id actor agency at reason_code state mark")
        self.events.number = last.pk if last else 0
        self.seals = Table(Seal, "position event_id event_hash chain_hash sealed_at")
        self.seals.number = seal.position if seal else 0
        self.chain, self.keys = (seal.chain_hash if seal else keys.GENESIS), keys

    def event(self, kind: str, subject: str, number: int, by: Actor, at: datetime, reason: str, state: str) -> None:
        """One event of the past, sealed at once."""
        when = at.astimezone(UTC).isoformat(timespec="microseconds")
        actor, agency = by.number, by.agency
        text = "\x1f".join((kind, subject, str(number), str(actor), agency, when, reason, state))
        mark = self.keys.mark(text)
        pk = self.events.add(kind, subject, str(number), actor, agency, at, reason, state, mark)
        digest = hashlib.sha256(f"{pk}\x1f{text}\x1f{mark}".encode()).hexdigest()
        self.chain = hashlib.sha256(f"{self.chain}{digest}".encode()).hexdigest()
        self.seals.add(pk, digest, self.chain, at)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody of the staff: number, organisation's code and number, and the area they hold their role for."""

    number: int
    agency: str
    organisation: int
    area: str


Staff = dict[str, list[Actor]]


def open_staff(now: datetime) -> Staff:
    """Organisations and everybody who signs in, each with a second factor, through the actions that people use."""
    from allauth.mfa.models import Authenticator

    from example.loading import load_organisations
    from throughcare.foundation.access.areas import area_choices
    from throughcare.foundation.organisations.actions import SYSTEM, add_person, grant_role
    from throughcare.foundation.organisations.models import Organisation

    load_organisations(now)
    codes = {one.code: one.pk for one in Organisation.objects.all()}
    units = [code for code, name in area_choices() if name.endswith("command unit")]
    found: Staff = {}
    for role, agency, count in STAFF:
        for place in range(count):
            area = units[place % len(units)] if role in BY_AREA else ""
            email = f"{role}.{place}@example.test"
            person = add_person(email=email, name=f"{role.title()} {place}", password=None, by=SYSTEM, at=now)
            first = now.date() - timedelta(days=900)
            where = codes[agency]
            grant_role(
                person_id=person.pk, organisation_id=where, role=role, area=area, from_date=first, by=SYSTEM, at=now
            )
            Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "measured"})
            found.setdefault(role, []).append(Actor(person.pk, agency, where, area))
    return found


class Filling:
    """Everything about a chunk of people, as rows."""

    def __init__(self, staff: Staff, now: datetime) -> None:
        from throughcare.delivery.services.queries import definition
        from throughcare.foundation.access.areas import boroughs_of

        self.staff, self.now, self.begins = staff, now, now - timedelta(days=730)
        self.record = Record()
        self.definition = definition("mental_health", on=now.date()).version
        self.by_borough: dict[str, dict[str, list[Actor]]] = {}
        for role in BY_AREA:
            for actor in staff[role]:
                for borough in boroughs_of(actor.area):
                    self.by_borough.setdefault(borough, {}).setdefault(role, []).append(actor)
        self._open_people()
        self._open_cases()

    def _open_people(self) -> None:
        from throughcare.delivery.people import models

        born = "id given_name family_name date_of_birth gender borough died_on is_restricted added_at"
        self.people = Table(models.ServiceUser, born)
        self.aliases = Table(models.Alias, "id service_user_id given_name family_name added_at")
        self.keys = Table(models.NameKey, "id service_user_id key")
        self.numbers = Table(models.Identifier, "id service_user_id kind value")
        self.named = Table(models.RestrictedAccess, "id service_user_id person_id reason from_at named_by_id")
        stay = "id service_user_id borough kind state since rating rated_on review_on nominated_by_id version"
        self.stays = Table(models.Nominal, stay)
        entry = "id service_user_id nominal_id overlay_id what on at by_id agency reason state rating review_on"
        self.ledger = Table(models.LedgerEntry, entry + " kind borough")
        self.overlays = Table(models.Overlay, "id service_user_id kind from_date until")
        score = "id service_user_id instrument version assessed_on tenths_1y tenths_2y source recorded_by_id agency"
        self.scores = Table(models.RiskScore, score + " recorded_at")
        offence = "id service_user_id group is_violent is_index committed_on proven_on recorded_by_id recorded_at"
        self.offences = Table(models.Offence, offence)
        need = "id service_user_id code present linked_to_offending linked_to_serious_harm source assessed_on"
        self.needs = Table(models.Need, need + " recorded_by_id agency recorded_at")
        told = "id service_user_id what_matters gp_registered language interpreter recorded_by_id agency recorded_at"
        self.circumstances = Table(models.Circumstances, told)

    def _open_cases(self) -> None:
        from throughcare.delivery.appointments import models as booked
        from throughcare.delivery.referrals import models as referred

        case = "id reference service definition service_user_id provider_id referrer_id referrer_organisation_id"
        case += " worker_id state since borough tier outcome end_reason steps_taken started_at submitted_at closed_at"
        self.cases = Table(referred.Referral, case + " version")
        step = "id referral_id number event from_state to_state reason by_id agency at"
        self.steps = Table(referred.Step, step)
        self.allocations = Table(referred.Allocation, "id referral_id worker_id from_at by_id")
        self.forms = Table(referred.ReferralForm, "id referral_id reason changed_at")
        when = "id starts_at minutes manner office made_by_id made_at referral_id purpose worker_id state since version"
        self.contacts = Table(booked.Appointment, when)
        self.statuses = Table(booked.AppointmentStatus, "id appointment_id number state at by_id")
        self.notes = Table(booked.ClinicalNote, "id status_id activities words")

    @property
    def tables(self) -> list[Table]:
        """Every table that is filled, in an order in which each refers to those before it."""
        own = [one for one in vars(self).values() if isinstance(one, Table)]
        return [*own, self.record.events, self.record.seals]

    def person(self, one: Any) -> None:
        """A person with everything that is known of them, and their case."""
        at = self.begins + timedelta(days=one.added_day, hours=one.place % 7, seconds=one.place % 3600)
        near = self.by_borough[one.borough]
        self.by = {role: actors[one.place % len(actors)] for role, actors in near.items()}
        self.by.setdefault("police_officer", self.staff["police_officer"][one.place % 4])
        died = (self.now - timedelta(days=20)).date() if one.died else None
        number = self.people.add(
            one.given_name, one.family_name, one.born, one.gender, one.borough, died, one.is_restricted, at
        )
        by = self.by["probation_practitioner"]
        self.record.event("service_user.added", "service_user", number, by, at, "", "")
        self._identity(one, number, at)
        self._assessed(one, number, by, at + timedelta(days=10))
        self._stay(one, number)
        self._case(one, number)

    def _identity(self, one: Any, number: int, at: datetime) -> None:
        from throughcare.delivery.people.rules.names import keys

        names = [f"{one.given_name} {one.family_name}"]
        if one.alias:
            self.aliases.add(number, *one.alias, at)
            names.append(" ".join(one.alias))
        for key in sorted(keys(names)):
            self.keys.add(number, key)
        for kind, value in one.numbers:
            self.numbers.add(number, kind, value)
        if one.is_restricted:
            coordinator = self.by["iom_coordinator"]
            reason = "Related to somebody who works in the borough."
            self.named.add(number, coordinator.number, reason, at, coordinator.number)
            self.record.event("restricted_access.named", "service_user", number, coordinator, at, "", "")

    def _assessed(self, one: Any, number: int, by: Actor, at: datetime) -> None:
        police, day = self.by["police_officer"], at.date()
        for each in one.offences:
            row = self.offences.add(
                number,
                each.group,
                each.is_violent,
                each.is_index,
                each.committed_on,
                each.proven_on,
                police.number,
                at,
            )
            self.record.event("offence.recorded", "offence", row, police, at, "", "")
        for each in one.scores:
            given = (each.instrument, each.version, each.assessed_on, each.tenths_1y, each.tenths_2y, "recorded")
            row = self.scores.add(number, *given, by.number, by.agency, at)
            self.record.event("score.recorded", "score", row, by, at, each.instrument, "")
        for each in one.needs:
            given = (each.code, each.present, each.offending, each.harm, "practitioner", day)
            self.needs.add(number, *given, by.number, by.agency, at)
        if one.needs:
            self.record.event("service_user.needs_recorded", "service_user", number, by, at, "", "")
        if one.matters or one.language:
            interpreter = "no" if one.language in ("", "English") else "yes"
            given = (one.matters, one.gp_registered, one.language, interpreter)
            self.circumstances.add(number, *given, by.number, by.agency, at)
            self.record.event("service_user.circumstances_recorded", "service_user", number, by, at, "", "")

    def _stay(self, one: Any, number: int) -> None:
        if not one.steps or one.died:
            return
        police, chair = self.by["police_officer"], self.by["iom_coordinator"]
        stay = self.stays.number + 1
        state = rating = kind = ""
        since = rated_on = review_on = None
        for step in one.steps:
            at = self.begins + timedelta(days=step.day, hours=2 + one.place % 6)
            day = at.date()
            if step.what == "custody":
                self._custody(number, stay, step, police, at)
                continue
            what = {"nominate": "put_forward", "adopt": "adopted", "rate": "rated", "defer": "deferred"}.get(
                step.what, "not_adopted" if step.what == "not_adopt" else "deselected"
            )
            by = police if what == "put_forward" else chair
            new = {"put_forward": "nominated", "rated": ""}.get(what, what)
            rated = step.detail if what in ("adopted", "rated") else ""
            kind = step.detail if what == "put_forward" else kind
            review = day + timedelta(days=56) if rated else None
            first = (kind, one.borough) if what == "put_forward" else ("", "")
            given = (what, day, at, by.number, by.agency, step.reason, new, rated, review, *first)
            self.ledger.add(number, stay, None, *given)
            self.record.event(f"nominal.{what}", "nominal", stay, by, at, step.reason, new)
            if rated:
                self.record.event(f"rating.rated_{rated}", "rating", stay, by, at, step.reason, rated)
                rating, rated_on, review_on = rated, day, review
            if new:
                state, since = new, day
            if what == "deselected":
                self.record.event("rating.ended", "rating", stay, by, at, "", "unrated")
                rating, rated_on, review_on = "", None, None
        given = (one.borough, kind, state, since, rating, rated_on, review_on, police.number, len(one.steps))
        self.stays.add(number, *given)

    def _custody(self, number: int, stay: int, step: Any, by: Actor, at: datetime) -> None:
        day, until = at.date(), (at + timedelta(days=int(step.detail))).date()
        ended = until <= self.now.date()
        row = self.overlays.add(number, "custody", day, until if ended else None)
        lines = [("overlay_started", day)] + ([("overlay_ended", until)] if ended else [])
        for what, on in lines:
            given = (what, on, at, by.number, by.agency, "prison", "", "", None, "", "")
            self.ledger.add(number, stay, row, *given)
            name = what.removeprefix("overlay_")
            self.record.event(f"overlay.{name}", "overlay", row, by, at, "custody", name)

    def _case(self, one: Any, number: int) -> None:
        """One case: of a hundred about one goes on, one waits, and the rest went their whole way."""
        place = one.place
        taken = 10 if place % 83 == 0 else 2 if place % 200 == 1 else 3 if place % 200 == 2 else len(WAY)
        days = WAY[taken - 1][1] + 2
        sent = self.now - timedelta(days=days + (0 if taken < len(WAY) else place % 580), seconds=place % 30_000)
        worker = self.staff["service_practitioner"][place // 83 % 24]
        referrer = self.by["probation_practitioner"]
        actors = {
            "referrer": referrer,
            "worker": worker,
            "lead": self.staff["service_lead"][place % 3],
            "desk": self.staff["service_administrator"][place % 3],
        }
        case = self.cases.number + 1
        self.record.event("referral.started", "referral", case, referrer, sent - timedelta(hours=1), "", "draft")
        before, at = "draft", sent
        for order, (event, after, who, state) in enumerate(WAY[:taken], 1):
            by, at = actors[who], sent + timedelta(days=after, hours=order % 5)
            reason = REASON if event == "sessions_completed" else ""
            self.steps.add(case, order, event, before, state, reason, by.number, by.agency, at)
            self.record.event(f"referral.{event}", "referral", case, by, at, reason, state)
            before = state
        over = before == "closed"
        ended = ("completed", REASON) if over else ("", "")
        held = worker.number if taken > 3 else None
        whom = (number, worker.organisation, referrer.number, referrer.organisation, held)
        times = (sent - timedelta(hours=1), sent, at if over else None)
        given = (*whom, before, at, one.borough, "intervention" if taken > 2 else "", *ended, taken, *times, taken + 1)
        self.cases.add(f"MH-{case:06d}", "mental_health", self.definition, *given)
        self.forms.add(case, "Argues at home and sleeps badly. Asks for help with both.", sent)
        if taken > 3:
            self.allocations.add(case, worker.number, sent + timedelta(days=6), actors["lead"].number)
            self._contacts(case, place, worker, sent, over=over)

    def _contacts(self, case: int, place: int, worker: Actor, sent: datetime, *, over: bool) -> None:
        sessions = 7 if over else 2
        last = sent + timedelta(days=100 if over else 34)
        for order in range(CONTACTS_EACH + (place % 9 == 0)):
            purpose = "assessment" if order == 0 else "session" if order <= sessions else "contact"
            days = 17 if order == 0 else 33 + order * (9 if over else 0)
            starts = min(sent + timedelta(days=days), last).replace(hour=8 + order, minute=0, second=0, microsecond=0)
            outcome = ATTENDANCE[(place + order) % 5] if order > 1 else ATTENDANCE[0]
            self.contact(case, worker, starts, purpose, outcome)

    def contact(self, case: int, worker: Actor, starts: datetime, purpose: str, outcome: str = "") -> None:
        """A contact with its statuses, note and events; without an outcome it is not recorded yet."""
        by, made, done = worker.number, starts - timedelta(days=7), starts + timedelta(minutes=70)
        state, since, version = (outcome, done, 2) if outcome else ("booked", made, 1)
        where = ("office", "CN01") if purpose != "contact" else ("phone", "")
        row = self.contacts.add(starts, 60, *where, by, made, case, purpose, by, state, since, version)
        self.statuses.add(row, 1, "booked", made, by)
        self.record.event("appointment.booked", "appointment", row, worker, made, "", "booked")
        if not outcome:
            return
        status = self.statuses.add(row, 2, outcome, done, by)
        self.record.event(f"appointment.{outcome}", "appointment", row, worker, done, "", outcome)
        if outcome in HELD:
            self.notes.add(status, '["coping"]', NOTE)
            self.record.event("clinical_note.written", "appointment", row, worker, done, "", "")

    def write(self) -> None:
        """Copies the chunk in one transaction, and moves the numbering of each table past it."""
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # what refers to what is made here in order
            for table in self.tables:
                table.write(cursor)

    def end(self) -> None:
        """Sets every table's sequence past what was copied, and signs the head of the record."""
        from django.db import connection

        with connection.cursor() as cursor:
            for table in self.tables:
                key = table.model._meta.pk.column
                if key == "id" and table.number:
                    sql = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
                    cursor.execute(sql, [table.name, key, table.number])
        keys = self.record.keys
        keys.write_head(keys.Head(self.record.seals.number, self.record.chain))


@contextmanager
def without_indexes(tables: list[Table]) -> Iterator[None]:
    """Indexes that no constraint needs are taken off while much is copied, and made again from all of it."""
    from django.db import connection

    sql = """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)
             AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [[one.name for one in tables]])
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _, definition in found:
            cursor.execute(definition)


def fill(people: int, now: datetime) -> None:
    """Migrates, fills and analyses; says how long it took."""
    from django.core.management import call_command
    from django.db import connection

    from example.london import people as synthetic

    call_command("migrate", verbosity=0, interactive=False)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    filling = Filling(open_staff(now), now)
    with without_indexes(filling.tables):
        for number, one in enumerate(synthetic(people, today=now.date()), 1):
            filling.person(one)
            if number % CHUNK == 0:
                filling.write()
                print(f"{number:,} people, {time.perf_counter() - began:.0f} s", flush=True)
        filling.write()
    filling.end()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    held, events, took = filling.contacts.number, filling.record.events.number, time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{people:,} people, {held:,} contacts, {events:,} events in {took:.0f} s, {peak:.0f} MB")
    connection.close()


def filled(people: int) -> bool:
    """Whether the database holds so many people already."""
    from django.db import connection

    if "people_serviceuser" not in connection.introspection.table_names():
        return False
    from throughcare.delivery.people.models import ServiceUser

    return bool(ServiceUser.objects.count() >= people)


@contextmanager
def london(folder: Path, people: int) -> Iterator[None]:
    """The filled database in its folder, filled on first use, with Django set up on it."""
    with database(folder):
        setting(folder)
        if not filled(people):
            fill(people, datetime.now(UTC))
        yield


def today() -> date:
    """The day on which the database is used."""
    return datetime.now(UTC).date()
