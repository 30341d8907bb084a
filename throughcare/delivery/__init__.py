"""The daily work: people, panels, referrals and the services."""
