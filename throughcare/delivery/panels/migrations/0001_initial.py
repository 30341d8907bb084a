import django.db.models.deletion
import throughcare.delivery.panels.states
from django.conf import settings
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('organisations', '0002_membership_area'),
        ('organisations', '__first__'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Panel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('area', models.CharField(max_length=40)),
                ('every_days', models.PositiveSmallIntegerField()),
                ('quorum', models.PositiveSmallIntegerField()),
                ('place', models.CharField(blank=True, max_length=200)),
                ('started_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panels_chaired', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('area',), name='panel_once_an_area', violation_error_message='This area already has a panel.'), models.CheckConstraint(condition=models.Q(('every_days__gte', 1), ('every_days__lte', 366)), name='panel_meets_within_a_year', violation_error_message='A panel meets at least once a year.'), models.CheckConstraint(condition=models.Q(('quorum__gte', 1)), name='panel_quorum_of_one_or_more', violation_error_message='A quorum is one agency or more.')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('starts', models.TimeField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('scheduled', 'scheduled'), ('agenda_frozen', 'agenda frozen'), ('held', 'held'), ('decided', 'decided'), ('closed', 'closed'), ('cancelled', 'cancelled')], default=throughcare.delivery.panels.states.Meeting['SCHEDULED'], max_length=20)),
                ('since', models.DateTimeField()),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='panels.panel')),
            ],
            options={
                'ordering': ['-on', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('panel', 'on'), name='meeting_once_a_day', violation_error_message='This panel already meets on that day.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='meeting_cancelled_with_reason', violation_error_message='A meeting is cancelled with a reason.')],
            },
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approved_at', models.DateTimeField()),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='panels.meeting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_date', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_seats', to=settings.AUTH_USER_MODEL)),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='panels.panel')),
            ],
            options={
                'ordering': ['organisation__name', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('panel', 'organisation', 'person'), name='member_sits_once', violation_error_message='This person already sits on the panel for this agency.'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('from_date')), _connector='OR'), name='member_leaves_after_joining', violation_error_message='A member leaves on or after the day they joined.')],
            },
        ),
        migrations.CreateModel(
            name='PanelCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dues', models.JSONField(default=list)),
                ('place', models.PositiveIntegerField(default=0)),
                ('asked_for', models.TextField(blank=True, max_length=2000)),
                ('discussion', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('listed', 'listed'), ('decided', 'decided'), ('carried_over', 'carried over'), ('taken_off', 'taken off')], default=throughcare.delivery.panels.states.Case['LISTED'], max_length=20)),
                ('since', models.DateTimeField()),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='panels.meeting')),
                ('service_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_cases', to='people.serviceuser')),
            ],
            options={
                'ordering': ['place', 'id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'service_user'), name='panel_case_once_a_meeting', violation_error_message="This person's case is on the agenda already.")],
            },
        ),
        migrations.CreateModel(
            name='PanelAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('first_due', models.DateField()),
                ('due', models.DateField()),
                ('times_carried', models.PositiveSmallIntegerField(default=0)),
                ('outcome', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('carried_over', 'carried over'), ('done', 'done'), ('not_done', 'not done')], default=throughcare.delivery.panels.states.Action['OPEN'], max_length=20)),
                ('since', models.DateTimeField()),
                ('key', models.CharField(blank=True, max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='panels.meeting')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_actions', to='organisations.organisation')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='panels.panel')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='panels.panelcase')),
            ],
            options={
                'ordering': ['due', 'id'],
                'indexes': [models.Index(fields=['owner', 'state', 'due'], name='panel_action_by_owner')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='panel_action_once_a_form', violation_error_message='This form was sent already.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'not_done']), _negated=True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='panel_action_ends_with_outcome', violation_error_message='Say what came of the action.')],
            },
        ),
        migrations.CreateModel(
            name='MinutesLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('heading', 'Heading'), ('text', 'Text'), ('item', 'Item')], max_length=20)),
                ('words', models.TextField()),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='panels.minutes')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='minutes_lines', to='panels.panelcase')),
            ],
            options={
                'ordering': ['minutes', 'place'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'place'), name='minutes_line_in_order', violation_error_message='Minutes have one line at each place.')],
            },
        ),
        migrations.CreateModel(
            name='PanelDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('rating', models.CharField(blank=True, max_length=20)),
                ('reason_code', models.CharField(blank=True, max_length=60)),
                ('words', models.TextField(blank=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('key', models.CharField(blank=True, max_length=64)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='panels.panelcase')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['case', 'number'],
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='panel_decision_in_order', violation_error_message='Someone else decided this case at the same moment.'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='panel_decision_once_a_form', violation_error_message='This form was sent already.')],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_health', models.BooleanField(default=False)),
                ('words', models.TextField(blank=True)),
                ('engagement', models.CharField(blank=True, choices=[('engaged', 'Engaged'), ('partly', 'Partly engaged'), ('not_engaged', 'Not engaged'), ('not_with_us', 'Not with a service of ours')], max_length=20)),
                ('risk_status', models.CharField(blank=True, choices=[('nothing_to_act_on', 'Nothing that the panel must act on'), ('speak_to_us', 'Something bears on risk: speak to us before contact'), ('acted_on', 'Something bears on risk: those who must act were told')], max_length=20)),
                ('shared_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='panels.meeting')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_papers', to='people.serviceuser')),
            ],
            options={
                'ordering': ['organisation__name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'service_user', 'organisation'), name='paper_once_an_agency', violation_error_message='Your agency already has a paper on this case.'), models.CheckConstraint(condition=models.Q(models.Q(('is_health', True), ('words', '')), models.Q(('engagement', ''), ('is_health', False), ('risk_status', '')), _connector='OR'), name='paper_of_health_is_codes', violation_error_message='A health agency states engagement and risk by choice, without words.')],
            },
        ),
        migrations.CreateModel(
            name='KeptBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True)),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='kept_back', to='panels.paper')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('absent', 'Absent')], max_length=20)),
                ('who', models.CharField(blank=True, max_length=300)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='panels.meeting')),
            ],
            options={
                'ordering': ['organisation__name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'organisation'), name='attendance_once_an_agency', violation_error_message="This agency's attendance is recorded already.")],
            },
        ),
    ]
