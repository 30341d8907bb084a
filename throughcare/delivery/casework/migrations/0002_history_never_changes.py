"""What was answered, completed, noted or decided never changes: further rows say what is different now."""

from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly, Refuse

TABLES = ("answer", "assessmentrevision", "caseformrevision", "jointnote", "onwardchase", "supervisionnote")
WRITTEN = ("contacts", "their_words", "agreed", "agreed_on", "answers", "author_id", "number")
FROZEN = (
    ("casework_riskprompt", "OLD.state = 'worked_through'", ()),
    ("casework_planrevision", "OLD.submitted_at IS NOT NULL", WRITTEN),
)


def changed(columns, unequal):
    """Whether one of some columns changes; any update at all where none is named."""
    return " OR ".join(f"NEW.{name} {unequal} OLD.{name}" for name in columns) or "1 = 1"


SQLITE = [
    f"CREATE TRIGGER {table}_settled BEFORE UPDATE ON {table} WHEN ({when}) AND ({changed(columns, 'IS NOT')}) "
    f"BEGIN SELECT RAISE(ABORT, '{table} is settled: update is refused'); END"
    for table, when, columns in FROZEN
]
POSTGRES = [
    statement
    for table, when, columns in FROZEN
    for statement in (
        f"CREATE FUNCTION {table}_settled() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF ({when}) AND ({changed(columns, 'IS DISTINCT FROM')}) THEN "
        f"RAISE EXCEPTION '{table} is settled: update is refused' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_settled BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_settled()",
    )
]
UNDO = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {table}_settled" for table, _, _ in FROZEN],
    "postgresql": [
        statement
        for table, _, _ in FROZEN
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_settled ON {table}",
            f"DROP FUNCTION IF EXISTS {table}_settled()",
        )
    ],
}


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        *(AppendOnly(f"casework_{table}") for table in TABLES),
        Refuse("what was settled stays so", sqlite=SQLITE, postgresql=POSTGRES, undo=UNDO),
    ]
