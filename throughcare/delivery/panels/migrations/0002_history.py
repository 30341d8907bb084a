"""Decisions and approved minutes never change, whoever asks."""

from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("panels", "0001_initial")]

    operations = [AppendOnly("panels_paneldecision"), AppendOnly("panels_minutes"), AppendOnly("panels_minutesline")]
