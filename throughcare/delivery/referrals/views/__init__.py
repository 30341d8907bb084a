"""Screens of referrals and of the services."""
