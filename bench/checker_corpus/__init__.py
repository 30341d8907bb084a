"""Sound decision papers of our own making, varied by a seed, and the same papers with one fault each.

The wording is written without regard to the checker's patterns: what it misses is reported, not avoided.
"""

from .faults import FAULTS
from .pairs import DISAGREEMENTS, papers_of, sound_pair
from .plan import Plan, sound
from .wording import paper_of

__all__ = ["DISAGREEMENTS", "FAULTS", "Plan", "paper_of", "papers_of", "sound", "sound_pair"]
