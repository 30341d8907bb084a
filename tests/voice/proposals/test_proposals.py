"""A proposal goes to a named role, is answered by a day, brings a change with evidence, and people are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.at_once import at_once
from tests.support.world import AT, TODAY
from tests.voice.proposals.conftest import ANSWER, ASKED, CHANGED, SAID, Voices
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.ports.owed import owed_to_or_by
from throughcare.foundation.record.models import Event
from throughcare.voice.proposals import actions
from throughcare.voice.proposals.models import Addressing, Change, Proposal
from throughcare.voice.proposals.queries import listing, public
from throughcare.voice.proposals.queries.owed import owed_on_proposals

LATER = AT + timedelta(days=60)


def owed(viewer, at=AT):
    return [(one.what, one.by_me, one.due, one.fact) for one in owed_on_proposals(viewer, at)]


def test_from_what_was_said_to_the_change_that_people_are_told_of(voices: Voices) -> None:
    row = voices.answered()
    assert (row.state, row.answered_on) == ("adopted", TODAY)
    actions.publish_answer(proposal_id=row.pk, answer_plainly=ANSWER, by=voices.lead, at=AT)
    actions.record_change(
        proposal_id=row.pk,
        what="The booking letter states the wait.",
        made_on=TODAY,
        evidence_kind="document",
        evidence="The new letter, seen on 1 June.",
        by=voices.commissioner,
        at=AT,
    )
    row = actions.tell_back(proposal_id=row.pk, change_plainly=CHANGED, by=voices.lead, at=AT)
    assert row.state == "told_back"
    one = public.public_change(row.pk, AT)
    assert (one.said, one.asked, one.change_plainly) == (SAID, ASKED, CHANGED)
    assert one.known_by == ("We have seen the new form or rule.",)
    kinds = [event.kind for event in Event.objects.filter(subject_type="proposal").order_by("id")]
    assert kinds == [f"proposal.{step}" for step in (
        "raised", "supported", "sent", "adopted", "answer_published", "changed", "told_back"
    )]  # fmt: skip


def test_it_waits_on_the_home_pages_of_those_who_must_answer(voices: Voices) -> None:
    row = voices.sent()
    due = Addressing.objects.get(proposal=row).due
    assert due == date(2026, 6, 30)
    assert owed(voices.commissioner) == [("Proposal “Tell us how long we wait”: answer it", True, due, "")]
    assert owed(voices.second_commissioner)[0][1]
    assert owed(voices.probation) == []
    assert owed(voices.worker)[0][1] is False
    late = owed(voices.commissioner, at=LATER)
    assert late[0][3] == "31 days late"
    assert [one for one in owed_to_or_by(voices.commissioner, AT) if "Tell us how long" in one.what]


def test_what_is_late_is_public(voices: Voices) -> None:
    row = voices.sent()
    assert public.public_change(row.pk, AT).late == 0
    assert public.public_change(row.pk, LATER).late == 31
    figures = public.answering_figures(LATER)
    assert (figures.overall.sent, figures.overall.waiting, figures.overall.overdue) == (1, 1, 1)
    assert figures.by_organisation[0][0] == "Mopac"


def test_only_the_role_it_is_addressed_to_answers(voices: Voices) -> None:
    row = voices.sent(to="probation_body", role="co_commissioner")
    given = {"proposal_id": row.pk, "answer": "adopted", "words": "We will do it.", "change_due": TODAY, "at": AT}
    with pytest.raises(NotAllowed, match="addressed to the co-commissioner"):
        actions.answer_proposal(**given, by=voices.commissioner)
    for by in (voices.worker, voices.lead):
        with pytest.raises(NotAllowed):
            actions.answer_proposal(**given, by=by)
    assert actions.answer_proposal(**given, by=voices.probation).state == "adopted"


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"answer": "maybe"}, "answer", "adopt, adapt or decline"),
        ({"words": "Yes."}, "words", "in a sentence"),
        ({"answer": "declined", "change_due": None}, "reasons", "Give your reasons"),
        ({"answer": "adapted"}, "reasons", "Give your reasons"),
        ({"change_due": None}, "change_due", "by when"),
        ({"change_due": TODAY - timedelta(days=1)}, "change_due", "cannot be past"),
        ({"words": "x " * 3000}, "words", "4,000 characters"),
    ],
)
def test_an_answer_says_what_why_and_by_when(voices: Voices, given, field, says) -> None:
    row = voices.sent()
    sound = {"answer": "adopted", "words": "We will do it.", "reasons": "", "change_due": TODAY}
    with pytest.raises(Invalid) as caught:
        actions.answer_proposal(proposal_id=row.pk, **{**sound, **given}, by=voices.commissioner, at=AT)
    assert says in " ".join(caught.value.fields[field])
    row.refresh_from_db()
    assert row.state == "sent"


def test_answered_twice_is_refused(voices: Voices) -> None:
    row = voices.answered("declined")
    with pytest.raises(WrongState, match="declined"):
        actions.answer_proposal(
            proposal_id=row.pk, answer="adopted", words="On second thought, yes.", change_due=TODAY,
            by=voices.second_commissioner, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Write this in plain words"),
        ("The commissioning organisation facilitates multidisciplinary engagement.", "is a hard word"),
        ("We " + "see you and we hear you and we go on and on and on " * 3 + ".", "A sentence has"),
        ("Call Karen on 07700 900123.", "names a person"),
        ("word " * 400, "1,200 characters"),
    ],
)
def test_the_public_reads_plain_words_without_a_name(voices: Voices, words, says) -> None:
    row = voices.supported()
    sound = {"organisation": "mopac", "role": "commissioner", "said_plainly": SAID, "asked_plainly": ASKED}
    with pytest.raises(Invalid) as caught:
        actions.send_proposal(proposal_id=row.pk, **{**sound, "said_plainly": words}, by=voices.worker, at=AT)
    assert any(says in one for one in caught.value.fields["said_plainly"])
    row = voices.answered()
    with pytest.raises(Invalid) as caught:
        actions.publish_answer(proposal_id=row.pk, answer_plainly=words, by=voices.lead, at=AT)
    assert any(says in one for one in caught.value.fields["answer_plainly"])


@pytest.mark.parametrize(
    ("to", "role", "due", "says"),
    [
        ("nowhere", "commissioner", None, "Choose an organisation"),
        ("mopac", "engagement_lead", None, "Choose a role"),
        ("mopac", "contract_manager", None, "Nobody holds this role"),
        ("engagement_body", "commissioner", None, "Choose a role"),
        ("mopac", "commissioner", TODAY, "between 5 and 60 working days"),
        ("mopac", "commissioner", TODAY + timedelta(days=200), "between 5 and 60 working days"),
    ],
)
def test_it_goes_to_a_role_that_somebody_holds_with_time_to_answer(voices: Voices, to, role, due, says) -> None:
    row = voices.supported()
    with pytest.raises(Invalid, match=says):
        actions.send_proposal(
            proposal_id=row.pk, organisation=to, role=role, due=due, said_plainly=SAID, asked_plainly=ASKED,
            by=voices.worker, at=AT,
        )  # fmt: skip


def test_sent_back_it_can_go_to_someone_else_and_the_days_run_on(voices: Voices) -> None:
    row = voices.sent()
    with pytest.raises(Invalid, match="Say why"):
        actions.send_back(proposal_id=row.pk, reason="No.", by=voices.commissioner, at=AT)
    actions.send_back(proposal_id=row.pk, reason="Probation runs the offices.", by=voices.commissioner, at=AT)
    actions.send_proposal(
        proposal_id=row.pk, organisation="probation_body", role="co_commissioner", said_plainly=SAID,
        asked_plainly=ASKED, by=voices.worker, at=AT + timedelta(days=7),
    )  # fmt: skip
    assert owed(voices.commissioner) == []
    actions.answer_proposal(
        proposal_id=row.pk, answer="adopted", words="We will do it.", change_due=date(2026, 9, 1),
        by=voices.probation, at=AT + timedelta(days=10),
    )  # fmt: skip
    figures = public.answering_figures(LATER)
    assert figures.overall.median_days == 10
    (their_own,) = figures.by_organisation
    assert (their_own[0], their_own[1].median_days) == ("Probation Body", 3), "not the days that another had it"


def test_sent_back_it_stays_on_the_public_page_and_cannot_be_made_to_go(voices: Voices) -> None:
    row = voices.sent()
    actions.send_back(proposal_id=row.pk, reason="Probation runs the offices.", by=voices.commissioner, at=AT)
    (one,) = public.public_changes(LATER)["asked"]
    assert (one.id, one.is_sent_back) == (row.pk, True)
    assert public.public_change(row.pk, LATER).is_sent_back
    figures = public.answering_figures(LATER)
    assert (figures.overall.sent, figures.overall.waiting, figures.by_organisation) == (1, 1, ())
    with pytest.raises(WrongState, match="public has read"):
        actions.withdraw_proposal(proposal_id=row.pk, reason="The council took it back.", by=voices.worker, at=AT)
    assert "withdraw" not in {one.code for one in listing.proposal(voices.worker, row.pk, at=AT).steps}
    assert "withdraw" in {one.code for one in listing.proposal(voices.worker, voices.raised().pk, at=AT).steps}


def test_a_vote_carries_it_or_somebody_says_why(voices: Voices) -> None:
    row = voices.raised()
    with pytest.raises(Invalid, match="who backs it"):
        actions.support_proposal(proposal_id=row.pk, by=voices.worker, at=AT)
    lost = voices.raised(votes_for=3, votes_against=9)
    with pytest.raises(Invalid, match="voted against"):
        actions.support_proposal(proposal_id=lost.pk, reason="We like it still.", by=voices.worker, at=AT)
    with pytest.raises(Invalid, match="both the votes"):
        voices.raised(votes_for=3)
    carried = voices.raised(votes_for=9, votes_against=3, votes_neither=1)
    assert actions.support_proposal(proposal_id=carried.pk, by=voices.worker, at=AT).state == "supported"


def test_a_change_needs_evidence_and_a_day_that_was(voices: Voices) -> None:
    row = voices.answered()
    sound = {
        "what": "The letter says it.",
        "made_on": TODAY,
        "evidence_kind": "document",
        "evidence": "The new letter of June.",
    }
    for given, field in (
        ({"what": "Done"}, "what"),
        ({"evidence": ""}, "evidence"),
        ({"made_on": TODAY + timedelta(days=1)}, "made_on"),
        ({"made_on": TODAY - timedelta(days=1)}, "made_on"),
        ({"evidence_kind": "hope"}, "evidence_kind"),
    ):
        with pytest.raises(Invalid) as caught:
            actions.record_change(proposal_id=row.pk, **{**sound, **given}, by=voices.commissioner, at=AT)
        assert field in caught.value.fields
    actions.record_change(proposal_id=row.pk, **sound, by=voices.commissioner, at=AT)
    actions.record_change(proposal_id=row.pk, **sound, by=voices.second_commissioner, at=AT)
    assert Change.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM proposals_change")
    declined = voices.answered("declined")
    with pytest.raises(WrongState, match="adopted or adapted"):
        actions.record_change(proposal_id=declined.pk, **sound, by=voices.commissioner, at=AT)


def test_people_are_told_only_after_the_answer_is_published(voices: Voices) -> None:
    row = voices.answered("declined")
    with pytest.raises(WrongState, match="not on the public page"):
        actions.tell_back(proposal_id=row.pk, by=voices.lead, at=AT)
    with pytest.raises(NotAllowed):
        actions.publish_answer(proposal_id=row.pk, answer_plainly=ANSWER, by=voices.worker, at=AT)
    with pytest.raises(WrongState, match="no answer"):
        actions.publish_answer(proposal_id=voices.sent().pk, answer_plainly=ANSWER, by=voices.lead, at=AT)
    actions.publish_answer(proposal_id=row.pk, answer_plainly="They said no. It costs too much.", by=voices.lead, at=AT)
    assert actions.tell_back(proposal_id=row.pk, by=voices.lead, at=AT).state == "told_back"
    assert public.public_changes(AT)["declined"][0].answer_plainly == "They said no. It costs too much."


def test_who_sees_what(voices: Voices) -> None:
    raised, sent = voices.raised(), voices.sent()
    seen = {name: set(visible_to(getattr(voices, name), Proposal).values_list("pk", flat=True)) for name in (
        "lead", "worker", "commissioner", "probation", "peer", "stranger", "practitioner"
    )}  # fmt: skip
    assert seen["lead"] == seen["worker"] == {raised.pk, sent.pk}
    assert seen["commissioner"] == seen["probation"] == seen["stranger"] == {sent.pk}
    assert seen["peer"] == seen["practitioner"] == set()
    with pytest.raises(NotFound):
        listing.proposal(voices.commissioner, raised.pk, at=AT)
    with pytest.raises(NotFound):
        actions.withdraw_proposal(proposal_id=raised.pk, reason="Not ours at all.", by=voices.stranger, at=AT)
    with pytest.raises(NotFound):
        public.public_change(raised.pk, AT)


def test_withdrawn_before_it_is_sent_and_not_after(voices: Voices) -> None:
    row = voices.raised()
    actions.withdraw_proposal(proposal_id=row.pk, reason="The council took it back.", by=voices.worker, at=AT)
    with pytest.raises(WrongState):
        actions.withdraw_proposal(proposal_id=row.pk, reason="Once more, please.", by=voices.worker, at=AT)
    with pytest.raises(WrongState):
        actions.withdraw_proposal(proposal_id=voices.sent().pk, reason="Too late for this.", by=voices.worker, at=AT)


def test_its_words_can_be_bettered_until_it_is_sent(voices: Voices) -> None:
    row = voices.raised()
    given = {"title": "Wait", "insight": "Many said so.", "asked": "Say how long.", "by": voices.worker, "at": AT}
    actions.change_proposal(proposal_id=row.pk, version=1, **given)
    with pytest.raises(Conflict):
        actions.change_proposal(proposal_id=row.pk, version=1, **given)
    with pytest.raises(WrongState, match="words stand"):
        actions.change_proposal(proposal_id=voices.sent().pk, **given)
    with pytest.raises(Invalid) as caught:
        actions.change_proposal(proposal_id=row.pk, **{**given, "title": " ", "asked": ""})
    assert set(caught.value.fields) == {"title", "asked"}


def test_a_form_sent_twice_makes_one(voices: Voices) -> None:
    first, second = voices.raised(key="same"), voices.raised(key="same")
    assert first.pk == second.pk
    assert Proposal.objects.count() == 1


def test_hostile_prose_comes_back_as_it_was(voices: Voices) -> None:
    words = "'; DROP TABLE proposals; -- <script>alert(1)</script> \U0001f600 \u202eabc\u202c \u0645\u0631\u062d"
    row = voices.raised(insight=words, asked=words)
    page = listing.proposal(voices.worker, row.pk, at=AT)
    assert page.insight == page.asked == words


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_give_one_answer(voices: Voices) -> None:
    row = voices.sent()

    def answer(by, kind):
        return lambda: actions.answer_proposal(
            proposal_id=row.pk, answer=kind, words="This is our answer.", reasons="We have our reasons.",
            change_due=TODAY, by=by, at=AT,
        )  # fmt: skip

    found = at_once(answer(voices.commissioner, "adopted"), answer(voices.second_commissioner, "declined"))
    assert sorted(isinstance(one, WrongState) for one in found) == [False, True]
    row.refresh_from_db()
    kept = next(one for one in found if isinstance(one, Proposal))
    assert (row.state, row.answered_by_id) == (kept.state, kept.answered_by_id)


def test_those_who_asked_to_hear_are_written_to_without_a_word_about_them(
    voices: Voices, tmp_path, settings, django_capture_on_commit_callbacks
) -> None:
    from tests.voice.proposals.hearing import named_answers

    settings.MESSAGES = str(tmp_path / "messages.jsonl")
    named_answers(voices.lead, "07700 900123", "jo@example.test", "ask my mum", "JO@example.test")
    row = voices.answered()
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_answer(proposal_id=row.pk, answer_plainly=ANSWER, by=voices.lead, at=AT)
    sent = (tmp_path / "messages.jsonl").read_text().splitlines()
    assert len(sent) == 2
    assert "wait" not in " ".join(sent)
    assert row.tellings.get().people == 2
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_answer(proposal_id=row.pk, answer_plainly=ANSWER, by=voices.lead, at=AT)
    assert len((tmp_path / "messages.jsonl").read_text().splitlines()) == 2


def test_each_is_written_to_in_the_language_of_their_answer(
    voices: Voices, tmp_path, settings, django_capture_on_commit_callbacks
) -> None:
    from tests.voice.proposals.hearing import named_answers

    settings.MESSAGES = str(tmp_path / "messages.jsonl")
    named_answers(voices.lead, "jo@example.test")
    named_answers(voices.lead, "ana@example.test", language="ro")
    row = voices.answered()
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_answer(proposal_id=row.pk, answer_plainly=ANSWER, by=voices.lead, at=AT)
    lines = (tmp_path / "messages.jsonl").read_text().splitlines()
    to_ana, to_jo = (next(one for one in lines if name in one) for name in ("ana@", "jo@"))
    assert "exist" in to_ana
    assert "There is now an answer" in to_jo
    assert "There is now an answer" not in to_ana
