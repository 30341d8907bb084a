"""Proven reoffending as the Ministry of Justice defines it, step by step.

A reoffence is an offence committed after the index date and within twelve months of it that leads to a conviction or
caution within that time or the six months after it. See docs/how-to/measure-proven-reoffending.md.
"""

from desistance.reoffending.combining import Combined, adjusted_rate, combine
from desistance.reoffending.contracts import EVENTS, OFFENCES, PEOPLE
from desistance.reoffending.measuring import measure
from desistance.reoffending.results import BANDS, PersistentShare, Rates, Reoffending

__all__ = [
    "BANDS",
    "EVENTS",
    "OFFENCES",
    "PEOPLE",
    "Combined",
    "PersistentShare",
    "Rates",
    "Reoffending",
    "adjusted_rate",
    "combine",
    "measure",
]
