"""Tables of referrals, of who handles them, and of work that needs none."""

from throughcare.delivery.referrals.models.consultation import Consultation
from throughcare.delivery.referrals.models.form import Answer, Receipt, ReferralForm
from throughcare.delivery.referrals.models.handling import Allocation, Cover, Transfer
from throughcare.delivery.referrals.models.outreach import Outreach
from throughcare.delivery.referrals.models.referral import Referral, Step

__all__ = [
    "Allocation",
    "Answer",
    "Consultation",
    "Cover",
    "Outreach",
    "Receipt",
    "Referral",
    "ReferralForm",
    "Step",
    "Transfer",
]
