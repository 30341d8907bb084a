"""Comparison groups: propensity, nearest neighbours, coarsened cells, weights, balance and overlap."""

from desistance.matching.balance import balance, balances
from desistance.matching.coarsened import coarsened
from desistance.matching.logistic import Propensity, propensity, propensity_model
from desistance.matching.love import love_plot
from desistance.matching.match import Match, effective_size
from desistance.matching.nearest import nearest
from desistance.matching.overlap import Overlap, OverlapRules, overlap
from desistance.matching.spread import TieSpread, tie_spread
from desistance.matching.weighting import weights

__all__ = [
    "Match",
    "Overlap",
    "OverlapRules",
    "Propensity",
    "TieSpread",
    "balance",
    "balances",
    "coarsened",
    "effective_size",
    "love_plot",
    "nearest",
    "overlap",
    "propensity",
    "propensity_model",
    "tie_spread",
    "weights",
]
