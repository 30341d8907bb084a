"""Opening programmes, their services, split rules and the names of funders."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.commissioning.funding.actions.posting import check_own, lock_programme
from throughcare.commissioning.funding.actions.receipts import once
from throughcare.commissioning.funding.models import (
    EnvelopeChange,
    FunderName,
    Programme,
    ProgrammeFunder,
    Service,
    SplitRule,
)
from throughcare.commissioning.funding.rules import funders as funder_rules
from throughcare.commissioning.funding.rules import programmes as rules
from throughcare.commissioning.funding.rules.splitting import Method, Rule, check_rule
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def organisation(code: str, *, field: str = "organisation") -> Organisation:
    """The organisation with a code, or a sentence beside the field."""
    found: Organisation | None = Organisation.objects.filter(code=code).first()
    if found is None:
        raise Invalid({field: "Choose an organisation from the list."})
    return found


@action
def open_programme(
    *,
    code: str,
    name: str,
    lead: str,
    envelope_pence: int | None,
    from_year: str,
    to_year: str,
    by: Viewer,
    at: datetime,
) -> Programme:
    """Opens a programme led by the viewer's own organisation."""
    check_can(by, Permission.POST_MONEY)
    check_own(by, lead)
    first, last = rules.check_years(from_year, to_year)
    clean = funder_rules.service_code(code)
    if Programme.objects.filter(code=clean).exists():
        raise Invalid({"code": "Another programme already has this code."})
    return create_programme(clean, name, organisation(lead, field="lead"), envelope_pence, (first, last), by=by, at=at)


def create_programme(
    code: str,
    name: str,
    lead: Organisation,
    envelope_pence: int | None,
    years: tuple[str, str],
    *,
    by: Viewer,
    at: datetime,
) -> Programme:
    """Writes a programme with its lead as its first funder."""
    made = Programme(
        code=code,
        name=name.strip()[:200],
        lead=lead,
        envelope_pence=envelope_pence,
        from_year=years[0],
        to_year=years[1],
    )
    made.save()
    ProgrammeFunder(programme=made, organisation=lead).save()
    if envelope_pence is not None:
        EnvelopeChange(programme=made, pence=envelope_pence, person_id=by.person_id, at=at).save()
    event("programme.opened", subject=("programme", made.pk), by=by, at=at)
    return made


@action
def set_envelope(
    *, programme_id: int, envelope_pence: int | None, version: int | None = None, by: Viewer, at: datetime
) -> Programme:
    """States what the lead set aside for the programme."""
    check_can(by, Permission.POST_MONEY)
    get_visible(by, Programme, pk=programme_id)
    found: Programme = Programme.objects.locked(programme_id, version=version)
    check_own(by, found.lead.code)
    if envelope_pence is not None and envelope_pence < 0:
        raise Invalid({"envelope_pence": "An envelope cannot be negative."})
    if envelope_pence == found.envelope_pence:
        return found
    EnvelopeChange(programme=found, pence=envelope_pence, person_id=by.person_id, at=at).save()
    found.envelope_pence = envelope_pence
    found.version += 1
    found.save()
    event("programme.envelope_set", subject=("programme", found.pk), by=by, at=at)
    return found


def ensure_funder(programme: Programme, code: str, *, by: Viewer, at: datetime) -> None:
    """Makes an organisation a funder of the programme, and so able to see it, unless it is one."""
    found = organisation(code)
    if not ProgrammeFunder.objects.filter(programme=programme, organisation=found).exists():
        ProgrammeFunder(programme=programme, organisation=found).save()
        event("programme.funder_added", subject=("programme", programme.pk), by=by, at=at)


def ensure_service(programme: Programme, label: str, *, by: Viewer, at: datetime) -> Service:
    """The service that a line names, added where the programme has none of that code."""
    code = funder_rules.service_code(label)
    found: Service | None = Service.objects.filter(programme=programme, code=code).first()
    if found is None:
        found = Service(programme=programme, code=code, label=label.strip()[:200])
        found.save()
        event("service.added", subject=("programme", programme.pk), by=by, at=at)
    return found


@action
def set_split_rule(
    *,
    programme_id: int,
    service: str,
    method: str,
    first: str = "",
    fixed_pence: int = 0,
    agreed_in: str = "",
    from_date: date | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> SplitRule:
    """Says how a service's cost is shared from a day on (today where none is named). Earlier rules stay on record.

    It holds for what is posted on that day or later; what was posted before keeps its owners.
    """
    check_can(by, Permission.POST_MONEY)
    get_visible(by, Programme, pk=programme_id)
    programme = lock_programme(programme_id)
    facts = (programme_id, service, method, first, fixed_pence, agreed_in, from_date)
    if earlier := once.before(key, "set_split_rule", *facts):
        return SplitRule.objects.get(pk=earlier)
    check_own(by, programme.lead.code)
    found: Service | None = Service.objects.filter(programme=programme, code=service).first()
    if found is None or method not in set(Method):
        raise Invalid({"service": "Choose a service and a way of sharing from the lists."})
    rule = Rule(Method(method), first, fixed_pence)
    row = _rule_row(found, rule, from_date or clock.today(at), agreed_in=agreed_in.strip()[:120], by=by, at=at)
    row.save()
    once.remember(key, "set_split_rule", row.pk, *facts)
    event("split_rule.set", subject=("service", found.pk), by=by, at=at, reason_code=rule.method)
    return row


def _rule_row(service: Service, rule: Rule, from_date: date, *, agreed_in: str, by: Viewer, at: datetime) -> SplitRule:
    funders = ProgrammeFunder.objects.filter(programme=service.programme).values_list("organisation__code", flat=True)
    check_rule(rule, funders=frozenset(funders))
    return SplitRule(
        programme=service.programme,
        service=service,
        from_date=from_date,
        method=rule.method,
        first=None if rule.method == Method.PRO_RATA else organisation(rule.first, field="first"),
        fixed_pence=rule.fixed_pence if rule.method == Method.FIXED_SUM else None,
        agreed_in=agreed_in,
        person_id=by.person_id,
        at=at,
    )


@action
def name_funder(
    *,
    name: str,
    organisation_code: str,
    programme_id: int | None,
    from_date: date,
    until: date | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> FunderName:
    """Records a name under which papers speak of a funder, from a day on."""
    check_can(by, Permission.POST_MONEY)
    facts = (name, organisation_code, programme_id, from_date, until)
    earlier = once.before(key, "name_funder", *facts)
    if earlier is not None:
        return FunderName.objects.get(pk=earlier)
    if programme_id is not None:
        get_visible(by, Programme, pk=programme_id)
    if not funder_rules.plain(name):
        raise Invalid({"name": "Write the name as papers print it; words like grant or budget alone name nobody."})
    made = FunderName(
        programme_id=programme_id,
        name=name.strip()[:200],
        organisation=organisation(organisation_code),
        from_date=from_date,
        until=until,
    )
    made.save()
    once.remember(key, "name_funder", made.pk, *facts)
    event("funder.named", subject=("funder_name", made.pk), by=by, at=at)
    return made
