"""Files of restated facts, such as ``reference/pcd-1291.toml``: a decision in data, each statement with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.commissioning.decisions.rules.paper import (
    Access,
    Ask,
    Block,
    Declaration,
    Facts,
    LegalPower,
    Paper,
    Paragraph,
    Party,
    Recommendation,
    Row,
    Section,
    StatedAmount,
    StatedPeriod,
    Statement,
    Table,
)
from throughcare.commissioning.decisions.rules.reading import form, money, table
from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

_NOT_STATED = frozenset({"not stated", "none stated", ""})
_KNOWN = frozenset(
    {"decision", "money", "party", "summary_fact", "recommendation", "summary_asks", "date_stated", "service", "table"}
    | {"amount_in_text", "legal_power", "data_protection", "declaration", "agreement_promised", "supporting_papers"}
    | {"relied_on", "phase_two", "delivery_fact"}
)
_AMOUNT_MEANINGS = (
    ("own_funding", "used by this decision|mopac share|own funding"),
    ("envelope", "envelope|medium term financial plan money"),
    ("threshold", "procurement threshold"),
    ("authority_limit", "business case|authority|approves"),
    ("carry_forward", r"carr(?:y|ied)[- ]?forward|carried forward"),
    ("total_cost", "total cost"),
    ("partner_funding", "share|contribution|grant|partner"),
)
_PERIOD_MEANINGS = (
    ("phase_two", "phase two"),
    ("evaluation", "evaluation"),
    ("spending", "spend"),
    ("service", "service"),
    ("funding", "funding|contribution|acceptance"),
    ("plan", "plan"),
)
_ASKS = (
    ("accept_pence", "accept", "accept partner funding"),
    ("commit_pence", "commit", "commit funding"),
    ("procure_pence", "procure", "procure the services"),
    ("carry_forward_pence", "carry_forward", "carry funding forward"),
    ("procurement_strategy_approval", "procurement_strategy", "approve the procurement strategy"),
    ("delegated_award", "award_delegation", "delegate the award of contracts"),
)
_PROTECTION = (
    ("dpia_not_required", r"\bnot required"),
    ("dpia_will_be_produced", r"\bwill be produced|\bwill be done"),
    ("joint_controllers", "joint controllers|joint data controllers"),
)
_PARTIES = {"mopac": "Mayor's Office for Policing and Crime", "london_probation": "London Probation"}
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?|/(?P<next>\d{2}))?")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A table of the file with its path, whose values are taken with the type that is expected or refused by name."""

    path: str
    values: Mapping[str, object]

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise Unreadable(f"{self.path}.{key} must be text in quotation marks.")
        return "" if value.strip().lower() in _NOT_STATED else value

    def whole(self, key: str) -> int | None:
        value = self.values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise Unreadable(f"{self.path}.{key} must be a whole number of pence.")
        return value

    def needed(self, key: str) -> int:
        value = self.whole(key)
        if value is None:
            raise Unreadable(f"{self.path}.{key} is missing; give a whole number of pence.")
        return value

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise Unreadable(f"{self.path}.{key} must be true or false.")
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
            raise Unreadable(f"{self.path}.{key} must be a day as YYYY-MM-DD without quotation marks.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        held = [value] if isinstance(value, str) else value
        if not isinstance(held, list) or not all(isinstance(each, str) for each in held):
            raise Unreadable(f"{self.path}.{key} must be a list of texts.")
        return tuple(held)

    def pence(self, key: str) -> tuple[int | None, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise Unreadable(f"{self.path}.{key} must be a list of whole numbers of pence.")
        blank = _Entry(self.path, {})
        return (
            tuple(None if each == "" else _Entry(self.path, {key: each}).whole(key) for each in value) if blank else ()
        )

    def table(self, key: str) -> _Entry:
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise Unreadable(f"{_join(self.path, key)} must be a table.")
        return _Entry(_join(self.path, key), value)

    def tables(self, key: str) -> Iterator[_Entry]:
        value = self.values.get(key, [])
        held = [value] if isinstance(value, Mapping) else value
        if not isinstance(held, list) or not all(isinstance(each, Mapping) for each in held):
            raise Unreadable(f"{_join(self.path, key)} must be a list of tables, written [[{_join(self.path, key)}]].")
        for at, each in enumerate(held, 1):
            yield _Entry(f"{_join(self.path, key)}[{at}]", each)

    @property
    def where(self) -> str:
        return ", ".join(self.texts("para"))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def read_facts(values: Mapping[str, object]) -> Paper:
    """The paper of a file of facts. Its prose is short restatements; ``facts`` holds what they assert."""
    root = _Entry("", values)
    decision = root.table("decision")
    precision = root.table("money").whole("stated_precision_pence") or 1
    names = {each.text("id"): each.text("name") for each in root.tables("party")}
    papers = root.table("supporting_papers")
    interests = decision.values.get("interests_declared")
    return Paper(
        reference=decision.text("reference"),
        title=decision.text("title"),
        decision_maker=decision.text("decision_maker"),
        decided_for=decision.text("decided_for"),
        programme=decision.text("programme"),
        signed=decision.day("signed"),
        chief_executive_signed=decision.day("chief_executive_signed"),
        interests=decision.text("interests_declared") if interests is not None else None,
        access=Access(deferred=decision.flag("part_1_deferred"), part_2=decision.flag("part_2")),
        summary=tuple(each for each in _statements_in_place(root) if each.number == "summary"),
        recommendations=tuple(_recommendations(root, precision, names)),
        sections=_sections(root),
        table=_table(root, precision),
        declarations=tuple(_declarations(root, decision)),
        background=papers.texts("listed") if "listed" in papers.values else None,
        facts=_facts(root, decision, precision, names),
        unread=tuple(f"{key}: not a part of the form" for key in values if key not in _KNOWN),
    )


def _facts(root: _Entry, decision: _Entry, precision: int, names: Mapping[str, str]) -> Facts:
    parties = root.tables("party")
    return Facts(
        amounts=tuple(_amounts(root, precision, names)),
        periods=tuple(_period(each) for each in root.tables("date_stated")),
        asks=tuple(_asks(root.table("summary_asks"), precision)),
        statements=tuple(_statements(root, decision)),
        parties=tuple(Party(each.text("name"), each.texts("roles"), each.where) for each in parties),
        powers=tuple(
            LegalPower(each.text("law"), each.text("provision"), each.text("use"), each.where)
            for each in root.tables("legal_power")
        ),
    )


def _recommendations(root: _Entry, precision: int, names: Mapping[str, str]) -> Iterator[Recommendation]:
    for at, each in enumerate(root.tables("recommendation"), 1):
        amount = each.whole("amount_pence")
        yield Recommendation(
            number=each.whole("number") or at,
            verb=each.text("verb"),
            text=each.text("object"),
            amount_pence=amount,
            precision_pence=precision if amount is not None else 1,
            amount_is_cap=bool(each.flag("amount_is_cap")),
            period=each.text("period") or " and ".join(each.texts("to_years")),
            funder=_named(each.text("funder"), names),
            power=each.text("power_cited"),
        )


def _named(ids: str, names: Mapping[str, str]) -> str:
    """The names of the parties behind one id or several joined by "and"; an unknown id is spelt as words."""
    return " and ".join(names.get(each) or _PARTIES.get(each) or each.replace("_", " ") for each in ids.split(" and "))


def _amounts(root: _Entry, precision: int, names: Mapping[str, str]) -> Iterator[StatedAmount]:
    stated = [(each, each.needed("pence"), each.text("what")) for each in root.tables("amount_in_text")]
    for each in root.tables("summary_fact"):
        if (pence := each.whole("amount_pence")) is not None:
            stated.append((each, pence, each.text("fact")))
    for each, pence, words in stated:
        meaning = _meaning(_AMOUNT_MEANINGS, words)
        funder = next((name for name in names.values() if name and name.lower() in words.lower()), "")
        step = precision if pence % precision == 0 else money.POUND if pence % money.POUND == 0 else 1
        yield StatedAmount(pence, step, each.where, words, meaning, bool(each.flag("is_cap")), funder)


def _meaning(meanings: tuple[tuple[str, str], ...], words: str) -> str:
    return next((code for code, pattern in meanings if re.search(pattern, words, re.IGNORECASE)), "")


def _period(each: _Entry) -> StatedPeriod:
    words = each.text("what")
    first, last = _bounds(each, "from"), _bounds(each, "to")
    return StatedPeriod(
        _meaning(_PERIOD_MEANINGS, words), first[0] if first else None, last[1] if last else None, each.where, words
    )


def _bounds(each: _Entry, key: str) -> tuple[date, date] | None:
    text = each.text(key)
    found = _DATE.fullmatch(text)
    if not found:
        if text:
            raise Unreadable(f"{each.path}.{key} must be YYYY, YYYY-MM, YYYY-MM-DD or YYYY/YY, not {text[:40]!r}.")
        return None
    try:
        return _span(found)
    except (ValueError, OverflowError):
        raise Unreadable(f"{each.path}.{key} is not a possible date: {text!r}.") from None


def _span(found: re.Match[str]) -> tuple[date, date]:
    year = int(found["year"])
    if found["next"]:
        return date(year, 4, 1), date(year + 1, 4, 1)
    if not found["month"]:
        return date(year, 1, 1), date(year + 1, 1, 1)
    month = int(found["month"])
    if not found["day"]:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    day = date(year, month, int(found["day"]))
    return day, date.fromordinal(day.toordinal() + 1)


def _asks(asked: _Entry, precision: int) -> Iterator[Ask]:
    known = {key for key, _, _ in _ASKS}
    if unknown := sorted(set(asked.values) - known):
        raise Unreadable(f"summary_asks.{unknown[0]} is not a key of the form; use one of: {', '.join(sorted(known))}.")
    for key, kind, words in _ASKS:
        if key.endswith("_pence"):
            if (pence := asked.whole(key)) is not None:
                yield Ask(kind, "summary", words, pence, precision)
        elif asked.flag(key):
            yield Ask(kind, "summary", words)


def _statements(root: _Entry, decision: _Entry) -> Iterator[Statement]:
    for each in root.tables("relied_on"):
        what = each.text("what")
        yield Statement("relied_on", what, each.where, what)
        if re.search(r"procurement strategy approved", what, re.IGNORECASE):
            yield Statement("strategy_already_approved", what, each.where, what)
    for each in root.tables("data_protection"):
        words = each.text("statement")
        if kind := _meaning(_PROTECTION, words):
            yield Statement(kind, words, each.where, words)
    if vat := root.table("money").text("vat"):
        yield Statement("vat_stated", vat, "", vat)
    for key in ("follows", "names"):
        for reference in decision.texts(key):
            yield Statement(key, reference, "", reference)
    if reference := root.table("phase_two").text("followed_by"):
        yield Statement("names", reference, root.table("phase_two").where, reference)


def _statements_in_place(root: _Entry) -> Iterator[Paragraph]:
    """The short restatements of the file as paragraphs, each under the number it is cited by."""
    for key, words in (("summary_fact", "fact"), ("service", "describes"), ("data_protection", "statement")):
        for each in root.tables(key):
            if each.text(words) and (places := each.texts("para")):
                yield Paragraph(places[0], each.text(words))
    phase_two = root.table("phase_two")
    if phase_two.values:
        planned = ", ".join(phase_two.texts("planned"))
        words = f"phase two ({planned}) {phase_two.text('when')}, from {phase_two.text('money')}"
        yield from (Paragraph(place, words) for place in phase_two.texts("para")[:1])


def _sections(root: _Entry) -> tuple[Section, ...]:
    titles: dict[int, str] = {}
    for title, number in form.SECTION_TITLES.items():
        titles.setdefault(number, title.capitalize())
    placed: dict[int, list[Paragraph]] = {}
    for each in _statements_in_place(root):
        if re.fullmatch(r"\d{1,2}\.\d{1,2}", each.number):
            placed.setdefault(int(each.number.split(".")[0]), []).append(each)
    return tuple(
        Section(number, titles.get(number, ""), tuple(sorted(placed[number], key=_order))) for number in sorted(placed)
    )


def _order(paragraph: Paragraph) -> int:
    return int(paragraph.number.split(".")[1])


def _table(root: _Entry, precision: int) -> Table | None:
    held = root.table("table")
    if not held.values:
        return None
    years = held.texts("years")
    blocks = tuple(_block(each, len(years)) for each in held.tables("block"))
    unit = next((unit for unit in (money.MILLION, money.THOUSAND) if precision * 100 >= unit), money.POUND)
    return Table(years, blocks, unit, precision, held.where)


def _block(each: _Entry, width: int) -> Block:
    title = each.text("title")
    total = each.table("total")
    rows = tuple(_row(line, line.text("label"), width) for line in each.tables("rows"))
    return Block(table.kind_of(title), title, rows, _row(total, "Total", width) if total.values else None)


def _row(line: _Entry, label: str, width: int) -> Row:
    cells = line.pence("pence")
    if len(cells) != width:
        raise Unreadable(f"{line.path}.pence has {len(cells)} figures for {width} years; give one a year.")
    return Row(label, cells, line.whole("total_pence"))


def _declarations(root: _Entry, decision: _Entry) -> Iterator[Declaration]:
    labels: dict[str, str] = {}
    for label, code in form.DECLARATIONS.items():
        labels.setdefault(code, label.capitalize())
    for each in root.tables("declaration"):
        code = each.text("id")
        signed = decision.day("chief_executive_signed") if code == "chief_executive" else None
        yield Declaration(code, labels.get(code, code), each.text("says"), each.flag("ticked"), on=signed)
