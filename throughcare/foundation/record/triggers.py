"""Database triggers that refuse what must never happen, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} is refused'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION throughcare_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, lower(TG_OP); END $$
"""


def statements(vendor: str, table: str) -> list[str]:
    """The SQL that makes a table append-only."""
    if vendor == "sqlite":
        return [SQLITE.format(table=table, verb=verb, VERB=verb.upper()) for verb in ("update", "delete")]
    rows = (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION throughcare_append_only()"
    )
    whole = (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION throughcare_append_only()"
    )
    return [POSTGRES_FUNCTION, rows, whole]


def removal(vendor: str, table: str) -> list[str]:
    """The SQL that takes the triggers away again: for reversing a migration, nothing else."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for name in ("append_only", "no_truncate")]


class AppendOnly(Operation):
    """Migration operation: rows of ``table`` are never changed or deleted, whoever asks."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing of Django's model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for sql in statements(schema_editor.connection.vendor, self.table):
            schema_editor.execute(sql, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for sql in removal(schema_editor.connection.vendor, self.table):
            schema_editor.execute(sql, params=None)

    def describe(self) -> str:
        return f"Refuse change and deletion in {self.table}"


class Refuse(Operation):
    """Migration operation: custom trigger SQL, one list of statements an engine, with its reversal."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, *, sqlite: list[str], postgresql: list[str], undo: dict[str, list[str]]) -> None:
        self.name = name
        self.sqlite = sqlite
        self.postgresql = postgresql
        self.undo = undo

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        arguments = {"sqlite": self.sqlite, "postgresql": self.postgresql, "undo": self.undo}
        return self.__class__.__name__, [self.name], arguments

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing of Django's model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for sql in self.sqlite if schema_editor.connection.vendor == "sqlite" else self.postgresql:
            schema_editor.execute(sql, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for sql in self.undo[schema_editor.connection.vendor]:
            schema_editor.execute(sql, params=None)

    def describe(self) -> str:
        return f"Triggers: {self.name}"
