"""Every string that a participant reads is read at the age of nine, in short words and sentences; the rule works."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules.reading import Limits, grade, read, syllables

DAY = date(2026, 6, 1)
LIMITS = local.reading_limits(DAY)
LANGUAGES = [one.language for one in local.languages()]
FIXED = [(code, name, text) for code in LANGUAGES for name, text in local.fixed_texts(code).items()]
SHIPPED = [
    (words.language, f"{words.question}", text)
    for words in local.reference().shipped_words
    for text in (words.text, *(one.split(": ", 1)[1] for one in words.options))
]
PLACES = re.compile(r"\{[a-z_]+\}")


@pytest.mark.parametrize(("language", "name", "text"), FIXED + SHIPPED)
def test_everything_a_participant_reads_is_plain(language, name, text):
    assert read(text, language, LIMITS).faults == ()


PAGES = Path(local.__file__).parents[1] / "templates" / "feedback"
NOT_WORDS = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<script.*?</script>|<[^>]*>", re.DOTALL)
SHOWN_BY_ATTRIBUTE = re.compile(r"""(?:aria-label|title|alt|placeholder)=["'](?!\{\{)[^"']""")


@pytest.mark.parametrize("page", sorted((PAGES / "say").glob("*.jinja")), ids=lambda page: page.name)
def test_no_page_of_participants_has_words_of_its_own(page):
    """So that every string they read is one of the files, which the test above holds to the reading age."""
    written = page.read_text(encoding="utf-8")
    assert not re.search(r"[^\W\d_]{2,}", NOT_WORDS.sub(" ", written)), NOT_WORDS.sub(" ", written).split()
    assert not SHOWN_BY_ATTRIBUTE.search(written)


@pytest.mark.parametrize("page", ["print_cards.jinja", "print_paper.jinja"])
def test_what_is_printed_has_no_words_of_its_own_but_those_for_whoever_prints(page):
    written = (PAGES / page).read_text(encoding="utf-8")
    written = re.sub(r'<p class="only-screen" lang="en".*?</p>', " ", written, flags=re.DOTALL)
    assert not re.search(r"[^\W\d_]{2,}", NOT_WORDS.sub(" ", written)), NOT_WORDS.sub(" ", written).split()


def test_a_hard_text_is_found_hard_and_its_words_are_named():
    hard = read("Evaluate the effectiveness of rehabilitative interventions commissioned.", "en", LIMITS)
    assert not hard.is_plain
    assert {"Evaluate", "effectiveness", "rehabilitative", "interventions"} <= set(hard.hard_words)
    long = read("I " + "go to the shop and " * 5 + "come home.", "en", LIMITS)
    assert "A sentence has" in long.faults[0]
    assert read("un " * 16, "ro", LIMITS).faults
    assert read("Nevoiașilorcuînțelegere", "ro", LIMITS).hard_words


def test_marks_that_belong_to_letters_cut_no_word_in_pieces():
    """A long Bengali word with vowel signs, and two short sentences that end in its own full stop."""
    long_word = "কিংকর্তব্যবিমূঢ়তাপরিস্থিতিগুলিরমধ্যে"
    assert read(f"এটা {long_word}", "bn", LIMITS).hard_words
    short = read("আমি যাই। " * 9, "bn", LIMITS)
    assert short.faults == ()
    assert read("un ș\u0326i " * 3, "ro", LIMITS).faults == ()


def test_the_formula_gives_the_published_grade():
    text = "The cat sat on the mat. The dog ran to the man."
    assert grade(text) == pytest.approx(0.39 * 12 / 2 + 11.8 * 12 / 12 - 15.59)


@pytest.mark.parametrize(
    ("word", "number"),
    [("licence", 2), ("supervision", 4), ("someone", 2), ("used", 1), ("wanted", 2), ("little", 2), ("another", 3),
     ("idea", 3), ("changes", 2), ("information", 4), ("the", 1), ("safely", 2), ("don't", 1)],
)  # fmt: skip
def test_syllables(word, number):
    assert syllables(word) == number


def test_every_language_has_every_sentence_with_the_same_places():
    english = local.fixed_texts("en")
    for language in local.languages():
        texts = local.fixed_texts(language.language)
        assert texts.keys() == english.keys()
        for name, text in texts.items():
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(english[name])), (language.language, name)


def test_machine_drafted_languages_say_so_to_those_who_build_and_not_to_those_who_answer():
    unchecked = {row.language for row in local.languages() if row.certainty == "unverified"}
    assert unchecked == {"ro", "ar"}
    assert not any("machine" in text for text in local.fixed_texts("en").values())


def test_the_rule_has_limits_of_its_own_where_none_are_given():
    assert Limits().grade == 4.0
