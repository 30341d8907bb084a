"""What every test shares: a closed network, a database in a file, and folders of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# The same cases every time, so that a change is judged by what it changes; `make test-all` draws new ones. No case has
# a deadline: a busy machine is no fault of what is tried.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("drawn_anew", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

HERE = "127.0.0.1,::1,localhost"
DATABASE_FIXTURES = {"db", "transactional_db", "client", "admin_client", "live_server", "django_user_model"}


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """``--needs-database`` runs only tests that use a database, to repeat them on another one."""
    parser.addoption("--needs-database", action="store_true", help="only tests that use a database")
    if not pluginmanager.hasplugin("django"):
        # Pure tests run with `-p no:django`; without it pytest would not know the setting in pyproject.toml.
        parser.addini("DJANGO_SETTINGS_MODULE", "settings of the service")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Close the network before pytest-socket reads its options: the project needs none at run time."""
    config.option.allow_hosts = HERE
    config.option.allow_unix_socket = True


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The evidence library knows no database: its tests, slow to read in, are not looked through for one."""
    library = Path(__file__).parent / "desistance"
    return (
        True
        if config.getoption("--needs-database") and library in (collection_path, *collection_path.parents)
        else None
    )


def uses_database(item: pytest.Item) -> bool:
    """Whether a test touches the database, by its marker or its fixtures."""
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


def missing_tools() -> dict[str, str]:
    """Markers whose tool this machine lacks, with the tool's name."""
    from tests.support.browser import chromium_path

    found = {
        "browser": chromium_path() is not None,
        "spark": bool(shutil.which("java")) and find_spec("pyspark") is not None,
    }
    names = {"browser": "Chromium", "spark": "Java with pyspark"}
    return {marker: names[marker] for marker, there in found.items() if not there}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only database tests where asked, and skip what this machine has no tool for."""
    if config.getoption("--needs-database"):
        config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
        items[:] = [item for item in items if uses_database(item)]
    for marker, tool in missing_tools().items():
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"no {tool} on this machine"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what could not be tried here."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for marker, tool in missing_tools().items():
        count = sum(f"no {tool} on this machine" in reason for reason in skipped)
        if count:
            terminalreporter.write_line(f"NO {tool.upper()}: {count} {marker} tests DID NOT RUN.", red=True, bold=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """A database a worker; SQLite in a file, so that two connections see the same data as they do in service.

    No commit waits for the disk, as on PostgreSQL's server of the tests: a killed process loses nothing by that.
    """
    from django.db import connections

    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options = settings["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """On SQLite a run starts from the database that an earlier one migrated, where no migration changed since."""
    from django.db import connections

    from tests.support import migrated

    settings = connections["default"].settings_dict
    if settings["ENGINE"] != "django.db.backends.sqlite3":
        return django_db_keepdb
    return migrated.put(Path(settings["TEST"]["NAME"])) or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keeps what was migrated for the next run."""
    from django.db import connection

    from tests.support import migrated

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            migrated.keep(Path(str(connection.settings_dict["NAME"])))


@pytest.fixture(scope="session", autouse=True)
def _service_folders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files, record and static files of the whole run go to a folder that is thrown away."""
    if not request.config.pluginmanager.hasplugin("django"):
        yield
        return
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("service")
    for name in ("files", "record", "static"):
        (folder / name).mkdir()
    with override_settings(**_test_settings(folder)):
        yield


def _test_settings(folder: Path) -> dict[str, Any]:
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "MEDIA_ROOT": folder / "files",
        "RECORD_FOLDER": folder / "record",
        "FEEDBACK_FOLDER": folder / "feedback",
        "STATIC_ROOT": folder / "static",
        "STORAGES": {**settings.STORAGES, "staticfiles": plain},
        # Argon2 is slow on purpose; tests of signing in that mean it ask for it.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS],
    }


@pytest.fixture(autouse=True)
def _own_record(request: pytest.FixtureRequest) -> None:
    """Each test with a database gets its own record folder and an empty cache: both outlive the rollback of a test."""
    if request.config.pluginmanager.hasplugin("django") and uses_database(request.node):
        from django.core.cache import cache

        cache.clear()
        request.getfixturevalue("settings").RECORD_FOLDER = request.getfixturevalue("tmp_path") / "record"


@pytest.fixture(scope="session", autouse=True)
def _history_goes_between_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit leave an empty database; triggers that protect history are lifted there and nowhere else."""
    if not request.config.pluginmanager.hasplugin("django"):
        yield
        return
    from tests.support.append_only import empty_after_each_that_commits

    with pytest.MonkeyPatch.context() as patch:
        empty_after_each_that_commits(patch)
        yield
