"""The delegation that a commitment rests on; and for decisions remembered before, what their recommendations bound.

Older rows have no years and no end: they are taken from the paper and the state of the decision, so that money under an
amended or superseded decision, or for a year outside a recommendation, is refused for them too.
"""

from zoneinfo import ZoneInfo

from django.db import migrations, models

from throughcare.commissioning.funding.rules.authority import carried_year, years_of

LONDON = ZoneInfo("Europe/London")
ENDED = ("amended", "superseded")


def fill(apps, schema_editor):
    Decision = apps.get_model("decisions", "Decision")
    Remembered = apps.get_model("funding", "ProgrammeDecision")
    for row in Remembered.objects.order_by("pk"):
        paper = Decision.objects.filter(pk=row.decision_id).values("content", "effect", "since").first()
        if paper is None:
            continue
        if row.ended_on is None and paper["effect"] in ENDED:
            Remembered.objects.filter(pk=row.pk).update(ended_on=paper["since"].astimezone(LONDON).date())
        periods = {one["number"]: one.get("period", "") for one in paper["content"].get("recommendations", [])}
        _fill_years(apps, row, periods)


def _fill_years(apps, row, periods):
    Authority = apps.get_model("funding", "Authority")
    for one in Authority.objects.filter(decision_id=row.pk, from_year="", to_year="").order_by("pk"):
        if one.purpose == "carry_forward":
            first = last = carried_year(one.text, row.signed)
        else:
            first, last = years_of(periods.get(one.number, ""))
        if first or last:
            Authority.objects.filter(pk=one.pk).update(from_year=first, to_year=last)


class Migration(migrations.Migration):
    dependencies = [("funding", "0010_dated_split_rules"), ("decisions", "0007_comment_drafts")]

    operations = [
        migrations.AddField("commitment", "delegation_id", models.BigIntegerField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
