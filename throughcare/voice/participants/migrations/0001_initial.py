import django.db.models.deletion
import throughcare.voice.participants.states
from django.conf import settings
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('organisations', '0002_membership_area'),
        ('organisations', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('reach', models.CharField(blank=True, max_length=120)),
                ('is_peer_researcher', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('time', 'Payment for time'), ('expense', 'Expenses')], max_length=10)),
                ('pence', models.PositiveIntegerField()),
                ('occasion', models.CharField(max_length=120)),
                ('day', models.DateField()),
                ('advice', models.CharField(blank=True, choices=[('given', 'Advice was given'), ('not_wanted', 'Offered and not wanted'), ('not_needed', 'They get no benefits')], max_length=20)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('offered', 'offered'), ('accepted', 'accepted'), ('approved', 'approved'), ('paid', 'paid'), ('declined', 'declined'), ('refused', 'refused')], default=throughcare.voice.participants.states.Payment['PROPOSED'], max_length=20)),
                ('since', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='participants.participant')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-day', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['declined', 'refused']), _negated=True), fields=('participant', 'kind', 'day', 'occasion'), name='payment_once_an_occasion', violation_error_message='This person was already put down for that occasion and day.'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='payment_approved_by_another', violation_error_message='Someone other than who proposed a payment approves it.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'paid']), _negated=True), models.Q(('approved_by__isnull', False), models.Q(('advice', ''), _negated=True)), _connector='OR'), name='payment_advised_and_approved', violation_error_message='Benefits advice is offered, and a payment approved, before it is paid.')],
            },
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.CharField(max_length=120)),
                ('day', models.DateField()),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='participants.participant')),
            ],
            options={
                'ordering': ['day', 'id'],
                'constraints': [models.UniqueConstraint(fields=('participant', 'course', 'day'), name='training_once', violation_error_message='This course was written down for that day already.')],
            },
        ),
    ]
