"""Run a study from its file to a finished folder: all of it or nothing, and the same bytes every time."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import desistance
from desistance.errors import InputError
from desistance.progress import step
from desistance.report.analysis import analyse
from desistance.report.blocks import Section, Table
from desistance.report.contents import Made, main_finding, sections
from desistance.report.figures import Figure
from desistance.report.page import page
from desistance.report.pdf import write_pdf
from desistance.report.profile import load_profile
from desistance.report.release import refuse_unprotected, released
from desistance.report.sample import sample
from desistance.report.statements import cohort_day
from desistance.report.study import load_study
from desistance.report.trying import tried
from desistance.tables import write
from desistance.whole import undisturbed

PACKAGES = ("numpy", "scipy", "pyarrow", "duckdb", "ibis-framework", "matplotlib")
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Evaluation:
    """A finished report. `finding` are the sentences of the main outcome; `problems` what a reader must know first."""

    folder: Path
    finding: tuple[str, ...]
    verdict: str
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([*self.finding, *self.problems, f"Report: {self.folder / 'report.html'}"])


def evaluate(path: str | os.PathLike[str], folder: str | os.PathLike[str], *, pdf: bool = False) -> Evaluation:
    """Run the study in `path` and write report.html, tables, figures and manifest.json into `folder`.

    Made beside its place and moved there when whole; an earlier report there is replaced, anything else refused. `pdf`
    asks for report.pdf where the study does not. Raises InputError for a study or inputs that cannot be used, for a
    cohort that is not over and for covariates that separate the groups; a comparison that is not credible is a report
    that says so, with the verdict `not credible`.
    """
    refuse_unprotected()
    study, place = load_study(path), Path(folder)
    profile = load_profile(study.study.profile, study.study.registered)
    _refuse_folder(place)
    with step("reading and measuring"):
        people = sample(study)
    with step("matching and estimating"):
        analysis = analyse(study, people, profile)
    with step("trying the finding"):
        trials = tried(study, people, analysis.comparison) if analysis.effects else None
    made = Made(study, profile, analysis, released(study, analysis, profile), trials)
    with step("writing the report"):
        unable = _write(made, place, pdf=pdf or study.report.pdf)
    return Evaluation(place, tuple(main_finding(made)), _verdict(made), _problems(made, unable))


def _verdict(made: Made) -> str:
    if not made.released.effects:
        return "not credible"
    first = made.released.effects[0]
    return first.verdict if made.released.shown[first.outcome] else "withheld"


def _problems(made: Made, unable: str) -> tuple[str, ...]:
    found = []
    if made.analysis.sample.doubtful:
        found.append("Some rows of the offences file look wrong; `desistance reoffending` lists them.")
    if made.trials is not None and not made.trials.placebo_passed:
        found.append("The placebo test failed: the groups already differed before the index event.")
    return (*found, *([unable] if unable else []))


def _refuse_folder(place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise InputError("is a file", argument=str(place), remedy="Name a folder.")
    other = _others(place) if place.is_dir() else []
    if other:
        raise InputError(
            f"holds files that are no earlier report, such as {other[0]}",
            argument=str(place),
            remedy="Choose a new or empty folder, or move them: an earlier report is replaced whole.",
        )
    if not place.absolute().parent.is_dir():
        raise InputError("the folder above does not exist", argument=str(place), remedy="Create it or choose another.")


def _others(place: Path) -> list[str]:
    """The files of a folder that the manifest of a report in it does not name."""
    try:
        known = {MANIFEST, *json.loads((place / MANIFEST).read_text(encoding="utf-8"))["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        known = set()
    found = (one for one in place.rglob("*") if not one.is_dir() and not one.name.startswith("."))
    there = (one.relative_to(place).as_posix() for one in found)
    return sorted(name for name in there if name not in known)


def _write(made: Made, place: Path, *, pdf: bool) -> str:
    """Write everything beside the place, then move it there in one step. Returns why there is no PDF, if so."""
    parent = place.absolute().parent
    half = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=parent))
    try:
        unable = _fill(made, half, pdf=pdf)
        half.chmod(0o755)
        with undisturbed():
            _exchange(half, place)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return unable


def _exchange(half: Path, place: Path) -> None:
    if not place.exists():
        half.rename(place)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{place.name}.old.", dir=place.absolute().parent))
    place.rename(old / "report")
    try:
        half.rename(place)
    except OSError:
        (old / "report").rename(place)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _fill(made: Made, half: Path, *, pdf: bool) -> str:
    found = sections(made)
    (half / "tables").mkdir()
    (half / "figures").mkdir()
    for one in _parts(found, Table):
        write(one.data, half / "tables" / f"{one.name}.csv")
    for one in _parts(found, Figure):
        (half / "figures" / f"{one.name}.svg").write_text(one.file(), encoding="utf-8")
    target = half / "report.html"
    target.write_text(page(made.study.study.title, _lead(made), found, _foot(made)), encoding="utf-8")
    unable = write_pdf(target, half / "report.pdf") if pdf else ""
    told = json.dumps(_manifest(made, half), indent=2, sort_keys=True) + "\n"
    (half / MANIFEST).write_text(told, encoding="utf-8")
    return unable


def _parts(found: Sequence[Section], kind: type) -> list[Any]:
    return [block for section in found for block in section.blocks if isinstance(block, kind)]


def _lead(made: Made) -> list[str]:
    study = made.study.study
    return [study.question, f"Registered on {cohort_day(study.registered)}."]


def _foot(made: Made) -> list[str]:
    return [
        f"Made by desistance {desistance.__version__} from {made.study.place.name} "
        f"(SHA-256 {_sha256(made.study.text)}). manifest.json has the hashes of all inputs, versions and seeds.",
    ]


def _manifest(made: Made, half: Path) -> dict[str, Any]:
    study = made.study
    return {
        "study": {"file": study.place.name, "sha256": _sha256(study.text), "registered": str(study.study.registered)},
        "inputs": {
            name: {"file": getattr(study.inputs, name), "sha256": digest}
            for name, digest in made.analysis.sample.hashes.items()
        },
        "profile": {"name": made.profile.name, "version": made.profile.version, "sha256": made.profile.sha256},
        "seeds": {
            "matching": study.study.seed,
            "shuffled treatment": study.study.seed,
            **({"bootstrap": study.study.seed} if study.sensitivity.bootstrap else {}),
            "tie spread": list(range(study.sensitivity.tie_seeds)),
        },
        "disclosure": {"threshold": study.disclosure.threshold, "rounding": study.disclosure.rounding},
        "versions": {
            "desistance": desistance.__version__,
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in PACKAGES},
        },
        "verdict": _verdict(made),
        "files": {
            one.relative_to(half).as_posix(): _sha256(one.read_bytes())
            for one in sorted(half.rglob("*"))
            if one.is_file()
        },
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
