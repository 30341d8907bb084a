"""Where a paper that was cut off stops."""

from __future__ import annotations

from collections.abc import Sequence

from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.reading.lines import ends_sentence
from throughcare.commissioning.decisions.rules.reading.outline import Part

LAST_NUMBERED_SECTION = 8


def where_it_stops(paper: Paper, found: Sequence[Part]) -> str:
    """One sentence that says after which place the paper stops and what is missing, empty where it is whole."""
    if any(each.id == "chief_executive" for each in paper.declarations):
        return ""
    kinds = {part.kind for part in found}
    place = _last_place(paper, kinds)
    return f"The paper stops {place}: {_missing(paper, kinds)} and what follows were not found."


def _last_place(paper: Paper, kinds: set[str]) -> str:
    if paper.declarations:
        return f"after the declaration {paper.declarations[-1].label}"
    if "declarations" in kinds:
        return "after the heading of the officer declarations"
    if "access" in kinds:
        return "in the part on public access"
    if paper.background is not None:
        return "after the list of background papers"
    if paper.sections:
        return _last_paragraph(paper)
    if "signature" in kinds or "part_1" in kinds:
        return "after the signature"
    if "interests" in kinds:
        return "after the declaration of interests"
    if paper.recommendations:
        return f"after rec {paper.recommendations[-1].number}"
    return "after the summary" if paper.summary else "after its first lines"


def _last_paragraph(paper: Paper) -> str:
    section = paper.sections[-1]
    numbered = [each for each in section.paragraphs if each.number]
    if not numbered:
        return f"after the heading of section {section.number}"
    whole = ends_sentence(section.paragraphs[-1].text)
    return f"{'after' if whole else 'within'} para {numbered[-1].number}"


def _missing(paper: Paper, kinds: set[str]) -> str:
    if paper.declarations:
        return "the declarations after it"
    if "access" in kinds or "declarations" in kinds:
        return "the declarations"
    if paper.background is not None:
        return "the part on public access, the declarations"
    if paper.sections and paper.sections[-1].number >= LAST_NUMBERED_SECTION:
        return "the background papers, the declarations"
    if paper.sections:
        return f"section {paper.sections[-1].number + 1}, the declarations"
    if paper.recommendations:
        return "Part 1, the declarations"
    return "the recommendations, Part 1, the declarations"
