"""From paragraphs to facts."""

from __future__ import annotations

from ..paper import Facts, Paper


def extract(paper: Paper) -> Facts:
    """What the paper's prose asserts; ``paper.facts`` is used as it is where given."""
    return paper.facts if paper.facts is not None else Facts()
