"""Bulk posting with the record, and a programme's page over 500,000 legs with eight users at once.

``python bench/ledger.py [--legs N] [--requests N]`` measures on SQLite in a temporary file with the settings of the
service, or on PostgreSQL where ``DATABASE_URL`` names one (``python tests/support/postgres.py python bench/ledger.py``
starts one; its durability is switched off, which the result says). It prints one Markdown section.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
AT = datetime(2022, 10, 11, 12, tzinfo=UTC)
USERS = 8
SERVICES = tuple(f"service-{number}" for number in range(10))
YEARS = ("2022/23", "2023/24", "2024/25")
FUNDERS = ("Lead Body", "Partner Body")
PATH = "/money/programme/bench"


def start_django() -> None:
    """Settings as in service, in the demo mode that asks for no second factor."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.settings")
    os.environ["THROUGHCARE_DEMO"] = "1"
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)


def open_world() -> tuple[Any, Any, list[int]]:
    """A programme of ten services over three years with two funders, eight people who may see it, and finance."""
    from throughcare.commissioning.funding import actions
    from throughcare.foundation.access.permissions import Permission
    from throughcare.foundation.access.viewers import Viewer, viewer_of
    from throughcare.foundation.organisations import actions as organisations
    from throughcare.foundation.ports.in_effect import Authorised, DecisionInEffect, TableLine

    admin = Viewer(name="bench", permissions=frozenset({Permission.MANAGE_PEOPLE}))
    by = {"by": admin, "at": AT}
    lead = organisations.add_organisation(
        code="mopac", name="Lead Body", kind="policing_body", legal_entity="Lead", **by
    )
    organisations.add_organisation(code="partner", name="Partner Body", kind="probation", legal_entity="Partner", **by)
    people = []
    for number in range(USERS):
        person = organisations.add_person(email=f"u{number}@example.test", name=f"U {number}", password=None, **by)
        organisations.grant_role(
            person_id=person.pk,
            organisation_id=lead.pk,
            role="finance_adviser",
            from_date=date(2020, 1, 1),
            **by,
        )
        people.append(person)
    finance = viewer_of(people[0], on=AT.date())
    lines = [TableLine("expenditure", service, year, 9_000_000_000) for service in SERVICES for year in YEARS]
    lines += [
        TableLine("funding", name, year, 45_000_000_000) for name in ("Lead Body", "Partner Body") for year in YEARS
    ]
    decision = DecisionInEffect(
        1, "D 1", "Bench", "bench", "mopac", AT.date(), tuple(lines),
        (Authorised(1, "approve", "procure services", 270_000_000_000, False, ""),),
    )  # fmt: skip
    actions.open_lines(decision=decision, by=finance, at=AT)
    return finance, lead, [person.pk for person in people]


def drafts(first: int, count: int) -> list[Any]:
    """Payments of four legs each: cost and cash on two bases, spread over services, years and funders."""
    from throughcare.commissioning.funding.actions import Draft
    from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind, Source, pair

    made = []
    for number in range(first, first + count):
        year, funder = YEARS[number % 3], ("mopac", "partner")[number % 2]
        cost = AccountKey(Kind.EXPENDITURE, year, funder=funder, service=SERVICES[number % 10])
        cash = AccountKey(Kind.CASH, year, funder=funder)
        legs = (*pair(cost, cash, Basis.ACCRUAL, 100), *pair(cost, cash, Basis.CASH, 100))
        made.append(
            Draft(date(2022, 4, 1) + timedelta(days=number % 365), Source.JOURNAL, "A payment", f"b{number}", legs)
        )
    return made


def post_legs(finance: Any, legs: int, batch: int) -> tuple[float, float, int]:
    """Posts that many legs in batches of transactions; seconds and processor seconds in the action, and its events."""
    from throughcare.commissioning.funding import actions, models
    from throughcare.foundation.record.models import Event

    programme = models.Programme.objects.get(code="bench")
    before, spent, busy = Event.objects.count(), 0.0, 0.0
    for first in range(0, legs // 4, batch):
        given = drafts(first, min(batch, legs // 4 - first))
        began, working = time.perf_counter(), time.process_time()
        actions.post_journals(programme_id=programme.pk, drafts=given, by=finance, at=AT)
        spent += time.perf_counter() - began
        busy += time.process_time() - working
    return spent, busy, Event.objects.count() - before


def user(person_id: int, requests: int, gate: Any, answers: Any) -> None:
    """One user in a process of their own: opens the page again and again, with no pause between."""
    start_django()
    from django.test import Client

    from throughcare.foundation.organisations.models import Person

    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(pk=person_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(PATH).status_code == 200, "the page does not open"
    gate.wait(timeout=60)
    times = []
    for _ in range(requests):
        began = time.perf_counter()
        answer = client.get(PATH)
        times.append(time.perf_counter() - began)
        assert answer.status_code == 200
    answers.put(times)


def page_times(people: list[int], requests: int) -> list[float]:
    """Seconds of every request of all users at once."""
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(len(people)), context.Queue()
    running = [context.Process(target=user, args=(one, requests, gate, answers)) for one in people]
    for process in running:
        process.start()
    found = [one for _ in running for one in answers.get(timeout=90)]
    for process in running:
        process.join()
    return sorted(found)


def view_time(person_id: int, times: int) -> list[float]:
    """Seconds of the view alone (queries and template, no middleware), one after another in this process."""
    from django.test import RequestFactory

    from throughcare.commissioning.funding.views.programmes import programme
    from throughcare.foundation.access.viewers import viewer_of
    from throughcare.foundation.organisations.models import Person

    request = RequestFactory(SERVER_NAME="localhost").get(PATH)
    request.viewer = viewer_of(Person.objects.get(pk=person_id), on=AT.date())
    request._messages = []
    found = []
    for _ in range(times):
        began = time.perf_counter()
        assert programme(request, "bench").status_code == 200
        found.append(time.perf_counter() - began)
    return sorted(found[1:])


def p95(times: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return 1000 * sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def report(legs: int, requests: int) -> str:
    """Measures and says so."""
    from django.db import connection, connections

    finance, _, people = open_world()
    spent, busy, events = post_legs(finance, legs, 2500)
    engine = "SQLite (WAL, synchronous FULL)" if connection.vendor == "sqlite" else "PostgreSQL (durability off)"
    view = view_time(people[0], requests)
    connections.close_all()
    alone, eight = page_times(people[:1], requests * 4), page_times(people, requests)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    return "\n".join(
        [
            f"## {engine}",
            "",
            f"Commit {commit.strip()}, {os.cpu_count()} processor cores, Python {platform.python_version()}, "
            f"load {os.getloadavg()[0]:.1f} while measuring.",
            "",
            "| what | measured | wanted |",
            "|---|---|---|",
            f"| bulk posting, {legs:,} legs in {events:,} transactions of four legs, each with its event "
            f"| {legs / spent:,.0f} legs a second, "
            f"{legs / busy:,.0f} a processor second of this process | 15,000 |",
            f"| the view of the page alone, one after another | median {1000 * statistics.median(view):.0f} ms, "
            f"p95 {p95(view):.0f} ms | |",
            f"| programme page over {legs:,} legs, one user | median {1000 * statistics.median(alone):.0f} ms, "
            f"p95 {p95(alone):.0f} ms | |",
            f"| programme page over {legs:,} legs, {len(people)} users at once, {len(eight)} requests "
            f"| median {1000 * statistics.median(eight):.0f} ms, p95 {p95(eight):.0f} ms | 150 ms |",
            "",
        ]
    )


def main() -> int:
    """Runs on a database of its own and prints the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--legs", type=int, default=500_000)
    parser.add_argument("--requests", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="throughcare-ledger-") as folder:
        os.environ["THROUGHCARE_DATA"] = folder
        start_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(report(given.legs, given.requests))
    return 0


if __name__ == "__main__":
    sys.exit(main())
