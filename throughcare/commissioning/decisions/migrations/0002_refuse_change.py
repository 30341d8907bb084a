"""A signed paper cannot change, and what is kept is never changed: refused by the database itself."""

from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly, Refuse

SIGNED = "('signed', 'in_effect', 'amended', 'superseded')"
SAYS = "a signed paper cannot be changed: start an amendment"

SQLITE = [
    f"""
    CREATE TRIGGER decisions_signed_paper BEFORE UPDATE ON decisions_decision
    WHEN OLD.effect IN {SIGNED} AND (
        OLD.content IS NOT NEW.content OR OLD.reference IS NOT NEW.reference OR OLD.title IS NOT NEW.title
        OR OLD.signed_on IS NOT NEW.signed_on OR NEW.effect NOT IN {SIGNED}
    )
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """,
    f"""
    CREATE TRIGGER decisions_signed_paper_kept BEFORE DELETE ON decisions_decision
    WHEN OLD.effect IN {SIGNED}
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """,
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION decisions_signed_paper() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.effect IN {SIGNED} THEN RAISE EXCEPTION '{SAYS}'; END IF;
            RETURN OLD;
        END IF;
        IF OLD.effect IN {SIGNED} AND (
            OLD.content IS DISTINCT FROM NEW.content OR OLD.reference IS DISTINCT FROM NEW.reference
            OR OLD.title IS DISTINCT FROM NEW.title OR OLD.signed_on IS DISTINCT FROM NEW.signed_on
            OR NEW.effect NOT IN {SIGNED}
        ) THEN RAISE EXCEPTION '{SAYS}'; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER decisions_signed_paper BEFORE UPDATE OR DELETE ON decisions_decision
    FOR EACH ROW EXECUTE FUNCTION decisions_signed_paper()
    """,
]
UNDO = {
    "sqlite": ["DROP TRIGGER decisions_signed_paper", "DROP TRIGGER decisions_signed_paper_kept"],
    "postgresql": [
        "DROP TRIGGER decisions_signed_paper ON decisions_decision",
        "DROP FUNCTION decisions_signed_paper()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial"), ("record", "0001_initial")]

    operations = [
        Refuse("a signed paper", sqlite=SQLITE, postgresql=POSTGRESQL, undo=UNDO),
        AppendOnly("decisions_paperversion"),
        AppendOnly("decisions_approval"),
        AppendOnly("decisions_acceptedfinding"),
        AppendOnly("decisions_delegationuse"),
    ]
