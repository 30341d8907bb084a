"""Tells the synthetic example from real data, so that the demo never runs beside the latter."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import connection

SYNTHETIC = "@example.test"


def refuse_beside_real_data() -> None:
    """``CommandError`` where anybody can sign in whose address is not synthetic.

    The addresses decide because every real service has real people who sign in, whatever else it holds.
    """
    people = get_user_model()
    if people._meta.db_table not in connection.introspection.table_names():
        return
    real = people._base_manager.exclude(email__iendswith=SYNTHETIC).count()
    if real:
        raise CommandError(
            f"THROUGHCARE_DEMO is on, but {real} of the people who can sign in are not synthetic. The demo is refused "
            "where real data is: unset THROUGHCARE_DEMO, or name another folder in THROUGHCARE_DATA."
        )
