"""Sound decision papers of our own making, varied by a seed, and the same papers with one fault each.

The wording is written without regard to the checker's patterns: what it misses is reported, not avoided.
"""

from .faults import FAULTS
from .plan import Plan, sound
from .wording import paper_of

__all__ = ["FAULTS", "Plan", "paper_of", "sound"]
