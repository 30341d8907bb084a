"""Turning a plan into a decision paper, with the same thing worded in many ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from throughcare.commissioning.decisions.rules.paper import (
    Access,
    Block,
    Declaration,
    Paper,
    Paragraph,
    Recommendation,
    Row,
    Section,
    Table,
)
from throughcare.commissioning.decisions.rules.statements.amounts import AMOUNT, value

from .plan import MILLION, POUND, THOUSAND, Plan

SCHEME = "the Scheme of Delegation and Consent"
RESERVE = "Transfer to/from reserves"


def money(steps: int, plan: Plan, rng: Random) -> str:
    """An amount as people write it: as the table does, in full pounds, or in words for the unit."""
    pence = steps * plan.step
    if plan.unit == MILLION:
        text = f"{pence / MILLION:.2f}"
        return rng.choice((f"£{text}m", f"£{text} million", f"£{pence // POUND:,}"))
    if plan.unit == THOUSAND:
        return rng.choice((f"£{pence // THOUSAND:,}k", f"£{pence // POUND:,}", f"£{pence // POUND:,}"))
    return f"£{pence // POUND:,}"


def table_of(plan: Plan) -> Table:
    """The financial table: spending, funding, and where the plan is bridged the current budget and its change."""
    n, zero = plan.years, (0,) * plan.years
    moves = list(zero)
    if plan.carried:
        moves[0], moves[-1] = -plan.carried, plan.carried
    if plan.drawn:
        moves[1] = plan.drawn
    reserve = {RESERVE: tuple(moves)} if any(moves) else {}
    funding = {**plan.partner, "MOPAC budget": plan.own, **reserve}
    current = {**dict.fromkeys(plan.partner, zero), "MOPAC budget": plan.own, **dict.fromkeys(reserve, zero)}
    change = {**plan.partner, "MOPAC budget": zero, **reserve}
    blocks = [
        _block("expenditure", "Proposed Expenditure", plan.spend, plan),
        _block("funding", "Funded by", funding, plan),
    ]
    if plan.bridged and n:
        blocks.append(_block("current", "Current Budget", current, plan))
        blocks.append(_block("change", "Changes to current budget", change, plan))
    return Table(plan.labels, tuple(blocks), plan.unit, plan.step, "3.2", plan.rounded)


def _block(kind: str, title: str, lines: dict[str, tuple[int, ...]], plan: Plan) -> Block:
    rows = tuple(
        Row(name, tuple(c * plan.step for c in cells), sum(cells) * plan.step) for name, cells in lines.items()
    )
    columns = tuple(sum(cells) * plan.step for cells in zip(*lines.values(), strict=True))
    return Block(kind, title, rows, Row("Total", columns, sum(columns)))


class Words:
    """The sentences of one paper: each choice of words is drawn anew."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.rng = plan, Random(plan.seed * 7 + 1)
        self.total = sum(plan.planned())
        self.own = sum(plan.own)
        last = plan.first + plan.years
        self.until = f"March {last}"
        self.span = plan.labels[0] if plan.years == 1 else f"{plan.labels[0]} to {plan.labels[-1]}"

    def pick(self, *variants: str) -> str:
        """One of the variants."""
        return self.rng.choice(variants)

    def stated(self, what: str, steps: int) -> str:
        """An amount as the paper states it, which a fault may have changed."""
        said = self.plan.said.get(what, steps)
        assert isinstance(said, int)
        return money(said, self.plan, self.rng)

    def start(self, where: str) -> str:
        """The stated start, as month and year."""
        said = self.plan.said.get(f"start {where}", self.plan.start)
        assert isinstance(said, date)
        return f"{said:%B %Y}"

    def names(self) -> str:
        """The services in a row."""
        found = [f"{name.lower()}" for name in self.plan.spend]
        return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"

    def asks(self) -> str:
        """What the summary seeks."""
        plan = self.plan
        parts = [f"accept up to {self.stated('accept', sum(c))} from the {name}" for name, c in plan.partner.items()]
        parts.append(
            self.pick("commit {} of MOPAC funding", "spend {} of the MOPAC budget", "commit {} from the MOPAC budget")
        )
        parts[-1] = parts[-1].format(self.stated("summary own", self.own))
        parts.append(
            self.pick("start the procurement of the services", "procure the services", "go out to tender for them")
        )
        if plan.carried:
            parts.append(f"carry forward {self.stated('summary carried', plan.carried)} to {plan.labels[-1]}")
        if plan.said.get("asks strategy"):
            parts.append("adopt the procurement strategy")
        parts.append(self.pick("delegate the award of contracts", "delegate contract award to the Chief Executive"))
        lead = self.pick("This decision seeks approval to ", "Approval is sought to ", "The Deputy Mayor is asked to ")
        return f"{lead}{', '.join(parts[:-1])}, and {parts[-1]}."

    def summary(self) -> tuple[Paragraph, ...]:
        """Two paragraphs: what it is about, and what it seeks."""
        lead = self.pick(
            f"This paper sets up {self.names()} from {self.start('summary')} to {self.until}.",
            f"The services ({self.names()}) will run from {self.start('summary')} to {self.until}.",
            f"Between {self.start('summary')} and {self.until} the services will work across London: {self.names()}.",
        )
        return (Paragraph("summary", lead), Paragraph("summary", self.asks()))

    def finance(self) -> list[str]:
        """Section 3, without the table."""
        plan = self.plan
        cost = self.stated("total", self.total)
        texts = [
            self.pick(
                f"The total cost is {cost} over {self.span}.",
                f"The services cost {cost} in total for {self.span}.",
                f"Total expenditure of {cost} is planned for the period {self.span}.",
            )
        ]
        own = self.stated("own", self.own)
        texts[0] += " " + self.pick(
            f"{own} is met from the MOPAC budget.", f"MOPAC will contribute {own}.", f"Of this, {own} comes from MOPAC."
        )
        for name, cells in plan.partner.items():
            gives = self.stated("partner", sum(cells))
            texts[0] += " " + self.pick(
                f"The {name} will contribute {gives}.",
                f"{gives} is provided by the {name}.",
                f"A contribution of {gives} comes from the {name}.",
            )
        texts += self.moved()
        texts.append(
            ""
            if plan.said.get("no vat")
            else self.pick("All figures include VAT.", "Values are stated inclusive of VAT.")
        )
        return [text for text in texts if text]

    def moved(self) -> list[str]:
        """Carry-forwards, draws on reserves and the use of a surplus, where the plan has them."""
        plan, texts = self.plan, []
        if plan.carried:
            amount = self.stated("carried", plan.carried)
            texts.append(
                self.pick(
                    f"{amount} of the {plan.labels[0]} budget is carried forward to {plan.labels[-1]}.",
                    f"It is proposed to carry forward {amount} from {plan.labels[0]} to {plan.labels[-1]}.",
                )
            )
        if plan.drawn:
            amount = self.stated("drawn", plan.drawn)
            texts.append(
                self.pick(
                    f"{amount} is drawn from reserves in {plan.labels[1]}.",
                    f"In {plan.labels[1]} {amount} will be met from earmarked reserves.",
                )
            )
        if plan.gap and not plan.said.get("silent gap"):
            amount = money(plan.gap, plan, self.rng)
            texts.append(
                self.pick(
                    f"{amount} of the funding of {plan.labels[0]} is carried "
                    f"forward from {plan.labels[0]} to {plan.labels[1]}.",
                    f"The surplus of {amount} will be moved from {plan.labels[0]} to {plan.labels[1]}.",
                )
            )
        return texts

    def law(self) -> list[str]:
        """Section 4."""
        new = self.plan.signed >= date(2025, 2, 24)
        name = "the Procurement Act 2023" if new else "the Public Contracts Regulations 2015"
        name = str(self.plan.said.get("regime", name))
        level = self.plan.said.get("threshold", self.plan.threshold)
        grants = self.plan.said.get("grant paragraph", "4.6")
        texts = [
            "Section 143 of the Anti-social Behaviour, Crime and Policing Act 2014 allows MOPAC to arrange services.",
            f"Paragraph 4.8 of {SCHEME} provides that the Deputy Mayor approves business cases of £500,000 or above.",
            f"Paragraph {grants} of {SCHEME} provides that the Deputy Mayor approves offers made for grant funding.",
            f"Paragraph 1.7 of {SCHEME} allows delegation to the Chief Executive.",
            self.pick(
                f"Public contracts valued at £{level:,} or above are procured under {name}.",
                f"MOPAC is a contracting authority under {name}, whose threshold is £{level:,}.",
                f"{name[0].upper()}{name[1:]} applies to contracts of £{level:,} or more.",
            ),
        ]
        if not self.plan.said.get("no light touch"):
            texts.append(
                self.pick(
                    "None of the services is on the light touch list.",
                    "The light touch regime was considered and does not apply.",
                )
            )
        return texts

    def protection(self) -> list[str]:
        """Section 7."""
        act = 2018 if self.plan.signed >= date(2018, 5, 25) else 1998
        if self.plan.said.get("no dpia"):
            return ["Service users' data on health and offending are handled by MOPAC."]
        return [
            f"Service users' data on offending are handled under the Data Protection Act {act}.",
            self.pick(
                "A Data Protection Impact Assessment will be completed before the start.",
                "A DPIA has been drafted and will be signed before any data is shared.",
                "The Data Protection Impact Assessment (DPIA) is being prepared.",
            ),
        ]


def recommendations(words: Words) -> tuple[Recommendation, ...]:
    """Numbered recommendations that match what the summary seeks."""
    plan = words.plan
    cap = words.stated("award cap", words.total)
    limit = f", up to {cap} in total, until {words.until}, under paragraph 1.7 of {SCHEME}"
    texts = [f"Approve {what};" for what in _approved(words)]
    texts.append(
        f"Delegate to the Chief Executive the award of the contracts{'' if plan.said.get('open award') else limit}."
    )
    return tuple(_recommendation(at, text) for at, text in enumerate(texts, 1))


def _approved(words: Words) -> Iterator[str]:
    plan, under = words.plan, f"under paragraph 4.8 of {SCHEME}"
    for name, cells in plan.partner.items():
        amount = words.stated("rec partner", sum(cells))
        gift = f"the acceptance of up to {amount} of funding from the {name}"
        yield f"{gift} for {words.span}, under paragraph 4.6 of {SCHEME}"
    yield f"the commitment of {words.stated('rec own', words.own)} of MOPAC funding for {words.span}, {under}"
    cost, when = words.stated("rec total", words.total), f"from {plan.start:%B %Y} to {words.until}"
    yield f"the procurement of the services at a total cost of {cost} {when}, {under}"
    if plan.carried:
        amount = words.stated("rec carried", plan.carried)
        yield f"carrying forward {amount} from {plan.labels[0]} to {plan.labels[-1]}, {under}"
    if plan.said.get("extra strategy"):
        yield f"the procurement strategy for {words.span}, up to {cost}, {under}"


def _recommendation(at: int, text: str) -> Recommendation:
    found = AMOUNT.search(text)
    pence, step = value(found.group(1), found.group(2) or "") if found else (None, 1)
    return Recommendation(at, text.split()[0].lower(), text, pence, step, "up to" in text)


def paper_of(plan: Plan) -> Paper:
    """The paper of a plan."""
    words = Words(plan)
    return Paper(
        reference=f"PCD {5000 + plan.seed % 4000}",
        title=f"Services of {plan.first}",
        decision_maker="Deputy Mayor for Policing and Crime",
        signed=plan.signed,
        chief_executive_signed=date.fromordinal(plan.signed.toordinal() - 5),
        summary=words.summary(),
        recommendations=recommendations(words),
        interests="None",
        sections=_sections(words),
        table=table_of(plan),
        declarations=_declarations(plan),
        background=_background(plan),
        access=Access(deferred=False, part_2=False),
    )


def _sections(words: Words) -> tuple[Section, ...]:
    plan, said = words.plan, words.plan.said
    return (
        _section(
            1,
            "Introduction and background",
            "The Police and Crime Plan asks for less reoffending.",
            f"A needs analysis of {plan.first - 1} led to {words.names()}.",
        ),
        _section(2, "Issues for consideration", *_issues(words)),
        _section(3, "Financial Comments", *words.finance()),
        _section(4, "Legal Comments", *words.law()),
        _section(
            5,
            "Commercial Issues",
            "MOPAC leads the procurement and delegates the award of contracts.",
            "A memorandum of understanding sets out roles." if plan.partner else "No other body takes part.",
        ),
        _section(6, "Public Health Approach", "The approach was agreed with the Violence Reduction Unit."),
        _section(7, "GDPR and Data Privacy", *words.protection()),
        _section(
            8,
            "Equality Comments",
            *([] if said.get("no equality") else ["MOPAC has had due regard to section 149 of the Equality Act 2010."]),
        ),
    )


def _issues(words: Words) -> list[str]:
    plan = words.plan
    texts = [
        words.pick(
            f"The services start in {words.start('body')} and serve 120 people a year.",
            f"Delivery runs from {words.start('body')} to {words.until}, for 90 participants a year.",
            f"Contracts run from {words.start('body')} to {words.until}; the target is 100 referrals a year.",
        )
    ]
    for name, cells in plan.spend.items():
        amount = words.stated(f"line {name}", sum(cells))
        texts.append(
            words.pick(
                f"The {name.lower()} service costs {amount}.",
                f"{name} has a value of {amount}.",
                f"The budget for {name.lower()} is {amount}.",
            )
        )
    return texts


def _section(number: int, title: str, *texts: str) -> Section:
    return Section(number, title, tuple(Paragraph(f"{number}.{at}", text) for at, text in enumerate(texts, 1)))


def _declarations(plan: Plan) -> tuple[Declaration, ...]:
    legal = "Legal advice is not required." if plan.said.get("legal not required") else "Legal advice has been taken."
    dpia = "A DPIA is not required." if plan.said.get("dpia not required") else "A DPIA is required."
    boxes = (
        ("financial", "Financial Advice", "The finance team has been consulted."),
        ("legal", "Legal Advice", legal),
        ("equalities", "Equalities Advice", "Equality and diversity issues are covered in the body of the report."),
        ("public_health", "Public Health Approach", "The Violence Reduction Unit supports the approach."),
        (
            "commercial",
            "Commercial Issues",
            "The Contract Management Team has been consulted on the commercial issues.",
        ),
        ("gdpr", "GDPR/Data Privacy", "GDPR compliance issues are covered in the body of the report."),
        ("dpia", "GDPR/Data Privacy", dpia),
        ("head_of_service", "Director/Head of Service", "The head of service has reviewed the request."),
        ("chief_executive", "Chief Executive Officer", "I am satisfied that this is an appropriate request."),
    )
    if plan.said.get("no dpia"):
        boxes = tuple(box for box in boxes if box[0] != "dpia")
    return tuple(Declaration(code, label, text, True) for code, label, text in boxes)


def _background(plan: Plan) -> tuple[str, ...]:
    listed = ["Police and Crime Plan", f"Needs analysis, {plan.first - 1}", "Memorandum of understanding"]
    return tuple(listed[: -1 if not plan.partner else None]) if not plan.said.get("unlisted") else tuple(listed[:1])
