from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("coding", "0001_initial")]
    operations = [
        AppendOnly("coding_codebookversion"),
        AppendOnly("coding_themechange"),
        AppendOnly("coding_figures"),
    ]
