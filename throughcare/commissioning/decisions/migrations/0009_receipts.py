"""What was done for a form is kept as a receipt, with a digest of what the form said.

The keys of uses that were recorded before become receipts without a digest. SQLite makes a table anew where a constraint
goes and forgets its triggers, so they are put back afterwards.
"""

from django.db import migrations, models

from throughcare.foundation.record.triggers import AppendOnly, Refuse, removal, statements

USES = "decisions_delegationuse"
ENGINES = ("sqlite", "postgresql")
NAMES = {"relied": "rely_on_delegation", "returned": "give_back_to_delegation"}


def keep_keys(apps, schema_editor):
    Use, Receipt = apps.get_model("decisions", "DelegationUse"), apps.get_model("decisions", "Receipt")
    for pk, key in Use.objects.order_by("pk").values_list("pk", "form_key"):
        name = NAMES.get(key.split(":")[0], "use_delegation")
        Receipt.objects.create(key=key, name=name, subject_id=pk, fingerprint="")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0008_delegation_given_back")]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key",),
                        name="decision_receipt_once",
                        violation_error_message=(
                            "This form was acted on already. Open the page again to see what it did."
                        ),
                    )
                ],
            },
        ),
        migrations.RunPython(keep_keys, migrations.RunPython.noop),
        Refuse(
            "none while the table of uses is made anew",
            **{engine: removal(engine, USES) for engine in ENGINES},
            undo={engine: statements(engine, USES) for engine in ENGINES},
        ),
        migrations.RemoveConstraint("delegationuse", "delegation_use_once"),
        migrations.RemoveField("delegationuse", "form_key"),
        AppendOnly(USES),
    ]
