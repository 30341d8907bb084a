"""A day's work over 100,000 people and 1,000,000 contacts: seventy signed-in people through the whole web server.

    .venv/bin/python bench/delivery.py [--people 100000] [--users 70] [--think 8] [--seconds 60] [--write]

PostgreSQL starts on a folder (``--folder``), durable as in service, and is filled on first use; gunicorn serves as the
service does, with the whole middleware and the second factor. Each user opens a page, reads for about ``--think``
seconds, and goes on: looks for people, opens them, opens cases, records sessions. The users are threads of a process
of their own on the same machine. Prints the answers' times in milliseconds as Markdown.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SEED = 1291
HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"')
# What is wanted of each page at the 95th percentile, in milliseconds.
WANTED = {"find a person": 100, "open a person": 120, "open a case": 120, "open casework": 120, "save a session": 150}
BAHMNI = """Bahmni Standard publishes, for 70 users and 99,995 patients over four hours on four cores, 310 ms to find a
patient by name and 701 ms for a consultation at the 95th percentile
(https://bahmni.atlassian.net/wiki/spaces/BAH/pages/3655991297); its users did 4,991 visits and 2,040 consultations in
those four hours, about one every two seconds. The two tests differ in what a page is, in machine and in client."""


class Refused(Exception):
    """An answer that is not the page that was asked for."""


class TimeIsUp(Exception):
    """The measurement is over in the middle of something."""


class User:
    """Somebody who is signed in, with what they look for and open. Times are kept by the name of what they did."""

    def __init__(self, port: int, plan: dict[str, Any], think: float, until: float) -> None:
        self.port, self.plan, self.think, self.until = port, plan, think, until
        self.random = random.Random(f"{SEED}:{plan['session']}")  # noqa: S311 - for varied work
        self.cookies = {"sessionid": plan["session"]}
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.unrecorded = list(plan["unrecorded"])

    def run(self) -> None:
        """Works until the time is up; each page that is not what was asked for counts as an error."""
        work = {"service_practitioner": self.practise, "service_lead": self.lead, "service_administrator": self.lead}
        self._read(self.random.uniform(0, self.think))
        while time.monotonic() < self.until:
            try:
                work.get(self.plan["role"], self.look)()
            except TimeIsUp:
                return
            except (Refused, OSError, http.client.HTTPException) as error:
                self.errors.append(f"{self.plan['role']}: {type(error).__name__} {error}")

    def practise(self) -> None:
        """Today, a case, its casework, and the record of a session."""
        self.page("today", "/today")
        case = self.random.choice(self.plan["cases"])
        self.page("open a case", f"/referrals/{case}")
        self.page("open casework", f"/cases/{case}")
        if self.unrecorded:
            address = f"/appointments/{self.unrecorded.pop()}/record"
            form = dict(HIDDEN.findall(self.page("open a record form", address)))
            given = {"code": "attended_on_time", "activities": "coping", "following": "none"}
            self.send("save a session", address, form | given | {"note": "Came on time. " * 20})

    def look(self) -> None:
        """A person is looked for in one of the ways that people do, and opened; then a case of one's own."""
        form = dict(HIDDEN.findall(self.page("open the search", "/people/find")))
        person, typed = self.random.choice(self.plan["people"]), {}
        name, crn, born = person["name"], person["crn"], person["born"]
        way = self.random.random()
        if way < 0.2 and crn:
            typed = {"text": crn}
        elif way < 0.4:
            place = self.random.randrange(2, max(3, len(name) - 9))
            typed = {"text": name[:place] + name[place + 1 :]}
        elif way < 0.7 and born:
            year, month, day = born.split("-")
            typed = {"text": name.split("-")[0], "born-year": year, "born-month": month, "born-day": day}
        else:
            typed = {"text": name.split("-")[0]}
        self.send("find a person", "/people/find", form | typed, holds="found")
        self.page("open a person", f"/people/{person['id']}")
        if self.plan["cases"]:
            self.page("open a case", f"/referrals/{self.random.choice(self.plan['cases'])}")

    def lead(self) -> None:
        """What waits, and a case of the service."""
        self.page("inbox", "/referrals/inbox")
        self.page("open a case", f"/referrals/{self.random.choice(self.plan['cases'])}")

    def page(self, name: str, address: str) -> str:
        """Opens a page and reads it for a while."""
        return self._ask(name, "GET", address, None, 200)

    def send(self, name: str, address: str, form: dict[str, str], holds: str = "") -> None:
        """Sends a form: it leads on, or brings a page that holds some words."""
        text = self._ask(name, "POST", address, urlencode(form), 200 if holds else 302)
        if holds and holds not in text:
            raise Refused(f"{name}: no {holds!r} in the answer")

    def _read(self, seconds: float) -> None:
        time.sleep(max(0, min(seconds, self.until - time.monotonic())))

    def _ask(self, name: str, method: str, address: str, body: str | None, wanted: int) -> str:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() > self.until:
            raise TimeIsUp
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        took = (time.perf_counter() - began) * 1000
        connection.close()
        for value in answer.headers.get_all("Set-Cookie", []):
            key, _, rest = value.partition("=")
            self.cookies[key] = rest.partition(";")[0]
        self.times[name].append(took)
        self._read(self.random.expovariate(1 / self.think))
        if answer.status != wanted:
            raise Refused(f"{name}: answered {answer.status} where {wanted} was wanted")
        return text


def users(port: int, plans: list[dict[str, Any]], think: float, seconds: float) -> dict[str, Any]:
    """Everybody at once for so many seconds; their times, what went wrong, and the client's processor seconds."""
    until = time.monotonic() + seconds
    everybody = [User(port, plan, think, until) for plan in plans]
    threads = [threading.Thread(target=one.run) for one in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times: dict[str, list[float]] = defaultdict(list)
    for one in everybody:
        for name, took in one.times.items():
            times[name] += took
    return {"times": times, "errors": [text for one in everybody for text in one.errors], "busy": time.process_time()}


def signed_in(person: Any) -> str:
    """The key of a session in which somebody has signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def plans(count: int, seconds: float, think: float) -> list[dict[str, Any]]:
    """What each of so many people will do, taken from what they may see; sessions enough to record are booked."""
    from throughcare.foundation.organisations.models import Membership

    rows = Membership.objects.select_related("person", "organisation").order_by("pk")[:count]
    booked = _booked([one.person for one in rows if one.role == "service_practitioner"], seconds, think)
    return [_plan(row, booked.get(row.person_id, [])) for row in rows]


def _plan(row: Any, unrecorded: list[int]) -> dict[str, Any]:
    from throughcare.delivery.people.models import Identifier, ServiceUser
    from throughcare.delivery.referrals.models import Referral
    from throughcare.foundation.access.areas import boroughs_of

    chance = random.Random(f"{SEED}:{row.pk}")  # noqa: S311 - for varied work
    cases: list[int] = []
    people = []
    if row.role in ("service_lead", "service_administrator"):
        cases = chance.sample(range(1, Referral.objects.order_by("-pk")[0].pk), 400)
        found = Referral.objects.filter(pk__in=cases, service_user__is_restricted=False)
        cases = list(found.values_list("pk", flat=True))
    elif row.role in ("service_practitioner", "probation_practitioner"):
        who = "worker" if row.role == "service_practitioner" else "referrer"
        found = Referral.objects.filter(**{who: row.person_id}, service_user__is_restricted=False)
        cases = list(found.order_by("state", "pk").values_list("pk", flat=True)[:2000])
        cases = chance.sample(cases, min(400, len(cases)))
    if row.role in ("probation_practitioner", "iom_coordinator", "police_officer"):
        seen = ServiceUser.objects.filter(borough__in=boroughs_of(row.area), is_restricted=False)
        near = list(seen.values_list("pk", flat=True))
        near = chance.sample(near, min(300, len(near)))
        crns = dict(Identifier.objects.filter(service_user__in=near, kind="crn").values_list("service_user", "value"))
        for one in ServiceUser.objects.filter(pk__in=near):
            born = one.date_of_birth.isoformat() if one.date_of_birth else ""
            people.append({"id": one.pk, "name": one.name, "crn": crns.get(one.pk, ""), "born": born})
    session = signed_in(row.person)
    return {"role": row.role, "session": session, "cases": cases, "people": people, "unrecorded": unrecorded}


def _open_work(person: Any, most: int) -> tuple[list[int], list[Any]]:
    """Somebody's sessions that wait for their record, and their open cases: of people alive and not restricted."""
    from throughcare.delivery.appointments.models import Appointment
    from throughcare.delivery.referrals.models import Referral

    alive = {"state": "in_delivery", "service_user__is_restricted": False, "service_user__died_on": None}
    cases = Referral.objects.filter(**alive)
    old = Appointment.objects.filter(worker=person, state="booked", purpose="contact", referral__in=cases)
    return list(old.values_list("pk", flat=True)[:most]), list(cases.filter(worker=person).order_by("pk"))


def _booked(practitioners: list[Any], seconds: float, think: float) -> dict[int, list[int]]:
    """Sessions of the open cases that have taken place and wait for their record: a few more than can be recorded."""
    from throughcare.delivery.appointments.models import Appointment, AppointmentStatus
    from throughcare.foundation.record.events import event
    from throughcare.foundation.record.guard import action

    enough = int(seconds / (5 * max(think, 0.2)) * 1.3) + 3

    @action
    def book(*, by: Any, at: datetime) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for person in practitioners:
            numbers, cases = _open_work(person, enough)
            for place in range(enough - len(numbers)):
                starts = at - timedelta(hours=3 + place % 60)
                row = Appointment(
                    referral=cases[place % len(cases)],
                    purpose="contact",
                    worker=person,
                    state="booked",
                    since=starts,
                    starts_at=starts,
                    minutes=60,
                    manner="phone",
                    made_by=person,
                    made_at=starts,
                )
                row.save()
                AppointmentStatus(appointment=row, number=1, state="booked", at=starts, by=person).save()
                event("appointment.booked", subject=("appointment", row.pk), by=None, at=starts, state="booked")
                numbers.append(row.pk)
            found[person.pk] = numbers
        return found

    return book(by=None, at=datetime.now(UTC))


def _memory() -> dict[str, float]:
    """Memory in megabytes by kind of process of this run, shared pages counted once; 0 where it cannot be read."""
    found = {"web server": 0.0, "PostgreSQL": 0.0}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text().replace("\0", " ")
            kind = "web server" if "gunicorn throughcare" in command else "PostgreSQL" if "postgres" in command else ""
            if kind:
                text = (folder / "smaps_rollup").read_text()
                found[kind] += int(text.split("Pss:")[1].split()[0]) / 1024
        except (OSError, IndexError):
            continue
    return found


def measure(everybody: list[dict[str, Any]], think: float, seconds: float) -> tuple[dict[str, Any], dict[str, float]]:
    """The users in a process of their own against the server, after a few seconds of warming up."""
    from throughcare.foundation.operations import server

    with server.running(server.free_port()) as address, tempfile.TemporaryDirectory() as folder:
        port = address.rpartition(":")[2]
        found: dict[str, Any] = {}
        for name, length, pause in (("warm", 8.0, 1.0), ("run", seconds, think)):
            plan = Path(folder) / f"{name}.json"
            one = [{**each, "unrecorded": each["unrecorded"] if name == "run" else []} for each in everybody]
            plan.write_text(json.dumps({"port": int(port), "plans": one, "think": pause, "seconds": length}))
            command = [sys.executable, __file__, "--client", str(plan)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return found, _memory()


def _cut(times: list[float], share: float) -> float:
    return sorted(times)[max(0, -int(-len(times) * share // 1) - 1)]


def report(found: dict[str, Any], memory: dict[str, float], options: argparse.Namespace) -> str:
    """What was measured, as Markdown."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    pages = sum(len(times) for times in found["times"].values())
    lines = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `bench/delivery.py`, commit {commit.strip()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL with durability on, "
        f"{options.people:,} people, {options.users} users with {options.think:g} s between pages on average, "
        f"for {options.seconds:g} s, the client on the same machine; load {os.getloadavg()[0]:.1f}.",
        "",
        "| page | times | median | p95 | p99 | longest | wanted p95 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, times in sorted(found["times"].items()):
        wanted = WANTED.get(name)
        p95 = _cut(times, 0.95)
        verdict = f"{wanted}: {'met' if p95 < wanted else 'NOT met'} ({p95 / wanted:.2f})" if wanted else ""
        lines.append(
            f"| {name} | {len(times):,} | {statistics.median(times):.0f} | {p95:.0f} | {_cut(times, 0.99):.0f} "
            f"| {max(times):.0f} | {verdict} |"
        )
    errors = found["errors"]
    lines += [
        "",
        f"{pages:,} pages, {pages / options.seconds:.1f} a second, {len(errors)} errors. "
        f"Memory: web server {memory['web server']:.0f} MB, PostgreSQL {memory['PostgreSQL']:.0f} MB. "
        f"The client used {found['busy']:.0f} processor seconds.",
        *[f"- {one}" for one in sorted(set(errors))[:10]],
    ]
    return "\n".join(lines)


def main() -> None:
    """Fills on first use, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=70)
    parser.add_argument("--think", type=float, default=8, help="seconds between two pages of a user, on average")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "throughcare-bench")
    parser.add_argument("--write", action="store_true", help="write bench/results/delivery.md")
    parser.add_argument("--client", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client:
        plan = json.loads(options.client.read_text())
        print(json.dumps(users(plan["port"], plan["plans"], plan["think"], plan["seconds"])))
        return
    from bench.filling import london

    with london(options.folder, options.people):
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", interactive=False, verbosity=0)
        everybody = plans(options.users, options.seconds, options.think)
        connections.close_all()
        found, memory = measure(everybody, options.think, options.seconds)
        text = report(found, memory, options)
    print(text)
    print(f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if options.write:
        path = ROOT / "bench" / "results" / "delivery.md"
        path.write_text(f"# A day's work on PostgreSQL\n\n{text}\n\n{BAHMNI}\n")


if __name__ == "__main__":
    main()
