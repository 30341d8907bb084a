import django.db.models.deletion
import throughcare.voice.feedback.states
import uuid
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
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('interview', 'Interview'), ('group', 'Discussion group'), ('council', 'Council'), ('event', 'Open event')], max_length=20)),
                ('audience', models.CharField(choices=[('people', 'People on IOM'), ('practitioners', 'Practitioners')], default='people', max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('service', models.CharField(blank=True, max_length=60)),
                ('area', models.CharField(blank=True, max_length=40)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('day', models.DateField()),
                ('guide', models.TextField(blank=True)),
                ('consent_version', models.CharField(blank=True, max_length=40)),
                ('invited', models.PositiveIntegerField(blank=True, null=True)),
                ('came', models.PositiveIntegerField(blank=True, null=True)),
                ('consented', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('planned', 'planned'), ('inviting', 'inviting'), ('held', 'held'), ('expenses_settled', 'expenses settled'), ('written_up', 'written up'), ('closed', 'closed'), ('cancelled', 'cancelled')], default=throughcare.voice.feedback.states.Activity['PLANNED'], max_length=20)),
                ('since', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-day', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('consented__isnull', True), ('came__isnull', True), ('consented__lte', models.F('came')), _connector='OR'), name='activity_no_more_agree_than_came', violation_error_message='No more people can agree than came.')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('kind', models.CharField(choices=[('choice', 'One of several answers'), ('several', 'As many answers as apply'), ('scale', 'Five points with words and faces'), ('yes_no', 'Yes or no'), ('text', 'Own words'), ('times', 'How many times')], max_length=10)),
                ('options', models.JSONField(blank=True, default=list)),
                ('characteristic', models.CharField(blank=True, max_length=40)),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('retired_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'code'), name='question_code_once', violation_error_message='Another question of the bank already has this code.')],
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('audience', models.CharField(choices=[('people', 'People on IOM'), ('practitioners', 'Practitioners')], max_length=20)),
                ('mode', models.CharField(choices=[('anonymous', 'Anonymous'), ('named', 'Named: people choose to be contacted')], max_length=20)),
                ('service', models.CharField(blank=True, max_length=60)),
                ('made_on', models.DateField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['title', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SurveyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('approved', 'approved'), ('open', 'open'), ('closed', 'closed'), ('withdrawn', 'withdrawn')], default=throughcare.voice.feedback.states.Survey['DRAFT'], max_length=20)),
                ('since', models.DateTimeField()),
                ('languages', models.JSONField(blank=True, default=list)),
                ('questions', models.JSONField(blank=True, default=list)),
                ('content', models.JSONField(blank=True, default=dict)),
                ('compare_by', models.CharField(blank=True, max_length=60)),
                ('double_entry', models.BooleanField(default=False)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closes_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='feedback.survey')),
            ],
            options={
                'ordering': ['survey', 'number'],
                'constraints': [models.UniqueConstraint(fields=('survey', 'number'), name='survey_version_number_once', violation_error_message='The survey already has a version of this number.'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='survey_version_approved_by_another', violation_error_message='Someone other than its author approves a survey.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'open', 'closed']), _negated=True), ('approved_by__isnull', False), _connector='OR'), name='survey_version_open_once_approved', violation_error_message='A survey is approved before it opens.')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(choices=[('survey', 'Anonymous survey'), ('named_survey', 'Named survey'), ('text_message', 'Text message'), ('interview', 'Interview'), ('group', 'Discussion group'), ('council', 'Council'), ('event', 'Open event')], max_length=20)),
                ('audience', models.CharField(choices=[('people', 'People on IOM'), ('practitioners', 'Practitioners')], max_length=20)),
                ('question', models.CharField(blank=True, max_length=60)),
                ('service', models.CharField(blank=True, max_length=60)),
                ('area', models.CharField(blank=True, max_length=40)),
                ('group', models.CharField(blank=True, max_length=130)),
                ('day', models.DateField()),
                ('language', models.CharField(default='en', max_length=12)),
                ('text', models.TextField(blank=True)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='feedback.activity')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('survey_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='feedback.surveyversion')),
            ],
            options={
                'ordering': ['day', 'id'],
                'indexes': [models.Index(fields=['organisation', 'day'], name='comment_by_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('activity__isnull', True), ('survey_version__isnull', False)), models.Q(('activity__isnull', False), ('survey_version__isnull', True)), _connector='OR'), name='comment_from_a_survey_or_an_activity', violation_error_message='A comment comes from a survey or from an activity.'), models.CheckConstraint(condition=models.Q(('withdrawn_on__isnull', True), ('text', ''), _connector='OR'), name='comment_taken_back_is_empty', violation_error_message='A comment that was taken back keeps no words.')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12)),
                ('text', models.CharField(max_length=300)),
                ('hint', models.CharField(blank=True, max_length=300)),
                ('options', models.JSONField(blank=True, default=dict)),
                ('confirmed_on', models.DateField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='feedback.question')),
            ],
            options={
                'ordering': ['language'],
                'constraints': [models.UniqueConstraint(fields=('question', 'language'), name='wording_once_a_language', violation_error_message='This question already has words in this language.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by__isnull', True), ('confirmed_on__isnull', True)), models.Q(('confirmed_by__isnull', False), ('confirmed_on__isnull', False)), _connector='OR'), name='wording_confirmed_by_someone_on_a_day', violation_error_message='A confirmation names who confirmed the words, and when.')],
            },
        ),
    ]
