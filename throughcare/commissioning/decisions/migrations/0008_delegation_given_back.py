"""A use of a delegation that is taken back is a row below nothing.

SQLite makes a table anew where a constraint changes and forgets its triggers, so they are put back afterwards.
"""

from django.db import migrations, models

from throughcare.foundation.record.triggers import AppendOnly, Refuse, removal, statements

USES = "decisions_delegationuse"
ENGINES = ("sqlite", "postgresql")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0007_comment_drafts")]

    operations = [
        Refuse(
            "none while the table of uses is made anew",
            **{engine: removal(engine, USES) for engine in ENGINES},
            undo={engine: statements(engine, USES) for engine in ENGINES},
        ),
        migrations.RemoveConstraint("delegationuse", "delegation_use_positive"),
        migrations.AddConstraint(
            "delegationuse",
            models.CheckConstraint(
                condition=~models.Q(pence=0),
                name="delegation_use_has_value",
                violation_error_message="A use has a value.",
            ),
        ),
        AppendOnly(USES),
    ]
