"""Two decision papers of our own for tests: one sound, one with the faults that a published paper is known to have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.support.layouts import LAYOUTS, carried
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

__all__ = ["LAYOUTS", "carried", "faulty_paper", "sound_paper"]

POUND = 100
THOUSAND = 1_000 * POUND
MILLION = 1_000_000 * POUND
DECISION_MAKER = "Deputy Mayor for Policing and Crime"
SCHEME = "the Scheme of Delegation and Consent"


def row(label: str, *figures: int, step: int = THOUSAND) -> Row:
    """A line of the table: one figure a year in units of ``step`` pence; the total is their sum."""
    cells = tuple(figure * step for figure in figures)
    return Row(label=label, cells=cells, total=sum(cells))


def block(kind: str, title: str, *rows: Row) -> Block:
    """A block whose total line is the sum of its lines."""
    columns = zip(*(line.cells for line in rows), strict=True)
    cells = tuple(sum(cell or 0 for cell in column) for column in columns)
    return Block(kind=kind, title=title, rows=rows, total=Row(label="Total", cells=cells, total=sum(cells)))


def section(number: int, title: str, *texts: str) -> Section:
    """A section whose paragraphs are numbered n.1, n.2 and so on."""
    numbered = (Paragraph(number=f"{number}.{at}", text=text) for at, text in enumerate(texts, 1))
    return Section(number=number, title=title, paragraphs=tuple(numbered))


def sound_paper(**changes: Any) -> Paper:
    """A paper with no contradiction: its table foots, its years balance, its law is right for its date."""
    paper = Paper(
        reference="PCD 9001",
        title="Settled homes and peer mentoring for people leaving custody",
        objective="Reducing reoffending",
        programme="Settled Homes",
        decision_maker=DECISION_MAKER,
        decided_for="Mayor's Office for Policing and Crime",
        signed=date(2023, 6, 14),
        chief_executive_signed=date(2023, 6, 7),
        summary=_sound_summary(),
        recommendations=_sound_recommendations(),
        interests="None",
        sections=_sound_sections(),
        table=_sound_table(),
        declarations=_sound_declarations(),
        background=(
            "Needs analysis of people leaving custody, January 2023",
            "Police and Crime Plan 2022 to 2025",
            "Memorandum of understanding with the Secretary of State for Justice, May 2023",
            "Procurement strategy for settled homes and mentoring, May 2023",
        ),
        access=Access(deferred=False, part_2=False),
    )
    return replace(paper, **changes)


def _sound_summary() -> tuple[Paragraph, ...]:
    texts = (
        "People who leave custody with a settled home and a mentor are less likely to offend again. This decision"
        " sets up a housing link service and a peer mentoring service in six boroughs from October 2023 to March"
        " 2026.",
        "This decision seeks approval to accept up to £300,000 from the Secretary of State for Justice, to spend up to"
        " £800,000, to approve the procurement strategy and to delegate the award of the contracts.",
    )
    return tuple(Paragraph(number="summary", text=text) for text in texts)


def _sound_recommendations() -> tuple[Recommendation, ...]:
    return (
        Recommendation(
            number=1,
            verb="accept",
            text="Accept up to £300,000 of funding from the Secretary of State for Justice for 2023/24 to"
            " 2025/26, under"
            " section 93 of the Police Act 1996;",
            amount_pence=300_000 * POUND,
            precision_pence=POUND,
            amount_is_cap=True,
            period="2023/24 to 2025/26",
            funder="Secretary of State for Justice",
            power="section 93 of the Police Act 1996",
        ),
        Recommendation(
            number=2,
            verb="approve",
            text="Approve expenditure of up to £800,000 on the two services from October 2023 to March 2026, under"
            f" paragraph 4.8 of {SCHEME};",
            amount_pence=800_000 * POUND,
            precision_pence=POUND,
            amount_is_cap=True,
            period="October 2023 to March 2026",
            power=f"paragraph 4.8 of {SCHEME}",
        ),
        Recommendation(
            number=3,
            verb="approve",
            text="Approve the procurement strategy for both services, at a total cost of up to £800,000 from October"
            f" 2023 to March 2026, under paragraph 4.8 of {SCHEME};",
            amount_pence=800_000 * POUND,
            precision_pence=POUND,
            amount_is_cap=True,
            period="October 2023 to March 2026",
            power=f"paragraph 4.8 of {SCHEME}",
        ),
        Recommendation(
            number=4,
            verb="delegate",
            text="Delegate to the Chief Executive Officer the award of both contracts, up to £800,000 in"
            " total, from June"
            f" 2023 to March 2024, under paragraph 1.7 of {SCHEME}.",
            amount_pence=800_000 * POUND,
            precision_pence=POUND,
            amount_is_cap=True,
            period="June 2023 to March 2024",
            power=f"paragraph 1.7 of {SCHEME}",
        ),
    )


def _sound_sections() -> tuple[Section, ...]:
    return (
        section(
            1,
            "Introduction and background",
            "In 2022 one in three people leaving custody in the six boroughs had no settled home to go to, as the needs"
            " analysis of people leaving custody shows.",
            "Reducing reoffending is an aim of the Police and Crime Plan 2022 to 2025. The budget for"
            " 2023/24 to 2025/26"
            " includes £500,000 for this work, and all of it is used by this decision.",
        ),
        section(
            2,
            "Issues for consideration",
            "Both services run from October 2023 to March 2026. The housing link service has a value of"
            " £600,000 and the"
            " peer mentoring service a value of £200,000.",
            "The aim is that 240 people a year have a settled home three months after release. Cost per person, homes"
            " kept and reoffending are reported each quarter; the evaluation is done by the evidence team within"
            " existing staff budgets.",
        ),
        section(
            3,
            "Financial Comments",
            "The two services cost £800,000 over the three years 2023/24 to 2025/26. £500,000 is met from the MOPAC"
            " budget and £300,000 from the Secretary of State for Justice. The figures include VAT.",
            "The table sets out cost and funding. Money that is unspent at the end of a year goes back to"
            " each funder in"
            " proportion to what it put in.",
        ),
        section(
            4,
            "Legal Comments",
            "Section 143 of the Anti-social Behaviour, Crime and Policing Act 2014 allows MOPAC to provide or arrange"
            " services that reduce crime and disorder.",
            "Section 93 of the Police Act 1996 allows MOPAC to accept the contribution.",
            f"Paragraph 4.8 of {SCHEME} provides that the {DECISION_MAKER} approves business cases of"
            " £500,000 or above."
            " Paragraph 1.7 allows delegation to the Chief Executive Officer.",
            "The contracts are public contracts under the Public Contracts Regulations 2015. The services are on the"
            " light touch list: the housing link service at £600,000 including VAT is below the light touch threshold"
            " of £663,540, as is the peer mentoring service at £200,000 including VAT.",
        ),
        section(
            5,
            "Commercial Issues",
            "MOPAC leads the procurement. The procurement strategy is put forward for approval with this decision.",
            "A memorandum of understanding with the Secretary of State for Justice sets out roles,"
            " contributions and the"
            " return of unspent money.",
        ),
        section(
            6,
            "Public Health Approach",
            "A settled home removes a known driver of violence. The approach was agreed with the Violence Reduction"
            " Unit.",
        ),
        section(
            7,
            "GDPR and Data Privacy",
            "MOPAC and the Secretary of State for Justice are joint controllers; an arrangement under"
            " Article 26 sets out"
            " who answers to the people concerned, and the providers are processors.",
            "A Data Protection Impact Assessment (DPIA) will be produced before any personal data is handled.",
        ),
        section(
            8,
            "Equality Comments",
            "MOPAC has had due regard to section 149 of the Equality Act 2010. Women and care leavers are"
            " over-represented"
            " among those without a home and have reserved places.",
        ),
    )


def _sound_table() -> Table:
    return Table(
        years=("2023/24", "2024/25", "2025/26"),
        blocks=(
            block(
                "expenditure",
                "Proposed Expenditure",
                row("Housing link service", 120, 240, 240),
                row("Peer mentoring service", 40, 80, 80),
            ),
            block(
                "funding",
                "Funded by",
                row("Secretary of State for Justice", 60, 120, 120),
                row("MOPAC budget", 100, 200, 200),
            ),
            block(
                "current",
                "Current Budget",
                row("Secretary of State for Justice", 0, 0, 0),
                row("MOPAC budget", 100, 200, 200),
            ),
            block(
                "change",
                "Changes to current budget",
                row("Secretary of State for Justice", 60, 120, 120),
                row("MOPAC budget", 0, 0, 0),
            ),
        ),
        unit_pence=THOUSAND,
        precision_pence=THOUSAND,
        where="3.2",
    )


def _declared(*boxes: tuple[str, str, str]) -> tuple[Declaration, ...]:
    return tuple(Declaration(id=code, label=label, text=text, ticked=True) for code, label, text in boxes)


def _sound_declarations() -> tuple[Declaration, ...]:
    boxes = _declared(
        ("financial", "Financial Advice", "The finance team has been consulted on this proposal."),
        ("legal", "Legal Advice", "Legal advice has been taken and is set out in section 4."),
        ("equalities", "Equalities Advice", "Equality is covered in section 8."),
        (
            "public_health",
            "Public Health Approach",
            "The Violence Reduction Unit has reviewed and supports the approach.",
        ),
        ("commercial", "Commercial Issues", "The contract team has been consulted on this proposal."),
        ("gdpr", "GDPR/Data Privacy", "Data protection is covered in section 7."),
        ("dpia", "GDPR/Data Privacy", "A DPIA is required and will be produced."),
        ("head_of_service", "Director/Head of Service", "The head of service has reviewed the request."),
        ("chief_executive", "Chief Executive Officer", "I am satisfied that this is an appropriate request."),
    )
    return (*boxes[:-1], replace(boxes[-1], on=date(2023, 6, 7)))


def faulty_paper(**changes: Any) -> Paper:
    """A paper of our own wording with the faults that ``commissioning.md`` 1.1 and 1.2 list for PCD 1291.

    The figures are the public figures of that decision; the words are not its words.
    """
    signed = date(2022, 10, 11)
    paper = Paper(
        reference="PCD 9002",
        title="Two jointly commissioned services for Integrated Offender Management (IOM)",
        decision_maker=DECISION_MAKER,
        signed=signed,
        chief_executive_signed=signed,
        summary=_faulty_summary(),
        recommendations=_faulty_recommendations(),
        interests="",
        sections=_faulty_sections(),
        table=_faulty_table(),
        declarations=_faulty_declarations(signed),
        background=(),
        access=Access(deferred=False, part_2=False),
    )
    return replace(paper, **changes)


def _faulty_summary() -> tuple[Paragraph, ...]:
    texts = (
        "This decision seeks approval to commission, jointly with London Probation, a mental health service and a"
        " service user engagement service for IOM. MOPAC leads the procurement, accepts up to £0.55m of funding from"
        " London Probation and commits £1.32m of its own for spend between January 2023 and March 2025.",
        "Phase two, with neurodiversity and mentoring, will be commissioned during 2023 using the remaining budget.",
        "This decision also seeks approval for the procurement strategy and delegated authority for contract award.",
    )
    return tuple(Paragraph(number="summary", text=text) for text in texts)


def _faulty_recommendations() -> tuple[Recommendation, ...]:
    return (
        Recommendation(
            number=1,
            verb="approve",
            text="Approve the acceptance of up to £0.55m of funding from London Probation for joint commissioning in"
            " 2022-2025;",
            amount_pence=55 * MILLION // 100,
            precision_pence=MILLION // 100,
            amount_is_cap=True,
            period="2022-2025",
            funder="London Probation",
        ),
        Recommendation(
            number=2,
            verb="approve",
            text="Approve the start of a procurement with London Probation of two services at a total cost of £1.87m;",
            amount_pence=187 * MILLION // 100,
            precision_pence=MILLION // 100,
        ),
        Recommendation(
            number=3,
            verb="approve",
            text="Approve the carrying forward of up to £0.68m allocated to IOM commissioning for this financial year,"
            " spread equally across 2023/24 and 2024/25;",
            amount_pence=68 * MILLION // 100,
            precision_pence=MILLION // 100,
            amount_is_cap=True,
            period="2023/24 and 2024/25",
        ),
        Recommendation(
            number=4,
            verb="delegate",
            text="The Chief Executive Officer is granted delegated authority to award the contracts and to sign future"
            " documents, including contracts and variations. Approval of this decision remains with the DMPC.",
        ),
    )


def _faulty_sections() -> tuple[Section, ...]:
    return (
        section(
            1,
            "Introduction and background",
            "The London IOM framework and the Police and Crime Plan aim to reduce reoffending.",
            "Violence is rising in this group, increasingly significantly between 2013 and 2020.",
            "The medium term financial plan includes £2.1m over the three year period 2022/23 to 2024/25 for better IOM"
            " interventions. This decision seeks approval to use £1.32m of this funding.",
            "Since April MOPAC has met partners. London Probation will contribute £550,000 over three years"
            " from 2022/23.",
            "A needs analysis shows that mental health plays a large part in offending. Practitioners report in regular"
            " surveys that local mental health expertise is missing.",
        ),
        section(
            2,
            "Issues for consideration",
            "This decision seeks approval to commission two services for London IOM from February 2023 to March 2025.",
            "The mental health service provides forensic mental health practitioners, who assess and treat IOM service"
            " users with mental health and substance misuse needs.",
            "The engagement service collects feedback from IOM service users.",
            "The funding for these service consists of £1.32m in the MOPAC medium term financial plan 2022/23 – 2024/25"
            " and £0.55m of funding from London Probation. A memorandum of understanding will underpin this.",
            "To make the best of match funding, approval is also requested to carry forward the £0.68m MOPAC budget"
            " allocated to IOM for this year (2022/23), spread evenly between 2023/24 and 2024/25.",
            "Both services will be evaluated within the wider evaluation of London IOM starting in 2023.",
        ),
        section(
            3,
            "Financial Comments",
            "This decision seeks approval to commission two services at a total cost of £1.87m for the 3 year period"
            " 2022/23 – 2024/25. Costs are met from £1.32m in the MOPAC medium term financial plan and additional grant"
            " of £0.55m from London Probation.",
            "The table sets out the costs and how they are funded. Approval is sought to carry forward funds"
            " of £0.68m.",
        ),
        section(
            4,
            "Legal Comments",
            "Section 17(1)(a) to (c) of the Crime and Disorder Act 1998 places a duty on MOPAC to have regard to crime,"
            " disorder and reoffending.",
            "Section 143(1) of the Anti-social Behaviour, Crime and Policing Act 2014 is an express power to arrange"
            " services that secure crime and disorder reduction.",
            f"Paragraph 4.8 of the MOPAC Scheme of Delegation and Consent provides that the {DECISION_MAKER} (DMPC) has"
            " authority to approve offers made for grant funding.",
            "Paragraph 4.8 of the MOPAC Scheme of Delegation and Consent provides that the DMPC has"
            " delegated authority to"
            " approve business cases for revenue or capital expenditure of £500,000 or above. Delegation to the Chief"
            " Executive Officer follows paragraph 1.7 and paragraphs 5.4, 5.12 and 5.13.",
            "Officers must comply with the Financial Regulations.",
            "MOPAC is a contracting authority under the Public Contracts Regulations 2015. Public contracts"
            " for goods or"
            " services valued at £181,302 or above will be procured in accordance with the Regulations.",
        ),
        section(
            5,
            "Commercial Issues",
            "A memorandum of understanding with London Probation defines roles and agreed contributions.",
            "MOPAC is the lead commissioner. The procurement strategy was previously approved at the"
            " Procurement, Grants"
            " and Contracts Oversight Board.",
            "The procurement complies with the GLA Group Responsible Procurement Policy.",
        ),
        section(
            6,
            "Public Health Approach",
            "The services fit a public health approach to violence. This was shared and agreed with the"
            " Violence Reduction"
            " Unit and GLA Public Health.",
        ),
        section(
            7,
            "GDPR and Data Privacy",
            "MOPAC and London Probation will be joint Data Controllers for the services.",
            "A Data Protection Impact Assessment (DPIA) will be produced to find and reduce risks to data subjects. It"
            " will also reflected the evaluation plans for London IOM.",
            "All providers must comply with the GDPR and the Data Protection Act 2018.",
        ),
        section(
            8,
            "Equality Comments",
            "MOPAC must comply with the duty in section 149(1) of the Equality Act 2010.",
            "The mental health service addresses health inequalities within the cohort.",
        ),
    )


def _faulty_table() -> Table:
    step = MILLION // 100

    def line(label: str, *figures: int) -> Row:
        return row(label, *figures, step=step)

    return Table(
        years=("2022/23", "2023/24", "2024/25"),
        blocks=(
            block(
                "expenditure",
                "Proposed Expenditure",
                line("Mental Health service", 12, 70, 70),
                line("Service User engagement", 5, 15, 15),
            ),
            block(
                "funding",
                "Funded by",
                line("London Probation Grant", 15, 30, 10),
                line("MOPAC budget", 2, 31, 31),
                line("Transfer to from reserves", 0, 34, 34),
            ),
            block(
                "current",
                "Current Budget",
                line("London Probation Grant", 0, 0, 0),
                line("MOPAC funding", 70, 31, 31),
                line("Transfer to from reserves", 0, 0, 0),
            ),
            block(
                "change",
                "Changes to current budget",
                line("London Probation Grant", 15, 30, 10),
                line("MOPAC funding", 0, 0, 0),
                line("Transfer to from reserves", -68, 34, 34),
            ),
        ),
        unit_pence=MILLION,
        precision_pence=step,
        where="3.2",
    )


def _faulty_declarations(signed: date) -> tuple[Declaration, ...]:
    boxes = _declared(
        ("financial", "Financial Advice", "The finance team has been consulted on this proposal."),
        ("legal", "Legal Advice", "Legal advice is not required."),
        ("equalities", "Equalities Advice", "Equality issues are covered in the body of the report."),
        ("public_health", "Public Health Approach", "A senior manager of the Violence Reduction Unit supports this."),
        ("commercial", "Commercial Issues", "The contract team has been consulted on the commercial issues."),
        ("gdpr", "GDPR/Data Privacy", "GDPR compliance issues are covered in the body of the report."),
        ("dpia", "GDPR/Data Privacy", "A DPIA is not required."),
        ("head_of_service", "Director/Head of Service", "The head of service is satisfied with the request."),
        (
            "chief_executive",
            "Chief Executive Officer",
            "I confirm that financial, legal and equalities advice has been taken into account.",
        ),
    )
    return (*boxes[:-1], replace(boxes[-1], on=signed))
