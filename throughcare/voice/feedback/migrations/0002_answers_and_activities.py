import django.db.models.deletion
import throughcare.voice.feedback.states
import uuid
from django.conf import settings
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    dependencies = [
        ('feedback', '0001_initial'),
        ('organisations', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cards', 'Cards to hand out'), ('paper', 'Paper forms'), ('door', 'Taken by practitioners who signed in')], max_length=10)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('area', models.CharField(blank=True, max_length=40)),
                ('size', models.PositiveIntegerField()),
                ('asks_who', models.BooleanField()),
                ('keeps_area', models.BooleanField()),
                ('made_on', models.DateField()),
                ('voided_on', models.DateField(blank=True, null=True)),
                ('survey_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='feedback.surveyversion')),
            ],
            options={
                'ordering': ['-made_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='code_batch_has_codes', violation_error_message='A batch has at least one code.')],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('lookup', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='feedback.codebatch')),
            ],
        ),
        migrations.CreateModel(
            name='CouncilProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('votes_for', models.PositiveIntegerField(blank=True, null=True)),
                ('votes_against', models.PositiveIntegerField(blank=True, null=True)),
                ('abstained', models.PositiveIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='feedback.activity')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('abstained__isnull', True), ('votes_against__isnull', True), ('votes_for__isnull', True)), models.Q(('abstained__isnull', False), ('votes_against__isnull', False), ('votes_for__isnull', False)), _connector='OR'), name='council_votes_counted_together', violation_error_message='Votes for, against and abstentions are counted together.')],
            },
        ),
        migrations.CreateModel(
            name='DoorCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('box', models.BinaryField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='door_codes', to='feedback.codebatch')),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('lookup', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('begun_on', models.DateField()),
                ('box', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['begun_on'], name='draft_by_day')],
            },
        ),
        migrations.CreateModel(
            name='NamedAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('came_by', models.CharField(choices=[('web', 'Survey'), ('paper', 'Paper form'), ('text_message', 'Text message')], max_length=20)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('reach', models.CharField(blank=True, max_length=120)),
                ('consent_version', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('area', models.CharField(blank=True, max_length=40)),
                ('language', models.CharField(max_length=12)),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('taken_back_by', models.CharField(max_length=64)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('survey_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='named_answers', to='feedback.surveyversion')),
            ],
            options={
                'ordering': ['-day', 'id'],
                'indexes': [models.Index(fields=['taken_back_by'], name='named_answer_by_code')],
                'constraints': [models.CheckConstraint(condition=models.Q(('withdrawn_on__isnull', True), models.Q(('answers', {}), ('name', ''), ('reach', '')), _connector='OR'), name='named_answer_taken_back_is_empty', violation_error_message='An answer that was taken back keeps no name and no words.')],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('answered', 'answered')], default=throughcare.voice.feedback.states.Disclosure['WAITING'], max_length=20)),
                ('since', models.DateTimeField()),
                ('due', models.DateField()),
                ('words', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='feedback.namedanswer')),
            ],
            options={
                'ordering': ['due', 'id'],
            },
        ),
        migrations.CreateModel(
            name='NamedComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='feedback.namedanswer')),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='feedback.comment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaperEntry',
            fields=[
                ('lookup', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('box', models.BinaryField()),
                ('survey_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='feedback.surveyversion')),
            ],
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(blank=True, max_length=40)),
                ('day', models.DateField()),
                ('number', models.PositiveIntegerField(default=0)),
                ('survey_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participation', to='feedback.surveyversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey_version', 'area', 'day'), name='participation_once_a_day', violation_error_message='There is one count for each day and area.')],
            },
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(blank=True, max_length=40)),
                ('key', models.CharField(max_length=36)),
                ('survey_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='feedback.surveyversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey_version', 'area'), name='pool_once_an_area', violation_error_message='There is one pool for each version and area.')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('speaker', models.PositiveIntegerField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='feedback.activity')),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='feedback.comment')),
            ],
            options={
                'ordering': ['activity', 'speaker', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(blank=True, max_length=40)),
                ('question', models.CharField(max_length=60)),
                ('option', models.CharField(max_length=60)),
                ('group', models.CharField(blank=True, max_length=130)),
                ('number', models.PositiveIntegerField(default=0)),
                ('survey_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='feedback.surveyversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey_version', 'area', 'question', 'option', 'group'), name='tally_once', violation_error_message='There is one count for each answer and group.')],
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('is_counted', models.BooleanField(default=False)),
                ('key', models.CharField(max_length=36)),
                ('box', models.BinaryField()),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='feedback.pool')),
            ],
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('words', models.CharField(max_length=300)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='feedback.activity')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('activity', 'position'), name='agenda_item_place_once', violation_error_message='Two items cannot have the same place on the agenda.')],
            },
        ),
        migrations.AddField(
            model_name='namedanswer',
            name='comments',
            field=models.ManyToManyField(related_name='+', through='feedback.NamedComment', to='feedback.comment'),
        ),
    ]
