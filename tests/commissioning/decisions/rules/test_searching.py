"""The words by which a paper is found."""

from tests.support.papers import sound_paper
from throughcare.commissioning.decisions.rules.paper import Access, Paper
from throughcare.commissioning.decisions.rules.searching import LONGEST, words_in, words_of


def test_words_are_lower_case_and_without_their_marks():
    assert words_in("Night-buses, for NURSES' (2023/24) £1.32m!") == (
        ("night-buses", "for", "nurses", "2023", "24", "1", "32m")
    )
    assert words_in("") == words_in("-- ,") == ()
    assert len(words_in("x" * 500)[0]) == LONGEST


def test_a_paper_is_found_by_part_1_and_not_by_part_2():
    words = words_of(sound_paper(access=Access(part_2=True, rationale="Secretprices")))
    assert {"mentoring", "custody", "pcd", "9001"} <= words
    assert "secretprices" not in words
    assert words_of(Paper()) == frozenset()
