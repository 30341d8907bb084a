"""200 people answer a survey at once on the embedded database, through the real server: none lost, and how fast.

``python bench/voice_answers.py [--people N] [--think SECONDS]`` starts ``throughcare serve``'s own gunicorn on a free
port with a data folder of its own. Each person types a code, reads, answers every question of the shipped survey and
sends. It is measured twice: as 200 people, who read each page and think for a while drawn around ``--think``; and as a
stampede of 200 who press again the moment a page is there, which no 200 people do and which shows where the machine's
bound is. It prints one Markdown section, and exits with 1 where an answer is lost or counted twice.
"""

from __future__ import annotations

import argparse
import html
import http.client
import os
import platform
import random
import re
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
QUESTIONS = ("treated", "plan_known", "heard", "helps", "missed", "wait", "good", "change")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def start_django(folder: str) -> None:
    """The embedded database in a folder of its own, migrated; static files collected as `make run` does."""
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "THROUGHCARE_DATA": folder,
        "THROUGHCARE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "throughcare.settings",
    }
    os.environ["PYTHONPATH"] = str(ROOT)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def prepared(people: int) -> list[str]:
    """Codes of an open survey."""
    from throughcare.foundation.access.viewers import viewer_of
    from throughcare.foundation.organisations import actions as organisations
    from throughcare.voice.feedback import actions

    at = datetime.now(UTC) - timedelta(hours=1)
    by: dict[str, Any] = {"by": organisations.SYSTEM, "at": at}
    where = organisations.add_organisation(
        code="engagement_example", name="Engagement", kind="provider", legal_entity="E", **by
    )
    viewers = []
    for role in ("engagement_worker", "engagement_lead"):
        person = organisations.add_person(email=f"{role}@example.test", name=role, password=None, **by)
        organisations.grant_role(
            person_id=person.pk, organisation_id=where.pk, role=role, from_date=at.date() - timedelta(days=1), **by
        )
        viewers.append(viewer_of(person, on=at.date()))
    worker, lead = viewers
    actions.take_shipped_questions(by=worker, at=at)
    row = actions.start_survey(title="Bench", audience="people", mode="anonymous", by=worker, at=at)
    row = actions.change_draft(
        version_id=row.pk, version=1, questions=QUESTIONS, languages=["en", "ro", "ar"], by=worker, at=at
    )
    row = actions.submit(version_id=row.pk, version=row.version, by=worker, at=at)
    row = actions.approve(version_id=row.pk, version=row.version, by=lead, at=at)
    actions.open_version(version_id=row.pk, version=row.version, by=worker, at=at)
    made = actions.make_batch(version_id=row.pk, kind="cards", size=people, area="camden", by=worker, at=at)
    return list(made.codes)


class Somebody(threading.Thread):
    """One person with a phone. ``times`` are seconds a page; ``ended`` says whether they were thanked."""

    def __init__(self, number: int, code: str, port: int, think: float) -> None:
        super().__init__(daemon=True)
        self.draw, self.number, self.code, self.port, self.think = random.Random(number), number, code, port, think
        self.times: list[float] = []
        self.ended = False
        self.problems: list[str] = []

    def page(self, method: str, path: str, fields: dict[str, Any] | None = None) -> str:
        """A page, timed from asking to having read it all."""
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, urlencode(fields, doseq=True) if fields else None, HEADERS if fields else {})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.times.append(time.perf_counter() - started)
        if answer.status != 200:
            self.problems.append(f"{answer.status} at {path}")
        return text

    def said(self, text: str) -> dict[str, Any]:
        """An answer to the question on a page."""
        options = re.findall(r'name="answer" value="([^"]+)"', text)
        if options:
            return {"answer": self.draw.choice(options)}
        return {"text": str(self.draw.randrange(9)) if 'inputmode="numeric"' in text else f"said by {self.number}"}

    def run(self) -> None:
        """From the code to the thanks."""
        time.sleep(self.draw.uniform(0, self.think))
        self.page("GET", "/say/")
        text = self.page(
            "POST", "/say/", {"code": self.code, "lang": self.draw.choice(("en", "ro", "ar")), "way": "phone"}
        )
        for _ in range(len(QUESTIONS) + 3):
            time.sleep(self.draw.uniform(0.5 * self.think, 1.5 * self.think))
            fields = {name: html.unescape(value) for name, value in HIDDEN.findall(text)}
            if "ticket" not in fields:
                break
            last = fields["at"] == "_check"
            text = self.page("POST", "/say/go", {**fields, "go": "next", **self.said(text)})
            if last:
                self.ended = 'name="ticket"' not in text
                break


def lost_or_doubled(people: int) -> list[str]:
    """What is wrong with what is in the database, as sentences; closes the survey first, so that all is written."""
    from throughcare.foundation.access.viewers import viewer_of
    from throughcare.foundation.organisations.models import Person
    from throughcare.voice.feedback import actions
    from throughcare.voice.feedback.models import Comment, Participation, SurveyVersion

    at = datetime.now(UTC)
    row = SurveyVersion.objects.get()
    worker = viewer_of(Person.objects.get(email="engagement_worker@example.test"), on=at.date())
    actions.close_version(version_id=row.pk, version=row.version, by=worker, at=at)
    found = []
    written = sum(Participation.objects.values_list("number", flat=True))
    if written != people:
        found.append(f"{written} answers of {people} are there.")
    for question in ("good", "change"):
        said = Counter(Comment.objects.filter(question=question).values_list("text", flat=True))
        if said != Counter(f"said by {number}" for number in range(people)):
            found.append(f"The comments on {question} are not one of each person.")
    return found


@dataclass(frozen=True)
class Crowd:
    """Those who answered together, and how many seconds it took them."""

    people: list[Somebody]
    took: float

    @property
    def times(self) -> list[float]:
        """Milliseconds a page, the fastest first."""
        return sorted(seconds * 1000 for one in self.people for seconds in one.times)

    @property
    def p95(self) -> float:
        """The time under which 95 pages of a hundred came."""
        return self.times[int(len(self.times) * 0.95)]

    def line(self) -> str:
        """What was seen, in a sentence."""
        times = self.times
        return (
            f"{len(times)} pages in {self.took:.0f} s ({len(times) / self.took:.0f} a second); median "
            f"{statistics.median(times):.0f} ms, 95th percentile {self.p95:.0f} ms, slowest {times[-1]:.0f} ms"
        )


def answered_by(codes: list[str], *, first: int, port: int, think: float) -> Crowd:
    """Everybody with a code answers, each in a thread."""
    started = time.perf_counter()
    people = [Somebody(first + place, code, port, think) for place, code in enumerate(codes)]
    for one in people:
        one.start()
    for one in people:
        one.join(timeout=600)
    return Crowd(people, time.perf_counter() - started)


def main() -> int:
    """Measures, and says what it found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--think", type=float, default=10.0, help="seconds between pages, about")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_django(folder)
        codes = prepared(2 * options.people)
        from django.db import connections

        from throughcare.foundation.operations import server

        connections.close_all()
        port = server.free_port()
        load_before = os.getloadavg()[0]
        with server.running(port):
            half = options.people
            people = answered_by(codes[:half], first=0, port=port, think=options.think)
            stampede = answered_by(codes[half:], first=half, port=port, think=0)
        return report(options, people, stampede, load_before)


def report(options: argparse.Namespace, people: Crowd, stampede: Crowd, load_before: float) -> int:
    """Prints the section; 1 where an answer was lost."""
    every = [*people.people, *stampede.people]
    problems = [problem for one in every for problem in one.problems]
    faults = lost_or_doubled(len(every))
    ended = sum(one.ended for one in every)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    pages = len(people.times) + len(stampede.times)
    print("# Answering at once\n")
    print(
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `bench/voice_answers.py` on SQLite, by gunicorn as `throughcare "
        f"serve` starts it, {os.cpu_count()} processor cores, Python {platform.python_version()}, the phones on the "
        f"same machine. Load average {load_before:.1f} before, {os.getloadavg()[0]:.1f} after.\n"
    )
    print(
        f"- {options.people} people at once, {len(QUESTIONS)} questions each, who read and think for about "
        f"{options.think:.0f} s a page: {people.line()}. Target 300 ms at the 95th percentile: "
        f"{'met' if people.p95 < 300 else 'NOT met'}."
    )
    print(
        f"- A stampede: the same number who press again the moment a page is there: {stampede.line()}. All wait for "
        f"the same cores, so a page takes as long as the {options.people} before it."
    )
    print(f"- The server used {1000 * (used.ru_utime + used.ru_stime) / pages:.1f} ms of processor time a page.")
    print(f"- {ended} of {len(every)} were thanked; {len(problems)} answers other than 200.")
    print(f"- Lost or counted twice: {'; '.join(faults) or 'none'}.")
    return 1 if faults or ended != len(every) else 0


if __name__ == "__main__":
    raise SystemExit(main())
