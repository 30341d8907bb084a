"""What was done about a concern, and who was told, never changes, whoever asks."""

from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial")]

    operations = [AppendOnly("concerns_concernstep"), AppendOnly("concerns_telling")]
