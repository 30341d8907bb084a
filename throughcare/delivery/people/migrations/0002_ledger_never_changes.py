"""The ledger of the cohort and what was found about needs are only added to: the database itself refuses a change."""

from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("record", "0001_initial")]

    operations = [
        AppendOnly("people_ledgerentry"),
        AppendOnly("people_need"),
        AppendOnly("people_circumstances"),
    ]
