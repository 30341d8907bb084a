import django.db.models.deletion
import throughcare.voice.proposals.states
from django.conf import settings
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('coding', '0001_initial'),
        ('feedback', '0001_initial'),
        ('organisations', '0002_membership_area'),
        ('organisations', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('feedback', 'Coded feedback'), ('council', 'A council'), ('group', 'A discussion group'), ('event', 'An open event')], max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('insight', models.TextField()),
                ('asked', models.TextField()),
                ('service', models.CharField(blank=True, max_length=60)),
                ('votes_for', models.PositiveIntegerField(blank=True, null=True)),
                ('votes_against', models.PositiveIntegerField(blank=True, null=True)),
                ('votes_neither', models.PositiveIntegerField(blank=True, null=True)),
                ('said_plainly', models.TextField(blank=True)),
                ('asked_plainly', models.TextField(blank=True)),
                ('answer', models.CharField(blank=True, choices=[('adopted', 'Adopt: it will be done'), ('adapted', 'Adapt: it will be done differently'), ('declined', 'Decline: it will not be done')], max_length=10)),
                ('answer_words', models.TextField(blank=True)),
                ('answer_reasons', models.TextField(blank=True)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('change_due', models.DateField(blank=True, null=True)),
                ('answer_plainly', models.TextField(blank=True)),
                ('answer_published_on', models.DateField(blank=True, null=True)),
                ('change_plainly', models.TextField(blank=True)),
                ('told_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('raised', 'raised'), ('supported', 'supported'), ('sent', 'sent'), ('adopted', 'adopted'), ('adapted', 'adapted'), ('declined', 'declined'), ('changed', 'changed'), ('told_back', 'told back'), ('withdrawn', 'withdrawn')], default=throughcare.voice.proposals.states.Proposal['RAISED'], max_length=10)),
                ('since', models.DateTimeField()),
                ('raised_on', models.DateField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.activity')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('quotes', models.ManyToManyField(blank=True, related_name='proposals', to='coding.quote')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coding.theme')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['adopted', 'adapted', 'declined', 'changed', 'told_back']), _negated=True), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False), models.Q(('answer', ''), _negated=True), models.Q(('answer_words', ''), _negated=True)), _connector='OR'), name='proposal_answer_is_signed', violation_error_message='An answer has words, a day and who gave it.'), models.CheckConstraint(condition=models.Q(models.Q(('answer__in', ['adapted', 'declined']), _negated=True), models.Q(('answer_reasons', ''), _negated=True), _connector='OR'), name='proposal_answer_has_reasons', violation_error_message='An answer other than a plain yes gives its reasons.'), models.CheckConstraint(condition=models.Q(models.Q(('answer__in', ['adopted', 'adapted']), _negated=True), ('change_due__isnull', False), _connector='OR'), name='proposal_change_has_a_day', violation_error_message='What is adopted or adapted has a day by which it is done.'), models.CheckConstraint(condition=models.Q(('state__in', ['raised', 'supported', 'withdrawn']), models.Q(models.Q(('said_plainly', ''), _negated=True), models.Q(('asked_plainly', ''), _negated=True)), _connector='OR'), name='proposal_sent_in_plain_words', violation_error_message='A proposal that was sent has plain words that the public can read.')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField()),
                ('made_on', models.DateField()),
                ('evidence_kind', models.CharField(choices=[('document', 'A document: a new form, rule or rota'), ('measure', 'A figure before and after'), ('seen', 'Someone went and looked'), ('heard', 'People say so')], max_length=10)),
                ('evidence', models.TextField()),
                ('recorded_on', models.DateField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='proposals.proposal')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), name='change_has_evidence', violation_error_message='Say what was changed and how we know.'), models.CheckConstraint(condition=models.Q(('made_on__lte', models.F('recorded_on'))), name='change_made_before_it_is_recorded', violation_error_message='A change is recorded once it is made, not before.')],
            },
        ),
        migrations.CreateModel(
            name='Addressing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=40)),
                ('sent_on', models.DateField()),
                ('due', models.DateField()),
                ('sent_back_on', models.DateField(blank=True, null=True)),
                ('sent_back_because', models.CharField(blank=True, max_length=500)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addressings', to='proposals.proposal')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sent_back_on__isnull', True)), fields=('proposal',), name='addressing_one_in_force', violation_error_message='The proposal is with somebody already.'), models.CheckConstraint(condition=models.Q(('due__gt', models.F('sent_on'))), name='addressing_due_after_sent', violation_error_message='The answer is due after the day on which the proposal is sent.'), models.CheckConstraint(condition=models.Q(('sent_back_on__isnull', True), models.Q(('sent_back_because', ''), _negated=True), _connector='OR'), name='addressing_sent_back_with_a_reason', violation_error_message='Whoever sends a proposal back says why.')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('specification', 'Specification'), ('bid_question', 'Question in a bid evaluation'), ('mobilisation', 'Mobilisation check'), ('contract_review', 'Contract review'), ('variation', 'Contract variation')], max_length=20)),
                ('title', models.CharField(max_length=160)),
                ('on', models.DateField()),
                ('service', models.CharField(blank=True, max_length=60)),
                ('decision_id', models.BigIntegerField(blank=True, null=True)),
                ('decision_reference', models.CharField(blank=True, max_length=40)),
                ('people', models.PositiveIntegerField(default=0)),
                ('words', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('proposals', models.ManyToManyField(blank=True, related_name='seats', to='proposals.proposal')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-id'],
                'indexes': [models.Index(fields=['decision_id'], name='seat_by_decision')],
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_what', models.CharField(choices=[('answer', 'The answer'), ('change', 'The change')], max_length=10)),
                ('people', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tellings', to='proposals.proposal')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('proposal', 'of_what'), name='telling_once_of_each', violation_error_message='People were told of this already.')],
            },
        ),
        migrations.CreateModel(
            name='InsightReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField()),
                ('until', models.DateField()),
                ('content', models.JSONField()),
                ('state', models.CharField(choices=[('draft', 'draft'), ('issued', 'issued')], default=throughcare.voice.proposals.states.Report['DRAFT'], max_length=10)),
                ('since', models.DateTimeField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-from_day', '-id'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'from_day', 'until'), name='insight_report_once_a_quarter', violation_error_message='There is a report for this quarter already.'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('from_day'))), name='insight_report_ends_after_it_starts', violation_error_message='The period must end after it starts.'), models.CheckConstraint(condition=models.Q(models.Q(('sha256', ''), ('state', 'draft')), models.Q(('state', 'issued'), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='insight_report_issued_with_its_hash', violation_error_message='An issued report keeps the hash of its content.')],
            },
        ),
    ]
