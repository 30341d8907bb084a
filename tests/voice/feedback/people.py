"""People, questions and surveys that the tests of feedback share, made through the actions that people use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from tests.support.world import client_for, person, viewer
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.actions import answering
from throughcare.voice.feedback.models import Question, SurveyVersion
from throughcare.voice.participants import actions as participants
from throughcare.voice.participants.models import Participant

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
COURSES = ("safe", "listening", "paper_forms")
HOME = {"at": "engagement_example", "kind": "provider"}

BANK: tuple[dict[str, Any], ...] = (
    {"code": "treated", "kind": "scale", "text": "How do your workers treat you?"},
    {"code": "told", "kind": "yes_no", "text": "Did someone tell you what your plan is?"},
    {"code": "helps", "kind": "several", "text": "What helps you most?", "options": {"home": "A home", "job": "A job"}},
    {"code": "late", "kind": "times", "text": "How many times was your worker late?"},
    {"code": "change", "kind": "text", "text": "What should we change?"},
    {"code": "good", "kind": "text", "text": "What is good?"},
    {
        "code": "sex",
        "kind": "choice",
        "text": "Are you a man or a woman?",
        "options": {"female": "Woman", "male": "Man"},
        "characteristic": "sex",
    },
)
WORDS_RO = {
    "treated": "Cum se poartă lucrătorii cu dumneavoastră?",
    "told": "V-a spus cineva care este planul?",
    "change": "Ce ar trebui să schimbăm?",
}
ALL = tuple(one["code"] for one in BANK)


def lead(name: str = "engagement.lead") -> Viewer:
    return viewer("engagement_lead", name=name, **HOME)


def worker(name: str = "engagement.worker") -> Viewer:
    return viewer("engagement_worker", name=name, **HOME)


def peer(name: str = "peer.researcher") -> Viewer:
    """A peer researcher who finished every course."""
    found = viewer("peer_researcher", name=name, **HOME)
    trained(found)
    return found


def trained(peer_researcher: Viewer, courses: Sequence[str] = COURSES, *, at: datetime = AT) -> Participant:
    """Puts on record that a peer researcher finished some courses; the participant that they are."""
    account = peer_researcher.person_id
    assert account is not None
    row = Participant.objects.filter(account_id=account).first()
    if row is None:
        row = participants.add_participant(name="Peer", is_peer_researcher=True, by=worker(), at=at)
        participants.name_account(participant_id=row.pk, account_id=account, by=worker(), at=at)
        for course in courses:
            participants.record_training(participant_id=row.pk, course=course, day=at.date(), by=worker(), at=at)
    return row


def trained_client(role: str) -> Any:
    """A client of somebody of the engagement provider; a peer researcher is trained."""
    name = role.replace("_", ".")
    client = client_for(role, name=name, **HOME)
    if role == "peer_researcher":
        peer(name)
    return client


def stranger() -> Viewer:
    """Somebody of another provider with the same role."""
    return viewer("engagement_lead", name="stranger", at="other_provider", kind="provider")


def fill_bank() -> None:
    """The questions of the bank, once."""
    for one in BANK:
        if not Question.objects.filter(code=one["code"], organisation__code=HOME["at"]).exists():
            actions.add_question(**one, by=worker(), at=AT)


def drafted(
    questions: Sequence[str] = ALL, *, mode: str = "anonymous", audience: str = "people", **more: Any
) -> SurveyVersion:
    """A draft that asks these questions."""
    fill_bank()
    row = actions.start_survey(title="How is it going?", audience=audience, mode=mode, by=worker(), at=AT)
    return actions.change_draft(
        version_id=row.pk, version=row.version, questions=questions, languages=["en"], by=worker(), at=AT, **more
    )


def opened(questions: Sequence[str] = ALL, **more: Any) -> SurveyVersion:
    """An open survey that asks these questions."""
    row = drafted(questions, **more)
    row = actions.submit(version_id=row.pk, version=row.version, by=worker(), at=AT)
    row = actions.approve(version_id=row.pk, version=row.version, by=lead(), at=AT)
    return actions.open_version(version_id=row.pk, version=row.version, by=worker(), at=AT)


def codes_for(version: SurveyVersion, size: int = 20, *, area: str = "camden", kind: str = "cards") -> list[str]:
    """Codes of a new batch."""
    made = actions.make_batch(version_id=version.pk, kind=kind, size=size, area=area, by=worker(), at=AT)
    return list(made.codes)


def answer(code: str, answers: dict[str, Any], *, at: datetime = AT, way: str = "phone", language: str = "en") -> None:
    """Answers with a code from the first page to sending."""
    sitting = answering.begin(typed=code, language=language, way=way, at=at)
    for question, value in answers.items():
        sitting = answering.keep(sitting, question=question, answer=value)
    answering.send(sitting.ticket, at=at)


def run_after_commit(work: Any) -> Any:
    """Does the work and then what waits for a commit, inside a test's own transaction."""
    before = len(connection.run_on_commit)
    found = work()
    while len(connection.run_on_commit) > before:
        _, later, _ = connection.run_on_commit.pop(before)
        later()
    return found


def answer_all(codes: Sequence[str], said: Sequence[dict[str, Any]], *, at: datetime = AT, apart: int = 7) -> None:
    """Everybody answers, one after the other, some minutes apart."""
    for place, (code, one) in enumerate(zip(codes, said, strict=True)):
        moment = at + timedelta(minutes=apart * place)
        run_after_commit(lambda code=code, one=one, moment=moment: answer(code, one, at=moment))


def close(
    version: SurveyVersion, *, delete_unread: bool = False, without_paper: bool = False, at: datetime = AT
) -> SurveyVersion:
    """Closes a version."""
    version.refresh_from_db()
    return run_after_commit(
        lambda: actions.close_version(
            version_id=version.pk,
            version=version.version,
            delete_unread=delete_unread,
            without_paper=without_paper,
            by=worker(),
            at=at,
        )
    )


def member(role: str, name: str) -> Any:
    """Somebody of the engagement provider who can sign in."""
    return person(role, name=name, **HOME)
