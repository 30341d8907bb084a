import django.db.models.deletion
import throughcare.delivery.concerns.states
from django.conf import settings
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('organisations', '0002_membership_area'),
        ('organisations', '__first__'),
        ('people', '0004_merge_carries'),
        ('referrals', '0003_forms_handling_and_advice'),
    ]

    operations = [
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('complaint', 'Complaint'), ('incident', 'Incident'), ('safeguarding', 'Safeguarding concern')], max_length=20)),
                ('category', models.CharField(max_length=40)),
                ('seriousness', models.CharField(choices=[('low', 'Low: no harm, or slight'), ('medium', 'Medium: harm that passes, or a real risk of it'), ('high', 'High: serious harm, or a serious risk of it'), ('immediate', 'Somebody is in danger now')], max_length=20)),
                ('confidential', models.BooleanField(default=False)),
                ('voice', models.CharField(choices=[('staff', 'I say it myself'), ('person', 'The person says it, through me'), ('family', 'Somebody close to the person says it'), ('other', 'Somebody else says it')], default='staff', max_length=20)),
                ('happened_on', models.DateField(blank=True, null=True)),
                ('words', models.TextField()),
                ('done_now', models.JSONField(default=list)),
                ('done_words', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('raised', 'raised'), ('acknowledged', 'acknowledged'), ('under_way', 'under way'), ('closed', 'closed'), ('withdrawn', 'withdrawn')], default=throughcare.delivery.concerns.states.Concern['RAISED'], max_length=20)),
                ('since', models.DateTimeField()),
                ('raised_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acted_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledge_by', models.DateTimeField(blank=True, null=True)),
                ('act_by', models.DateTimeField(blank=True, null=True)),
                ('close_by', models.DateTimeField(blank=True, null=True)),
                ('escalates_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly_upheld', 'Partly upheld'), ('not_upheld', 'Not upheld')], max_length=20)),
                ('finding', models.TextField(blank=True)),
                ('learning', models.TextField(blank=True)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
                ('about_staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns_handled', to='organisations.organisation')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns_owned', to=settings.AUTH_USER_MODEL)),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns_raised', to=settings.AUTH_USER_MODEL)),
                ('raised_by_organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('referral', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='referrals.referral')),
                ('service_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='people.serviceuser')),
            ],
            options={
                'ordering': ['-raised_at', '-id'],
                'indexes': [models.Index(fields=['organisation', 'state'], name='concern_by_organisation'), models.Index(fields=['raised_at'], name='concern_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='concern_once_a_form', violation_error_message='This form was sent already.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('finding', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='concern_closed_with_outcome', violation_error_message='A concern is closed with an outcome and what was found.'), models.CheckConstraint(condition=models.Q(('owner__isnull', True), ('about_staff__isnull', True), models.Q(('owner', models.F('about_staff')), _negated=True), _connector='OR'), name='concern_owned_by_another', violation_error_message='Nobody owns a concern about themselves.')],
            },
        ),
        migrations.CreateModel(
            name='ConcernStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='concerns.concern')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('whom', models.CharField(max_length=40)),
                ('on', models.DateField(blank=True, null=True)),
                ('why_not', models.CharField(blank=True, choices=[('unsafe', 'It would put somebody at risk'), ('asked_not', 'They asked not to be told'), ('not_traced', 'They could not be found'), ('not_theirs', 'It is not theirs to know, for the reason given')], max_length=20)),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tellings', to='concerns.concern')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('concern', 'whom'), name='telling_once_for_each', violation_error_message='It is recorded already whether they were told.'), models.CheckConstraint(condition=models.Q(models.Q(('on__isnull', False), ('why_not', '')), models.Q(('on__isnull', True), models.Q(('why_not', ''), _negated=True)), _connector='OR'), name='telling_or_reason', violation_error_message='Give the day on which they were told, or the reason why not.')],
            },
        ),
    ]
