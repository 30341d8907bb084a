"""Tables of referrals."""

from throughcare.delivery.referrals.models.referral import Referral, Step

__all__ = ["Referral", "Step"]
