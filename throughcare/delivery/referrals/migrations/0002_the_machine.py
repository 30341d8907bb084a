import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_membership_area'),
        ('organisations', '__first__'),
        ('people', '0001_initial'),
        ('referrals', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('event', models.CharField(max_length=40)),
                ('from_state', models.CharField(max_length=40)),
                ('to_state', models.CharField(max_length=40)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('words', models.TextField(blank=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('agency', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='referrals.referral')),
            ],
            options={
                'ordering': ['referral_id', 'number'],
                'constraints': [models.UniqueConstraint(fields=('referral', 'number'), name='step_number_once', violation_error_message='Somebody else took this step at the same moment.')],
            },
        ),
        migrations.AddField(
            model_name='referral',
            name='borough',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='referral',
            name='end_reason',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='referral',
            name='moved_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_to', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='referral',
            name='outcome',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name='referral',
            name='review_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='state_before_transfer',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='referral',
            name='steps_taken',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='referral',
            name='tier',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'paused'), _negated=True), models.Q(('review_on__isnull', False), models.Q(('state_before_pause', ''), _negated=True)), _connector='OR'), name='referral_pause_is_reviewed', violation_error_message='A pause needs the day of its review and the state to come back to.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='referral_closed_with_outcome', violation_error_message='A referral closes with an outcome.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('service_user__isnull', False), ('state__in', ['draft', 'withdrawn']), _connector='OR'), name='referral_is_about_somebody', violation_error_message='Only a draft may be about somebody who is not on record yet.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('moved_from__isnull', True), models.Q(('moved_from', models.F('id')), _negated=True), _connector='OR'), name='referral_moved_from_another', violation_error_message='A referral is not transferred from itself.'),
        ),
    ]
