"""Telling words hide nothing: whatever the pattern of a phrase matches, the phrase finds."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.commissioning.decisions.rules import checking, statements
from throughcare.commissioning.decisions.rules.statements.phrases import Passage, Phrase

WESTERN = st.characters(codec="latin-1")


def _held(value: object) -> Iterator[Phrase]:
    if isinstance(value, Phrase):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _held(each)
    elif isinstance(value, dict):
        yield from _held(list(value.values()))


def _phrases() -> dict[str, Phrase]:
    modules = [
        import_module(f"{package.__name__}.{found.name}")
        for package in (statements, checking)
        for found in pkgutil.iter_modules(package.__path__)
    ]
    every = (phrase for module in modules for value in vars(module).values() for phrase in _held(value))
    return {phrase.pattern.pattern: phrase for phrase in every}


PHRASES = _phrases()


def test_there_are_phrases_to_try():
    assert len(PHRASES) > 40


@pytest.mark.parametrize("pattern", PHRASES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_the_pattern_matches_is_found(pattern: str, data: st.DataObject):
    phrase = PHRASES[pattern]
    text = data.draw(st.from_regex(phrase.pattern, alphabet=WESTERN))
    assert phrase.search(text) is not None
    assert phrase.find(Passage("para 1.1", text)) is not None


@given(st.text())
def test_a_place_in_lower_case_is_the_place_in_the_text(text: str):
    assert len(Passage("summary", text).lowered) == len(text)


def test_lower_case_keeps_places_where_a_letter_would_become_two():
    assert len(Passage("summary", "\u0130stanbul").lowered) == len("\u0130stanbul")
