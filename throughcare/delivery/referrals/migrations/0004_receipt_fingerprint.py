"""Receipts of referrals tell the same form sent twice from other content under one key. Earlier ones stay empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_forms_handling_and_advice")]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="fingerprint",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]
