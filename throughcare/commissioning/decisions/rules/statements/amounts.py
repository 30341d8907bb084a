"""Amounts in prose, each with the meaning that the words around it give, and none where they do not tell.

What is not understood is left without a meaning, and no rule compares it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..paper import Paper, StatedAmount
from .phrases import Passage, Phrase
from .sentences import CARRY, RESERVE, YEAR, delegates, label, label_of

AMOUNT = re.compile(r"(?:£|[Gg][Bb][Pp])\s?(\d[\d,]*(?:\.\d+)?)(?i:\s?(bn|billion|million|m|thousand|k)\b)?")
_UNIT = {"bn": 9, "billion": 9, "million": 6, "m": 6, "thousand": 3, "k": 3, "": 0}
_CUT_LEFT = re.compile(r"[,;:](?!\d)|\band\b(?! [A-Z])|\bbut\b|\bwhile\b|\bwith\b")
_CUT_RIGHT = re.compile(r"[;:]|,(?!\d)|\band\b(?! [A-Z])|\bbut\b|\bwhile\b")
_OWN = r"(?:MOPAC|the Mayor's Office|Mayor's Office|Mayoral|its own|our own|own (?:budget|funds|resources))"
_PER = re.compile(
    r"\s*(?:\w+ )?(?:a|per|each|every|/)\s?(?:year|annum|month"
    r"|week|day|place|person|participant|user|head|session|hour"
    r"|borough|quarter|case|referral|contract|lot)\b|\s*(?:annually|monthly|p\.?a\.?\b|pa\b|each\b)",
    re.I,
)
_PAST = re.compile(
    r"\b(?:previous(?:ly)?|last year|in the past|to date|savings?"
    r"|underspen[dt]|salary|benefits? of|additional|further|extra"
    r"|increase of|uplift of|reduction of|instead of|originally"
    r"|spent|worth|damages|costs? society|of which|including)\s*"
    r"(?:some |about |around |a |an |the |up to )?$",
    re.I,
)
_APPROXIMATE = re.compile(r"\b(?:about|around|approximately|circa|c\.|some|nearly|almost|roughly)\s*$", re.I)
_THRESHOLD_TALK = Phrase(
    r"Regulations|Procurement Act|public contract|threshold",
    *("regulations", "procurement act", "public contract", "threshold"),
)
_THRESHOLD_LEFT = re.compile(
    r"(?:valued? (?:at|of)|threshold\b[^.£]{0,40}|exceed(?:s|ing)?|above|over|contracts? of|worth|limit of|level of)"
    r"\s*(?:or over|or above)?\s*\(?$",
    re.I,
)
_OR_ABOVE = re.compile(
    r"\s*(?:\([^)]*\)\s*|inclusive of VAT\s*|including VAT\s*)?(?:or|and) (?:above|more|over|greater)", re.I
)
_SCHEME = Phrase(
    r"\bScheme\b|business cases?|delegated authority|authori[st]ed to approve",
    *("scheme", "business case", "delegated authority", "ed to approve"),
)
_ENVELOPE_LEFT = Phrase(
    r"(?:plan|budget|programme|envelope|allocation"
    r"|strategy)\b[^£]*?\b(?:includes?|contains?|provides?|sets? aside|holds?"
    r"|earmarks?|makes available)\s*(?:an? |the )?(?:sum |total |funding |money |envelope |budget )*"
    r"(?:totalling |of |up to )*$|envelope (?:of|is|totals|totalling)\s*$",
    *("include", "contain", "provide", "aside", "hold", "earmark", "makes available", "envelope"),
)
_ENVELOPE_RIGHT = re.compile(r"\s*(?:envelope|(?:is|was) (?:set aside|available|earmarked))", re.I)
_SHARE_RIGHT = re.compile(
    r"\s*(?:of|from) (?:this|that|the|its) (?:funding|envelope|money|budget|sum|total|allocation)\b", re.I
)
_COMMIT_LEFT = re.compile(r"\bcommit(?:s|ting|ment|ted)?\b[^£]{0,30}$", re.I)
_COST_LEFT = re.compile(
    r"\b(?:costs?|costing|expenditure|spend(?:ing)?|totals?|totalling"
    r"|total (?:value|budget|sum)|business case)\b[^£]{0,45}$",
    re.I,
)
_LINE_LEFT = re.compile(
    r"\b(?:costs?|costing|value[ds]?|budget|price|spend|expenditure|at|of|is|be|totals?|for|receives?)\b", re.I
)
_ALLOCATED = re.compile(
    rf"(?:\s*(?!of\b)[\w']+){{0,3}}?\s*(?:was |is )?allocated\b[^.£]*?(?:this (?:finance|financial)?\s?year|{YEAR})",
    re.I,
)
_YEAR_RIGHT = re.compile(
    rf"\s*(?:is |will be |falls )?(?:needed |due |paid |spent )?(?:in|for|during) (?:the financial year )?({YEAR})"
    rf"(?!\s*(?:to|-|–|and|until|,)\s*20)",
    re.I,
)
_YEAR_AFTER_GIVER = re.compile(
    rf"\s*(?:of )?(?:[a-z]+ ){{0,2}}?(?:funding|grant|money|contributions?)?\s*(?:from|by) (?:the )?[A-Z][\w'’.-]*"
    rf"(?: (?:[A-Z][\w'’.-]*|of|for|and|the)){{0,7}}? (?:in|for|during) (?:the financial year )?({YEAR})"
    rf"(?!\s*(?:to|-|–|and|until|,)\s*20)"
)
_YEAR_LEFT = re.compile(rf"\b(?:in|for|during) ({YEAR})(?!\s*(?:to|-|–|and|until)\s*20)", re.I)


@dataclass(frozen=True, slots=True)
class Spot:
    """An amount in its sentence: the words to its left and right, to the next amount and to the clause's ends."""

    sentence: Passage
    left_at: int
    pence: int
    step: int
    left: str
    right: str
    far_right: str

    @property
    def is_cap(self) -> bool:
        """Whether it is said to be "up to" or "no more than"."""
        return bool(
            re.search(r"\b(?:up to|(?:no|not) more than|maximum of|capped at)\s*(?:a total of )?$", self.left, re.I)
        )


def spots(sentence: Passage) -> Iterator[Spot]:
    """Every amount of a sentence with the words around it."""
    found = list(AMOUNT.finditer(sentence.text))
    for at, match in enumerate(found):
        start = found[at - 1].end() if at else 0
        end = found[at + 1].start() if at + 1 < len(found) else len(sentence.text)
        left, far_right = sentence.text[start : match.start()], sentence.text[match.end() : end]
        pence, step = value(match.group(1), match.group(2) or "")
        if _APPROXIMATE.search(left):
            step *= 10
        cut = _CUT_RIGHT.search(far_right)
        right = far_right[: cut.start()] if cut else far_right
        clause = _last_clause(left)
        yield Spot(sentence, match.start() - len(clause), pence, step, clause, right, far_right)


def _last_clause(text: str) -> str:
    start = max((match.end() for match in _CUT_LEFT.finditer(text)), default=0)
    return text[start:]


def value(digits: str, unit: str) -> tuple[int, int]:
    """Pence and the smallest step the words can show: ``1.32``, ``m`` gives 132,000,000 and 1,000,000."""
    whole = Decimal(digits.replace(",", ""))
    power = _UNIT[unit.lower()] + 2
    exponent = whole.as_tuple().exponent
    step = Decimal(10) ** (power + (exponent if isinstance(exponent, int) else 0))
    return int(whole * 10**power), max(1, int(step))


def stated_amounts(paper: Paper, found: list[Passage]) -> Iterator[StatedAmount]:
    """Every amount of the prose with its meaning, funder and year where the words tell them."""
    lines = line_words(paper)
    for sentence in found:
        if "£" not in sentence.text and "GBP" not in sentence.text:
            continue
        elsewhere = _other_decision(paper, sentence.text)
        for spot in spots(sentence):
            meaning = "" if elsewhere else _meaning(spot, lines)
            what, _, funder = meaning.partition("|")
            yield _amount(spot, what, funder, _year(spot))
            if what == "carry_forward" and _ALLOCATED.match(spot.far_right):
                yield _amount(spot, "allocation", "", _allocation_year(paper, spot))


def _amount(spot: Spot, what: str, funder: str, year: str) -> StatedAmount:
    where, words = spot.sentence.where, spot.sentence.text
    return StatedAmount(spot.pence, spot.step, where, words, what, spot.is_cap, funder, year)


def line_words(paper: Paper) -> dict[str, frozenset[str]]:
    """The telling words of each expenditure line, by its label."""
    if paper.table is None:
        return {}
    filler = {"service", "services", "provision", "total", "the", "and", "of", "cost", "costs", "for", "a"}
    labels = [row.label for block in paper.table.blocks if block.kind == "expenditure" for row in block.rows]
    words = {name: frozenset(re.findall(r"[a-z0-9]+", name.lower())) - filler for name in labels}
    return {name: telling for name, telling in words.items() if telling}


def _other_decision(paper: Paper, text: str) -> bool:
    named = re.findall(r"\bPCD\s?(\d+)", text) if "PCD" in text else ()
    return any(f"PCD {number}" != paper.reference for number in named)


def _year(spot: Spot) -> str:
    right = _YEAR_RIGHT.match(spot.far_right) or _YEAR_AFTER_GIVER.match(spot.far_right)
    match = right or _YEAR_LEFT.search(spot.left)
    return label(match.group(1)) if match else ""


def _allocation_year(paper: Paper, spot: Spot) -> str:
    named = re.search(rf"this (?:finance|financial)?\s?year \(({YEAR})\)|allocated\b[^.£]*?({YEAR})", spot.far_right)
    if named and (not re.search(r"this (?:finance|financial)?\s?year", spot.far_right) or named.group(1)):
        return label(named.group(1) or named.group(2))
    return label_of(paper.signed)


def _meaning(spot: Spot, lines: dict[str, frozenset[str]]) -> str:
    """The meaning of an amount, with the funder after a bar; the first reading that fits."""
    if _PER.match(spot.right) or _PER.match(spot.far_right):
        return ""
    for reading in (_limit, _movement, _envelope, _past, _funder, _line, _cost):
        found = reading(spot, lines)
        if found is not None:
            return found
    return ""


def _limit(spot: Spot, lines: dict[str, frozenset[str]]) -> str | None:
    text = spot.sentence.text
    above = bool(_OR_ABOVE.match(spot.far_right))
    bounded = above or bool(re.search(r"(?:up to|exceeding|over|above|below|under)\s*$", spot.left, re.I))
    if spot.sentence.where.startswith("rec ") and delegates(text):
        return "award_limit" if bounded else None
    if bounded and _SCHEME.find(spot.sentence) and not spot.sentence.where.startswith(("rec ", "summary")):
        return "authority_limit"
    if _THRESHOLD_TALK.find(spot.sentence) and (above or _THRESHOLD_LEFT.search(spot.left)):
        named = _named_line(spot.left, lines)
        return None if named and not re.search(r"threshold", spot.left, re.I) else "threshold"
    return None


def _movement(spot: Spot, _: dict[str, frozenset[str]]) -> str | None:
    near = f"{spot.left[-70:]} {spot.right[:60]}"
    carried = re.search(r"carr(?:y|ied|ying)|carry-|roll(?:ed|ing)?[ -]?(?:forward|over)", near, re.I)
    if CARRY.search(near) and (carried or re.search(YEAR, spot.far_right)):
        return "carry_forward"
    if RESERVE.search(near) and re.search(r"\b(?:draw\w*|drawn|met|from|on|funded|release)\b", near, re.I):
        return "reserve_draw"
    return None


def _envelope(spot: Spot, _: dict[str, frozenset[str]]) -> str | None:
    if _SHARE_RIGHT.match(spot.right):
        return "own_funding"
    if _ENVELOPE_LEFT.search(spot.left) or _ENVELOPE_RIGHT.match(spot.right):
        return "envelope"
    return None


def _past(spot: Spot, _: dict[str, frozenset[str]]) -> str | None:
    return "" if _PAST.search(spot.left) else None


def _funder(spot: Spot, _: dict[str, frozenset[str]]) -> str | None:
    """Money is the giver's: after the amount ("from X"), else before it ("X will contribute")."""
    after = re.match(
        r"\s*(?:(?:of|in|is|are|will be|as|a|additional|grant|match|partner|further) )*(?:grant |match )?"
        r"(?:funding|contribution|money|grant|income|met|paid|provided|funded|comes?|coming|included|contributed)?\s*"
        r"(?:to be )?(?:from|by|in) (?:the |its )?(?P<giver>"
        + _OWN
        + r"|[A-Z][\w'’&-]*(?: (?:of|for|and|the|[A-Z][\w'’&-]*))*)",
        spot.right,
    )
    if after:
        return _giver(after.group("giver"))
    if re.match(rf"\s*(?:of |in |from )?(?:the )?{_OWN}\b(?! and )", spot.right):
        return "own_funding"
    before = re.search(
        r"(?P<giver>" + _OWN + r"|[A-Z][\w'’&-]*(?: (?:of|for|and|the|[A-Z][\w'’&-]*))*?)(?:'s)? "
        r"(?:that they |which |who )?(?:will |is to |are to |has agreed to |agrees to |can )?"
        r"(?:contribut\w+|provides?|pays?|gives?|puts? in|funds?|grants?|budget|funding|share)\b"
        r"(?: (?:of|is|will be|a|an|the|up to|in|funding|contribution|grant|total))*\s*$",
        spot.left,
    )
    if before:
        return _giver(before.group("giver"))
    if re.search(r"(?:they|who) will contribute\s*(?:up to\s*)?$", spot.left):
        return "partner_funding"
    return None


def _giver(name: str) -> str | None:
    name = re.sub(r"\s+(?:of|for|and|the)$", "", name.strip()).removeprefix("The ")
    if re.fullmatch(_OWN + r".*", name):
        return "own_funding"
    if re.search(
        r"\b(?:Plan|Budget|Fund|Table|Act|January|February|March|April|May|June|July|August|September|October"
        r"|November|December|Phase|Year)\b",
        name,
    ) or re.search(r"\b(?:This|The|Costs?|In|It|These)$", name):
        return None
    return f"partner_funding|{name}"


def _named_line(text: str, lines: dict[str, frozenset[str]]) -> str:
    words = frozenset(re.findall(r"[a-z0-9]+", text.lower()))
    named = [name for name, telling in lines.items() if telling <= words]
    return named[0] if len(named) == 1 else ""


def _line(spot: Spot, lines: dict[str, frozenset[str]]) -> str | None:
    if "VAT" in spot.right[:30] and "exclu" in spot.right[:30]:
        return ""
    name = _named_line(spot.left, lines)
    if not name:
        after = re.match(r"\s*(?:is |will be |goes |are )?(?:for|on|to|towards) (?:the )?(.*)", spot.right)
        name = _named_line(after.group(1), lines) if after else ""
        return f"line:{name}" if name else None
    return f"line:{name}" if _LINE_LEFT.search(spot.left) else None


def _cost(spot: Spot, lines: dict[str, frozenset[str]]) -> str | None:
    if _COMMIT_LEFT.search(spot.left):
        return "commitment"
    if len(lines) > 1 and _named_line(spot.sentence.text, lines) and not re.search(r"\btotal\b", spot.left, re.I):
        return None
    return "total_cost" if _COST_LEFT.search(spot.left) or re.match(r"\s*in total\b", spot.right) else None
