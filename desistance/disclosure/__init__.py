"""Disclosure control: the one door by which counts leave."""

from desistance.disclosure.protecting import protect
from desistance.disclosure.results import Audit, Protected
from desistance.disclosure.rules import Dominance, Rules

__all__ = ["Audit", "Dominance", "Protected", "Rules", "protect"]
