"""Emptying the database between tests that commit: the triggers that protect history are lifted for that moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

# What migrating itself writes. It stays, so that it need not be written again after every test.
MADE_BY_MIGRATING = {"django_migrations", "django_content_type", "auth_permission"}


@contextmanager
def history_may_go(connection: Any, tables: Collection[str] | None = None) -> Iterator[None]:
    """Lifts the triggers of some tables, or of all, of a test database and puts each back as it was."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        lifted = [(name, sql) for name, sql, table in cursor.fetchall() if tables is None or table in tables]
        for name, _ in lifted:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in lifted:
            cursor.execute(sql)


def tables_with_rows(connection: Any) -> list[str]:
    """The tables that hold anything beside what migrating made."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - MADE_BY_MIGRATING)
        asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


def empty(connection: Any) -> None:
    """Deletes every row that tests left. Django's own flush touches each of our tables and says all again that
    migrating said, which took longer than most tests."""
    tables = tables_with_rows(connection)
    with connection.constraint_checks_disabled(), history_may_go(connection, tables), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')


def empty_after_each_that_commits(monkeypatch: Any) -> None:
    """Ends each test that commits with an empty database."""
    from django.db import connections
    from django.test import TransactionTestCase

    def emptied(self: Any) -> None:
        for name in self._databases_names(include_mirrors=False):
            empty(connections[name])

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
