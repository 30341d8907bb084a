import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('organisations', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('reference', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=300)),
                ('summary', models.TextField(blank=True)),
                ('programme', models.CharField(blank=True, max_length=60)),
                ('content', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('effect', models.CharField(choices=[('draft', 'draft'), ('advice', 'advice'), ('board', 'board'), ('chief_executive', 'chief executive'), ('decision_maker', 'decision maker'), ('signed', 'signed'), ('in_effect', 'in effect'), ('amended', 'amended'), ('superseded', 'superseded'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='draft', max_length=20)),
                ('publication', models.CharField(choices=[('to_be_published', 'to be published'), ('deferred', 'deferred'), ('published', 'published'), ('part_2', 'part 2')], default='to_be_published', max_length=20)),
                ('since', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('decision_maker', models.CharField(blank=True, max_length=120)),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('published_on', models.DateField(blank=True, null=True)),
                ('deferred_until', models.DateField(blank=True, null=True)),
                ('deferral_reason', models.TextField(blank=True)),
                ('exemption', models.CharField(blank=True, max_length=20)),
                ('rationale', models.TextField(blank=True)),
                ('is_historical', models.BooleanField(default=False)),
                ('amendment_says', models.TextField(blank=True)),
                ('amends', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='decisions.decision')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='organisations.organisation')),
                ('shared_with', models.ManyToManyField(blank=True, related_name='decisions_shared', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-signed_on', '-id'],
                'indexes': [models.Index(fields=['publication', '-signed_on'], name='decision_register'), models.Index(fields=['publication', 'decision_maker'], name='decision_register_maker'), models.Index(fields=['programme'], name='decision_programme')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('reference',), name='decision_reference_once', violation_error_message='Another decision already has this reference.'), models.UniqueConstraint(fields=('slug',), name='decision_slug_once', violation_error_message='Another decision already has this address.'), models.CheckConstraint(condition=models.Q(models.Q(('effect__in', ['amended', 'in_effect', 'signed', 'superseded']), _negated=True), ('signed_on__isnull', False), ('is_historical', True), _connector='OR'), name='decision_signed_has_date', violation_error_message='A signed decision has the date of its signature.'), models.CheckConstraint(condition=models.Q(models.Q(('publication', 'published'), _negated=True), models.Q(('effect__in', ['amended', 'in_effect', 'signed', 'superseded']), ('published_on__isnull', False)), _connector='OR'), name='decision_published_is_signed', violation_error_message='Only a signed decision is published, on a date.'), models.CheckConstraint(condition=models.Q(models.Q(('publication', 'deferred'), _negated=True), models.Q(('deferred_until__isnull', False), models.Q(('deferral_reason', ''), _negated=True)), _connector='OR'), name='decision_deferral_is_whole', violation_error_message='A deferral has a reason and a date.'), models.CheckConstraint(condition=models.Q(models.Q(('publication', 'part_2'), _negated=True), models.Q(('effect__in', ['amended', 'in_effect', 'signed', 'superseded']), models.Q(('exemption', ''), _negated=True), models.Q(('rationale', ''), _negated=True)), _connector='OR'), name='decision_part_2_is_whole', violation_error_message='Part 2 rests on an exemption with its rationale.'), models.CheckConstraint(condition=models.Q(('amends__isnull', True), models.Q(('amends', models.F('id')), _negated=True), _connector='OR'), name='decision_amends_another', violation_error_message='A decision cannot amend itself.')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=120)),
                ('words', models.TextField(max_length=5000)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='decisions.decision')),
            ],
            options={
                'ordering': ['at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='comment_settled_by_someone_at_a_time', violation_error_message='A settled comment has who settled it and when.')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('version', models.PositiveIntegerField()),
                ('words', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='decisions.decision')),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='AdviceOnPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('finance', 'Financial advice'), ('legal', 'Legal advice'), ('commercial', 'Commercial advice'), ('equality', 'Equality advice'), ('public_health', 'Public health advice'), ('data_protection', 'Data protection advice')], max_length=30)),
                ('state', models.CharField(choices=[('not_asked', 'not asked'), ('asked', 'asked'), ('given', 'given'), ('not_needed', 'not needed')], default='not_asked', max_length=20)),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('on_version', models.PositiveIntegerField(default=0)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advice', to='decisions.decision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('decision', 'kind'), name='advice_once_a_kind', violation_error_message='There is one place for each kind of advice on a paper.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['given', 'not_needed']), _negated=True), models.Q(('at__isnull', False), ('by__isnull', False), models.Q(('words', ''), _negated=True)), _connector='OR'), name='advice_is_signed', violation_error_message='Advice, or that it is not needed, has a name, a date and words.')],
            },
        ),
        migrations.CreateModel(
            name='AcceptedFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('rule', models.CharField(max_length=20)),
                ('reason', models.TextField(max_length=2000)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accepted_findings', to='decisions.decision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('decision', 'key'), name='finding_accepted_once', violation_error_message='This finding has been accepted already.')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recommendation', models.PositiveSmallIntegerField()),
                ('power', models.TextField()),
                ('paragraph', models.CharField(blank=True, max_length=80)),
                ('holder', models.CharField(default='chief_executive', max_length=40)),
                ('cap_pence', models.BigIntegerField(blank=True, null=True)),
                ('from_date', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('used_pence', models.BigIntegerField(default=0)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='decisions.decision')),
            ],
            options={
                'ordering': ['decision', 'recommendation'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'recommendation'), name='delegation_once_a_recommendation', violation_error_message='This recommendation has granted its delegation already.'), models.CheckConstraint(condition=models.Q(('used_pence__gte', 0), models.Q(('cap_pence__isnull', True), ('used_pence__lte', models.F('cap_pence')), _connector='OR')), name='delegation_within_cap', violation_error_message='That is more than is left of the delegation.')],
            },
        ),
        migrations.CreateModel(
            name='DelegationUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pence', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('form_key', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='decisions.delegation')),
            ],
            options={
                'ordering': ['at'],
                'constraints': [models.UniqueConstraint(fields=('form_key',), name='delegation_use_once', violation_error_message='This use was recorded already.'), models.CheckConstraint(condition=models.Q(('pence__gt', 0)), name='delegation_use_positive', violation_error_message='A use has a value.')],
            },
        ),
        migrations.CreateModel(
            name='Edit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_at', models.DateTimeField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edits', to='decisions.decision')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('decision', 'person'), name='edit_once_a_person', violation_error_message='This person is already known to have changed the paper.')],
            },
        ),
        migrations.CreateModel(
            name='PaperVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('report', models.JSONField(default=dict)),
                ('kept_because', models.CharField(max_length=60)),
                ('kept_at', models.DateTimeField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='decisions.decision')),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'number'), name='paper_version_once', violation_error_message='This version was kept already.')],
            },
        ),
        migrations.CreateModel(
            name='PartTwo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.CharField(max_length=20)),
                ('rationale', models.TextField(max_length=4000)),
                ('words', models.TextField(max_length=50000)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='part_two', to='decisions.decision')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('exemption', ''), _negated=True), models.Q(('rationale', ''), _negated=True)), name='part_two_rests_on_exemption', violation_error_message='Part 2 rests on an exemption with its rationale.')],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='search_words', to='decisions.decision')),
            ],
            options={
                'indexes': [models.Index(fields=['word'], name='search_word_prefix', opclasses=['varchar_pattern_ops'])],
                'constraints': [models.UniqueConstraint(fields=('word', 'decision'), name='search_word_once', violation_error_message='This word of the paper is indexed already.')],
            },
        ),
    ]
