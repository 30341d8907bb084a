"""A signed paper is guarded whole: what lists and the register show of it, what it amends, and its Part 2.

A Part 2 counts its versions, and a delegation has the holder that its decision names.
"""

from django.db import migrations, models

from throughcare.foundation.record.triggers import Refuse

SIGNED = "('signed', 'in_effect', 'amended', 'superseded')"
SAYS = "a signed paper cannot be changed: start an amendment"
# PostgreSQL keeps its trigger and gets a fuller function; SQLite gets a second trigger.
BEFORE = ("content", "reference", "title", "signed_on")
MORE = ("slug", "summary", "programme", "decision_maker", "amends_id", "amendment_says", "is_historical")


def _differs(columns: tuple[str, ...], operator: str) -> str:
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in columns)


def _signed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM decisions_decision WHERE id = {row}.decision_id AND effect IN {SIGNED})"  # nosec B608 - our own text


def _function(columns: tuple[str, ...]) -> str:
    return f"""
    CREATE OR REPLACE FUNCTION decisions_signed_paper() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.effect IN {SIGNED} THEN RAISE EXCEPTION '{SAYS}'; END IF;
            RETURN OLD;
        END IF;
        IF OLD.effect IN {SIGNED} AND (
            {_differs(columns, "IS DISTINCT FROM")} OR NEW.effect NOT IN {SIGNED}
        ) THEN RAISE EXCEPTION '{SAYS}'; END IF;
        RETURN NEW;
    END $$
    """


def _part_two(verb: str, rows: tuple[str, ...]) -> str:
    condition = " OR ".join(_signed(row) for row in rows)
    return f"""
    CREATE TRIGGER decisions_signed_part_two_{verb} BEFORE {verb.upper()} ON decisions_parttwo
    WHEN {condition}
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """


SQLITE = [
    f"""
    CREATE TRIGGER decisions_signed_paper_whole BEFORE UPDATE ON decisions_decision
    WHEN OLD.effect IN {SIGNED} AND ({_differs(MORE, "IS NOT")})
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """,
    _part_two("insert", ("NEW",)),
    _part_two("update", ("OLD", "NEW")),
    _part_two("delete", ("OLD",)),
]
POSTGRESQL = [
    _function((*BEFORE, *MORE)),
    f"""
    CREATE FUNCTION decisions_signed_part_two() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            IF {_signed("OLD")} THEN RAISE EXCEPTION '{SAYS}'; END IF;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            IF {_signed("NEW")} THEN RAISE EXCEPTION '{SAYS}'; END IF;
            RETURN NEW;
        END IF;
        RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER decisions_signed_part_two BEFORE INSERT OR UPDATE OR DELETE ON decisions_parttwo
    FOR EACH ROW EXECUTE FUNCTION decisions_signed_part_two()
    """,
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER decisions_signed_paper_whole",
        *(f"DROP TRIGGER decisions_signed_part_two_{verb}" for verb in ("insert", "update", "delete")),
    ],
    "postgresql": [
        _function(BEFORE),
        "DROP TRIGGER decisions_signed_part_two ON decisions_parttwo",
        "DROP FUNCTION decisions_signed_part_two()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("decisions", "0004_delegation_carried")]

    operations = [
        migrations.AddField(
            model_name="parttwo",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="delegation",
            name="holder",
            field=models.CharField(blank=True, max_length=120),
        ),
        # Every row said so, whatever its decision says, so it said nothing.
        migrations.RunSQL(
            "UPDATE decisions_delegation SET holder = '' WHERE holder = 'chief_executive'", migrations.RunSQL.noop
        ),
        Refuse("a signed paper and its Part 2", sqlite=SQLITE, postgresql=POSTGRESQL, undo=UNDO),
    ]
