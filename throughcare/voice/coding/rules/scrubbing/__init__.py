"""Masks what could point at a person in a comment, before anyone reads it.

``scrub`` finds identifiers by pattern and check digit, names known to the service, and places, and gives the comment
with each of them masked by its kind. It leans to masking too much: a coder can mask more by hand and never less.
"""

from throughcare.voice.coding.rules.scrubbing.masking import KINDS, Doubt, Scrubbed, mask_words, pieces_of, scrub
from throughcare.voice.coding.rules.scrubbing.spans import Span
from throughcare.voice.coding.rules.scrubbing.words import Lists, lists_from

__all__ = ["KINDS", "Doubt", "Lists", "Scrubbed", "Span", "lists_from", "mask_words", "pieces_of", "scrub"]
