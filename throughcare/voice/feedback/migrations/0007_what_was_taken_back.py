from django.db import migrations
from django.db.models import Q

FEWEST = 5


def forget(apps, schema_editor):
    """The keyed hash of whoever took an answer back, and of numbers of text messages, which are found as they stand."""
    rows = apps.get_model("feedback", "NamedAnswer").objects
    rows.filter(Q(withdrawn_on__isnull=False) | Q(came_by="text_message")).update(taken_back_by="")


def tell_less(apps, schema_editor):
    """The area and the day of what was said where too few spoke to hide in: the first of the month stays."""
    rows = apps.get_model("feedback", "Comment").objects
    small = rows.filter(activity__isnull=False).exclude(activity__consented__gte=FEWEST)
    for pk, day in small.values_list("pk", "day"):
        rows.filter(pk=pk).update(area="", day=day.replace(day=1))


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0006_total_order'),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RunPython(tell_less, migrations.RunPython.noop),
    ]
