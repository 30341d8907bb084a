"""Linkage: the records of one person, held by police, probation, prison, health and providers, with no common key.

Splink (Fellegi-Sunter) models on DuckDB or Spark, trained by expectation and maximisation; thresholds apart for joining
and breaking; twins and different identifiers kept apart; what people decide always wins. See docs/how-to/link-
records.md.
"""

from desistance.linkage.contracts import LABELS, OVERRIDES, PREVIOUS, records_contract
from desistance.linkage.linking import link
from desistance.linkage.made_up import Faults, MadeUp, made_up
from desistance.linkage.models import PERSON, Comparison, Field, Level, Model
from desistance.linkage.quality import Quality
from desistance.linkage.realtime import Explained, Scorer, scorer
from desistance.linkage.results import Linked
from desistance.linkage.trained import Trained, load

__all__ = [
    "LABELS",
    "OVERRIDES",
    "PERSON",
    "PREVIOUS",
    "Comparison",
    "Explained",
    "Faults",
    "Field",
    "Level",
    "Linked",
    "MadeUp",
    "Model",
    "Quality",
    "Scorer",
    "Trained",
    "link",
    "load",
    "made_up",
    "records_contract",
    "scorer",
]
