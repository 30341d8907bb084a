"""DECL: declarations agree with the body."""

from __future__ import annotations

import re
from functools import partial

from ..paper import Declaration
from ..statements.phrases import Phrase
from .case import Case, Outcome
from .findings import Finding

RULE = "DECL"
_finding = partial(Finding, RULE)
_NOT_NEEDED = re.compile(r"\bnot (?:required|needed|necessary|applicable)\b", re.I)
_TAKEN = re.compile(r"\blegal\b[^.]*\badvice\b[^.]*\b(?:taken into account|taken|obtained|considered)", re.I)
_LEGAL = re.compile(r"\b(?:Act|Regulations|Scheme of Delegation|[Ss]ection \d|[Pp]aragraph \d)")
_COVERED = re.compile(r"\b(?:covered|set out|addressed)\b", re.I)
_EMPTY = re.compile(r"^\W*(?:none|n/?a|nil|not applicable|tbc)?\W*$", re.I)
_PART_2 = Phrase(r"\b(?:in|see|to|at) (?:the )?(?:exempt )?Part (?:2|II)\b", "part 2", "part ii", flags=re.NOFLAG)
_SECTIONS = {"equalities": 8, "gdpr": 7, "public_health": 6, "commercial": 5, "financial": 3}
_AGREED = re.compile(r"\b(?:agreed|shared|supported|endorsed|reviewed)\b[^.]*\b(?:with|by)\b(?P<who>[^.]*)", re.I)


def check(case: Case) -> Outcome:
    """Weigh each ticked box against what the body says of the same matter."""
    boxes = {box.id: box for box in case.paper.declarations if box.ticked is not False}
    if case.paper.declarations:
        yield from _legal(case, boxes)
        yield from _assessment(case, boxes)
        yield from _covered(case, boxes)
        yield from _public_health(case, boxes)
        yield from _unticked(case)
    yield from _signatures(case)
    yield from _interests(case)
    yield from _access(case)


def _place(box: Declaration) -> str:
    return f"declaration: {box.id}"


def _legal(case: Case, boxes: dict[str, Declaration]) -> Outcome:
    box = boxes.get("legal")
    if box is None:
        return
    body = tuple(where for where, text in case.section(4) if _LEGAL.search(text))
    chief = boxes.get("chief_executive")
    taken = chief is not None and bool(_TAKEN.search(chief.text))
    if not _NOT_NEEDED.search(box.text) or not (body or taken):
        yield None
        return
    also = (_place(chief),) if chief is not None and taken else ()
    says = "Legal advice is declared not required"
    says += ", but section 4 gives it" if body else ""
    says += (
        (" and" if body else ", but") + " the Chief Executive states that it was taken into account" if taken else ""
    )
    yield _finding(
        "error" if body else "warning",
        (_place(box), *also, *body[:1]),
        {},
        f"{says}.",
        "Declare that legal advice was taken, or remove what rests on it.",
        topic="legal",
    )


def _assessment(case: Case, boxes: dict[str, Declaration]) -> Outcome:
    box = boxes.get("dpia")
    if box is None:
        return
    planned = case.statements("dpia_will_be_produced")
    if not (_NOT_NEEDED.search(box.text) and planned):
        yield None
        return
    yield _finding(
        "error",
        (*planned, _place(box)),
        {},
        f"{planned[0]} says that a data protection impact assessment "
        f"will be produced; the declaration says that none is "
        "required.",
        "Declare that the assessment is required.",
        topic="dpia",
    )


def _covered(case: Case, boxes: dict[str, Declaration]) -> Outcome:
    """What is declared to be covered in the report has a section with words in it."""
    for code, number in () if case.is_restated else _SECTIONS.items():
        box = boxes.get(code)
        if box is None or not case.paper.sections or not _COVERED.search(box.text):
            continue
        words = [text for _, text in case.section(number) if not _EMPTY.match(text)]
        if words:
            yield None
            continue
        yield _finding(
            "error",
            (_place(box),),
            {},
            f"The matter is declared to be covered in the report, but section {number} says nothing.",
            f"Write section {number}, or correct the declaration.",
            topic=code,
        )


def _public_health(case: Case, boxes: dict[str, Declaration]) -> Outcome:
    """Every body that section 6 says has agreed stands in the declaration too."""
    box = boxes.get("public_health")
    if box is None:
        return
    legal = {entity.name: entity for entity in case.reference.entities}
    declared = box.text + box.label
    for where, text in case.section(6):
        match = _AGREED.search(text)
        who = match.group("who") if match else ""
        named = [n for n in legal if n in who and re.search(rf"(?<!\w){re.escape(n)}(?!\w)", who)]
        named = [name for name in named if not any(name != other and name in other for other in named)]
        absent = [name for name in named if not _names(declared, name, tuple(legal))]
        if named and not absent:
            yield None
        elif absent:
            yield _finding(
                "warning",
                (where, _place(box)),
                {},
                f"{where} says that {' and '.join(named)} agreed; the declaration does not name {' or '.join(absent)}.",
                "Record the agreement of each in the declaration.",
                topic="public health",
            )


def _names(declared: str, name: str, every: tuple[str, ...]) -> bool:
    short = "".join(word[0] for word in name.split() if word[0].isupper())
    return name in declared or (len(short) > 2 and short in every and short in declared)


def _unticked(case: Case) -> Outcome:
    for box in case.paper.declarations:
        if box.ticked is False:
            yield _finding(
                "warning",
                (_place(box),),
                {},
                f'The box "{box.label or box.id}" is not ticked.',
                "Tick it when it is true, or say why it is not.",
                topic="unticked",
            )


def _signatures(case: Case) -> Outcome:
    chief, signed = case.paper.chief_executive_signed, case.paper.signed
    if chief is None or signed is None:
        return
    if chief < signed:
        yield None
        return
    days = (chief - signed).days
    when = "on the same day as" if not days else f"{days} days after"
    yield _finding(
        "warning",
        ("declaration: chief_executive",),
        {"days": str(days), "unit": "days"},
        f"The Chief Executive signed {when} the decision: advice and decision are not apart.",
        "Show when the advice was given.",
        topic="same day",
    )


def _interests(case: Case) -> Outcome:
    if case.paper.interests is None:
        return
    if case.paper.interests.strip():
        yield None
        return
    yield _finding(
        "warning",
        ("declaration: interests",),
        {},
        "The box for interests is blank.",
        'Write the interests, or "none".',
        topic="interests",
    )


def _access(case: Case) -> Outcome:
    """A deferral has a reason and a date, Part 2 a rationale; a body that points to Part 2 has one."""
    access = case.paper.access
    if access.deferred:
        missing = [name for name, there in (("reason", access.reason), ("date", access.until)) if not there]
        yield _lacks("Part 1 is deferred", missing, "deferral") if missing else None
    if access.part_2:
        yield _lacks("There is a Part 2", ["rationale"], "part 2") if not access.rationale else None
    if access.part_2 is False:
        pointing = tuple(p.where for p in case.holding(_PART_2, case.body()))
        yield (
            _finding(
                "error",
                (*pointing, "access"),
                {},
                "The text points to a Part 2, and the form says that there is none.",
                "Declare Part 2 with its rationale, or take the reference out.",
                topic="part 2",
            )
            if pointing
            else None
        )


def _lacks(what: str, missing: list[str], topic: str) -> Finding:
    says = f"{what} without a {' or a '.join(missing)}."
    return _finding("warning", ("access",), {}, says, "Add what is missing.", topic=topic)
