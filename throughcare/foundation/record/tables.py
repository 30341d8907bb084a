"""Migrations that make many tables."""

from __future__ import annotations

from copy import copy
from itertools import takewhile
from typing import Any

from django.db import migrations


class TablesAtOnce(migrations.Migration):
    """A migration that begins with many new tables, and reads their models once rather than once a table.

    Django reads every related model again after each new one, so that the work grows with the square of the number of
    tables: two thirds of the time in which an empty database becomes ours. The tables are made one after another as
    ever, in the one transaction of the migration, each from its model as it is once all of them are known.
    """

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """Makes the tables, then does whatever else the migration does."""
        first = list(takewhile(lambda one: isinstance(one, migrations.CreateModel), self.operations))
        if collect_sql or not schema_editor.atomic_migration:
            return super().apply(project_state, schema_editor, collect_sql)
        before = project_state.clone()
        apps = project_state.__dict__.pop("apps", None)
        for one in first:
            one.state_forwards(self.app_label, project_state)
        if apps is not None:
            project_state.apps = apps
            project_state.reload_models({(self.app_label, one.name_lower) for one in first}, delay=False)
        for one in first:
            one.database_forwards(self.app_label, schema_editor, before, project_state)
        rest = copy(self)
        rest.operations = self.operations[len(first) :]
        return migrations.Migration.apply(rest, project_state, schema_editor, collect_sql)
