"""The library is a distribution of its own: whole, without Django, and the same from a checkout as from its archive."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LIBRARY = ROOT / "desistance"
PROJECT = tomllib.loads((LIBRARY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ALONE = """
import sys
from importlib.abc import MetaPathFinder

class NoService(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "throughcare"}:
            raise AssertionError(f"{name} was asked for")

sys.meta_path.insert(0, NoService())
sys.path[:0] = sys.argv[1:3]
import desistance
from desistance import cli
assert desistance.__file__.startswith(sys.argv[1]), desistance.__file__
sys.exit(cli.main(sys.argv[3:]))
"""
"""Runs a verb of the library in the first folder with the other libraries of the second, and nothing of the project."""


def run(*command, folder):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with the archive and the wheel, both from the checkout."""
    folder = tmp_path_factory.mktemp("built")
    run("-m", "hatchling", "build", "-d", str(folder), folder=LIBRARY)
    return folder


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = built.glob("*.whl")
    run("-m", "pip", "install", "-q", "--no-index", "--no-deps", "--target", str(folder), str(wheel), folder=folder)
    return folder


def files_of_the_library():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "."], cwd=LIBRARY, capture_output=True, text=True, check=True
    )
    return {name for name in listed.stdout.splitlines() if (LIBRARY / name).is_file()}


def test_both_archives_hold_the_whole_library_and_nothing_else(built):
    (wheel,), (source,) = built.glob("*.whl"), built.glob("*.tar.gz")
    held = set(zipfile.ZipFile(wheel).namelist())
    modules = {name.removeprefix("desistance/") for name in held if ".dist-info/" not in name}
    assert modules == files_of_the_library() - {"pyproject.toml"}
    licences = {name.split("/licenses/")[1] for name in held if "/licenses/" in name}
    assert licences == {"LICENSE", "data/actuarial/LICENCE-MIT.txt", "data/reoffending/LICENCE-MIT.txt"}
    with tarfile.open(source) as archive:
        packed = {name.split("/", 1)[1] for name in archive.getnames()}
    assert packed - {"PKG-INFO", ".gitignore"} == files_of_the_library()


def test_the_wheel_of_the_archive_is_that_of_the_checkout(built, tmp_path):
    (wheel,), (source,) = built.glob("*.whl"), built.glob("*.tar.gz")
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    run("-m", "pip", "wheel", "-q", *offline, "-w", str(tmp_path), str(source), folder=tmp_path)
    first, second = (
        {one.filename: one.CRC for one in zipfile.ZipFile(path).infolist()} for path in (wheel, tmp_path / wheel.name)
    )
    assert first == second


def test_the_installed_library_works_with_nothing_of_the_service(installed, tmp_path):
    libraries = sysconfig.get_path("purelib")
    verb = ("-S", "-c", ALONE, str(installed), libraries)
    made = run(*verb, "synthesise", "--people", "50", "--seed", "1", "-o", "made", folder=tmp_path)
    assert made.startswith("50 synthetic people")
    assert {path.name for path in (tmp_path / "made").iterdir()} >= {"people.csv", "events.csv", "offences.csv"}
    told = run(*verb, "study", "new", folder=tmp_path)
    assert told.startswith("study.toml: edit it")
    script = (installed / "bin" / "desistance").read_text(encoding="utf-8")
    assert "desistance.cli" in script


def test_the_service_asks_for_the_library_of_this_version():
    import desistance

    service = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert service["dependencies"] == [f"desistance=={desistance.__version__}"]
    assert (LIBRARY / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def imported():
    """The names of what the modules of the library import from outside it and the standard library."""
    found = set()
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"desistance"}


def bare(requirement):
    return re.match(r"[\w.-]+", requirement).group().lower()


def test_what_the_library_imports_is_what_it_declares():
    extras = {bare(one) for group in PROJECT["optional-dependencies"].values() for one in group}
    declared = {bare(one) for one in PROJECT["dependencies"]} | extras
    known = packages_distributions()
    needed = {known.get(name, [name])[0].lower() for name in imported()}
    assert needed == declared
    locks = "".join((ROOT / "requirements" / name).read_text() for name in ("run.lock", "spark.lock"))
    for one in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["spark"]):
        assert "\n" + re.sub(r"\[.*\]", "", one) in f"\n{locks}", one
