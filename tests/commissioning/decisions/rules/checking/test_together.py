"""Two decisions of one programme, with the faults known between PCD 1291 and PCD 1514, restated by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.support.papers import faulty_paper, sound_paper
from throughcare.commissioning.decisions.rules import reading
from throughcare.commissioning.decisions.rules.checking import CheckReference, check, check_together, xdec
from throughcare.commissioning.decisions.rules.paper import (
    Facts,
    Paper,
    Paragraph,
    Recommendation,
    StatedPeriod,
    Statement,
)

REFERENCE = CheckReference()
EXAMPLE = Path("example/papers")


def follower(own: int = 77_300_000, year: str = "2023/24", start: date = date(2024, 3, 1)) -> Paper:
    return Paper(
        reference="PCD 9003",
        recommendations=(
            Recommendation(
                1, "approve", "accept funding from London Probation", 30_000_000, 1, True, year, "london_probation"
            ),
            Recommendation(2, "approve", "commit MOPAC funding", own, 1, False, "", "mopac"),
        ),
        facts=Facts(
            periods=(StatedPeriod("spending", start, date(2026, 1, 1), "summary", ""),),
            statements=(Statement("follows", "PCD 9002", "", ""),),
        ),
    )


def found(*papers: Paper, **options: bool) -> dict[str, dict[str, str]]:
    findings = check_together(papers, reference=REFERENCE, **options)
    assert {f.rule for f in findings} <= {"XDEC"}
    return {f.topic: {**f.figures, "severity": f.severity} for f in findings}


def test_the_envelope_the_year_of_the_money_and_the_dates_are_found():
    result = found(faulty_paper(), follower())
    assert result["envelope"]["left"] == "0.007"
    assert (result["envelope"]["used_by_PCD_9002"], result["envelope"]["used_by_PCD_9003"]) == ("1.320", "0.773")
    assert result["twice 2023-24"] == {"first": "0.30", "second": "0.30", "unit": "GBP million", "severity": "warning"}
    assert result["past the plan PCD 9003"]["months"] == "9"
    assert result["phase two PCD 9003"]["months_after"] == "2"


def test_an_envelope_used_beyond_its_sum_is_an_error():
    result = found(faulty_paper(), follower(own=90_000_000))
    assert (result["envelope"]["left"], result["envelope"]["severity"]) == ("-0.12", "error")


def test_decisions_that_agree_have_no_finding():
    sound = follower(own=78_000_000, year="2025/26", start=date(2023, 6, 1))
    until = replace(sound.facts.periods[0], until=date(2025, 4, 1))
    assert found(faulty_paper(), replace(sound, facts=replace(sound.facts, periods=(until,)))) == {}


def test_papers_that_do_not_name_one_another_are_compared_only_as_a_programme():
    stranger = replace(follower(own=90_000_000), facts=replace(follower().facts, statements=()))
    assert found(faulty_paper(), stranger) == {}
    assert "envelope" in found(faulty_paper(), stranger, programme=True)
    assert found(faulty_paper(), sound_paper()) == {}


def test_money_for_one_year_is_weighed_against_the_months_served_in_it():
    findings = [f for f in check(follower(), reference=REFERENCE).findings if f.rule == "RATE"]
    assert [(f.severity, f.figures["months"]) for f in findings] == [("warning", "1")]


def seeking(words: str, reference: str) -> Paper:
    paper = follower() if reference == "PCD 9003" else faulty_paper()
    return replace(paper, summary=(Paragraph("summary", words),))


def test_approval_sought_in_the_words_of_an_earlier_decision_is_noted_with_both_places():
    words = "This decision {} seeks approval for the procurement strategy and delegated authority for award."
    earlier = seeking(words.format("also"), "PCD 9002")
    later = replace(seeking(words.format("further"), "PCD 9003"), signed=date(2024, 1, 9))
    reports = check_together((earlier, later), reference=REFERENCE)
    (note,) = [one for one in reports if one.topic.startswith("same words")]
    assert note.severity == "note"
    assert note.where == ("PCD 9002: summary", "PCD 9003: summary")
    other = replace(
        later, summary=(Paragraph("summary", "It seeks approval for a mentoring service in all boroughs."),)
    )
    assert not any(one.topic.startswith("same words") for one in check_together((earlier, other), reference=REFERENCE))


def test_the_example_of_two_decisions_says_what_is_wrong_between_them_and_nothing_else() -> None:
    names = ("pcd-1291.toml", "pcd-1514.toml")
    papers = [reading.read_paper((EXAMPLE / name).read_bytes(), name=name) for name in names]
    said = [f.says for f in xdec.check(papers)]
    for words in (
        "£0.007m is left",
        "may be one payment counted twice",
        "PCD 1514 spends until December 2025, 9 months past the period of the envelope in PCD 1291",
        "PCD 1291 says that the next phase is commissioned by December 2023; PCD 1514 spends from March 2024",
        "word for word as PCD 1291 does",
    ):
        assert [words in says for says in said].count(True) == 1, (words, said)
    assert len(said) == len(list(xdec.check(papers[::-1]))) == 5
