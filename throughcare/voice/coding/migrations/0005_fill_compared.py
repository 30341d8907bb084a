from django.db import migrations

from throughcare.voice.coding.rules.agreement import side_by_side


def fill(apps, schema_editor):
    """Puts side by side what two coders chose for each comment before ``compared`` was kept."""
    codings = apps.get_model("coding", "Coding").objects.filter(
        past=False, settles=False, reading__state__in=["disputed", "settled"]
    )
    chosen = {}
    for reading, coding, theme in codings.order_by("pk").values_list("reading", "pk", "codes__theme"):
        themes = chosen.setdefault(reading, {}).setdefault(coding, set())
        if theme is not None:
            themes.add(theme)
    readings = apps.get_model("coding", "Reading").objects
    by_two = [
        readings.model(pk=reading, compared=side_by_side(*of_each.values()))
        for reading, of_each in chosen.items()
        if len(of_each) == 2
    ]
    readings.bulk_update(by_two, ["compared"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("coding", "0004_compared_choices")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
