import django.db.models.deletion
import throughcare.delivery.appointments.states
from django.conf import settings
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('organisations', '0002_membership_area'),
        ('organisations', '__first__'),
        ('people', '0002_ledger_never_changes'),
        ('referrals', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at'],
                'constraints': [models.UniqueConstraint(fields=('digest',), name='calendar_feed_secret_once', violation_error_message='That could not be made. Try again.'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('person',), name='calendar_feed_one_at_a_time', violation_error_message='You already have a calendar address. End it first.')],
            },
        ),
        migrations.CreateModel(
            name='GroupSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('manner', models.CharField(choices=[('office', 'At an office'), ('address', 'At another address'), ('phone', 'By phone'), ('video', 'By video')], max_length=10)),
                ('office', models.CharField(blank=True, max_length=20)),
                ('first_line', models.CharField(blank=True, max_length=120)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('interpreter', models.CharField(blank=True, max_length=60)),
                ('made_at', models.DateTimeField()),
                ('key', models.CharField(blank=True, max_length=80)),
                ('service', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('places', models.PositiveSmallIntegerField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='appointments.groupsession')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(fields=['provider', 'starts_at'], name='group_session_by_provider')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 480)), name='group_session_has_a_length', violation_error_message='The length must be between 5 minutes and 8 hours.'), models.CheckConstraint(condition=models.Q(models.Q(('manner', 'office'), models.Q(('office', ''), _negated=True)), models.Q(models.Q(('manner', 'office'), _negated=True), ('office', '')), _connector='OR'), name='group_session_office_has_a_code', violation_error_message="A visit to an office needs the office's code, and only that."), models.CheckConstraint(condition=models.Q(models.Q(('manner', 'address'), models.Q(('first_line', ''), _negated=True), models.Q(('postcode', ''), _negated=True)), models.Q(models.Q(('manner', 'address'), _negated=True), ('first_line', ''), ('postcode', '')), _connector='OR'), name='group_session_address_is_whole', violation_error_message='An address needs its first line and postcode.'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='group_session_form_once', violation_error_message='This form was sent already.'), models.CheckConstraint(condition=models.Q(('places__gte', 2), ('places__lte', 40)), name='group_session_has_places', violation_error_message='A group has between 2 and 40 places.')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('manner', models.CharField(choices=[('office', 'At an office'), ('address', 'At another address'), ('phone', 'By phone'), ('video', 'By video')], max_length=10)),
                ('office', models.CharField(blank=True, max_length=20)),
                ('first_line', models.CharField(blank=True, max_length=120)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('interpreter', models.CharField(blank=True, max_length=60)),
                ('made_at', models.DateTimeField()),
                ('key', models.CharField(blank=True, max_length=80)),
                ('purpose', models.CharField(choices=[('assessment', 'Assessment'), ('session', 'Session'), ('contact', 'Other contact')], max_length=20)),
                ('state', models.CharField(choices=[('offered', 'offered'), ('booked', 'booked'), ('offer_declined', 'offer declined'), ('rescheduled', 'rescheduled'), ('attended_on_time', 'attended on time'), ('attended_late', 'attended late'), ('attended_short', 'attended short'), ('did_not_attend', 'did not attend'), ('acceptable_absence', 'acceptable absence'), ('late_cancelled_by_person', 'late cancelled by person'), ('cancelled_by_person', 'cancelled by person'), ('cancelled_by_service', 'cancelled by service'), ('in_custody', 'in custody'), ('arrested', 'arrested'), ('in_hospital', 'in hospital'), ('logistics', 'logistics'), ('entered_in_error', 'entered in error')], max_length=30)),
                ('since', models.DateTimeField()),
                ('despite', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='referrals.referral')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='appointments.appointment')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='appointments.groupsession')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(fields=['referral', 'starts_at'], name='appointment_by_case'), models.Index(fields=['worker', 'starts_at'], name='appointment_by_worker'), models.Index(fields=['state', 'starts_at'], name='appointment_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 480)), name='appointment_has_a_length', violation_error_message='The length must be between 5 minutes and 8 hours.'), models.CheckConstraint(condition=models.Q(models.Q(('manner', 'office'), models.Q(('office', ''), _negated=True)), models.Q(models.Q(('manner', 'office'), _negated=True), ('office', '')), _connector='OR'), name='appointment_office_has_a_code', violation_error_message="A visit to an office needs the office's code, and only that."), models.CheckConstraint(condition=models.Q(models.Q(('manner', 'address'), models.Q(('first_line', ''), _negated=True), models.Q(('postcode', ''), _negated=True)), models.Q(models.Q(('manner', 'address'), _negated=True), ('first_line', ''), ('postcode', '')), _connector='OR'), name='appointment_address_is_whole', violation_error_message='An address needs its first line and postcode.'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='appointment_form_once', violation_error_message='This form was sent already.'), models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='appointment_replaces_another', violation_error_message='An appointment cannot replace itself.'), models.UniqueConstraint(condition=models.Q(('group__isnull', False)), fields=('group', 'referral'), name='appointment_in_group_once', violation_error_message='This person is already in the group session.')],
            },
        ),
        migrations.CreateModel(
            name='AppointmentStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('asked_by', models.CharField(blank=True, choices=[('person', 'The person'), ('service', 'The service'), ('referrer', 'The referrer')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('why', models.TextField(blank=True, max_length=500)),
                ('minutes_late', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('held_as', models.CharField(blank=True, choices=[('office', 'At an office'), ('address', 'At another address'), ('phone', 'By phone'), ('video', 'By video')], max_length=10)),
                ('told', models.TextField(blank=True, max_length=2000)),
                ('amended_because', models.TextField(blank=True, max_length=500)),
                ('key', models.CharField(blank=True, max_length=80)),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='appointments.appointment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['appointment', 'number'],
                'indexes': [models.Index(fields=['at'], name='appointment_status_by_time')],
                'constraints': [models.UniqueConstraint(fields=('appointment', 'number'), name='appointment_status_numbered', violation_error_message='Somebody else recorded this at the same moment.'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='appointment_status_form_once', violation_error_message='This form was sent already.'), models.CheckConstraint(condition=models.Q(('minutes_late__isnull', True), ('minutes_late__gt', 0), _connector='OR'), name='appointment_status_late_by_something', violation_error_message='Say how many minutes late.')],
            },
        ),
        migrations.CreateModel(
            name='ClinicalNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activities', models.JSONField(default=list)),
                ('words', models.TextField(blank=True)),
                ('status', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='note', to='appointments.appointmentstatus')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Facilitator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilitators', to='appointments.groupsession')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('group', 'person'), name='facilitator_once', violation_error_message='This person already runs the group session.')],
            },
        ),
        migrations.CreateModel(
            name='LoneVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('where', models.CharField(max_length=300)),
                ('starts_at', models.DateTimeField()),
                ('expected_end', models.DateTimeField()),
                ('state', models.CharField(choices=[('out', 'out'), ('raised', 'raised'), ('back', 'back'), ('found_safe', 'found safe')], default=throughcare.delivery.appointments.states.LoneVisit['OUT'], max_length=20)),
                ('since', models.DateTimeField()),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, max_length=1000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('appointment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='appointments.appointment')),
                ('buddy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['expected_end', 'id'],
                'indexes': [models.Index(fields=['state', 'expected_end'], name='lone_visit_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('expected_end__gt', models.F('starts_at'))), name='lone_visit_ends_after_it_starts', violation_error_message='A visit ends after it starts.'), models.CheckConstraint(condition=models.Q(('buddy', models.F('worker')), _negated=True), name='lone_visit_watched_by_another', violation_error_message='Choose somebody else to look out for you.'), models.UniqueConstraint(condition=models.Q(('state__in', ['out', 'raised'])), fields=('worker',), name='lone_visit_one_at_a_time', violation_error_message='You are already out on a visit. Say that you are back from it first.')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reminder', 'Reminder'), ('called_off', 'Will not take place')], max_length=12)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sent', 'Sent'), ('dropped', 'Not sent')], default='queued', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='appointments.appointment')),
            ],
            options={
                'ordering': ['due_at', 'id'],
                'indexes': [models.Index(fields=['state', 'due_at'], name='reminder_by_due')],
                'constraints': [models.UniqueConstraint(fields=('appointment', 'kind'), name='reminder_once_a_kind', violation_error_message='This appointment already has such a message.')],
            },
        ),
        migrations.CreateModel(
            name='ReminderConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('text', 'Text message'), ('email', 'E-mail')], max_length=10)),
                ('address', models.CharField(max_length=254)),
                ('marked_safe', models.BooleanField(default=False)),
                ('from_at', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_consents', to='people.serviceuser')),
            ],
            options={
                'ordering': ['-from_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('from_at')), _connector='OR'), name='reminder_consent_ends_after_it_starts', violation_error_message='Consent cannot end before it was given.'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('service_user',), name='reminder_consent_one_at_a_time', violation_error_message='Somebody else changed how this person is reminded at the same moment.')],
            },
        ),
        migrations.CreateModel(
            name='SessionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('appointment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='appointments.appointment')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.referral')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('appointment__isnull', False)), fields=('appointment', 'author'), name='session_draft_once_an_author', violation_error_message='Your draft of this record was saved from another window.'), models.UniqueConstraint(condition=models.Q(('appointment__isnull', True)), fields=('referral', 'author'), name='contact_draft_once_an_author', violation_error_message='Your draft of this contact was saved from another window.')],
            },
        ),
        migrations.CreateModel(
            name='SessionFlag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('behaviour', 'Behaviour'), ('concern', 'Concern')], max_length=10)),
                ('words', models.TextField(max_length=2000)),
                ('told_referrer', models.BooleanField(default=False)),
                ('told_lead', models.BooleanField(default=False)),
                ('told_desk', models.BooleanField(default=False)),
                ('status', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='appointments.appointmentstatus')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('status', 'kind'), name='session_flag_once_a_kind', violation_error_message='This record already has a flag of that kind.'), models.CheckConstraint(condition=models.Q(('told_referrer', True), ('told_lead', True), ('told_desk', True), _connector='OR'), name='session_flag_tells_somebody', violation_error_message='Choose who is told.')],
            },
        ),
        migrations.CreateModel(
            name='FlagSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('referrer', 'The person who referred'), ('lead', 'The service lead'), ('desk', "The service's administrators, for safety at the desk")], max_length=10)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('flag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='appointments.sessionflag')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('flag', 'audience'), name='flag_seen_once_an_audience', violation_error_message='Somebody has read this already.')],
            },
        ),
    ]
