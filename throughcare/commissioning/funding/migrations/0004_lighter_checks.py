"""PostgreSQL: the same refusals for less work, so that a bulk posting of many legs is not held up by its checks.

A row trigger is called only where it would refuse; legs lock only transactions that somebody else may be posting;
the legs of a posting are read once, by their index whatever the planner was told of the table's size; and a page of
transactions keeps room for the update that posts them, which then touches no index.
"""

from importlib import import_module

from django.db import migrations

from throughcare.foundation.record.triggers import Refuse

BY_ROW = import_module("throughcare.commissioning.funding.migrations.0002_ledger_triggers")
BY_STATEMENT = import_module("throughcare.commissioning.funding.migrations.0003_checked_by_statement")
# A plan is kept while the tables grow by thousands of rows, so it must not depend on how small they were.
BY_INDEX = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
LEGS = """
    SELECT CASE
        WHEN bool_or(total <> 0) THEN 'funding_legs_sum_to_zero'
        WHEN bool_or(legs < 2) THEN 'funding_two_legs'
        WHEN bool_or(strange) THEN 'funding_one_programme'
    END INTO broken FROM (
        SELECT max(abs(total)) AS total, sum(legs) AS legs, bool_or(strange) AS strange FROM (
            SELECT t.id, SUM(l.pence) AS total, COUNT(l.id) AS legs, bool_or(a.programme_id <> t.programme_id) AS strange
            FROM after_posting t
            LEFT JOIN funding_leg l ON l.transaction_id = t.id LEFT JOIN funding_account a ON a.id = l.account_id
            WHERE t.posted GROUP BY t.id, l.basis
        ) AS by_basis GROUP BY id
    ) AS by_transaction;
    IF broken IS NOT NULL THEN RAISE EXCEPTION '%', broken USING ERRCODE = 'check_violation'; END IF;
"""
PERIODS = " ".join(
    f"IF EXISTS ({query}) THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF;"
    for name, query in BY_STATEMENT.CHECKS
    if name.startswith("funding_period")
)
GUARD = f"""
    CREATE OR REPLACE FUNCTION funding_posting_guard() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
    DECLARE broken text;
    BEGIN
        PERFORM 1 FROM organisations_organisation WHERE id IN (
            SELECT p.lead_id FROM funding_programme p JOIN after_posting t ON t.programme_id = p.id
        ) ORDER BY id FOR SHARE;
        {LEGS}
        {PERIODS}
        RETURN NULL;
    END $$
"""  # nosec B608 - our own text
LEGS_OF_DRAFTS = f"""
    CREATE OR REPLACE FUNCTION funding_legs_of_drafts() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
    DECLARE drafts bigint[];
    BEGIN
        SELECT array_agg(DISTINCT transaction_id) INTO drafts FROM new_legs;
        PERFORM 1 FROM funding_transaction
            WHERE id = ANY (drafts) AND xmin <> pg_current_xact_id()::xid ORDER BY id FOR SHARE;
        IF EXISTS (SELECT 1 FROM funding_transaction WHERE posted AND id = ANY (drafts)) THEN
            RAISE EXCEPTION 'funding_no_later_legs' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$
"""  # nosec B608 - our own text
ROWS = (
    ("funding_transaction_starts_as_draft", "INSERT", "NEW.posted"),
    ("funding_transaction_guard", "UPDATE", f"OLD.posted OR NOT NEW.posted OR {BY_ROW.CHANGED_POSTGRES}"),
    ("funding_transaction_no_delete", "DELETE", "TRUE"),
)
POSTGRES = [
    "ALTER TABLE funding_transaction SET (fillfactor = 45)",
    LEGS_OF_DRAFTS,
    GUARD,
    "DROP TRIGGER funding_transaction_guard ON funding_transaction",
    *(
        f"CREATE TRIGGER {name} BEFORE {verb} ON funding_transaction FOR EACH ROW WHEN ({when}) "
        "EXECUTE FUNCTION funding_transaction_guard()"
        for name, verb, when in ROWS
    ),
]
BEFORE = [sql for sql in BY_STATEMENT.POSTGRES if "CREATE FUNCTION" in sql]
UNDO = {
    "sqlite": [],
    "postgresql": [
        *(f"DROP TRIGGER {name} ON funding_transaction" for name, _, _ in ROWS),
        "CREATE TRIGGER funding_transaction_guard BEFORE INSERT OR UPDATE OR DELETE ON funding_transaction "
        "FOR EACH ROW EXECUTE FUNCTION funding_transaction_guard()",
        *(sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") for sql in BEFORE),
        "ALTER TABLE funding_transaction RESET (fillfactor)",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_checked_by_statement")]

    operations = [Refuse("lighter checks", sqlite=[], postgresql=POSTGRES, undo=UNDO)]
