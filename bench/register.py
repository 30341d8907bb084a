"""Search of the public register over 5,000 decisions with eight users at once, through the whole web server.

    .venv/bin/python bench/register.py [--decisions 5000] [--users 8] [--seconds 20] [--write]

Prints the median and the 95th percentile of whole answers, in milliseconds, on SQLite or on the PostgreSQL that
``DATABASE_URL`` names. The data folder is thrown away afterwards.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SYLLABLES = (
    "ca",
    "der",
    "fol",
    "gan",
    "hel",
    "in",
    "ker",
    "lo",
    "men",
    "nor",
    "per",
    "ral",
    "sen",
    "tion",
    "ver",
    "wel",
)
COMMON = ("custody", "mentoring", "housing", "violence", "probation", "funding", "contract", "services", "boroughs")
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
TARGET_MS = 150


def vocabulary() -> list[str]:
    """2,000 made words beside the common ones, the same every time."""
    chance = random.Random(7)  # noqa: S311 - for varied words
    made = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(2600)}
    return [*COMMON * 20, *sorted(made)[:2000]]


def fill(count: int) -> None:
    """Writes published decisions with varied words, in one go: the search is measured here, not the writing."""
    from dataclasses import replace

    from tests.support.papers import sound_paper
    from tests.support.world import organisation, person
    from throughcare.commissioning.decisions.actions.common import paper_of, put_paper
    from throughcare.commissioning.decisions.models import Decision, SearchWord
    from throughcare.commissioning.decisions.rules.paper import Paragraph
    from throughcare.commissioning.decisions.rules.searching import words_of
    from throughcare.foundation.record.events import event
    from throughcare.foundation.record.guard import action

    chance = random.Random(1291)  # noqa: S311 - for varied words
    author, home, base, words_there = person(), organisation(), sound_paper(), vocabulary()

    @action
    def write(*, by: None, at: datetime) -> None:
        rows = []
        for number in range(count):
            words = " ".join(chance.choices(words_there, k=250))
            paper = replace(
                base,
                reference=f"PCD {10_000 + number}",
                title=" ".join(chance.choices(words_there, k=6)),
                summary=(Paragraph("summary", words),),
            )
            row = Decision(organisation=home, author=author, since=at, effect="in_effect", publication="published")
            put_paper(row, paper)
            row.signed_on = row.published_on = date(2014, 1, 1) + timedelta(days=number % 4000)
            rows.append(row)
        Decision.objects.bulk_create(rows, batch_size=200)
        words = [SearchWord(decision=row, word=word) for row in rows for word in words_of(paper_of(row))]
        SearchWord.objects.bulk_create(words, batch_size=5000)
        event("decision.imported", subject=("decision", 0), by=None, at=at)

    write(by=None, at=AT)


def user(port: int, until: float, seed: int, times: list[float]) -> None:
    """One person who searches, waits for the answer and searches again."""
    chance = random.Random(seed)  # noqa: S311 - for varied words
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    words_there = vocabulary()
    while time.monotonic() < until:
        query = urlencode(
            {"words": f"{chance.choice(COMMON)} {chance.choice(words_there)}", "page": chance.randint(1, 3)}
        )
        start = time.perf_counter()
        connection.request("GET", f"/decisions?{query}")
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - start) * 1000)
        if answer.status != 200 or b"tc-list-intro" not in body:
            raise SystemExit(f"The register answered {answer.status}.")


def measure(users: int, seconds: float) -> list[float]:
    """Whole answer times in milliseconds of all users together."""
    from throughcare.foundation.operations import server

    times: list[float] = []
    with server.running(server.free_port()) as address:
        port = int(address.rpartition(":")[2])
        user(port, time.monotonic() + 2, 0, [])
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=user, args=(port, until, seed, times)) for seed in range(users)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return times


def main() -> None:
    """Fills, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=5000)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--write", action="store_true", help="write bench/results/register.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"THROUGHCARE_DATA": folder, "DJANGO_SETTINGS_MODULE": "throughcare.settings"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0, interactive=False)
        fill(options.decisions)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # which autovacuum does in service
        connection.close()
        times = measure(options.users, options.seconds)
        vendor = connection.vendor
    cuts = statistics.quantiles(times, n=20)
    line = (
        f"{vendor}: {options.decisions:,} decisions, {options.users} users at once, {len(times)} searches in "
        f"{options.seconds:.0f} s: median {statistics.median(times):.0f} ms, 95th percentile {cuts[-1]:.0f} ms "
        f"(target {TARGET_MS} ms), {len(times) / options.seconds:.0f} a second; load average {os.getloadavg()[0]:.1f}"
    )
    print(line)
    if options.write:
        path = ROOT / "bench" / "results" / "register.md"
        before = path.read_text().splitlines() if path.exists() else ["# Register search", ""]
        kept = [one for one in before if not one.startswith(f"- {vendor}:")]
        path.write_text("\n".join([*kept, f"- {line}"]) + "\n")


if __name__ == "__main__":
    main()
