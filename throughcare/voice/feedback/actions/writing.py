"""Writing what waits: opened, shuffled, counted, its comments parted from one another, and its key thrown away."""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count

from throughcare import clock
from throughcare.errors import DomainError
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import PUBLIC, Viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.ui.words import count
from throughcare.voice.feedback import states
from throughcare.voice.feedback.actions import keys
from throughcare.voice.feedback.actions.moving import move
from throughcare.voice.feedback.actions.packing import packed, unpacked
from throughcare.voice.feedback.actions.surveys import MACHINE, SUBJECT, locked
from throughcare.voice.feedback.models import (
    Code,
    Comment,
    DoorCode,
    Draft,
    NamedAnswer,
    PaperEntry,
    Participation,
    Pool,
    SurveyVersion,
    Tally,
    Waiting,
)
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.queries.results import answers_its_questions
from throughcare.voice.feedback.rules import shuffling, small_groups
from throughcare.voice.feedback.rules import surveys as survey_rules
from throughcare.voice.feedback.rules.answers import Answers, asked_of, own_words
from throughcare.voice.feedback.rules.small_groups import Cell

LOT = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer out of its box."""

    answers: Answers
    language: str
    way: str


def start_of(day: date) -> datetime:
    """The first moment of a day in London: the record says on which day a batch was written, and no more."""
    return datetime.combine(day, time.min, clock.LONDON)


def write_if_due(pool_id: int, *, at: datetime) -> int:
    """Writes from a pool if enough wait there. Gives how many were written."""
    pool = Pool.objects.filter(pk=pool_id).first()
    if pool is None or not shuffling.how_many_to_write(_uncounted(pool), local.pooling(clock.today(at))):
        return 0
    return write_batch(pool_id=pool_id, by=PUBLIC, at=start_of(clock.today(at)))


def _uncounted(pool: Pool) -> int:
    return pool.waiting.filter(is_counted=False).count()


@action
def write_batch(*, pool_id: int, by: Viewer, at: datetime) -> int:
    """Draws from a pool by lot, writes what was drawn, and seals the rest anew. Nothing where too few wait."""
    pool = Pool.objects.select_related("survey_version__survey").get(pk=pool_id)
    version = SurveyVersion.objects.select_for_update(of=("self",)).get(pk=pool.survey_version_id)
    pool.refresh_from_db()
    day = clock.today(at)
    number = shuffling.how_many_to_write(_uncounted(pool), local.pooling(day))
    if not number or version.state != states.Survey.OPEN:
        return 0
    found = _open_boxes(pool.waiting.filter(is_counted=False))
    LOT.shuffle(found)
    drawn, held_back = found[:number], found[number:]
    counted = _open_boxes(pool.waiting.filter(is_counted=True))
    _write(version, pool.area, drawn, day, comments=not version.compare_by)
    _seal_anew(pool, held_back, counted + [later for one in drawn if (later := _for_the_close(version, one))])
    event("survey_version.answers_written", subject=(SUBJECT, version.pk), by=by, at=at, reason_code=str(number))
    return number


def _for_the_close(version: SurveyVersion, one: Opened) -> Opened | None:
    """What of an answer that was counted must wait for the close, to tell groups apart; null where nothing must.

    Its own words stay only where comments are told apart by group; else they are written already.
    """
    asked = asked_of(version.content)
    if version.compare_by:
        return one
    if not any(small_groups.who(about, one.answers) for about in asked if about.characteristic):
        return None
    wordless = {code: answer for code, answer in one.answers.items() if code not in _codes_in_own_words(version)}
    return Opened(wordless, one.language, one.way)


def _codes_in_own_words(version: SurveyVersion) -> set[str]:
    return {one.code for one in asked_of(version.content) if one.kind == "text"}


def _open_boxes(rows: Iterable[Waiting]) -> list[Opened]:
    """What boxes hold. One whose key is gone, as in a database that was put back, stays shut where it is."""
    found = []
    for row in rows:
        try:
            box = keys.unseal(keys.of_pool(row.key), bytes(row.box), str(row.pk))
        except (keys.KeyGone, keys.Damaged):
            continue
        content = unpacked(box)
        found.append(Opened(content["answers"], content["language"], content["way"]))
    return found


def _seal_anew(pool: Pool, held_back: Sequence[Opened], counted: Sequence[Opened]) -> None:
    """Puts what goes on waiting into new boxes under a new key, in the order of the lot; the old key goes on commit."""
    old = {pool.key, *pool.waiting.values_list("key", flat=True)}
    pool.waiting.all().delete()
    pool.key = keys.new_pool_key()
    pool.save()
    key = keys.of_pool(pool.key)
    rows = [_box(pool, key, one, is_counted=False) for one in held_back]
    rows += [_box(pool, key, one, is_counted=True) for one in counted]
    LOT.shuffle(rows)
    Waiting.objects.bulk_create(rows)
    transaction.on_commit(lambda: _forget(old))


def _box(pool: Pool, key: bytes, one: Opened, *, is_counted: bool) -> Waiting:
    ident = uuid.uuid4()
    content = {"answers": one.answers, "language": one.language, "way": one.way}
    box = keys.seal(key, packed(content), str(ident))
    return Waiting(id=ident, pool=pool, is_counted=is_counted, key=pool.key, box=box)


def _forget(names: Iterable[str]) -> None:
    for name in names:
        keys.forget_pool(name)


def _forget_papers(lookups: Iterable[str]) -> None:
    for lookup in lookups:
        keys.forget_paper(lookup)


def _write(version: SurveyVersion, area: str, drawn: Sequence[Opened], day: date, *, comments: bool) -> None:
    _add(version, area, _cells(version, drawn))
    row = Participation.objects.filter(survey_version=version, area=area, day=day).first()
    row = row or Participation(survey_version=version, area=area, day=day)
    row.number += len(drawn)
    row.save()
    if comments:
        _write_comments(version, area, [(one, "") for one in drawn], day)


def _cells(version: SurveyVersion, drawn: Sequence[Opened]) -> list[Cell]:
    """How many gave each answer, in which language and by which way, everybody together."""
    cells = small_groups.tallies(asked_of(version.content), [one.answers for one in drawn])
    for question, counts in (
        ("_language", Counter(one.language for one in drawn)),
        ("_way", Counter(one.way for one in drawn)),
    ):
        cells += [Cell(question, option, "", number) for option, number in sorted(counts.items())]
    return cells


def _add(version: SurveyVersion, area: str, cells: Iterable[Cell]) -> None:
    present = {
        (row.question, row.option, row.group): row for row in Tally.objects.filter(survey_version=version, area=area)
    }
    new = []
    for cell in cells:
        row = present.get((cell.question, cell.option, cell.group))
        if row is None:
            row = Tally(survey_version=version, area=area, question=cell.question, option=cell.option, group=cell.group)
            new.append(row)
        row.number += cell.number
    Tally.objects.bulk_update([row for row in present.values()], ["number"])
    Tally.objects.bulk_create(new)


def _write_comments(version: SurveyVersion, area: str, drawn: Sequence[tuple[Opened, str]], day: date) -> None:
    """Comments of all who were drawn, shuffled together: two of one person are no nearer to each other than any."""
    survey = version.survey
    rows = [
        Comment(
            organisation_id=survey.organisation_id,
            source=Comment.Source.SURVEY,
            audience=survey.audience,
            survey_version=version,
            question=code,
            service=survey.service,
            area=area,
            group=group,
            day=day,
            language=one.language,
            text=words,
        )
        for one, group in drawn
        for code in _codes_in_own_words(version)
        if (words := own_words(one.answers.get(code)))
    ]
    LOT.shuffle(rows)
    Comment.objects.bulk_create(rows)


@action
def close_version(
    *,
    version_id: int,
    version: int,
    delete_unread: bool = False,
    without_paper: bool = False,
    by: Viewer,
    at: datetime,
) -> SurveyVersion:
    """Closes a version: everything that waits is written, groups large enough are told apart, codes and keys go.

    Where fewer than the fewest answered in all, ``delete_unread`` must be chosen, and nothing is read. Where paper
    forms wait for a second typing, ``without_paper`` must be chosen: they go, and how many is recorded.
    """
    row = locked(version_id, Permission.HAND_OUT_CODES, by, version)
    typed_once = PaperEntry.objects.filter(survey_version=row).count()
    survey_rules.check_paper_is_in(typed_once, without_paper=without_paper)
    row.closed_on = clock.today(at)
    move(row, MACHINE, SUBJECT, "closed", by=by, at=at)
    pools = list(Pool.objects.filter(survey_version=row).order_by("area"))
    waiting = {pool.area: _open_boxes(pool.waiting.filter(is_counted=False)) for pool in pools}
    counted = _open_boxes(Waiting.objects.filter(pool__in=pools, is_counted=True))
    numbers = {area: len(found) for area, found in waiting.items()}
    pooling = local.pooling(row.closed_on)
    groups = shuffling.closing_groups(numbers, pooling)
    survey_rules.check_enough_to_close(groups, sum(numbers.values()), pooling.fewest, delete_unread=delete_unread)
    if groups is None:
        event("survey_version.answers_deleted", subject=(SUBJECT, row.pk), by=by, at=start_of(row.closed_on))
    else:
        _write_rest(row, groups, waiting, counted, by=by)
    _count_named(row)
    _record_lost(row, pools, sum(numbers.values()) + len(counted), by=by)
    _clear(row, pools, typed_once, by=by)
    return row


def _write_rest(
    row: SurveyVersion,
    groups: dict[str, list[str]],
    waiting: dict[str, list[Opened]],
    counted: list[Opened],
    *,
    by: Viewer,
) -> None:
    day = row.closed_on
    everybody: list[tuple[str, Opened]] = [("", one) for one in counted]
    for name, areas in groups.items():
        drawn = [one for area in areas for one in waiting[area]]
        LOT.shuffle(drawn)
        _write(row, name, drawn, day, comments=not row.compare_by)
        everybody += [(name, one) for one in drawn]
        event(
            "survey_version.answers_written",
            subject=(SUBJECT, row.pk),
            by=by,
            at=start_of(day),
            reason_code=str(len(drawn)),
        )
    _tell_groups_apart(row, everybody)


def _count_named(row: SurveyVersion) -> None:
    """Counts answers with a name, as those without are, so that no count moves where one of them is taken back later.
    Of fewer than the fewest nothing is counted: it would be what each of them said, kept after they took it back."""
    rows = NamedAnswer.objects.filter(answers_its_questions(row))
    given = [Opened(one.answers, one.language, one.came_by) for one in rows]
    if len(given) < local.limit("fewest", row.closed_on):
        return
    _add(row, "", _cells(row, given))
    _add_crossed(row, given)


def _add_crossed(row: SurveyVersion, everybody: Sequence[Opened]) -> None:
    crossed, asked = local.limit("crossed", row.closed_on), asked_of(row.content)
    _add(row, "", small_groups.crossed_tallies(asked, [one.answers for one in everybody], crossed))


def _tell_groups_apart(row: SurveyVersion, everybody: list[tuple[str, Opened]]) -> None:
    day = row.closed_on
    crossed = local.limit("crossed", day)
    _add_crossed(row, [one for _, one in everybody])
    about = next((one for one in asked_of(row.content) if one.code == row.compare_by), None)
    if about is None:
        return
    large = small_groups.groups_to_tell_apart((small_groups.who(about, one.answers) for _, one in everybody), crossed)
    grouped = []
    for _, one in everybody:
        value = small_groups.who(about, one.answers)
        grouped.append((one, f"{about.code}:{value}" if value in large else ""))
    _write_comments(row, "", grouped, day)


def _record_lost(row: SurveyVersion, pools: Sequence[Pool], opened: int, *, by: Viewer) -> None:
    """Says how many boxes could not be opened any more, as after a database was put back without its keys."""
    lost = Waiting.objects.filter(pool__in=pools).count() - opened
    if lost:
        day = start_of(row.closed_on)
        event("survey_version.answers_lost", subject=(SUBJECT, row.pk), by=by, at=day, reason_code=str(lost))


def _clear(row: SurveyVersion, pools: Sequence[Pool], typed_once: int, *, by: Viewer) -> None:
    old = {pool.key for pool in pools} | set(Waiting.objects.filter(pool__in=pools).values_list("key", flat=True))
    Pool.objects.filter(survey_version=row).delete()
    Code.objects.filter(batch__survey_version=row).delete()
    DoorCode.objects.filter(batch__survey_version=row).delete()
    papers = list(PaperEntry.objects.filter(survey_version=row).values_list("lookup", flat=True))
    PaperEntry.objects.filter(survey_version=row).delete()
    if typed_once:
        day = start_of(row.closed_on)
        event("survey_version.paper_left_out", subject=(SUBJECT, row.pk), by=by, at=day, reason_code=str(typed_once))
    transaction.on_commit(lambda: _forget(old))
    transaction.on_commit(lambda: _forget_papers(papers))


def tidy(*, at: datetime) -> int:
    """Throws away drafts that are too old, their keys and stray keys, and writes what is due. Gives how much
    was written. Run each day (``throughcare write_answers``)."""
    first = clock.today(at) - timedelta(days=local.limit("draft_days", clock.today(at)))
    for lookup in Draft.objects.filter(begun_on__lt=first).values_list("lookup", flat=True):
        keys.forget_draft(lookup)
    Draft.objects.filter(begun_on__lt=first).delete()
    in_use = {*Pool.objects.values_list("key", flat=True), *Waiting.objects.values_list("key", flat=True)}
    in_use |= set(Draft.objects.values_list("lookup", flat=True))
    in_use |= set(PaperEntry.objects.values_list("lookup", flat=True))
    keys.forget_strays(frozenset(in_use), at=at)
    written = 0
    for pool in Pool.objects.annotate(number=Count("waiting")).filter(number__gt=0):
        try:
            written += write_if_due(pool.pk, at=at)
        except DomainError:
            continue
    return written


def keep_answers(at: datetime) -> str:
    """What ``tidy`` does, told in one line."""
    return f"{count(tidy(at=at), 'answer')} written in shuffled batches"
