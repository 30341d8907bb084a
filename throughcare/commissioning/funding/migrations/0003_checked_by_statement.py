"""PostgreSQL: legs and postings are checked once a statement, not once a row, which a bulk posting feels.

What is refused, and by which name, stays as it was.
"""

from importlib import import_module

from django.db import migrations

from throughcare.foundation.record.triggers import Refuse

BY_ROW = import_module("throughcare.commissioning.funding.migrations.0002_ledger_triggers")
CHECKS = (
    (
        "funding_legs_sum_to_zero",
        "SELECT 1 FROM funding_leg WHERE transaction_id IN (SELECT id FROM after_posting WHERE posted) "
        "GROUP BY transaction_id, basis HAVING SUM(pence) <> 0",
    ),
    (
        "funding_two_legs",
        "SELECT 1 FROM after_posting t WHERE posted AND "
        "(SELECT COUNT(*) FROM funding_leg WHERE transaction_id = t.id) < 2",
    ),
    (
        "funding_one_programme",
        "SELECT 1 FROM after_posting t JOIN funding_leg l ON l.transaction_id = t.id "
        "JOIN funding_account a ON a.id = l.account_id WHERE t.posted AND a.programme_id <> t.programme_id",
    ),
    (
        "funding_period_locked",
        "SELECT 1 FROM after_posting t JOIN funding_programme p ON p.id = t.programme_id "
        "JOIN funding_periodlock k ON k.organisation_id = p.lead_id "
        "WHERE t.posted AND k.released_at IS NULL AND k.period IN (t.year, t.month)",
    ),
    (
        "funding_period_of_day",
        "SELECT 1 FROM after_posting t WHERE posted AND (t.month <> to_char(t.day, 'YYYY-MM') OR "
        "left(t.year, 4)::int <> extract(year FROM t.day)::int - (extract(month FROM t.day) < 4)::int)",
    ),
)
REFUSE = " ".join(
    f"IF EXISTS ({query}) THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF;"
    for name, query in CHECKS
)
GUARD = f"""
    CREATE OR REPLACE FUNCTION funding_transaction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.posted THEN
                RAISE EXCEPTION 'funding_starts_as_draft' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END IF;
        IF TG_OP <> 'UPDATE' THEN
            RAISE EXCEPTION 'funding_transaction is append-only: % is refused', lower(TG_OP)
                USING ERRCODE = 'check_violation';
        END IF;
        IF OLD.posted OR NOT NEW.posted OR {BY_ROW.CHANGED_POSTGRES} THEN
            RAISE EXCEPTION 'funding_transaction is append-only: update is refused'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
"""
POSTGRES = [
    "DROP TRIGGER funding_leg_before_posting ON funding_leg",
    "DROP FUNCTION funding_leg_before_posting()",
    """
    CREATE FUNCTION funding_legs_of_drafts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM funding_transaction
            WHERE id IN (SELECT transaction_id FROM new_legs) ORDER BY id FOR SHARE;
        IF EXISTS (
            SELECT 1 FROM funding_transaction WHERE posted AND id IN (SELECT transaction_id FROM new_legs)
        ) THEN
            RAISE EXCEPTION 'funding_no_later_legs' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER funding_legs_of_drafts AFTER INSERT ON funding_leg REFERENCING NEW TABLE AS new_legs "
    "FOR EACH STATEMENT EXECUTE FUNCTION funding_legs_of_drafts()",
    GUARD,
    "\n".join(
        (
            "CREATE FUNCTION funding_posting_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN",
            "PERFORM 1 FROM organisations_organisation WHERE id IN (",
            "SELECT p.lead_id FROM funding_programme p JOIN after_posting t ON t.programme_id = p.id",
            ") ORDER BY id FOR SHARE;",
            REFUSE,
            "RETURN NULL; END $$",
        )
    ),
    "CREATE TRIGGER funding_posting_guard AFTER UPDATE ON funding_transaction "
    "REFERENCING NEW TABLE AS after_posting FOR EACH STATEMENT EXECUTE FUNCTION funding_posting_guard()",
]
UNDO = {
    "sqlite": [],
    "postgresql": [
        "DROP TRIGGER funding_legs_of_drafts ON funding_leg",
        "DROP FUNCTION funding_legs_of_drafts()",
        "DROP TRIGGER funding_posting_guard ON funding_transaction",
        "DROP FUNCTION funding_posting_guard()",
        *(sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") for sql in BY_ROW.POSTGRES[:3]),
    ],
}


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_ledger_triggers")]

    operations = [Refuse("checked by statement", sqlite=[], postgresql=POSTGRES, undo=UNDO)]
