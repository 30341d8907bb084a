"""What somebody can try who holds everything: the database and every copy of it, its log, the record, the key folder,
each code with whoever was handed it, and the minute at which each of them came.

Every strategy gives, for each comment, the person it names. ``correct`` counts how often it is right.
"""

from __future__ import annotations

import re
import subprocess
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from throughcare.voice.feedback.actions import keys
from throughcare.voice.feedback.actions.packing import unpacked

SAID = re.compile(r"said-[a-z0-9]{12}")


@dataclass
class Loot:
    """Everything that was there to be taken, in the order of a survey's life.

    ``came`` are the people in the order in which they came, ``handed`` the code of each. ``copies`` are the comments
    that were in the database after each of them, ``boxes`` every sealed box that was ever in a table, with its size,
    ``lie`` how many boxes waited then, ``told`` how many answers the record said were written by then.
    """

    came: list[str] = field(default_factory=list)
    handed: dict[str, str] = field(default_factory=dict)
    copies: list[frozenset[str]] = field(default_factory=list)
    boxes: list[tuple[int, str, bytes]] = field(default_factory=list)
    lie: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    raw: bytes = b""
    log: str = ""


def comments_now() -> frozenset[str]:
    """Comments in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM feedback_comment")
        return frozenset(text for (text,) in cursor.fetchall())


def boxes_now() -> Iterator[tuple[str, bytes]]:
    """Sealed boxes in any table, each with what it is kept under."""
    for table, name in (("feedback_draft", "lookup"), ("feedback_waiting", "id"), ("feedback_paperentry", "lookup")):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name}, box FROM {table}")
            for kept, box in cursor.fetchall():
                yield str(uuid.UUID(kept)) if len(str(kept)) == 32 else str(kept), bytes(box)


def counts_now(version_id: int) -> tuple[int, int]:
    """How many boxes wait, and how many answers of a version the record says were written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM feedback_waiting")
        (waiting,) = cursor.fetchone()
        cursor.execute(
            "SELECT reason_code FROM record_event WHERE kind = 'survey_version.answers_written' AND subject_id = %s",
            [str(version_id)],
        )
        return int(waiting), sum(int(code) for (code,) in cursor.fetchall())


def rows_as_they_lie() -> list[str]:
    """Comments in the order in which the database holds them: by row number, or by place and transaction."""
    order = "rowid" if connection.vendor == "sqlite" else "xmin::text::bigint, ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM feedback_comment ORDER BY {order}")
        return [text for (text,) in cursor.fetchall()]


def raw_bytes() -> bytes:
    """The files of the database, or on PostgreSQL the whole of every table with its system columns."""
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        files = [str(path) for path in (name, Path(f"{name}-wal")) if path.exists()]
        # In a process of its own: closing the file here would give up SQLite's locks on it, and the next process
        # to leave would take itself for the last and delete the journal under our connection.
        return subprocess.run(["/bin/cat", *files], capture_output=True, check=True).stdout
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT ctid::text, xmin::text, t::text FROM "{table}" t ORDER BY xmin::text::bigint, ctid')
            found += ["|".join(map(str, row)) for row in cursor.fetchall()]
    return "\n".join(found).encode()


Guesses = Mapping[str, str]
Strategy = Callable[[Loot], Guesses]


def by_order(comments: Sequence[str], loot: Loot) -> Guesses:
    """The first comment is by the first who came, and so on."""
    return dict(zip(comments, loot.came, strict=False))


def by_rows(loot: Loot) -> Guesses:
    """Row numbers, places and transactions follow the order of coming."""
    return by_order(loot.rows, loot)


def by_place_in_the_files(loot: Loot) -> Guesses:
    """The bytes of the files, log and freed pages included, follow the order of coming."""
    first = list(dict.fromkeys(SAID.findall(loot.raw.decode("utf-8", "ignore"))))
    return by_order([one for one in first if one in loot.copies[-1]], loot)


def by_place_from_the_end(loot: Loot) -> Guesses:
    """A page of SQLite is filled from its end."""
    first = list(dict.fromkeys(reversed(SAID.findall(loot.raw.decode("utf-8", "ignore")))))
    return by_order([one for one in first if one in loot.copies[-1]], loot)


def by_copies(loot: Loot) -> Guesses:
    """What is new in a copy of the database was said by whoever came just before it."""
    guesses: dict[str, str] = {}
    before: frozenset[str] = frozenset()
    for person, copy in zip(loot.came, loot.copies, strict=False):
        for comment in sorted(copy - before):
            guesses[comment] = person
        before = copy
    return guesses


def by_copies_in_turn(loot: Loot) -> Guesses:
    """What is new in a copy was said by those who came since the last copy in which something was new."""
    guesses: dict[str, str] = {}
    before: frozenset[str] = frozenset()
    waiting: list[str] = []
    for place, copy in enumerate(loot.copies):
        waiting += loot.came[place : place + 1]
        new = [one for one in loot.rows if one in copy - before]
        for comment, person in zip(new, waiting, strict=False):
            guesses[comment] = person
        waiting = waiting[len(new) :]
        before = copy
    return guesses


def by_size(loot: Loot) -> Guesses:
    """Whoever left the larger box said the longer thing."""
    largest: dict[int, int] = {}
    for place, _, box in loot.boxes:
        largest[place] = max(largest.get(place, 0), len(box))
    people = [loot.came[place] for place in sorted(largest, key=lambda one: -largest[one]) if place < len(loot.came)]
    return by_order(sorted(loot.copies[-1], key=len, reverse=True), Loot(came=people))


def by_keys_that_are_left(loot: Loot) -> Guesses:
    """Every box that ever was, tried with every key that is left and with everybody's code."""
    guesses: dict[str, str] = {}
    folder = Path(settings.FEEDBACK_FOLDER)
    left = [
        path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size == keys.SIZE
    ]
    for place, kept, box in loot.boxes:
        for words in _opened(box, kept, left, loot.handed.values()):
            for comment in SAID.findall(words):
                if place < len(loot.came):
                    guesses.setdefault(comment, loot.came[place])
    return guesses


def _opened(box: bytes, kept: str, left: Sequence[bytes], codes: Any) -> Iterator[str]:
    for key in left:
        for one in (key, *(keys.derived(key, kind, code) for code in codes for kind in ("draft", "paper"))):
            try:
                yield str(unpacked(keys.unseal(one, box, kept)))
            except keys.Damaged:
                continue


def by_log(loot: Loot) -> Guesses:
    """What the log says of comments, in its order."""
    return by_order(list(dict.fromkeys(SAID.findall(loot.log))), loot)


def by_place_of_boxes(loot: Loot) -> Guesses:
    """Whoever came last left the box that is new; boxes keep their order when they are sealed anew, and those that are
    gone, the first before the last, hold the comments that are new."""
    guesses: dict[str, str] = {}
    waiting: list[str] = []
    before: frozenset[str] = frozenset()
    for place, (lie, copy) in enumerate(zip(loot.lie, loot.copies, strict=True)):
        waiting += loot.came[place : place + 1]
        written, waiting = waiting[: len(waiting) - lie], waiting[len(waiting) - lie :]
        new = [one for one in loot.rows if one in copy - before]
        guesses |= dict(zip(new, written, strict=False))
        before = copy
    return guesses


def by_the_record(loot: Loot) -> Guesses:
    """Without any copy: the record says after whom how many answers were written, and rows lie as they were written, so
    those who had waited longest said them."""
    guesses: dict[str, str] = {}
    waiting: list[str] = []
    done = 0
    for place, told in enumerate(loot.told):
        waiting += loot.came[place : place + 1]
        number = told - done
        guesses |= dict(zip(loot.rows[done:told], waiting[:number], strict=False))
        waiting, done = waiting[number:], told
    return guesses


STRATEGIES: tuple[Strategy, ...] = (
    by_rows,
    by_place_in_the_files,
    by_place_from_the_end,
    by_copies,
    by_copies_in_turn,
    by_size,
    by_keys_that_are_left,
    by_log,
    by_place_of_boxes,
    by_the_record,
)


def correct(guesses: Guesses, truth: Mapping[str, str]) -> int:
    """How many comments are put down to whoever wrote them."""
    return sum(truth.get(comment) == person for comment, person in guesses.items())
