"""Tables of referrals."""

from throughcare.delivery.referrals.models.referral import Referral

__all__ = ["Referral"]
