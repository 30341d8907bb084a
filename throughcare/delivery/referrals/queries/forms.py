"""A referral's content as its rules and pages read it."""

from __future__ import annotations

from throughcare.delivery.referrals.models import ReferralForm
from throughcare.delivery.referrals.rules.sending import Written


def written_in(form: ReferralForm) -> Written:
    """What was written so far."""
    return Written(
        crisis_checked_at=form.crisis_checked_at,
        answers=form.answers,
        needs=tuple(form.needs),
        linked_to_offending=form.linked_to_offending,
        linked_to_harm=form.linked_to_harm,
        substance_use=form.substance_use,
        reason=form.reason,
        despite=form.despite,
        place=form.place,
        establishment=form.establishment,
        release_on=form.release_on,
        release_unknown=form.release_unknown,
        contact=form.contact,
    )
