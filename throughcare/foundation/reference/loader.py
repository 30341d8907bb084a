"""Loads the project's ``reference/`` folder: facts that change without code, each dated and sourced."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from . import clinical, cohort, collecting, local, rows, voice
from .columns import check_periods, typed
from .files import Raw, read_csv, read_toml

PROJECT = Path(__file__).resolve().parents[3]
V = TypeVar("V", bound="View")


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table stands: its attribute, its file, and in TOML the name of its entries.

    A file with ``*`` in its name is every file that fits, read as one.
    """

    attribute: str
    file: str
    entry: str
    row: type[rows.Row]


TABLES = (
    Table("thresholds", "procurement_thresholds.csv", "", rows.Threshold),
    Table("limits", "procurement_limits.csv", "", rows.Limit),
    Table("regime_questions", "regime_choice.toml", "question", rows.RegimeQuestion),
    Table("vat_rules", "regime_choice.toml", "vat", rows.VatRule),
    Table("modification_rules", "regime_choice.toml", "modification", rows.ModificationRule),
    Table("scheme_powers", "scheme_of_delegation.toml", "power", rows.SchemePower),
    Table("legal_powers", "legal_powers.toml", "power", rows.LegalPower),
    Table("organisations", "organisations.toml", "organisation", rows.Organisation),
    Table("objectives", "police_and_crime_plan.toml", "objective", rows.Objective),
    Table("boroughs", "london.toml", "borough", rows.Borough),
    Table("command_units", "london.toml", "command_unit", rows.CommandUnit),
    Table("attendance_codes", "attendance_codes.toml", "code", rows.AttendanceCode),
    Table("absence_reasons", "attendance_codes.toml", "reason", rows.AbsenceReason),
    Table("appointment_limits", "appointment_settings.toml", "limit", rows.AppointmentLimit),
    Table("service_hours", "appointment_settings.toml", "hours", rows.ServiceHours),
    Table("move_reasons", "appointment_settings.toml", "move_reason", rows.MoveReason),
    Table("offices", "appointment_settings.toml", "office", rows.Office),
    Table("referral_reasons", "referral_reasons.csv", "", rows.ReferralReason),
    Table("word_lists", "scrubbing.toml", "list", voice.WordList),
    Table("proposal_limits", "proposals.toml", "limit", voice.ProposalLimit),
    Table("panel_settings", "panels.toml", "setting", local.PanelSetting),
    Table("measures", "measures.toml", "measure", local.Measure),
    Table("concern_categories", "concerns.toml", "category", local.ConcernCategory),
    Table("concern_clocks", "concerns.toml", "clock", local.ConcernClock),
    Table("concern_tellings", "concerns.toml", "tell", local.ConcernTelling),
    Table("publication_duties", "publication_duties.toml", "duty", rows.PublicationDuty),
    Table("instruments", "instruments.toml", "instrument", clinical.Instrument),
    Table("instrument_items", "instruments.toml", "item", clinical.InstrumentItem),
    Table("instrument_bands", "instruments.toml", "band", clinical.InstrumentBand),
    Table("casework_limits", "casework_settings.toml", "limit", clinical.CaseworkLimit),
    Table("onward_reasons", "onward.toml", "reason", clinical.OnwardReason),
    Table("onward_routes", "onward.toml", "route", clinical.OnwardRoute),
    Table("decision_form.parts", "decision_form.toml", "part", rows.FormPart),
    Table("decision_form.sections", "decision_form.toml", "section", rows.FormSection),
    Table("decision_form.declarations", "decision_form.toml", "declaration", rows.FormDeclaration),
    Table("decision_form.publication_fields", "decision_form.toml", "publication_field", rows.PublicationField),
    Table("decision_form.exemptions", "decision_form.toml", "exemption", rows.Exemption),
    Table("decision_form.verbs", "decision_form.toml", "verb", rows.Verb),
    Table("cohort.reasons", "cohort_reasons.toml", "reason", cohort.CohortReason),
    Table("cohort.overlays", "overlays.toml", "overlay", cohort.OverlayKind),
    Table("cohort.review_intervals", "cohort_times.toml", "review", cohort.ReviewInterval),
    Table("cohort.answer_times", "cohort_times.toml", "answer", cohort.AnswerTime),
    Table("cohort.selection", "selection_rules.toml", "criterion", cohort.SelectionCriterion),
    Table("cohort.instruments", "risk_instruments.toml", "instrument", cohort.RiskInstrument),
    Table("cohort.offence_groups", "offence_groups.toml", "group", cohort.OffenceGroup),
    Table("cohort.pathways", "needs.toml", "pathway", cohort.Pathway),
    Table("cohort.needs", "needs.toml", "need", cohort.NeedKind),
    Table("feedback_limits", "feedback_limits.toml", "limit", collecting.FeedbackLimit),
    Table("languages", "languages/*.toml", "language", collecting.Language),
    Table("language_texts", "languages/*.toml", "text", collecting.LanguageText),
    Table("known_words", "plain_words.toml", "known", collecting.KnownWords),
    Table("peer_courses", "peer_training.toml", "course", collecting.PeerCourse),
    Table("help_lines", "help_lines.toml", "line", collecting.HelpLine),
    Table("disclosure_rules", "disclosure_words.toml", "rule", collecting.DisclosureRule),
    Table("shipped_questions", "question_bank.toml", "question", collecting.ShippedQuestion),
    Table("shipped_words", "question_bank.toml", "words", collecting.ShippedWords),
    Table("characteristics", "protected_characteristics.toml", "characteristic", collecting.Characteristic),
)


@dataclass(frozen=True, slots=True)
class View:
    """Tables that can be narrowed to the rows in force on a day."""

    def as_of(self: V, on: date) -> V:
        """The same tables with only the rows in force on ``on``."""
        return replace(self, **{item.name: _in_force(getattr(self, item.name), on) for item in fields(self)})


def _in_force(value: Any, on: date) -> Any:
    return value.as_of(on) if isinstance(value, View) else tuple(row for row in value if row.in_force(on))


@dataclass(frozen=True, slots=True)
class DecisionForm(View):
    """The decision form as data, each list in the order of the form."""

    parts: tuple[rows.FormPart, ...] = ()
    sections: tuple[rows.FormSection, ...] = ()
    declarations: tuple[rows.FormDeclaration, ...] = ()
    publication_fields: tuple[rows.PublicationField, ...] = ()
    exemptions: tuple[rows.Exemption, ...] = ()
    verbs: tuple[rows.Verb, ...] = ()


@dataclass(frozen=True, slots=True)
class Cohort(View):
    """What people and the cohort are described by."""

    reasons: tuple[cohort.CohortReason, ...] = ()
    overlays: tuple[cohort.OverlayKind, ...] = ()
    review_intervals: tuple[cohort.ReviewInterval, ...] = ()
    answer_times: tuple[cohort.AnswerTime, ...] = ()
    selection: tuple[cohort.SelectionCriterion, ...] = ()
    instruments: tuple[cohort.RiskInstrument, ...] = ()
    offence_groups: tuple[cohort.OffenceGroup, ...] = ()
    pathways: tuple[cohort.Pathway, ...] = ()
    needs: tuple[cohort.NeedKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference(View):
    """All reference tables, over all time as loaded; ``as_of`` narrows them to a day."""

    thresholds: tuple[rows.Threshold, ...] = ()
    limits: tuple[rows.Limit, ...] = ()
    regime_questions: tuple[rows.RegimeQuestion, ...] = ()
    vat_rules: tuple[rows.VatRule, ...] = ()
    modification_rules: tuple[rows.ModificationRule, ...] = ()
    scheme_powers: tuple[rows.SchemePower, ...] = ()
    legal_powers: tuple[rows.LegalPower, ...] = ()
    organisations: tuple[rows.Organisation, ...] = ()
    objectives: tuple[rows.Objective, ...] = ()
    publication_duties: tuple[rows.PublicationDuty, ...] = ()
    boroughs: tuple[rows.Borough, ...] = ()
    command_units: tuple[rows.CommandUnit, ...] = ()
    panel_settings: tuple[local.PanelSetting, ...] = ()
    concern_categories: tuple[local.ConcernCategory, ...] = ()
    concern_clocks: tuple[local.ConcernClock, ...] = ()
    concern_tellings: tuple[local.ConcernTelling, ...] = ()
    measures: tuple[local.Measure, ...] = ()
    attendance_codes: tuple[rows.AttendanceCode, ...] = ()
    absence_reasons: tuple[rows.AbsenceReason, ...] = ()
    appointment_limits: tuple[rows.AppointmentLimit, ...] = ()
    service_hours: tuple[rows.ServiceHours, ...] = ()
    move_reasons: tuple[rows.MoveReason, ...] = ()
    offices: tuple[rows.Office, ...] = ()
    instruments: tuple[clinical.Instrument, ...] = ()
    instrument_items: tuple[clinical.InstrumentItem, ...] = ()
    instrument_bands: tuple[clinical.InstrumentBand, ...] = ()
    casework_limits: tuple[clinical.CaseworkLimit, ...] = ()
    onward_reasons: tuple[clinical.OnwardReason, ...] = ()
    onward_routes: tuple[clinical.OnwardRoute, ...] = ()
    referral_reasons: tuple[rows.ReferralReason, ...] = ()
    word_lists: tuple[voice.WordList, ...] = ()
    proposal_limits: tuple[voice.ProposalLimit, ...] = ()
    feedback_limits: tuple[collecting.FeedbackLimit, ...] = ()
    languages: tuple[collecting.Language, ...] = ()
    language_texts: tuple[collecting.LanguageText, ...] = ()
    known_words: tuple[collecting.KnownWords, ...] = ()
    peer_courses: tuple[collecting.PeerCourse, ...] = ()
    help_lines: tuple[collecting.HelpLine, ...] = ()
    disclosure_rules: tuple[collecting.DisclosureRule, ...] = ()
    shipped_questions: tuple[collecting.ShippedQuestion, ...] = ()
    shipped_words: tuple[collecting.ShippedWords, ...] = ()
    characteristics: tuple[collecting.Characteristic, ...] = ()
    decision_form: DecisionForm = DecisionForm()
    cohort: Cohort = Cohort()

    def organisation_named(self, name: str) -> rows.Organisation | None:
        """The organisation that goes by a name, in any case and spacing; null where none does."""
        wanted = _plain(name)
        return next((row for row in self.organisations if any(_plain(known) == wanted for known in row.names)), None)


def _plain(name: str) -> str:
    return " ".join(name.casefold().removeprefix("the ").split())


def default_folder() -> Path:
    """The folder named by ``THROUGHCARE_REFERENCE``, else the project's own."""
    return Path(os.environ.get("THROUGHCARE_REFERENCE") or PROJECT / "reference")


def load(folder: Path | None = None) -> Reference:
    """Read and validate every reference file.

    Raises ``ReferenceError`` with file, line and remedy at the first row that cannot be used: a missing or unknown
    column, a value of another type, an end before its beginning, or two rows of one key in force on the same day.
    """
    folder = default_folder() if folder is None else folder
    cached: dict[str, dict[str, list[Raw]]] = {}
    loaded = {table.attribute: _load(folder, table, cached) for table in TABLES}
    _refuse_unknown_entries(cached)
    form, people = (_parts(loaded, prefix) for prefix in ("decision_form.", "cohort."))
    own = {name: rows_ for name, rows_ in loaded.items() if "." not in name}
    return Reference(**own, decision_form=DecisionForm(**form), cohort=Cohort(**people))  # type: ignore[arg-type]


def _parts(loaded: dict[str, tuple[rows.Row, ...]], prefix: str) -> dict[str, tuple[rows.Row, ...]]:
    """The tables whose attribute begins with a prefix, by the rest of it."""
    return {name.removeprefix(prefix): rows_ for name, rows_ in loaded.items() if name.startswith(prefix)}


def _load(folder: Path, table: Table, cached: dict[str, dict[str, list[Raw]]]) -> tuple[rows.Row, ...]:
    if table.file not in cached:
        cached[table.file] = _read(folder, table.file)
    raws = cached[table.file].get(table.entry, [])
    loaded = [typed(raw, table.row) for raw in raws]
    check_periods(raws, loaded)
    return tuple(loaded)


def _read(folder: Path, file: str) -> dict[str, list[Raw]]:
    if file.endswith(".csv"):
        return {"": read_csv(folder / file)}
    found: dict[str, list[Raw]] = {}
    for path in sorted(folder.glob(file)) if "*" in file else [folder / file]:
        for entry, raws in read_toml(path).items():
            found.setdefault(entry, []).extend(raws)
    return found


def _refuse_unknown_entries(cached: dict[str, dict[str, list[Raw]]]) -> None:
    for file, entries in cached.items():
        known = {table.entry for table in TABLES if table.file == file}
        for entry, raws in entries.items():
            if entry not in known and raws:
                remedy = f"Entries of this file are: {', '.join(sorted(known))}."
                raise raws[0].error(f"No table is called {entry!r}.", remedy)
