"""From paragraphs to facts."""

from __future__ import annotations

from ..paper import Facts, Paper
from .amounts import stated_amounts
from .asks import asks
from .assertions import parties, powers, statements
from .movements import movements
from .periods import stated_periods
from .sentences import sentences, weighed


def extract(paper: Paper) -> Facts:
    """What the paper's prose asserts; ``paper.facts`` is used as it is where given."""
    if paper.facts is not None:
        return paper.facts
    found = list(sentences(weighed(paper)[0]))
    amounts = tuple(stated_amounts(paper, found))
    return Facts(
        amounts=amounts,
        periods=tuple(stated_periods(found)),
        asks=tuple(asks(found)),
        statements=tuple(statements(paper, found)),
        parties=tuple(dict.fromkeys(parties(paper, found, amounts))),
        powers=tuple(powers(found)),
        movements=tuple(movements(paper, amounts)),
    )
