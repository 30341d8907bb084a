"""The ledger's own rules in the database: what is posted balances, in an open period, and never changes.

A broken rule names itself (funding_legs_sum_to_zero, funding_period_locked ...), so that it can be told in a sentence.
"""

from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly, Refuse

COLUMNS = (
    "id programme_id day year month source source_id words document decision_id decision_reference key fingerprint "
    "reverses_id person_id at"
).split()

UNBALANCED = "SELECT 1 FROM funding_leg WHERE transaction_id = NEW.id GROUP BY basis HAVING SUM(pence) <> 0"
FEW = "SELECT 1 WHERE (SELECT COUNT(*) FROM funding_leg WHERE transaction_id = NEW.id) < 2"
STRANGE = (
    "SELECT 1 FROM funding_leg JOIN funding_account ON funding_account.id = funding_leg.account_id "
    "WHERE funding_leg.transaction_id = NEW.id AND funding_account.programme_id <> NEW.programme_id"
)
LOCKED = (
    "SELECT 1 FROM funding_periodlock l JOIN funding_programme p ON p.lead_id = l.organisation_id "
    "WHERE p.id = NEW.programme_id AND l.released_at IS NULL AND l.period IN (NEW.year, NEW.month)"
)
SQLITE_PERIOD = (
    "SELECT 1 WHERE NEW.month <> substr(NEW.day, 1, 7) OR CAST(substr(NEW.year, 1, 4) AS INTEGER) <> "
    "CAST(substr(NEW.day, 1, 4) AS INTEGER) - (substr(NEW.day, 6, 2) < '04')"
)
POSTGRES_PERIOD = (
    "SELECT 1 WHERE NEW.month <> to_char(NEW.day, 'YYYY-MM') OR left(NEW.year, 4)::int <> "
    "extract(year FROM NEW.day)::int - (extract(month FROM NEW.day) < 4)::int"
)
CHECKS = (
    ("funding_legs_sum_to_zero", UNBALANCED),
    ("funding_two_legs", FEW),
    ("funding_one_programme", STRANGE),
    ("funding_period_locked", LOCKED),
)


def sqlite_checks():
    """The checks of a posting as statements of a SQLite trigger."""
    rows = (*CHECKS, ("funding_period_of_day", SQLITE_PERIOD))
    return " ".join(f"SELECT RAISE(ABORT, '{name}') WHERE EXISTS ({query});" for name, query in rows)


def postgres_checks():
    """The same in PL/pgSQL, as check violations."""
    rows = (*CHECKS, ("funding_period_of_day", POSTGRES_PERIOD))
    return " ".join(
        f"IF EXISTS ({query}) THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF;"
        for name, query in rows
    )


CHANGED_SQLITE = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in COLUMNS)
CHANGED_POSTGRES = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in COLUMNS)

SQLITE = [
    "CREATE TRIGGER funding_leg_before_posting BEFORE INSERT ON funding_leg "
    "WHEN (SELECT posted FROM funding_transaction WHERE id = NEW.transaction_id) "
    "BEGIN SELECT RAISE(ABORT, 'funding_no_later_legs'); END",
    "CREATE TRIGGER funding_transaction_starts_as_draft BEFORE INSERT ON funding_transaction WHEN NEW.posted "
    "BEGIN SELECT RAISE(ABORT, 'funding_starts_as_draft'); END",
    "CREATE TRIGGER funding_transaction_no_delete BEFORE DELETE ON funding_transaction "
    "BEGIN SELECT RAISE(ABORT, 'funding_transaction is append-only: delete is refused'); END",
    "CREATE TRIGGER funding_transaction_no_change BEFORE UPDATE ON funding_transaction "
    f"WHEN OLD.posted OR NOT NEW.posted OR {CHANGED_SQLITE} "
    "BEGIN SELECT RAISE(ABORT, 'funding_transaction is append-only: update is refused'); END",
    "CREATE TRIGGER funding_transaction_posting BEFORE UPDATE ON funding_transaction "
    f"WHEN NEW.posted AND NOT OLD.posted BEGIN {sqlite_checks()} END",
]
POSTGRES = [
    """
    CREATE FUNCTION funding_leg_before_posting() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE is_posted boolean;
    BEGIN
        SELECT posted INTO is_posted FROM funding_transaction WHERE id = NEW.transaction_id FOR SHARE;
        IF is_posted THEN RAISE EXCEPTION 'funding_no_later_legs' USING ERRCODE = 'check_violation'; END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION funding_transaction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
        IF OLD.posted OR NOT NEW.posted OR {CHANGED_POSTGRES} THEN
            RAISE EXCEPTION 'funding_transaction is append-only: update is refused'
                USING ERRCODE = 'check_violation';
        END IF;
        PERFORM 1 FROM organisations_organisation o JOIN funding_programme p ON p.lead_id = o.id
            WHERE p.id = NEW.programme_id FOR SHARE OF o;
        {postgres_checks()}
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER funding_leg_before_posting BEFORE INSERT ON funding_leg "
    "FOR EACH ROW EXECUTE FUNCTION funding_leg_before_posting()",
    "CREATE TRIGGER funding_transaction_guard BEFORE INSERT OR UPDATE OR DELETE ON funding_transaction "
    "FOR EACH ROW EXECUTE FUNCTION funding_transaction_guard()",
    "CREATE TRIGGER funding_transaction_no_truncate BEFORE TRUNCATE ON funding_transaction "
    "FOR EACH STATEMENT EXECUTE FUNCTION funding_transaction_guard()",
]
UNDO = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {name}"
        for name in (
            "funding_leg_before_posting",
            "funding_transaction_starts_as_draft",
            "funding_transaction_no_delete",
            "funding_transaction_no_change",
            "funding_transaction_posting",
        )
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS funding_leg_before_posting ON funding_leg",
        "DROP TRIGGER IF EXISTS funding_transaction_guard ON funding_transaction",
        "DROP TRIGGER IF EXISTS funding_transaction_no_truncate ON funding_transaction",
        "DROP FUNCTION IF EXISTS funding_leg_before_posting()",
        "DROP FUNCTION IF EXISTS funding_transaction_guard()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial"), ("organisations", "0001_initial")]

    operations = [
        AppendOnly("funding_account"),
        AppendOnly("funding_leg"),
        Refuse("posting balances and never changes", sqlite=SQLITE, postgresql=POSTGRES, undo=UNDO),
    ]
