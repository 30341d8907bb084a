"""Papers that come as restated facts: their recommendations carry amounts that no prose repeats."""

from __future__ import annotations

import re
from dataclasses import replace

from ..paper import Facts, Paper, Recommendation, StatedAmount
from ..statements import extract
from ..statements.sentences import YEAR, label

_OWN = re.compile(r"mopac|mayor|own", re.I)
_PLACE = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)")


def facts_of(paper: Paper) -> Facts:
    """What the paper asserts: extracted from its prose, or as given, with what its recommendations add."""
    if paper.facts is None:
        return extract(paper)
    found = tuple(_amount(each) for each in paper.recommendations if each.amount_pence is not None)
    stated = {(amount.what, amount.pence) for amount in paper.facts.amounts}
    added = tuple(a for a in found if a is not None and (a.what, a.pence) not in stated)
    return replace(paper.facts, amounts=(*paper.facts.amounts, *added))


def _amount(recommendation: Recommendation) -> StatedAmount | None:
    text, funder = recommendation.text, recommendation.funder.replace("_", " ")
    if recommendation.amount_pence is None:
        return None
    if re.search(r"\baccept", text, re.I) or recommendation.verb == "accept":
        what = "partner_funding"
    elif re.search(r"\bcommit", text, re.I):
        what = "own_funding" if _OWN.search(funder) else "commitment"
    else:
        return None
    year = re.fullmatch(YEAR, recommendation.period.strip())
    return StatedAmount(
        recommendation.amount_pence,
        recommendation.precision_pence,
        f"rec {recommendation.number}",
        text,
        what,
        recommendation.amount_is_cap,
        funder if what == "partner_funding" else "",
        label(year.group(0)) if year else "",
    )


def places(where: tuple[str, ...]) -> tuple[str, ...]:
    """Places as reports write them: a bare paragraph number, or several with commas, each become ``para n.m``."""
    split = [part for place in where for part in (place.split(", ") if place[:1].isdigit() else [place])]
    return tuple(
        dict.fromkeys(
            f"para {part}" if part[0].isdigit() and _PLACE.fullmatch(part) else part for part in split if part
        )
    )
