"""One occasion is paid once in whatever case it was typed, and is shown as it was typed."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="payment", name="payment_once_an_occasion"),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                models.F("participant"),
                models.F("kind"),
                models.F("day"),
                Lower("occasion"),
                condition=~Q(state__in=["declined", "refused"]),
                name="payment_once_an_occasion",
                violation_error_message="This person was already put down for that occasion and day.",
            ),
        ),
    ]
