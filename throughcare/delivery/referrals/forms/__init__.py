"""Forms of referrals, by what they are for."""
