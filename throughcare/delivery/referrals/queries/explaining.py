"""What a score or a rating did to a person's referrals, in words for the person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from throughcare import clock
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.rules.facts import holds
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.led_to import Led, Rested

OF_SCORE = {"violence_percent": "violence_band"}


def led_to_referrals(viewer: Viewer, rested: Rested) -> Iterator[Led]:
    """What each referral that was sent with it made of it: entry rule and place in the order, or nothing."""
    rows = visible_to(viewer, Referral).filter(about_any_of([rested.person_id]), submitted_at__isnull=False)
    for row in rows.select_related("form").order_by("submitted_at", "id"):
        told = row.form.told if hasattr(row, "form") else {}
        on = clock.today(row.submitted_at)
        if facts := _resting(told, rested, on):
            found = definition(row.service, row.definition)
            yield Led(on, f"referred to {found.name}. {' '.join(_did(found, told, facts))}")


def _resting(told: dict[str, Any], rested: Rested, on: Any) -> set[str]:
    """The facts of a referral that rested on it."""
    if rested.score is not None:
        own = {fact for fact, number in told.get("scores", {}).items() if number == rested.score}
        return own | {OF_SCORE[fact] for fact in own & set(OF_SCORE)}
    stood = rested.on <= on and (rested.until is None or on < rested.until)
    return {"rating"} if stood and told.get("facts", {}).get("rating") == rested.rating else set()


def _did(found: ServiceDefinition, told: dict[str, Any], facts: set[str]) -> Iterator[str]:
    known = told.get("facts", {})
    asked = [one for one in found.criteria if one.fact in facts]
    for one in asked:
        met = holds(known, one.fact, one.test, one.number, one.among)
        yield f"Its entry rule asks for “{one.says}”: {'met' if met else 'not met'}."
    counted = [
        one for one in found.signals if one.fact in facts and holds(known, one.fact, one.test, one.number, one.among)
    ]
    for signal in counted:
        yield f"It put you further up the waiting list: {signal.says}."
    if not asked and not counted:
        yield "It was sent with the referral and decided nothing there."
