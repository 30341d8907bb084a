"""A pre-registered study as data: every section of STUDY.toml, what its keys mean, and their refusal when unusable."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from desistance.errors import InputError

OUTCOMES = ("reoffended", "frequency", "time_to_first")
KINDS = ("number", "category")
# From the age of criminal responsibility to the oldest that a score knows, in completed years.
AGES = (10.0, 109.0)
PAGE = "docs/reference/study-toml.md"
Chosen = dict[str, tuple[str, ...]]


def item(meaning: str, default: Any = MISSING) -> Any:
    """A key of a section with its meaning; without a default it must be given."""
    told = {"meaning": meaning}
    if default is MISSING:
        return field(metadata=told)
    if isinstance(default, dict):
        return field(metadata=told, default_factory=lambda: dict(default))
    return field(metadata=told, default=default)


@dataclass(frozen=True)
class About:
    """What the study is."""

    title: str = item("The heading of the report.")
    service: str = item("The service as it is named in sentences, such as `the mentoring service`.")
    question: str = item("The question that the study was registered to answer.")
    registered: dt.date = item("The day on which this file was fixed; it decides the version of the profile.")
    profile: str = item("Conventions of analysis and wording: `jdl`, or one version of it such as `jdl@2016`.", "jdl")
    seed: int = item("Every random choice follows from it.", 0)


@dataclass(frozen=True)
class Inputs:
    """Files, CSV or Parquet, relative to the study file."""

    people: str = item("`person_id`, `previous_offences`, the treated column and the covariates.")
    events: str = item("`person_id`, `type`, `date`.")
    offences: str = item("`person_id`, `offence_date`, `proven_date`, `excluded`.")


@dataclass(frozen=True)
class Cohort:
    """Who is followed up, from when and for how long."""

    start: dt.date = item("First day of the cohort.")
    end: dt.date = item("Last day of the cohort, included.")
    as_at: dt.date = item("The day on which the offences were extracted. A cohort not over by then is refused.")
    treated: str = item("The true/false column of people that says who took part.", "treated")
    where: Chosen = item("Those who took part are kept only with these values, a list a column.", {})
    follow_up_months: int = item("Months in which an offence counts.", 12)
    waiting_months: int = item("Months after those in which it may be proven.", 6)
    treated_from: str = item(
        "The column of people with the day on which each who took part started. Follow-up must start then; without it "
        "the report says that this was not checked.",
        "",
    )
    apart_days: int = item("Most days that may lie between that day and the index day.", 0)
    eligible_from: str = item(
        "The column of people with the day from which each could have an index event; none may lie before it.", ""
    )


@dataclass(frozen=True)
class Pool:
    """Who may be compared with."""

    where: Chosen = item("People who did not take part are kept only with these values, a list a column.", {})


@dataclass(frozen=True)
class Covariate:
    """A column of people that the comparison must be alike in; `index_type` and `previous_band` are made for you."""

    column: str = item("The column.")
    kind: str = item("`number`, or `category` for one 0/1 column a value.", "number")
    label: str = item("How the report names it; the column's name if not given.", "")
    minimum: float | None = item("The least that a number can be: anything below is refused; 10 for an age.", None)
    maximum: float | None = item("The most that a number can be: anything above is refused; 109 for an age.", None)

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The least and the most that can be. A column with `age` as a word of its name holds years of age."""
        low, high = AGES if "age" in self.column.lower().split("_") else (None, None)
        return (low if self.minimum is None else self.minimum, high if self.maximum is None else self.maximum)

    @property
    def name(self) -> str:
        return self.label or self.column.replace("_", " ")


@dataclass(frozen=True)
class Matching:
    """How the comparison group is found."""

    ratio: int = item("Comparison people for each.", 1)
    caliper: float = item("Greatest difference of the score, in its standard deviations.", 0.2)
    replace: bool = item("Whether a comparison person may serve more than once.", False)
    exact: tuple[str, ...] = item("Columns that must be equal within a pair.", ())


@dataclass(frozen=True)
class Design:
    """What was known and agreed before the outcomes were looked at."""

    expected_treated: int = item("People expected after matching; 0 where nobody said.", 0)
    expected_rate: float = item("Share expected to reoffend without the service; 0 where nobody said.", 0.0)
    smallest_worthwhile: float = item("The least change, in proportion points, that would matter; 0 for none.", 0.0)
    approvals: tuple[str, ...] = item("Who approved the study and when, a sentence each.", ())


@dataclass(frozen=True)
class Sensitivity:
    """How the finding is tried."""

    gammas: tuple[float, ...] = item("Strengths of hidden bias for Rosenbaum's bounds.", (1.0, 1.25, 1.5, 2.0, 3.0))
    tie_seeds: int = item("Tie-break seeds over which the spread is shown.", 20)
    shuffles: int = item("Draws of the test with shuffled treatment.", 500)
    bootstrap: int = item(
        "Resamples of people for which score, matching and difference are made anew, for an interval that allows for "
        "all of them; 0 for none, 1000 is usual.",
        0,
    )
    needs: tuple[str, ...] = item("Columns of assessed needs for the three runs; none, and they are not made.", ())
    linked: str = item("The true/false column that says who has an assessment; needed with `needs`.", "")


@dataclass(frozen=True)
class Disclosure:
    """What may leave."""

    threshold: int = item("A count of people below it is withheld.", 10)
    rounding: int = item("Counts are rounded to a multiple of it; 0 for none.", 0)


@dataclass(frozen=True)
class Output:
    """What is written beside the page."""

    pdf: bool = item("Also write report.pdf, where this machine can.", False)


@dataclass(frozen=True)
class Study:
    """A whole study. `place` is its file and `text` the bytes that were read."""

    study: About
    inputs: Inputs
    cohort: Cohort
    pool: Pool
    covariates: tuple[Covariate, ...]
    outcomes: tuple[str, ...]
    matching: Matching
    design: Design
    sensitivity: Sensitivity
    disclosure: Disclosure
    report: Output
    place: Path
    text: bytes

    @property
    def primary(self) -> str:
        """The outcome that the main finding is about: the first."""
        return self.outcomes[0]

    def file(self, name: str) -> Path:
        """Where an input is."""
        return self.place.parent / str(getattr(self.inputs, name))


SECTIONS: dict[str, type] = {
    "study": About,
    "inputs": Inputs,
    "cohort": Cohort,
    "pool": Pool,
    "matching": Matching,
    "design": Design,
    "sensitivity": Sensitivity,
    "disclosure": Disclosure,
    "report": Output,
}
WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", dt.date: "a date, no quotes"}


def load_study(path: str | os.PathLike[str]) -> Study:
    """Read and check STUDY.toml. Raises InputError naming the section and key that cannot be used."""
    place = Path(path)
    if not place.is_file():
        raise InputError(
            "no such file", argument=str(place), remedy="Check the name; `desistance study new` writes one."
        )
    text = place.read_bytes()
    try:
        given = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        remedy = f"Correct that line; the form is in {PAGE}."
        raise InputError(f"is no TOML ({error})", argument=place.name, remedy=remedy) from error
    return _study(given, place, text)


def _study(given: dict[str, Any], place: Path, text: bytes) -> Study:
    known = [*SECTIONS, "covariate", "outcomes"]
    _refuse_unknown(given, known, place.name)
    parts = {name: _section(cls, given.get(name, {}), f"{place.name} [{name}]") for name, cls in SECTIONS.items()}
    listed = given.get("covariate", [])
    if not isinstance(listed, list) or not listed:
        raise InputError("has no [[covariate]]", argument=place.name, remedy="Name at least one column to be alike in.")
    covariates = tuple(_section(Covariate, one, f"{place.name} [[covariate]] {n}") for n, one in enumerate(listed, 1))
    outcomes = given.get("outcomes", list(OUTCOMES))
    if not isinstance(outcomes, list) or not outcomes or any(one not in OUTCOMES for one in outcomes):
        raise InputError(
            "outcomes is not a list of known ones",
            argument=place.name,
            remedy=f"Choose from {', '.join(OUTCOMES)}; the first is the main one.",
        )
    found = Study(**parts, covariates=covariates, outcomes=tuple(dict.fromkeys(outcomes)), place=place, text=text)
    _check(found)
    return found


def _section(cls: type, given: Any, where: str) -> Any:
    if not isinstance(given, dict):
        raise InputError("is no table", argument=where, remedy=f"The form is in {PAGE}.")
    held = {one.name: one for one in fields(cls)}
    _refuse_unknown(given, held, where)
    missing = [name for name, one in held.items() if _needed(one) and name not in given]
    if missing:
        raise InputError(f"lacks {', '.join(missing)}", argument=where, remedy=f"Add it; the form is in {PAGE}.")
    hints = get_type_hints(cls)
    return cls(**{name: _value(value, hints[name], f"{where} {name}") for name, value in given.items()})


def _needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _refuse_unknown(given: Mapping[str, Any], known: Any, where: str) -> None:
    unknown = [name for name in given if name not in known]
    if unknown:
        raise InputError(f"does not know {unknown[0]!r}", argument=where, remedy=f"Known are {', '.join(known)}.")


def _value(value: Any, kind: Any, where: str) -> Any:
    for form, reader in FORMS.items():
        if kind == form:
            return reader(value, where)
    wanted = WORDS[kind]
    fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not fits or isinstance(value, dt.datetime) or (kind is str and not value.strip()):
        raise InputError(f"{value!r} is not {wanted}", argument=where, remedy=f"Write {wanted}.")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputError(f"{value!r} is no list of texts", argument=where, remedy='Write it as ["one", "two"].')
    return tuple(value)


def _numbers(value: Any, where: str) -> tuple[float, ...]:
    if not isinstance(value, list) or not all(isinstance(one, int | float) and one >= 1 for one in value) or not value:
        raise InputError(f"{value!r} is no list of numbers from 1", argument=where, remedy="Write it as [1, 1.5, 2].")
    return tuple(float(one) for one in value)


def _chosen(value: Any, where: str) -> Chosen:
    if not isinstance(value, dict):
        raise InputError("is no table of columns", argument=where, remedy='Write it as { area = ["North"] }.')
    return {name: _texts(one, f"{where} {name}") for name, one in value.items()}


FORMS: dict[Any, Callable[[Any, str], Any]] = {
    tuple[str, ...]: _texts,
    tuple[float, ...]: _numbers,
    float | None: lambda value, where: _value(value, float, where),
    Chosen: _chosen,
}


def _check(found: Study) -> None:
    """What no single key can show to be wrong."""
    limits: tuple[tuple[bool, str, str], ...] = (
        (found.cohort.end < found.cohort.start, "[cohort] end is before start", "Give the first and the last day."),
        (found.study.seed < 0, "[study] seed is below 0", "Give 0 or more."),
        (found.matching.ratio < 1, "[matching] ratio is below 1", "Give 1 or more."),
        (found.matching.caliper <= 0, "[matching] caliper is not above 0", "Give 0.2, for instance."),
        (found.disclosure.threshold < 3, "[disclosure] threshold is below 3", "Give 10, for instance."),
        (found.disclosure.rounding < 0, "[disclosure] rounding is below 0", "Give 0 for none."),
        (found.sensitivity.tie_seeds < 2, "[sensitivity] tie_seeds is below 2", "Give 20, for instance."),
        (found.sensitivity.shuffles < 20, "[sensitivity] shuffles is below 20", "Give 500, for instance."),
        (found.cohort.apart_days < 0, "[cohort] apart_days is below 0", "Give 0 or more."),
        (0 < found.sensitivity.bootstrap < 200, "[sensitivity] bootstrap is below 200", "Give 1000, or 0 for none."),
        (found.sensitivity.bootstrap < 0, "[sensitivity] bootstrap is below 0", "Give 1000, or 0 for none."),
        (
            bool(found.sensitivity.bootstrap and found.matching.replace),
            "[sensitivity] bootstrap gives no valid interval where [matching] replace is true (Abadie and Imbens 2008)",
            "Set one of the two otherwise.",
        ),
        (not 0 <= found.design.expected_rate < 1, "[design] expected_rate is no share", "Give 0 up to 1."),
        (not 0 <= found.design.smallest_worthwhile < 1, "[design] smallest_worthwhile is no share", "Give 0 up to 1."),
        (
            bool(found.sensitivity.needs) is not bool(found.sensitivity.linked),
            "[sensitivity] gives only one of needs and linked",
            "Give both for the three runs, or neither.",
        ),
    )
    for wrong, says, remedy in limits:
        if wrong:
            raise InputError(says, argument=found.place.name, remedy=remedy)
    _check_covariates(found)


def _check_covariates(found: Study) -> None:
    columns, labels = ([getattr(one, name) for one in found.covariates] for name in ("column", "name"))
    odd = [one.kind for one in found.covariates if one.kind not in KINDS]
    twice = [name for name in labels if labels.count(name) > 1]
    for wrong, says, remedy in (
        (odd, f"[[covariate]] kind {odd and odd[0]!r} is not known", "number or category."),
        (
            len(set(columns)) < len(columns) or found.cohort.treated in columns,
            "a [[covariate]] repeats or is the treated column",
            "Name each once.",
        ),
        (twice, f"two [[covariate]] are called {twice and twice[0]!r}", "Give one of them a label of its own."),
    ):
        if wrong:
            raise InputError(says, argument=found.place.name, remedy=remedy)
