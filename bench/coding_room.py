"""The coding room and its figures over 20,000 coded comments: pages one after another, and eight users at once.

``python bench/coding_room.py [--comments N] [--requests N]`` writes comments, readings, codes and one release of
figures in a temporary SQLite database with the settings of the service, then opens pages again and again. It prints
one Markdown section.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
AT = datetime(2026, 5, 20, 9, tzinfo=UTC)
THEMES = [f"Theme {number}" for number in range(20)]
USERS = 8


def start_django(folder: str) -> None:
    """Settings as in service, in the demo mode that asks for no second factor."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughcare.settings"
    os.environ["THROUGHCARE_DATA"] = folder
    os.environ["THROUGHCARE_DEMO"] = "1"
    import logging

    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)


def open_world() -> tuple[Any, Any, Any]:
    from throughcare.foundation.access.permissions import Permission
    from throughcare.foundation.access.viewers import Viewer, viewer_of
    from throughcare.foundation.organisations import actions as organisations
    from throughcare.voice.coding import actions

    admin = Viewer(name="bench", permissions=frozenset({Permission.MANAGE_PEOPLE}))
    by = {"by": admin, "at": AT}
    where = organisations.add_organisation(code="eng", name="Eng", kind="provider", legal_entity="Eng", **by)
    person = organisations.add_person(email="lead@example.test", name="Lead Example", password=None, **by)
    given = {"organisation_id": where.pk, "role": "engagement_lead", "from_date": date(2020, 1, 1)}
    organisations.grant_role(person_id=person.pk, **given, **by)
    lead = viewer_of(person, on=AT.date())
    book = actions.open_codebook(name="People", audience="people", by=lead, at=AT)
    for name in THEMES:
        actions.add_theme(codebook_id=book.pk, name=name, definition=f"All that is about {name}.", by=lead, at=AT)
    return where, person, book


SERVICES = ("mental-health", "mentoring", "neurodiversity")
UNITS = ("hackney", "camden", "lambeth", "croydon", "brent", "barnet")


def write(where: Any, person: Any, book: Any, n: int) -> None:
    """Comments with readings and codes by plain rows: what is measured is reading them."""
    from throughcare.foundation.record.events import event
    from throughcare.foundation.record.guard import action
    from throughcare.voice.coding.models import Code, Coding, Reading, Settled, Theme
    from throughcare.voice.feedback.models import Activity, Comment

    rng, themes = random.Random(7), list(Theme.objects.all())

    @action
    def run(*, by: Any, at: datetime) -> None:
        activity = Activity(organisation=where, kind="group", title="Bench", day=AT.date(), since=at)
        activity.save()
        facts = {"organisation": where, "activity": activity, "source": "group", "audience": "people", "text": "x"}
        rows = [
            Comment(
                id=uuid.uuid4(), day=date(2026, 5, 4), service=rng.choice(SERVICES), area=rng.choice(UNITS), **facts
            )
            for _ in range(n)
        ]
        Comment.objects.bulk_create(rows, batch_size=500)
        words = [f"word{number}" for number in range(400)]
        readings = [
            Reading(
                comment=one, codebook=book, masked=" ".join(rng.choices(words, k=18)), scrubbed_by=1, since=at,
                state="settled" if place > 200 else "waiting",
            )
            for place, one in enumerate(rows)
        ]  # fmt: skip
        Reading.objects.bulk_create(readings, batch_size=500)
        settled = [one for one in readings if one.state == "settled"]
        codings = [Coding(reading=one, by=person, at=at, codebook_version=1) for one in settled]
        Coding.objects.bulk_create(codings, batch_size=500)
        chosen = [rng.sample(themes, k=rng.choice((1, 1, 2))) for _ in settled]
        pairs = [(coding, theme) for coding, found in zip(codings, chosen, strict=True) for theme in found]
        Code.objects.bulk_create([Code(coding=coding, theme=theme) for coding, theme in pairs], batch_size=500)
        Settled.objects.bulk_create([Settled(reading=c.reading, theme=t) for c, t in pairs], batch_size=500)
        event("bench.written", subject=("codebook", book.pk), by=None, at=at)

    run(by=None, at=AT)


def client_of(person: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def timed(person: Any, path: str, requests: int) -> list[float]:
    client, found = client_of(person), []
    client.get(path)
    for _ in range(requests):
        began = time.perf_counter()
        answer = client.get(path)
        found.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.status_code
    return sorted(found)


def at_once(person: Any, path: str, requests: int) -> list[float]:
    found: list[float] = []
    threads = [threading.Thread(target=lambda: found.extend(timed(person, path, requests))) for _ in range(USERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(found)


def told(name: str, found: list[float]) -> None:
    p95 = found[int(0.95 * (len(found) - 1))]
    print(
        f"| {name} | {statistics.median(found):.0f} ms | {p95:.0f} ms | {'met' if p95 < 200 else 'NOT met'} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_django(folder)
        from throughcare.foundation.access.viewers import viewer_of
        from throughcare.voice.coding import actions
        from throughcare.voice.coding.models import Reading

        where, person, book = open_world()
        write(where, person, book, given.comments)
        lead = viewer_of(person, on=AT.date())
        began = time.perf_counter()
        period = {"from_day": date(2026, 4, 1), "until": date(2026, 5, 20)}
        row = actions.release_figures(codebook_id=book.pk, **period, by=lead, at=AT)
        print(f"Releasing figures of {row.comments:,} comments, protected: {time.perf_counter() - began:.1f} s.\n")
        began = time.perf_counter()
        actions.train_suggestions(codebook_id=book.pk, by=lead, at=AT)
        print(f"Training and measuring on them: {time.perf_counter() - began:.1f} s.\n")
        waiting = Reading.objects.filter(state="waiting").values_list("pk", flat=True)[0]
        pages = {
            "the room": "/coding/",
            "a comment with three suggestions": f"/coding/comment/{waiting}",
            "figures with charts and a comparison": f"/coding/figures/{row.pk}?by=service",
            "agreement": f"/coding/codebook/{book.pk}/agreement",
            "codebook": f"/coding/codebook/{book.pk}",
        }
        print("| page | median | p95 | under 200 ms |\n|---|---|---|---|")
        for name, path in pages.items():
            told(name, timed(person, path, given.requests))
        told(
            "a comment, 8 users at once",
            at_once(person, pages["a comment with three suggestions"], given.requests // 4),
        )


if __name__ == "__main__":
    main()
