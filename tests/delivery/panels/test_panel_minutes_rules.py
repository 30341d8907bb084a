"""Minutes write themselves from what was recorded, in words and as a document."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from throughcare.delivery.panels.rules import minutes
from throughcare.delivery.panels.rules.docx import to_docx
from throughcare.delivery.panels.rules.minutes import Agency, Discussed, Held, Promise, Reported
from throughcare.errors import NotAllowed, WrongState

HELD = Held(
    panel="Hackney IOM panel",
    on=date(2026, 6, 10),
    place="Room 1",
    chair="Harper Example",
    agencies=(Agency("Police", "present", "Jo"), Agency("Probation", "present"), Agency("Hackney", "apologies")),
    cases=(
        Discussed(
            7,
            "Robin Sample",
            ("Nominated 1 June 2026",),
            discussion="Wants to work.",
            decided=(minutes.decided("Adopted, red", "Professional judgement", "", date(2026, 7, 8)),),
            promises=(Promise("Police", date(2026, 6, 24), "Visit."),),
            reported=(Reported("Probation", "Write.", "Written."),),
        ),
        Discussed(8, "Lee Sample", (), carried_over=True),
    ),
    promises=(Promise("Hackney", date(2026, 6, 24), "Book a larger room."),),
    next_on=date(2026, 7, 8),
)


def words(lines):
    return [one.words for one in lines]


def test_they_say_who_was_there_what_was_decided_and_when_is_next():
    found = words(minutes.write(HELD))
    assert "10 June 2026, Room 1. In the chair: Harper Example." in found
    assert "Present: Police (Jo); Probation." in found
    assert "Apologies: Hackney." in found
    assert "Decided: Adopted, red; reason: professional judgement; review by 8 July 2026." in found
    assert "Action for Police by 24 June 2026: Visit." in found
    assert "Earlier action of Probation: Write. Outcome: Written." in found
    assert "Not reached: carried over to the next meeting." in found
    assert "Action for Hackney by 24 June 2026: Book a larger room." in found
    assert found[-2:] == ["Next meeting", "8 July 2026."]


def test_every_line_about_a_case_says_which():
    for line in minutes.write(HELD):
        assert (line.case_id == 7) == any(
            name in line.words for name in ("Robin", "Nominated", "work", "Visit", "red;", "Written")
        )


def test_the_document_holds_the_same_words_and_survives_hostile_ones():
    hostile = "<script>' OR 1=1 -- \x07 \u202e\U0001f642"
    held = Held("P", HELD.on, "", "C", (), (Discussed(1, hostile, (), discussion=hostile),))
    lines = minutes.write(held)
    document = Document(BytesIO(to_docx("Minutes", "Draft.", lines)))
    texts = [one.text for one in document.paragraphs]
    assert texts[0] == "Minutes"
    assert texts[1] == "Draft."
    assert texts[2:] == [one.words.replace("\x07", "") for one in lines]


def test_the_chair_approves_once_and_nobody_else():
    minutes.check_can_approve(state="decided", approved=False, person_id=1, chair_id=1)
    with pytest.raises(NotAllowed):
        minutes.check_can_approve(state="decided", approved=False, person_id=2, chair_id=1)
    with pytest.raises(WrongState, match="approved already"):
        minutes.check_can_approve(state="decided", approved=True, person_id=1, chair_id=1)
    with pytest.raises(WrongState, match="not recorded yet"):
        minutes.check_can_approve(state="held", approved=False, person_id=1, chair_id=1)
