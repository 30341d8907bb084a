"""What money knows of the golden thread: what each funder gives in each year, and under which agreement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Sum
from django.urls import reverse

from throughcare.commissioning.funding.models import Contribution, Leg, Programme, Transaction
from throughcare.commissioning.funding.rules.posting import Basis, Kind
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.thread import ThreadStep
from throughcare.foundation.ui.words import pounds


def thread_of_money(decision_id: int, viewer: Viewer, at: datetime) -> Iterator[ThreadStep]:
    """A step a funder and year that the decision funds, and one for each agreement behind a contribution."""
    if not viewer.can(Permission.VIEW_MONEY):
        return
    programmes = {one.pk: one for one in visible_to(viewer, Programme)}
    posted = Transaction.objects.filter(decision_id=decision_id, posted=True, programme_id__in=programmes)
    funded = (
        Leg.objects.filter(transaction__in=posted, basis=Basis.BUDGET, account__kind=Kind.FUNDING)
        .values("account__programme_id", "account__funder__name", "account__year")
        .annotate(pence=Sum("pence"))
        .order_by("account__year", "account__funder__name")
    )
    for row in funded:
        programme = programmes[row["account__programme_id"]]
        yield ThreadStep(
            "money",
            f"{row['account__funder__name']}, {row['account__year']}",
            figure=pounds(abs(row["pence"])),
            href=reverse("programme", args=[programme.code]),
        )
    agreed = Contribution.objects.filter(decision_id=decision_id, programme_id__in=programmes).exclude(agreement="")
    for one in agreed.select_related("payer").order_by("year", "id"):
        href = reverse("contribution", args=[one.pk])
        yield ThreadStep(
            "agreement", f"{one.payer.name}, {one.year}: {one.agreement}", one.state, pounds(one.pence), href=href
        )
