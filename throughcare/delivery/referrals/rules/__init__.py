"""What holds of every referral, whatever its service."""
