"""The coding room and its figures over 20,000 coded comments: pages one after another, and eight users at once.

``python bench/coding_room.py [--comments N] [--requests N]`` writes comments, readings, codes and one release of
figures in a temporary SQLite database with the settings of the service, then opens pages again and again, and one page
by eight users at once through the real server. Each theme has words of its own among those that all share, so that
suggestions have something to learn; each comment has one word that no other has; one comment in five is coded by two,
who mostly agree. It prints one Markdown section. Beside the time of each page stands the processor time of this
process, which other work on the machine changes less; on PostgreSQL that of its server is not in it. With
``DATABASE_URL`` it measures on that database, which must be empty: ``python tests/support/postgres.py python
bench/coding_room.py``.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import random
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
AT = datetime(2026, 5, 20, 9, tzinfo=UTC)
THEMES = [f"Theme {number}" for number in range(20)]
SHARED = [f"word{number}" for number in range(400)]
OWN = {name: [f"{name.replace(' ', '').lower()}own{number}" for number in range(12)] for name in THEMES}
SECOND_EVERY, AGREE, USERS = 5, 0.85, 8
# A worker that has just started still reads what suggestions need and does the regular work that is due.
AFTER_START = 8


def start_django(folder: str) -> None:
    """Settings as in service, in the demo mode that asks for no second factor."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughcare.settings"
    os.environ["THROUGHCARE_DATA"] = folder
    os.environ["THROUGHCARE_DEMO"] = "1"
    os.environ["PYTHONPATH"] = str(ROOT)
    import logging

    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def open_world() -> tuple[Any, list[Any], Any]:
    """An organisation, two of its people and its codebook."""
    from throughcare.foundation.access.permissions import Permission
    from throughcare.foundation.access.viewers import Viewer, viewer_of
    from throughcare.foundation.organisations import actions as organisations
    from throughcare.voice.coding import actions

    admin = Viewer(name="bench", permissions=frozenset({Permission.MANAGE_PEOPLE}))
    by = {"by": admin, "at": AT}
    where = organisations.add_organisation(code="eng", name="Eng", kind="provider", legal_entity="Eng", **by)
    people = []
    for name in ("lead", "second"):
        person = organisations.add_person(email=f"{name}@example.test", name=name, password=None, **by)
        given = {"organisation_id": where.pk, "role": "engagement_lead", "from_date": date(2020, 1, 1)}
        organisations.grant_role(person_id=person.pk, **given, **by)
        people.append(person)
    lead = viewer_of(people[0], on=AT.date())
    book = actions.open_codebook(name="People", audience="people", by=lead, at=AT)
    for name in THEMES:
        actions.add_theme(codebook_id=book.pk, name=name, definition=f"All that is about {name}.", by=lead, at=AT)
    return where, people, book


SERVICES = ("mental-health", "mentoring", "neurodiversity")
UNITS = ("hackney", "camden", "lambeth", "croydon", "brent", "barnet")


def said(draw: random.Random, themes: list[Any]) -> str:
    """A comment of 18 words, of which each of its themes has three of its own."""
    words = [word for theme in themes for word in draw.sample(OWN[theme.name], k=3)]
    words += draw.choices(SHARED, k=18 - len(words))
    draw.shuffle(words)
    return " ".join(words)


def write(where: Any, people: list[Any], book: Any, n: int) -> None:
    """Comments with readings and codes by plain rows: what is measured is reading them."""
    from throughcare.foundation.record.events import event
    from throughcare.foundation.record.guard import action
    from throughcare.voice.coding.models import Reading, Theme
    from throughcare.voice.feedback.models import Activity, Comment

    draw, themes = random.Random(7), list(Theme.objects.all())

    @action
    def run(*, by: Any, at: datetime) -> None:
        activity = Activity(organisation=where, kind="group", title="Bench", day=AT.date(), since=at)
        activity.save()
        facts = {"organisation": where, "activity": activity, "source": "group", "audience": "people", "text": "x"}
        rows = [
            Comment(
                id=uuid.uuid4(), day=date(2026, 5, 4), service=draw.choice(SERVICES), area=draw.choice(UNITS), **facts
            )
            for _ in range(n)
        ]
        Comment.objects.bulk_create(rows, batch_size=500)
        chosen = [draw.sample(themes, k=draw.choice((1, 1, 2))) for _ in rows]
        facts = {"codebook": book, "scrubbed_by": 1, "since": at}
        readings = [
            Reading(
                comment=one,
                masked=f"{said(draw, found)} once{place}",
                state="settled" if place > 200 else "waiting",
                wants=2 if place > 200 and place % SECOND_EVERY == 0 else 1,
                **facts,
            )
            for place, (one, found) in enumerate(zip(rows, chosen, strict=True))
        ]
        Reading.objects.bulk_create(readings, batch_size=500)
        pairs = [(one, found) for one, found in zip(readings, chosen, strict=True) if one.state == "settled"]
        write_codes(pairs, people, themes, draw)
        event("bench.written", subject=("codebook", book.pk), by=None, at=at)

    run(by=None, at=AT)


def write_codes(pairs: list[tuple[Any, list[Any]]], people: list[Any], themes: list[Any], draw: random.Random) -> None:
    """What the first coder chose, which was settled, and what the second chose where two code."""
    from throughcare.voice.coding.models import Code, Coding, Reading, Settled
    from throughcare.voice.coding.rules.agreement import side_by_side

    made, codes, by_two = [], [], []
    for reading, found in pairs:
        chosen = [found, found if draw.random() < AGREE else draw.sample(themes, k=1)][: reading.wants]
        for place, seen in enumerate(chosen):
            made.append(Coding(reading=reading, by=people[place], at=AT, codebook_version=1))
            codes += [Code(coding=made[-1], theme=theme) for theme in seen]
        if reading.wants == 2:
            reading.compared = side_by_side(*([theme.pk for theme in seen] for seen in chosen))
            by_two.append(reading)
    Reading.objects.bulk_update(by_two, ["compared"], batch_size=500)
    Coding.objects.bulk_create(made, batch_size=500)
    for code in codes:
        code.coding_id = code.coding.pk
    Code.objects.bulk_create(codes, batch_size=500)
    settled = [Settled(reading=reading, theme=theme) for reading, found in pairs for theme in found]
    Settled.objects.bulk_create(settled, batch_size=500)


def client_of(person: Any) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def timed(ask: Callable[[], Any], requests: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each request, and of processor time of this process."""
    times, processor = [], []
    ask()
    for _ in range(requests):
        began, began_cpu = time.perf_counter(), time.process_time()
        ask()
        times.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - began_cpu))
    return sorted(times), sorted(processor)


def opening(client: Any, path: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code

    return ask


def saving(client: Any, book: Any) -> Callable[[], None]:
    """Saves the themes of the comment that is open and has the next one opened, as a coder does all day."""
    at = [client.post("/coding/next", {"codebook": book.pk})["Location"]]

    def ask() -> None:
        answer = client.post(at[0], {"themes": ["theme-1", "theme-2"]})
        assert answer.status_code == 302, answer.status_code
        at[0] = answer["Location"]

    return ask


def at_once(person: Any, path: str, requests: int) -> list[float]:
    """The same page by several users at once, through the real server, each asking again the moment it is there."""
    from django.db import connections

    from throughcare.foundation.operations import server

    cookie = client_of(person).cookies
    connections.close_all()
    found: list[float] = []

    def ask(port: int, times: int) -> list[float]:
        seen = []
        for _ in range(times):
            began = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path, headers={"Cookie": cookie.output(attrs=[], header="", sep=";").strip()})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            seen.append(1000 * (time.perf_counter() - began))
            assert answer.status == 200, answer.status
        return seen

    port = server.free_port()
    with server.running(port):
        ask(port, 8)
        time.sleep(AFTER_START)
        threads = [threading.Thread(target=lambda: found.extend(ask(port, requests))) for _ in range(USERS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    return sorted(found)


def told(name: str, found: list[float], processor: list[float] | None = None) -> None:
    p95 = found[int(0.95 * (len(found) - 1))]
    cpu = f"{statistics.median(processor):.0f} ms" if processor else ""
    met = "met" if p95 < 200 else "NOT met"
    print(f"| {name} | {cpu} | {statistics.median(found):.0f} ms | {p95:.0f} ms | {met} |", flush=True)


def made_ready(people: list[Any], book: Any) -> Any:
    """Releases figures and trains suggestions, and says how long both took; gives the release."""
    from throughcare.foundation.access.viewers import viewer_of
    from throughcare.voice.coding import actions
    from throughcare.voice.coding.models import ThemeModel

    lead = viewer_of(people[0], on=AT.date())
    began = time.perf_counter()
    period = {"from_day": date(2026, 4, 1), "until": date(2026, 5, 20)}
    row = actions.release_figures(codebook_id=book.pk, **period, by=lead, at=AT)
    print(
        f"- Releasing figures of {row.comments:,} comments, protected as a whole: {time.perf_counter() - began:.1f} s."
    )
    began = time.perf_counter()
    actions.train_suggestions(codebook_id=book.pk, by=lead, at=AT)
    took, seen = time.perf_counter() - began, ThemeModel.objects.get().measured
    print(
        f"- Training on them and measuring on a third held back: {took:.1f} s; one of three is right for "
        f"{100 * seen['hit']:.0f}% (naming the commonest three: {100 * seen['common_hit']:.0f}%).\n"
    )
    return row


def propose(reading: Any, person: Any) -> Any:
    """A quote of a settled comment, with the word that no other comment has."""
    from throughcare.foundation.access.viewers import viewer_of
    from throughcare.voice.coding import actions

    words = " ".join(reading.masked.split()[-6:])
    theme = reading.settled.first().theme.code
    by = viewer_of(person, on=AT.date())
    return actions.propose_quote(reading_id=reading.pk, theme=theme, words=words, rare_words_seen=True, by=by, at=AT)


def pages_of(waiting: int, row: Any, book: Any, quote: Any) -> dict[str, str]:
    """The addresses of the pages that are opened, by what they are called."""
    return {
        "home": "/",
        "the room": "/coding/",
        "a comment with three suggestions": f"/coding/comment/{waiting}",
        "figures with charts and a comparison": f"/coding/figures/{row.pk}?by=service",
        "agreement": f"/coding/codebook/{book.pk}/agreement",
        "codebook": f"/coding/codebook/{book.pk}",
        "where suggestions come from": f"/coding/codebook/{book.pk}/suggestions",
        "differences": "/coding/differences",
        "quotes": "/coding/quotes",
        "a quote, with what in it is rare": f"/coding/quotes/{quote.pk}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_django(folder)
        from django.db import connection

        from throughcare.voice.coding.models import Reading

        where, people, book = open_world()
        write(where, people, book, given.comments)
        print(
            f"# The coding room over {given.comments:,} comments\n\nMeasured {datetime.now(UTC):%Y-%m-%d} by "
            f"`bench/coding_room.py` on {connection.display_name}, {os.cpu_count()} processor cores, "
            f"Python {platform.python_version()}, "
            f"{given.requests} requests a page after one to warm up. {len(THEMES)} themes, one comment in "
            f"{SECOND_EVERY} coded by two. Load average {os.getloadavg()[0]:.1f} before.\n",
            flush=True,
        )
        row = made_ready(people, book)
        waiting = Reading.objects.filter(state="waiting").values_list("pk", flat=True)[0]
        quote = propose(Reading.objects.filter(state="settled")[0], people[1])
        pages = pages_of(waiting, row, book, quote)
        print("| page | processor | median | p95 | under 200 ms |\n|---|---|---|---|---|")
        client = client_of(people[0])
        for name, path in pages.items():
            told(name, *timed(opening(client, path), given.requests))
        told("saving a comment's themes and going on", *timed(saving(client, book), given.requests))
        reading = pages["a comment with three suggestions"]
        told(f"a comment, {USERS} users at once, two workers", at_once(people[0], reading, given.requests // 4))
        print(f"\nLoad average {os.getloadavg()[0]:.1f} after.")


if __name__ == "__main__":
    main()
