"""Split rules with the day from which they hold, and what was set aside with each change of it.

A split rule that was set before had no day: it held for everything posted, so it holds from the first day that a
programme can have.
"""

import datetime

import django.db.models.deletion
from django.db import migrations, models

FIRST_DAY = datetime.date(2000, 4, 1)


class Migration(migrations.Migration):
    dependencies = [("funding", "0009_total_order")]

    operations = [
        migrations.RemoveConstraint("splitrule", "split_rule_once"),
        migrations.RemoveField("splitrule", "version"),
        migrations.AddField("splitrule", "from_date", models.DateField(default=FIRST_DAY), preserve_default=False),
        migrations.AddField("splitrule", "person_id", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField("splitrule", "at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterModelOptions("splitrule", {"ordering": ["service_id", "-from_date", "-id"]}),
        migrations.CreateModel(
            "EnvelopeChange",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pence", models.BigIntegerField(blank=True, null=True)),
                ("person_id", models.BigIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="envelope_changes",
                        to="funding.programme",
                    ),
                ),
            ],
            {"ordering": ["-at", "-id"]},
        ),
    ]
