import django.db.models.deletion
import django.db.models.expressions
import throughcare.commissioning.funding.rules.splitting
import throughcare.commissioning.funding.states
from django.db import migrations, models
from throughcare.foundation.record.tables import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=200)),
                ('envelope_pence', models.BigIntegerField(blank=True, null=True)),
                ('from_year', models.CharField(max_length=7)),
                ('to_year', models.CharField(max_length=7)),
                ('version', models.PositiveIntegerField(default=1)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('code',), name='programme_code_once', violation_error_message='Another programme already has this code.'), models.CheckConstraint(condition=models.Q(('to_year__gte', models.F('from_year'))), name='programme_years_in_order', violation_error_message="A programme's last year cannot be before its first."), models.CheckConstraint(condition=models.Q(('from_year__regex', '^20[0-9][0-9]/[0-9][0-9]$'), ('to_year__regex', '^20[0-9][0-9]/[0-9][0-9]$')), name='programme_years_written', violation_error_message='Financial years are written like 2022/23.'), models.CheckConstraint(condition=models.Q(('envelope_pence__isnull', True), ('envelope_pence__gte', 0), _connector='OR'), name='programme_envelope_not_negative', violation_error_message='An envelope cannot be negative.')],
            },
        ),
        migrations.CreateModel(
            name='FunderName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('from_date', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='names', to='funding.programme')),
            ],
            options={
                'ordering': ['name', 'from_date', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('programme__isnull', False)), fields=('programme', 'name', 'from_date'), name='funder_name_once_a_day', violation_error_message='This name already has a funder from that day.'), models.UniqueConstraint(condition=models.Q(('programme__isnull', True)), fields=('name', 'from_date'), name='funder_name_everywhere_once_a_day', violation_error_message='This name already has a funder from that day.'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('from_date')), _connector='OR'), name='funder_name_ends_after_it_starts', violation_error_message='A name must end after the day it starts.')],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.CharField(max_length=7)),
                ('pence', models.BigIntegerField()),
                ('received_pence', models.BigIntegerField(default=0)),
                ('recognised_pence', models.BigIntegerField(default=0)),
                ('deferred_pence', models.BigIntegerField(default=0)),
                ('returned_pence', models.BigIntegerField(default=0)),
                ('carried_pence', models.BigIntegerField(default=0)),
                ('state', models.CharField(choices=[('pledged', 'pledged'), ('accepted', 'accepted'), ('agreed', 'agreed'), ('invoiced', 'invoiced'), ('received', 'received'), ('recognised', 'recognised'), ('deferred', 'deferred'), ('carried_forward', 'carried forward'), ('returned', 'returned'), ('withdrawn', 'withdrawn')], default=throughcare.commissioning.funding.states.Contribution['PLEDGED'], max_length=20)),
                ('since', models.DateTimeField()),
                ('due', models.DateField(blank=True, null=True)),
                ('agreement', models.CharField(blank=True, max_length=200)),
                ('conditions', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('decision_id', models.BigIntegerField(blank=True, null=True)),
                ('decision_reference', models.CharField(blank=True, max_length=40)),
                ('version', models.PositiveIntegerField(default=1)),
                ('carried_from', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_to', to='funding.contribution')),
                ('payer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='funding.programme')),
            ],
            options={
                'ordering': ['year', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('pence__gt', 0)), name='contribution_is_a_sum', violation_error_message='A contribution is a sum above nothing.'), models.CheckConstraint(condition=models.Q(('payer', models.F('recipient')), _negated=True), name='contribution_between_two', violation_error_message='A contribution goes from one organisation to another.'), models.CheckConstraint(condition=models.Q(('recognised_pence__gte', 0), ('deferred_pence__gte', 0), ('returned_pence__gte', 0), ('carried_pence__gte', 0), ('received_pence__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('recognised_pence'), '+', models.F('deferred_pence')), '+', models.F('returned_pence')), '+', models.F('carried_pence')))), name='contribution_within_received', violation_error_message='No more can be recognised, held, carried or returned than was received.')],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('funding', 'funding'), ('expenditure', 'expenditure'), ('reserve', 'reserve'), ('cash', 'cash'), ('deferred_income', 'deferred income'), ('debtor', 'debtor'), ('creditor', 'creditor'), ('control', 'control'), ('opening', 'opening')], max_length=20)),
                ('service', models.CharField(blank=True, max_length=60)),
                ('year', models.CharField(max_length=7)),
                ('funder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='funding.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('funder__isnull', False)), fields=('programme', 'kind', 'funder', 'service', 'year'), name='account_once', violation_error_message='This account exists already.'), models.UniqueConstraint(condition=models.Q(('funder__isnull', True)), fields=('programme', 'kind', 'service', 'year'), name='account_of_nobody_once', violation_error_message='This account exists already.'), models.CheckConstraint(condition=models.Q(('year__regex', '^20[0-9][0-9]/[0-9][0-9]$')), name='account_year_written', violation_error_message='Financial years are written like 2022/23.')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision_id', models.BigIntegerField()),
                ('reference', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=300)),
                ('signed', models.DateField()),
                ('envelope_pence', models.BigIntegerField(default=0)),
                ('has_lines', models.BooleanField(default=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='funding.programme')),
                ('replaced_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='funding.programmedecision')),
            ],
            options={
                'ordering': ['signed', 'id'],
                'constraints': [models.UniqueConstraint(fields=('decision_id',), name='programme_decision_once', violation_error_message='This decision has opened its budget lines already.')],
            },
        ),
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('purpose', models.CharField(choices=[('accept', 'accept'), ('carry_forward', 'carry forward'), ('spend', 'spend'), ('delegate', 'delegate'), ('other', 'other')], max_length=20)),
                ('text', models.TextField(blank=True)),
                ('pence', models.BigIntegerField(blank=True, null=True)),
                ('is_cap', models.BooleanField(default=False)),
                ('funder', models.CharField(blank=True, max_length=200)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to='funding.programmedecision')),
            ],
            options={
                'ordering': ['decision_id', 'number'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'number'), name='authority_once', violation_error_message='This recommendation is remembered already.')],
            },
        ),
        migrations.CreateModel(
            name='CarryForward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_year', models.CharField(max_length=7)),
                ('pence', models.BigIntegerField()),
                ('cap_pence', models.BigIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('forecast', 'forecast'), ('requested', 'requested'), ('approved', 'approved'), ('in_reserve', 'in reserve'), ('part_drawn', 'part drawn'), ('exhausted', 'exhausted'), ('lapsed', 'lapsed'), ('refused', 'refused')], default=throughcare.commissioning.funding.states.CarryForward['FORECAST'], max_length=20)),
                ('since', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('requested_by', models.BigIntegerField(blank=True, null=True)),
                ('partner_agreed_by', models.BigIntegerField(blank=True, null=True)),
                ('partner_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.BigIntegerField(blank=True, null=True)),
                ('decision_reference', models.CharField(blank=True, max_length=40)),
                ('version', models.PositiveIntegerField(default=1)),
                ('authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.authority')),
                ('funder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carry_forwards', to='funding.programme')),
            ],
            options={
                'ordering': ['from_year', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('pence__gt', 0)), name='carry_forward_is_a_sum', violation_error_message='A carry-forward is a sum above nothing.'), models.CheckConstraint(condition=models.Q(('cap_pence__isnull', True), ('pence__lte', models.F('cap_pence')), _connector='OR'), name='carry_forward_within_cap', violation_error_message='This is more than the approval allows to be carried forward.')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeFunder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='funders', to='funding.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'organisation'), name='programme_funder_once', violation_error_message='This organisation already funds this programme.')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('fingerprint', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key',), name='receipt_once', violation_error_message='This form was acted on already. Open the page again to see what it did.')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('label', models.CharField(max_length=200)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='funding.programme')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='service_code_once', violation_error_message='This programme already has a service with this code.')],
            },
        ),
        migrations.CreateModel(
            name='Forecast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.CharField(max_length=7)),
                ('pence', models.BigIntegerField()),
                ('words', models.CharField(blank=True, max_length=500)),
                ('person_id', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forecasts', to='funding.programme')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.service')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('pence__gte', 0)), name='forecast_not_negative', violation_error_message='A forecast cannot be negative.')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.CharField(max_length=7)),
                ('pence', models.BigIntegerField()),
                ('document', models.CharField(max_length=120)),
                ('words', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='funding.authority')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='funding.programme')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.service')),
            ],
            options={
                'ordering': ['year', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('pence__gt', 0)), name='commitment_is_a_sum', violation_error_message='A commitment is a sum above nothing.')],
            },
        ),
        migrations.CreateModel(
            name='SplitRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('pro_rata', 'pro rata'), ('funder_first', 'funder first'), ('fixed_sum', 'fixed sum')], max_length=20)),
                ('fixed_pence', models.BigIntegerField(blank=True, null=True)),
                ('agreed_in', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=1)),
                ('first', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='split_rules', to='funding.programme')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('service',), name='split_rule_once', violation_error_message='This service already has a split rule.'), models.CheckConstraint(condition=models.Q(('method', throughcare.commissioning.funding.rules.splitting.Method['PRO_RATA']), ('first__isnull', False), _connector='OR'), name='split_rule_names_funder', violation_error_message='Say which funder pays first or pays the fixed sum.'), models.CheckConstraint(condition=models.Q(models.Q(('method', throughcare.commissioning.funding.rules.splitting.Method['FIXED_SUM']), _negated=True), ('fixed_pence__gte', 0), _connector='OR'), name='split_rule_fixed_sum_stated', violation_error_message='Say what the fixed sum is.')],
            },
        ),
        migrations.CreateModel(
            name='Transaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('year', models.CharField(max_length=7)),
                ('month', models.CharField(max_length=7)),
                ('source', models.CharField(choices=[('decision', 'decision'), ('contribution', 'contribution'), ('carry_forward', 'carry forward'), ('commitment', 'commitment'), ('payment', 'payment'), ('accrual', 'accrual'), ('virement', 'virement'), ('journal', 'journal'), ('reversal', 'reversal')], max_length=20)),
                ('source_id', models.BigIntegerField(blank=True, null=True)),
                ('words', models.CharField(max_length=300)),
                ('document', models.CharField(blank=True, max_length=120)),
                ('decision_id', models.BigIntegerField(blank=True, null=True)),
                ('decision_reference', models.CharField(blank=True, max_length=40)),
                ('key', models.CharField(max_length=120)),
                ('fingerprint', models.CharField(max_length=64)),
                ('posted', models.BooleanField(default=False)),
                ('person_id', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='funding.programme')),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='funding.transaction')),
            ],
            options={
                'db_table': 'funding_transaction',
                'indexes': [models.Index(fields=['source', 'source_id'], name='transaction_source'), models.Index(fields=['programme', 'day', 'id'], name='transaction_by_day')],
                'constraints': [models.UniqueConstraint(fields=('key',), name='transaction_key_once', violation_error_message='This was posted already.')],
            },
        ),
        migrations.CreateModel(
            name='Leg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('budget', 'budget'), ('commitment', 'commitment'), ('accrual', 'accrual'), ('cash', 'cash')], max_length=10)),
                ('pence', models.BigIntegerField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='funding.account')),
                ('transaction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='funding.transaction')),
            ],
            options={
                'db_table': 'funding_leg',
                'constraints': [models.CheckConstraint(condition=models.Q(('pence', 0), _negated=True), name='leg_not_nothing', violation_error_message='A leg of nothing says nothing. Leave it out.')],
            },
        ),
        migrations.CreateModel(
            name='Virement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.CharField(max_length=7)),
                ('pence', models.BigIntegerField()),
                ('reason', models.TextField()),
                ('answer', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('posted', 'posted'), ('refused', 'refused')], default=throughcare.commissioning.funding.states.Virement['PROPOSED'], max_length=20)),
                ('since', models.DateTimeField()),
                ('requested_by', models.BigIntegerField(blank=True, null=True)),
                ('approved_by', models.BigIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('from_service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.service')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='virements', to='funding.programme')),
                ('to_service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.service')),
            ],
            options={
                'ordering': ['-since', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('pence__gt', 0)), name='virement_is_a_sum', violation_error_message='A virement is a sum above nothing.'), models.CheckConstraint(condition=models.Q(('from_service', models.F('to_service')), _negated=True), name='virement_between_two', violation_error_message='A virement goes from one line to another.')],
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('budget', 'budget'), ('commitment', 'commitment'), ('accrual', 'accrual'), ('cash', 'cash')], max_length=10)),
                ('pence', models.BigIntegerField(default=0)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='funding.account')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'basis'), name='balance_once', violation_error_message='This balance exists already.')],
            },
        ),
        migrations.CreateModel(
            name='CarryForwardDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.CharField(max_length=7)),
                ('planned_pence', models.BigIntegerField()),
                ('drawn_pence', models.BigIntegerField(default=0)),
                ('carry_forward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='funding.carryforward')),
            ],
            options={
                'ordering': ['year'],
                'constraints': [models.UniqueConstraint(fields=('carry_forward', 'year'), name='draw_once_a_year', violation_error_message='This carry-forward already has a draw in that year.'), models.CheckConstraint(condition=models.Q(('planned_pence__gte', 0), ('drawn_pence__gte', 0), ('drawn_pence__lte', models.F('planned_pence'))), name='draw_within_plan', violation_error_message='No more can be drawn than is planned for the year.')],
            },
        ),
        migrations.CreateModel(
            name='PeriodLock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7)),
                ('locked_at', models.DateTimeField()),
                ('locked_by', models.BigIntegerField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('released_by', models.BigIntegerField(blank=True, null=True)),
                ('release_reason', models.CharField(blank=True, max_length=500)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-locked_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('organisation', 'period'), name='period_locked_once', violation_error_message='This period is locked already.'), models.CheckConstraint(condition=models.Q(('period__regex', '^20[0-9][0-9]/[0-9][0-9]$'), ('period__regex', '^20[0-9][0-9]-(0[1-9]|1[0-2])$'), _connector='OR'), name='period_written', violation_error_message='A period is a month like 2023-05 or a financial year like 2023/24.')],
            },
        ),
    ]
