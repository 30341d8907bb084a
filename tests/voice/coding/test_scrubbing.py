"""What is masked, what is not, and that masking neither loses nor leaks a mark."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voice.coding.lists import lists
from throughcare.voice.coding.rules.scrubbing import KINDS, Span, mask_words, pieces_of, scrub
from throughcare.voice.coding.rules.scrubbing.checks import is_card_number, is_cro, is_nhs_number, is_pnc
from throughcare.voice.coding.rules.scrubbing.folding import fold
from throughcare.voice.coding.rules.scrubbing.spans import joined


def masked(text: str) -> str:
    return scrub(text, lists()).masked


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("ring me on 07700 900123", "ring me on [phone number]"),
        ("ring +44 7700 900 123 or (020) 7946 0018", "ring [phone number] or [phone number]"),
        ("NHS no 943 476 5919", "NHS no [NHS number]"),
        ("nhs 9434765910 mistyped", "nhs [number] mistyped"),
        ("pnc 2001/0171310W", "pnc [PNC number]"),
        ("pnc 01/171310w", "pnc [PNC number]"),
        ("CRO 123456/01A", "CRO [CRO number]"),
        ("SF39/24680X", "[CRO number]"),
        ("crn X123456", "crn [CRN]"),
        ("prison number A1234BC", "prison number [prison number]"),
        ("my NI is AB 12 34 56 C", "my NI is [National Insurance number]"),
        ("card 4111 1111 1111 1111", "card [card number]"),
        ("sort code 12-34-56", "sort code [number]"),
        ("write to jo.bloggs+x@mail.example.test", "write to [e-mail address]"),
        ("jo at mail dot example dot com", "[e-mail address]"),
        ("see https://example.test/me?x=1 ok", "see [web address] ok"),
        ("add me @jo_b99.", "add me [online name]."),
        ("my snapchat is jo.b99", "my snapchat is [online name]"),
        ("I am in sw9 8gg", "I am in [postcode]"),
        ("round SE15 way", "round [postcode] way"),
        ("drives AB12 CDE", "drives [number plate]"),
        ("drives P123 ABC", "drives [number plate]"),
        ("born 3rd March 1985", "born [date of birth]"),
        ("dob 12/03/85", "dob [date of birth]"),
        ("my birthday is 3rd March", "my birthday is [date of birth]"),
        ("on 21/09/2021 I went", "on [date] I went"),
        ("oh seven seven double oh nine zero zero", "[number]"),
        ("I live at 12 Example Road", "I live at [address]"),
        ("in flat 4 there", "in [address] there"),
        ("my worker Karen Whitlock is good", "my worker [name] is good"),
        ("karen is good", "[name] is good"),
        ("Mr smith said no", "Mr [name] said no"),
        ("PC Bloggins came", "PC [name] came"),
        ("my brother Zorrobert helped", "my brother [name] helped"),
        ("my name is xyzzy", "my name is [name]"),
        ("I LIKE JAMES A LOT HERE", "I LIKE [name] A LOT HERE"),
        ("Zbigniewska's room", "[name]'s room"),
        ("I was in Brixton", "I was in [prison]"),
        ("moved to hackney", "moved to [borough]"),
        ("HMP Isis is loud", "HMP [prison] is loud"),
        ("up at Snaresbrook Crown Court", "up at [court]"),
        ("Ellison House is cold", "[hostel] is cold"),
        ("went to Exampleton Hospital", "went to [hospital]"),
        ("\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663", "[phone number]"),
        ("\uff10\uff17\uff17\uff10\uff10 900123", "[phone number]"),
        ("0\u200b7700 900123", "[phone number]"),
        ("Kar\u00e9n came", "[name] came"),
    ],
)
def test_it_is_masked_with_its_kind(said: str, read: str) -> None:
    assert masked(said) == read


@pytest.mark.parametrize(
    "said",
    [
        "I will hope for the best in May. Mark my words. Will it work? Grace under fire.",
        "open 24/7, I give it 10/10, costs £20,000 a year, since 2019 2020 2021",
        "called at 2am and at 10.30am, bus 345, room for 20 people, 2 down the street",
        "Send me a letter. Ford owns a car plant. He was in a cell for hours.",
        "The NHS, my GP and the DWP in London on Monday. I'm English and Muslim.",
        "the judge said so, the sergeant too, said the cook",
        "it's 100 percent, 1st class, 3rd time, 50/50",
    ],
)
def test_ordinary_words_and_figures_stay(said: str) -> None:
    assert masked(said) == said


def test_a_capital_in_mid_sentence_is_pointed_out_to_the_reader() -> None:
    found = scrub("They sent Zorrobert to help. Then it got better.", lists())
    assert [found.masked[start:end] for start, end in found.doubts] == ["Zorrobert"]
    pieces = pieces_of(found.masked, found.doubts)
    assert [one.text for one in pieces if one.is_doubt] == ["Zorrobert"]


def test_a_reader_masks_more_and_it_stays_masked() -> None:
    text = "They sent zorrobert. ZORROBERT was late, ring 07700 900123"
    before = scrub(text, lists())
    more = mask_words(text, before.spans, "Zorrobert", "name")
    assert len(more) == 2
    after = scrub(text, lists(), more=more)
    assert after.masked == "They sent [name]. [name] was late, ring [phone number]"
    assert mask_words(text, after.spans, "zorrobert") == ()
    assert mask_words(text, after.spans, "  ") == ()


def test_check_digits() -> None:
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")
    assert is_pnc("2001", "171310", "W")
    assert is_pnc("02", "0073319", "z")
    assert not is_pnc("2001", "171310", "X")
    assert is_cro("123456", "01", "A") is (is_cro("123456", "01", "a"))


def test_what_is_written_as_a_mask_is_left_alone() -> None:
    assert masked("they call me [name] here") == "they call me [name] here"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_scrubbed_without_losing_a_mark_outside_the_spans(text: str) -> None:
    found = scrub(text, lists())
    left, at = [], 0
    for span in found.spans:
        assert at <= span.start < span.end <= len(text)
        left.append(text[at : span.start])
        at = span.end
    left.append(text[at:])
    rebuilt = left[0] + "".join(f"[{KINDS[span.kind]}]{rest}" for span, rest in zip(found.spans, left[1:], strict=True))
    assert rebuilt == found.masked
    assert "".join(f"[{one.text}]" if one.is_mask else one.text for one in pieces_of(found.masked, found.doubts)) == (
        found.masked
    )


PIECES = st.lists(
    st.sampled_from(
        [
            "Karen Whitlock",
            "07700 900123",
            "sw9 8gg",
            "X123456",
            "Brixton",
            "the",
            "was",
            "good.",
            "\u200b",
            "\n",
            "[name]",
        ]
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_scrubbing_again_finds_nothing_more(parts: list[str]) -> None:
    once = masked(" ".join(parts))
    assert masked(once) == once
    assert not {"Whitlock", "900123", "8gg", "X123456", "Brixton"} & set(once.split())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from(sorted(KINDS))), max_size=8))
def test_joined_spans_cover_the_same_places_without_overlap(raw: list[tuple[int, int, str]]) -> None:
    spans = [Span(start, start + length, kind) for start, length, kind in raw]
    found = joined(spans)
    assert {place for one in found for place in range(one.start, one.end)} == {
        place for one in spans for place in range(one.start, one.end)
    }
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


@given(st.text(max_size=80))
def test_folding_finds_its_way_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) <= len(text)
    if folded.text:
        start, end = folded.back(0, len(folded.text))
        assert 0 <= start < end == len(text)


@pytest.mark.parametrize("junk", ["0 ", "a@", "A ", "one ", "my name is "])
def test_50000_marks_of_anything_take_little_time(junk: str) -> None:
    began = time.perf_counter()
    scrub(junk * (50_000 // len(junk)), lists())
    assert time.perf_counter() - began < 8
