import django.db.models.deletion
import throughcare.voice.coding.states
from django.conf import settings
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('feedback', '0001_initial'),
        ('organisations', '0002_membership_area'),
        ('organisations', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Codebook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('people', 'People on IOM'), ('practitioners', 'Practitioners')], max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('second_every', models.PositiveSmallIntegerField(default=5)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'audience'), name='codebook_once_an_audience', violation_error_message='There is a codebook for this audience already.'), models.CheckConstraint(condition=models.Q(('second_every__gte', 1)), name='codebook_some_are_coded_twice', violation_error_message='At most every comment can be coded by two people: write 1 or more.')],
            },
        ),
        migrations.CreateModel(
            name='CodebookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('at', models.DateTimeField()),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='coding.codebook')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('codebook', 'number'), name='codebook_version_number_once', violation_error_message='The codebook already has a version of this number.')],
            },
        ),
        migrations.CreateModel(
            name='Figures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField()),
                ('until', models.DateField()),
                ('comments', models.PositiveIntegerField()),
                ('threshold', models.PositiveSmallIntegerField()),
                ('content', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='coding.codebook')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('from_day'))), name='figures_end_after_they_start', violation_error_message='The period must end after it starts.')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('masked', models.TextField(blank=True)),
                ('spans', models.JSONField(blank=True, default=list)),
                ('doubts', models.JSONField(blank=True, default=list)),
                ('scrubbed_by', models.PositiveIntegerField()),
                ('wants', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('second', 'second'), ('disputed', 'disputed'), ('settled', 'settled'), ('set_aside', 'set aside'), ('withdrawn', 'withdrawn')], default=throughcare.voice.coding.states.Reading['WAITING'], max_length=12)),
                ('since', models.DateTimeField()),
                ('set_aside_because', models.CharField(blank=True, max_length=20)),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='coding.codebook')),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reading', to='feedback.comment')),
                ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['codebook', 'state'], name='reading_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('wants__in', [1, 2])), name='reading_wants_one_or_two', violation_error_message='A comment is coded by one person or by two.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('doubts', []), ('masked', ''), ('spans', [])), _connector='OR'), name='reading_withdrawn_is_empty', violation_error_message='A comment that was taken back keeps no words.')],
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('codebook_version', models.PositiveIntegerField()),
                ('settles', models.BooleanField(default=False)),
                ('past', models.BooleanField(default=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='coding.reading')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('past', False)), fields=('reading', 'by', 'settles'), name='coding_once_a_person', violation_error_message='You have coded this comment already.')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=80)),
                ('definition', models.TextField()),
                ('includes', models.TextField(blank=True)),
                ('excludes', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('in_use', 'In use'), ('merged', 'Merged into another'), ('split', 'Split into others'), ('retired', 'Not used any more')], default='in_use', max_length=10)),
                ('from_version', models.PositiveIntegerField()),
                ('until_version', models.PositiveIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='coding.codebook')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='coding.theme')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('codebook', 'code'), name='theme_code_once', violation_error_message='Another theme of the codebook already has this code.'), models.UniqueConstraint(condition=models.Q(('state', 'in_use')), fields=('codebook', 'name'), name='theme_name_once', violation_error_message='Another theme in use already has this name.'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='theme_merged_into_one', violation_error_message='A merged theme says which theme it lives on in.'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='theme_merged_into_another', violation_error_message='A theme cannot be merged into itself.')],
            },
        ),
        migrations.CreateModel(
            name='Settled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settled', to='coding.reading')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settled', to='coding.theme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('reading', 'theme'), name='settled_once_a_theme', violation_error_message='The comment has this theme already.')],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=600)),
                ('said_of', models.CharField(max_length=120)),
                ('rare_words_seen', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('approved', 'approved'), ('refused', 'refused'), ('taken_down', 'taken down')], default=throughcare.voice.coding.states.Quote['PROPOSED'], max_length=12)),
                ('since', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='coding.reading')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='coding.theme')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), ('state', 'taken_down'), _connector='OR'), name='quote_approved_by_another', violation_error_message='Someone other than who proposed a quote approves it.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('words', ''), _negated=True)), _connector='OR'), name='quote_shown_once_approved', violation_error_message='A quote is approved by somebody before it is shown.')],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='coding.coding')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coding.theme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('coding', 'theme'), name='code_once_a_coding', violation_error_message='This theme is chosen already.')],
            },
        ),
        migrations.CreateModel(
            name='ThemeChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('added', 'Added'), ('reworded', 'Reworded'), ('merged', 'Merged'), ('split', 'Split'), ('retired', 'Retired')], max_length=10)),
                ('others', models.JSONField(blank=True, default=list)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='coding.theme')),
            ],
            options={
                'ordering': ['-number', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ThemeModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('codebook_version', models.PositiveIntegerField()),
                ('comments', models.PositiveIntegerField()),
                ('themes', models.JSONField(default=list)),
                ('measured', models.JSONField(default=dict)),
                ('seconds', models.FloatField()),
                ('trained_at', models.DateTimeField()),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='models', to='coding.codebook')),
                ('trained_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('file',), name='theme_model_file_once', violation_error_message='Another model is kept in this file.')],
            },
        ),
    ]
